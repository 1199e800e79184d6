import assert from 'node:assert/strict';
import test from 'node:test';
import { inBox, layFilm, lengthOf, outlines, rects, reelsOf, sceneUnder } from './film.js';

const S = (reel: number | null, in_samples: number, out_samples: number) => ({
  reel,
  in_samples,
  out_samples,
});
const FILM = [S(1, 1000, 1100), S(1, 1100, 1200), S(2, 5000, 5100), S(2, 5150, 5200)];

test('scenes of one reel stand together, and a reel ends with its last scene', () => {
  assert.deepEqual(
    reelsOf(FILM).map(({ reel, first, scenes }) => [reel, first, scenes]),
    [
      [1, 0, 2],
      [2, 2, 2],
    ],
  );
  assert.equal(lengthOf(reelsOf(FILM)), 400);
  assert.deepEqual(reelsOf([]), []);
});

test('a scene inside a longer one does not shorten its reel', () => {
  const [reel] = reelsOf([S(1, 0, 500), S(1, 100, 200)]);
  assert.equal(reel?.out_samples, 500);
});

test('reels share the width by their length, with a gap between them alone', () => {
  const { reels, boxes } = layFilm(FILM, 50, 460, 10);
  assert.deepEqual(
    reels.map(({ x, width }) => [x, width]),
    [
      [50, 200],
      [260, 200],
    ],
  );
  assert.deepEqual(boxes, [
    { x: 50, width: 99 },
    { x: 150, width: 99 },
    { x: 260, width: 99 },
    { x: 410, width: 49 },
  ]);
});

test('the narrowest scene can be seen, and no scene leaves the strip', () => {
  const many = Array.from({ length: 500 }, (_, i) =>
    S(1 + Math.floor(i / 100), i * 10, i * 10 + 10),
  );
  const { boxes } = layFilm(many, 46, 390, 10);
  assert.ok(boxes.every(({ x, width }) => width >= 1 && x >= 46 && x + width <= 391));
});

test('a pixel leads to the scene below it, in a gap to the nearest', () => {
  const film = layFilm(FILM, 50, 460, 10);
  assert.equal(sceneUnder(film, 0), 0);
  assert.equal(sceneUnder(film, 120), 0);
  assert.equal(sceneUnder(film, 160), 1);
  assert.equal(sceneUnder(film, 258), 2);
  assert.equal(sceneUnder(film, 400), 3);
  assert.equal(sceneUnder(film, 999), 3);
  assert.equal(sceneUnder(layFilm([], 0, 100, 10), 5), -1);
});

test('what was heard of a scene lies in its box where it was heard', () => {
  const scene = S(1, 100, 300);
  const box = { x: 50, width: 100 };
  assert.deepEqual(inBox(box, scene, []), []);
  assert.deepEqual(inBox(box, scene, [[0, 200]]), [box]);
  assert.deepEqual(
    inBox(box, scene, [
      [0, 20],
      [100, 200],
    ]),
    [
      { x: 50, width: 10 },
      { x: 100, width: 50 },
    ],
  );
  assert.deepEqual(inBox(box, scene, [[199, 200]]), [{ x: 149, width: 1 }]);
  assert.deepEqual(inBox({ x: 7, width: 1 }, scene, [[50, 60]]), [{ x: 7, width: 1 }]);
});

test('many boxes are one path', () => {
  assert.equal(rects([{ x: 2, width: 3 }], 10, 4), 'M2 10h3v4h-3z');
  assert.equal(outlines([{ x: 2, width: 3 }], 10, 4), 'M2.5 10.5h2v3h-2z');
  assert.equal(rects([], 0, 1), '');
});
