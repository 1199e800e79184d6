import assert from 'node:assert/strict';
import test from 'node:test';
import { Raster, blend, pixelOf } from './raster.js';

const BLACK = pixelOf('#000000');
const WHITE = pixelOf('#ffffff');

test('a colour stands in memory as red, green, blue and opaque', () => {
  const raster = new Raster(1, 1);
  raster.clear(pixelOf('#102030'));
  assert.deepEqual([...raster.bytes], [0x10, 0x20, 0x30, 255]);
});

test('a bar covers whole pixels wholly, and those at its ends by their share', () => {
  const raster = new Raster(3, 8);
  raster.clear(BLACK);
  raster.column(1, 2.5, 5.25, WHITE);
  assert.deepEqual(
    Array.from({ length: 8 }, (_, y) => raster.at(1, y) & 255),
    [0, 0, 128, 255, 255, 64, 0, 0],
  );
  assert.equal(raster.at(0, 3), BLACK);
  assert.equal(raster.at(2, 3), BLACK);
});

test('a bar within one pixel, and one past the edges', () => {
  const raster = new Raster(1, 4);
  raster.clear(BLACK);
  raster.column(0, 1.25, 1.75, WHITE);
  assert.equal(raster.at(0, 1) & 255, 128);
  raster.column(0, -5, 99, WHITE);
  assert.ok([0, 1, 2, 3].every((y) => raster.at(0, y) === WHITE));
});

test('a blend lies between its colours', () => {
  assert.equal(blend(WHITE, BLACK, 0), BLACK);
  assert.equal(blend(WHITE, BLACK, 1), WHITE);
  assert.equal(blend(pixelOf('#ff0000'), pixelOf('#0000ff'), 0.5), pixelOf('#800080'));
});
