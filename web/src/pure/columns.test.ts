import assert from 'node:assert/strict';
import test from 'node:test';
import { foldWave, greatest, laneTile, least, under, waveTile } from './columns.js';
import type { Wave } from './columns.js';

const WAVES = {
  state: 'analysed',
  in_samples: 0,
  out_samples: 0,
  columns: 512,
  waiting: [],
  lanes: [
    {
      role: 'String',
      kind: 'stem',
      low: [-1000, -3000, null, -500],
      high: [2000, 1000, null, 400],
      rms: [500, 700, null, 100],
    },
  ],
} as const;

test('columns under a pixel are folded to their extremes, silence apart from nothing', () => {
  const [wave] = waveTile(WAVES).waves as [Wave];
  const out = { low: 0, high: 0, rms: 0 };
  assert.equal(foldWave(wave, 0, 2, out), true);
  assert.deepEqual(out, { low: -3000, high: 2000, rms: 700 });
  assert.equal(foldWave(wave, 2, 3, out), false);
  assert.equal(foldWave(wave, 2, 4, out), true);
  assert.deepEqual(out, { low: -500, high: 400, rms: 100 });
});

test('a pixel has a column under it even where it is shorter than one', () => {
  assert.deepEqual(under(1024, 8, 1024 + 100, 1024 + 110), [0, 1]);
  assert.deepEqual(under(1024, 8, 1024 + 256, 1024 + 768), [1, 3]);
  assert.deepEqual(under(1024, 8, 0, 2000), [0, 4]);
});

test('what has no value stays out of it, and is never taken for zero', () => {
  const values = new Float32Array([NaN, -20, NaN, -12, 0.5]);
  assert.equal(greatest(values, 0, 4), -12);
  assert.equal(least(values, 0, 5), -20);
  assert.ok(Number.isNaN(greatest(values, 2, 3)));
});

test('the LFE is drawn in the colour of the stem that sends most of it', () => {
  const { lfe } = laneTile({
    state: 'measured',
    error: null,
    in_samples: 0,
    out_samples: 0,
    columns: 512,
    step_samples: 4800,
    lfe: {
      music_db: [-10, -20, null],
      effects_db: [null, null, null],
      pumping: [],
      stems: [
        { stem: 'String', level_db: [-30, -20, null] },
        { stem: 'Percussion', level_db: [-10, null, null] },
      ],
    },
    dialogue: null,
  });
  assert.deepEqual([...(lfe?.loudest.subarray(0, 3) ?? [])], [1, 0, 255]);
  assert.ok(Number.isNaN(lfe?.music[2]));
});
