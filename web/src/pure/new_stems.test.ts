import assert from 'node:assert/strict';
import test from 'node:test';
import { headroomOf, stemsOf } from './new_stems.js';

test('stems are names, one a line, each once', () => {
  assert.deepEqual(stemsOf('String\n Brass ,FX  inst\n\nString;'), ['String', 'Brass', 'FX inst']);
  assert.deepEqual(stemsOf(' \n'), []);
});

test('headroom is taken with either minus, a comma and its unit, and never above 0', () => {
  assert.equal(headroomOf('-6'), -6);
  assert.equal(headroomOf('\u22126.5 dB'), -6.5);
  assert.equal(headroomOf('3,5'), -3.5);
  assert.ok(Object.is(headroomOf('0'), 0));
  for (const wrong of ['', 'loud', '-25', '+6', '6 7']) assert.equal(headroomOf(wrong), undefined);
});
