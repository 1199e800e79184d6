import assert from 'node:assert/strict';
import test from 'node:test';
import { LEAST_SAMPLES, around, heldIn, lengthOf, paged, scrolled, zoomed } from './window.js';

const span = (in_samples: number, out_samples: number) => ({ in_samples, out_samples });
const REEL = span(1_000_000, 9_000_000);
const PAGE = span(2_000_000, 4_000_000);

test('zooming keeps the position under the pointer where it is', () => {
  const at = 2_500_000;
  const share = (w: { in_samples: number; out_samples: number }): number =>
    (at - w.in_samples) / lengthOf(w);
  const near = zoomed(PAGE, REEL, 0.5, at);
  assert.equal(lengthOf(near), 1_000_000);
  assert.equal(share(near), share(PAGE));
  assert.deepEqual(zoomed(near, REEL, 2, at), PAGE);
});

test('a window neither leaves the reel nor grows past it, nor shrinks to nothing', () => {
  assert.deepEqual(zoomed(PAGE, REEL, 100, 2_500_000), REEL);
  assert.equal(lengthOf(zoomed(PAGE, REEL, 1e-9, 3_000_000)), LEAST_SAMPLES);
  assert.deepEqual(scrolled(PAGE, REEL, -9e9), span(1_000_000, 3_000_000));
  assert.deepEqual(scrolled(PAGE, REEL, 9e9), span(7_000_000, 9_000_000));
  assert.deepEqual(heldIn(span(0, 100_000_000), REEL), REEL);
});

test('following turns a page once the position has left it', () => {
  assert.equal(paged(PAGE, REEL, 3_999_999), PAGE);
  const next = paged(PAGE, REEL, 4_000_000);
  assert.deepEqual(next, span(3_840_000, 5_840_000));
  assert.deepEqual(paged(PAGE, REEL, 8_999_999), span(7_000_000, 9_000_000));
});

test('a scene stands in the middle of its window', () => {
  assert.deepEqual(around(span(4_000_000, 5_000_000), REEL, 3, 0), span(3_000_000, 6_000_000));
  assert.deepEqual(
    around(span(4_000_000, 5_000_000), REEL, 1, 4_000_000),
    span(2_500_000, 6_500_000),
  );
});
