import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Concern } from './concern.js';
import { figureRows } from './figures.js';
import type { FigureKey, FigureRow } from './figures.js';

const concern = (
  kind: Concern['kind'],
  level: Concern['level'],
  value: number | null,
  unit: string,
  second: number | null = null,
): Concern => ({
  kind,
  level,
  value,
  second,
  unit,
  stem: null,
  channel: null,
  trim_db: null,
  moments: [],
  text: level === 'unmeasured' ? 'not measured: no FX temp for this scene' : '',
});
const thresholds = {
  active_share_amber: 0.1,
  active_share_red: 0.3,
  active_run_amber_s: 10,
  active_run_red_s: 30,
  pumping_amber: 0.45,
  pumping_red: 0.7,
  headroom_amber_db: 6,
  headroom_red_db: 3,
  audibility_amber: 0.6,
  audibility_red: 0.45,
  dependence_amber_db: 3,
  dependence_red_db: 6,
};
const rows = (of: readonly Concern[]): readonly FigureRow[] =>
  figureRows(of, thresholds, (figure) => `${figure} more`);
const row = (of: readonly Concern[], key: FigureKey): FigureRow =>
  rows(of).find((each) => each.key === key) as FigureRow;

test('a figure stands where it applies, and red on the side it lies on', () => {
  const pumping = row([concern('lfe-pumping', 'red', 1.19, 'index', 0.5)], 'pumping');
  assert.deepEqual(pumping, {
    key: 'pumping',
    level: 'red',
    out: null,
    in: '1.19',
    both: null,
    why: null,
    red: '> 0.70',
    spared: false,
  });
  const lost = row([concern('lfe-dependence', 'clear', 2.1, 'dB')], 'lost');
  assert.deepEqual([lost.out, lost.in, lost.red], ['2.1 dB', null, '> 6 dB']);
  const heard = row([concern('dialogue-audibility', 'red', 0.41, 'index', -3.03)], 'audibility');
  assert.deepEqual([heard.both, heard.red], ['0.41', '< 0.45']);
});

test('what the music costs the dialogue is told without it, and in time', () => {
  const heard = concern('dialogue-audibility', 'red', 0.11, 'index', -6.5);
  const of = [{ ...heard, without_music: 0.5, at_risk: 0.996 }];
  assert.deepEqual(
    ['unmasked', 'risk', 'over'].map((key) => row(of, key as FigureKey).both),
    ['0.50', '100 %', '\u22126.5 LU'],
  );
});

test('share and longest run are judged each by its own limits', () => {
  const active = [concern('lfe-active', 'red', 0.38, 'share', 21.4)];
  assert.deepEqual(
    rows(active).map((r) => [r.key, r.level, r.in, r.red]),
    [
      ['active', 'red', '38 %', '> 30 %'],
      ['run', 'amber', '21.4 s', '> 30 s'],
    ],
  );
});

test('headroom without the LFE is told as what it takes, or not at all', () => {
  const of = (second: number): readonly Concern[] => [
    concern('lfe-headroom', 'amber', 4.1, 'dB', second),
  ];
  assert.deepEqual(
    [row(of(7.5), 'headroom').out, row(of(7.5), 'headroom').in],
    ['7.5 dB more', '4.1 dB'],
  );
  assert.equal(row(of(0), 'headroom').out, null);
});

test('what was not measured says why, once, and is never a figure', () => {
  const of = [concern('dialogue-audibility', 'unmeasured', null, 'index')];
  assert.deepEqual(
    rows(of).map((r) => [r.key, r.level, r.out, r.in, r.both, r.why]),
    [['audibility', 'unmeasured', null, null, null, 'no FX temp for this scene']],
  );
});

test('without thresholds there are figures all the same', () => {
  const [one] = figureRows([concern('lfe-pumping', 'red', 1.19, 'index')], null, String);
  assert.deepEqual([one?.in, one?.red, one?.level], ['1.19', null, 'red']);
});

test('what is past the limit and yet not red is told', () => {
  const of = (level: Concern['level']): boolean | undefined =>
    row([concern('dialogue-audibility', level, 0.14, 'index')], 'audibility').spared;
  assert.equal(of('amber'), true);
  assert.equal(of('red'), false);
});
