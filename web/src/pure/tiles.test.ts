import assert from 'node:assert/strict';
import test from 'node:test';
import { TILE_COLUMNS, coverOf, levelFor, tileSpan, tilesIn } from './tiles.js';
import type { TileKey } from './tiles.js';

const keys = (...list: [number, number][]): TileKey[] =>
  list.map(([level, index]) => ({ level, index }));
const among = (list: TileKey[]) => (key: TileKey) =>
  list.some((one) => one.level === key.level && one.index === key.index);

test('a column is never longer than a pixel, as far as there are levels', () => {
  assert.equal(levelFor(4096, 8, 20), 12);
  assert.equal(levelFor(8191, 8, 20), 12);
  assert.equal(levelFor(10, 8, 20), 8);
  assert.equal(levelFor(2 ** 30, 8, 20), 20);
});

test('tiles cover a span without a gap', () => {
  const span = { in_samples: 172_800_000, out_samples: 174_000_000 };
  const tiles = tilesIn(8, span).map(tileSpan);
  assert.ok((tiles[0]?.in_samples ?? 1e12) <= span.in_samples);
  assert.ok((tiles[tiles.length - 1]?.out_samples ?? 0) >= span.out_samples);
  tiles.slice(1).forEach((t, i) => assert.equal(t.in_samples, tiles[i]?.out_samples));
  assert.equal((tiles[0]?.out_samples ?? 0) - (tiles[0]?.in_samples ?? 0), TILE_COLUMNS * 256);
});

test('until a tile is there, the nearest stands in for it', () => {
  const want = { level: 10, index: 5 };
  assert.deepEqual(coverOf(want, among(keys([10, 5], [11, 2]))), [want]);
  assert.deepEqual(coverOf(want, among(keys([11, 2], [12, 1]))), keys([11, 2]));
  assert.deepEqual(coverOf(want, among(keys([9, 10], [9, 11], [11, 2]))), keys([9, 10], [9, 11]));
  assert.deepEqual(
    coverOf(want, among(keys([9, 10], [8, 22], [8, 23]))),
    keys([9, 10], [8, 22], [8, 23]),
  );
  assert.deepEqual(coverOf(want, among(keys([9, 10], [13, 0]))), keys([13, 0]));
  assert.deepEqual(
    coverOf(want, () => false),
    [],
  );
});
