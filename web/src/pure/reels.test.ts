import assert from 'node:assert/strict';
import test from 'node:test';
import { reelAt } from './reels.js';

const scene = (reels: number[], in_samples: number, out_samples: number) => ({
  reels,
  in_samples,
  out_samples,
});
const RANGE = { in_samples: 50, out_samples: 1000 };

test('without reels, or with one alone, it is all there is', () => {
  assert.deepEqual(reelAt([], RANGE, 70), { number: null, ...RANGE });
  assert.deepEqual(reelAt([scene([], 100, 200)], RANGE, 70), { number: null, ...RANGE });
  assert.deepEqual(reelAt([scene([3], 100, 200)], RANGE, 70), { number: 3, ...RANGE });
});

test('a reel reaches from its first scene to its last', () => {
  const film = [
    scene([1], 100, 200),
    scene([1], 200, 320),
    scene([2], 400, 500),
    scene([3], 700, 800),
  ];
  assert.deepEqual(reelAt(film, RANGE, 250), { number: 1, in_samples: 50, out_samples: 320 });
  assert.deepEqual(reelAt(film, RANGE, 450), { number: 2, in_samples: 400, out_samples: 500 });
  assert.deepEqual(reelAt(film, RANGE, 750), { number: 3, in_samples: 700, out_samples: 1000 });
});

test('between reels, it is the one that ended; before the first, the first', () => {
  const film = [scene([1], 100, 200), scene([2], 400, 500)];
  assert.equal(reelAt(film, RANGE, 300).number, 1);
  assert.equal(reelAt(film, RANGE, 60).number, 1);
});

test('a scene in two reels counts to the first of them', () => {
  const film = [scene([1], 100, 200), scene([1, 2], 200, 300), scene([2], 300, 400)];
  assert.equal(reelAt(film, RANGE, 250).number, 1);
  assert.equal(reelAt(film, RANGE, 250).out_samples, 300);
});
