import assert from 'node:assert/strict';
import test from 'node:test';
import { heightOf, lanesOf, rowsOf } from './lane_list.js';

const LANES = lanesOf(['String', 'Brass', 'Atmospheric', 'FX inst', 'Percussion']);

test('lanes share all of the height in whole pixels', () => {
  for (const height of [611, 640, 1983]) {
    const rows = rowsOf(LANES, height, false);
    assert.equal(heightOf(rows), height);
    assert.ok(rows.every((row) => Number.isInteger(row.height_px)));
    rows.slice(1).forEach((row, i) => {
      const before = rows[i];
      assert.equal(row.top_px, (before?.top_px ?? 0) + (before?.height_px ?? 0));
    });
  }
});

test('lanes for the LFE and the dialogue are the highest, temps the lowest', () => {
  const rows = rowsOf(LANES, 1000, false);
  const high = (key: string): number => rows.find((row) => row.key === key)?.height_px ?? 0;
  assert.ok(high('lfe') > high('String') && high('String') > high('Full mix'));
  assert.ok(high('Full mix') > high('Dialogue') && high('Dialogue') === high('Effects'));
});

test('where there is too little height, the lanes are longer than it', () => {
  const rows = rowsOf(LANES, 200, false);
  assert.ok(rows.every((row) => row.height_px >= 28) && heightOf(rows) > 200);
});

test('on a phone they are as high as the design says', () => {
  assert.deepEqual(
    rowsOf(LANES, 0, true).map((row) => row.height_px),
    [34, 34, 34, 34, 34, 34, 34, 34, 52, 52],
  );
});
