import assert from 'node:assert/strict';
import test from 'node:test';
import { runAt, spanOf, overlaps, sceneAfter, sceneAt, sceneBefore } from './scenes.js';

const S = (from: number, to: number) => ({ in_samples: from, out_samples: to });
const SCENES = [S(100, 200), S(200, 300), S(250, 280), S(400, 500)];

test('a scene holds its first sample and not its end', () => {
  assert.equal(sceneAt(SCENES, 99), -1);
  assert.equal(sceneAt(SCENES, 100), 0);
  assert.equal(sceneAt(SCENES, 200), 1);
  assert.equal(sceneAt(SCENES, 350), -1);
});

test('where scenes overlap, the later start wins', () => {
  assert.equal(sceneAt(SCENES, 260), 2);
  assert.equal(sceneAt(SCENES, 290), 1);
});

test('stepping finds the neighbours from scenes and from gaps', () => {
  assert.equal(sceneAfter(SCENES, 0), 0);
  assert.equal(sceneAfter(SCENES, 100), 1);
  assert.equal(sceneAfter(SCENES, 400), -1);
  assert.equal(sceneBefore(SCENES, 100, 10), -1);
  assert.equal(sceneBefore(SCENES, 205, 10), 0);
  assert.equal(sceneBefore(SCENES, 215, 10), 1);
  assert.equal(sceneBefore(SCENES, 390, 10), 2);
});

test('spans that only touch do not overlap', () => {
  assert.equal(overlaps(S(0, 100), S(100, 200)), false);
  assert.equal(overlaps(S(0, 101), S(100, 200)), true);
});

test('the span of many is from the first to the last that has a place', () => {
  const at = (start_samples: number | null) => ({ start_samples, samples: 10 });
  assert.deepEqual(spanOf([at(50), at(null), at(20)]), S(20, 60));
  assert.equal(spanOf([at(null)]), undefined);
});

test('scenes without a gap between them are one run, and a gap belongs to the run after it', () => {
  const span = (in_samples: number, out_samples: number) => ({ in_samples, out_samples });
  const list = [span(10, 20), span(20, 30), span(25, 28), span(40, 50)];
  assert.deepEqual(runAt(list, 0), span(10, 30));
  assert.deepEqual(runAt(list, 29), span(10, 30));
  assert.deepEqual(runAt(list, 30), span(40, 50));
  assert.deepEqual(runAt(list, 99), span(40, 50));
  assert.equal(runAt([], 0), undefined);
});
