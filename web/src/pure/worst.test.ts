import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Concern, Level } from './concern.js';
import { nextWorst, worstMoments } from './worst.js';

const concern = (kind: Concern['kind'], level: Level, at: readonly number[]): Concern => ({
  kind,
  level,
  value: 1,
  second: null,
  unit: 'index',
  stem: 'Percussion',
  channel: 'LFE',
  trim_db: -3,
  moments: at.map((in_samples) => ({
    tc_in: `01:00:00:0${in_samples % 10}`,
    in_samples,
    out_samples: in_samples + 5,
  })),
  text: '',
});

const concerns = [
  concern('lfe-overlap', 'amber', [300, 100]),
  concern('lfe-active', 'clear', []),
  concern('lfe-pumping', 'red', [200, 400, 50]),
  concern('centre-busy', 'unmeasured', []),
];

test('the worst moment of each finding is numbered first, worst finding first', () => {
  assert.deepEqual(
    worstMoments(concerns).map((m) => [m.number, m.kind, m.rank, m.in_samples]),
    [
      [1, 'lfe-pumping', 0, 200],
      [2, 'lfe-overlap', 0, 300],
      [3, 'lfe-pumping', 1, 400],
      [4, 'lfe-overlap', 1, 100],
      [5, 'lfe-pumping', 2, 50],
    ],
  );
  assert.equal(worstMoments(concerns)[1]?.level, 'amber');
});

test('without findings there are no worst moments', () => {
  assert.deepEqual(worstMoments([]), []);
  assert.deepEqual(worstMoments([concern('lfe-active', 'clear', [])]), []);
});

test('the next one is next in time, both ways, and never the one that is under the playhead', () => {
  const all = worstMoments(concerns);
  assert.equal(nextWorst(all, 100, 1)?.in_samples, 200);
  assert.equal(nextWorst(all, 100, -1)?.in_samples, 50);
  assert.equal(nextWorst(all, 400, 1), undefined);
});
