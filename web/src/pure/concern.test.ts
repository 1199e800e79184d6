import assert from 'node:assert/strict';
import test from 'node:test';
import type { Concern, Level, SceneMeasures } from './concern.js';
import { byConcern, findingsOf, formatFigure, levelOf, reasonOf, wordsOf } from './concern.js';

const concern = (kind: Concern['kind'], level: Level, text = ''): Concern => ({
  kind,
  level,
  text,
  value: null,
  second: null,
  unit: 'dB',
  stem: null,
  channel: null,
  trim_db: null,
  moments: [],
});
const scene = (score: number | null, ...concerns: Concern[]): SceneMeasures => ({
  scene_id: 1,
  state: 'measured',
  error: null,
  score,
  concerns,
});

test('red stands before amber, and within a level what is heard first', () => {
  const found = findingsOf([
    concern('lfe-active', 'red'),
    concern('dialogue-audibility', 'amber'),
    concern('lfe-headroom', 'clear'),
    concern('centre-busy', 'unmeasured'),
    concern('lfe-pumping', 'red'),
  ]);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['lfe-pumping', 'lfe-active', 'dialogue-audibility'],
  );
});

test('a scene is as bad as its worst figure, and unmeasured only when it has none', () => {
  const [amber, clear, not] = [
    concern('lfe-active', 'amber'),
    concern('lfe-active', 'clear'),
    concern('centre-busy', 'unmeasured'),
  ];
  assert.equal(levelOf(scene(1, not, amber, clear)), 'amber');
  assert.equal(levelOf(scene(1, not, clear)), 'clear');
  assert.equal(levelOf(scene(null, not)), 'unmeasured');
  assert.equal(levelOf(scene(null)), 'unmeasured');
  assert.equal(levelOf(undefined), 'unmeasured');
});

test('by concern: level, then score, then film order, and the unmeasured last', () => {
  const red = concern('lfe-active', 'red');
  const clear = concern('lfe-active', 'clear');
  const scenes = [scene(5, clear), scene(40, red), undefined, scene(90, red), scene(40, red)];
  assert.deepEqual(byConcern(scenes), [3, 1, 4, 0, 2]);
});

test('a sentence is taken apart into headline, details and what clears it', () => {
  assert.deepEqual(
    wordsOf(
      'dialogue is lost for 100 % of 4.4 s: index 0.11; worst at 2 kHz; all music -3 dB clears it',
    ),
    {
      headline: 'dialogue is lost for 100 % of 4.4 s',
      details: ['index 0.11', 'worst at 2 kHz'],
      clears: 'all music -3 dB clears it',
    },
  );
  assert.deepEqual(wordsOf('LFE pumps at 1.8 Hz'), {
    headline: 'LFE pumps at 1.8 Hz',
    details: [],
    clears: null,
  });
  assert.equal(
    reasonOf(concern('lfe-active', 'unmeasured', 'not measured: no FX temp')),
    'no FX temp',
  );
});

test('figures carry their unit, and what was not measured has none', () => {
  assert.equal(formatFigure(0.4321, 'share'), '43 %');
  assert.equal(formatFigure(0.2384, 'index'), 'index 0.24');
  assert.equal(formatFigure(6, 's'), '6.0 s');
  assert.equal(formatFigure(-22.43, 'dB'), '\u221222.4 dB');
  assert.equal(formatFigure(-0.01, 'dB'), '0.0 dB');
  assert.equal(formatFigure(99, 'dB'), '\u2265 99 dB');
  assert.equal(formatFigure(-99, 'dB'), '\u2264 \u221299 dB');
  assert.equal(formatFigure(null, 'dB'), null);
});
