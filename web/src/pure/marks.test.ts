import assert from 'node:assert/strict';
import test from 'node:test';
import { withMark } from './marks.js';

const span = (in_samples: number, out_samples: number) => ({ in_samples, out_samples });
const SCENE = span(0, 480000);

test('one mark alone takes the other end from the scene', () => {
  assert.deepEqual(withMark(null, 'in', 96000, SCENE), span(96000, 480000));
  assert.deepEqual(withMark(null, 'out', 96000, SCENE), span(0, 96000));
});

test('the second mark moves its end alone', () => {
  assert.deepEqual(withMark(span(96000, 480000), 'out', 192000, SCENE), span(96000, 192000));
  assert.deepEqual(withMark(span(96000, 192000), 'in', 100000, SCENE), span(100000, 192000));
});

test('a mark beyond the other end starts a new range', () => {
  assert.deepEqual(withMark(span(96000, 192000), 'in', 240000, SCENE), span(240000, 480000));
  assert.deepEqual(withMark(span(96000, 192000), 'out', 48000, SCENE), span(0, 48000));
});

test('what would be shorter than a tenth of a second is no range', () => {
  assert.equal(withMark(null, 'in', 479000, SCENE), null);
  assert.deepEqual(withMark(SCENE, 'in', 479000, SCENE), SCENE);
});
