import assert from 'node:assert/strict';
import test from 'node:test';
import type { Lanes } from '../api/lane_types.js';
import { audibilityRow, lfeRow, waveRow } from './lane_rows.js';

const LEVELS = { pumping_amber: 0.45, pumping_red: 0.7, clash: 0.2, amber: 0.6, red: 0.45 };

test('levels are in dB of full scale; silence is no figure, and neither is nothing', () => {
  const lane = {
    role: 'String',
    kind: 'stem',
    low: [-1000, 0, null],
    high: [500, 0, null],
    rms: [316, 0, null],
  } as const;
  assert.deepEqual(waveRow(lane, 0).cells, ['\u221220.0', '\u221230.0']);
  assert.deepEqual(waveRow(lane, 1).cells, ['silence', 'silence']);
  assert.equal(waveRow(lane, 2).why, 'nothing');
  assert.equal(waveRow(undefined, 0).why, 'nothing');
});

test('the LFE says what it does and who sends it', () => {
  const lfe: Lanes['lfe'] = {
    music_db: [-12, -70, null],
    effects_db: [-20, null, null],
    pumping: [0.8, null, null],
    clash: [0.5, null, null],
    stems: [
      { stem: 'String', level_db: [-30, -70, null] },
      { stem: 'Percussion', level_db: [-12, null, null] },
    ],
  };
  assert.deepEqual(lfeRow(lfe, 0, LEVELS).cells, [
    '\u221212.0',
    'Percussion',
    '\u221220.0',
    '0.80',
    'active; pumps, red; meets FX',
  ]);
  assert.deepEqual(lfeRow(lfe, 1, LEVELS).cells, ['\u221270.0', '', 'silence', '', 'rests']);
  assert.deepEqual(lfeRow(lfe, 2, LEVELS).cells, ['silence', '', 'silence', '', 'rests']);
  assert.equal(lfeRow(null, 0, LEVELS).why, 'nothing');
});

test('audibility has a figure only where somebody speaks', () => {
  const dialogue = {
    with_music: [0.4, 0.55, null],
    without_music: [0.9, 0.8, null],
    without_centre: [],
  };
  assert.deepEqual(audibilityRow(dialogue, 0, LEVELS).cells, ['0.90', '0.40', '0.50', 'red']);
  assert.deepEqual(audibilityRow(dialogue, 1, LEVELS).cells, ['0.80', '0.55', '0.25', 'amber']);
  assert.equal(audibilityRow(dialogue, 2, LEVELS).why, 'nobody');
  assert.equal(audibilityRow(null, 0, LEVELS).why, 'nobody');
});
