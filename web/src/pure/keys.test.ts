import assert from 'node:assert/strict';
import test from 'node:test';
import { capsOf, isSingle, pressesOf } from './keys.js';

const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

test('letters go by what stands on the key, with caps lock or without', () => {
  assert.deepEqual(pressesOf({ ...none, key: 'q', code: 'KeyA' }), ['q']);
  assert.deepEqual(pressesOf({ ...none, key: 'E', code: 'KeyE' }), ['e']);
  assert.deepEqual(pressesOf({ ...none, key: 'S', code: 'KeyS', shiftKey: true }), ['Shift s']);
});

test('digits go by their place, whatever Shift makes of them', () => {
  assert.deepEqual(pressesOf({ ...none, key: '!', code: 'Digit1', shiftKey: true }), [
    '!',
    'Shift Digit1',
  ]);
  assert.deepEqual(pressesOf({ ...none, key: '&', code: 'Digit1' }), ['&', 'Digit1']);
  assert.deepEqual(pressesOf({ ...none, key: '7', code: 'Numpad7' }), ['Digit7']);
});

test('signs are found wherever a keyboard has them', () => {
  assert.deepEqual(pressesOf({ ...none, key: '/', code: 'Digit7', shiftKey: true })[0], '/');
  assert.deepEqual(pressesOf({ ...none, key: '?', code: 'Slash', shiftKey: true }), ['?']);
  assert.deepEqual(pressesOf({ ...none, key: '\u00fc', code: 'BracketLeft' }), ['\u00fc', '[']);
  const third = { ...none, key: '[', code: 'Digit8', ctrlKey: true, altKey: true };
  assert.deepEqual(pressesOf(third, true)[0], '[');
  assert.deepEqual(pressesOf(third), []);
});

test('keys with Ctrl are named, and those with Alt or Meta are left to the browser', () => {
  assert.deepEqual(pressesOf({ ...none, key: ' ', code: 'Space', ctrlKey: true }), ['Ctrl Space']);
  assert.deepEqual(pressesOf({ ...none, key: 'Enter', code: 'Enter', metaKey: true }), [
    'Ctrl Enter',
  ]);
  assert.deepEqual(pressesOf({ ...none, key: 'e', code: 'KeyE', metaKey: true }), []);
  assert.deepEqual(pressesOf({ ...none, key: 'e', code: 'KeyE', altKey: true }), []);
});

test('single letters, digits and signs are those that can be switched off', () => {
  for (const press of ['e', 'Shift s', 'Digit1', 'Shift Digit1', '?', '['])
    assert.ok(isSingle(press), press);
  for (const press of ['Space', 'ArrowLeft', 'Shift ArrowLeft', 'Ctrl e', 'Escape'])
    assert.ok(!isSingle(press), press);
});

test('a press is shown as what stands on its keys', () => {
  assert.deepEqual(capsOf('Shift ArrowLeft'), ['\u21e7', '\u2190']);
  assert.deepEqual(capsOf('Ctrl e'), ['Ctrl', 'E']);
  assert.deepEqual(capsOf('Digit5'), ['5']);
});
