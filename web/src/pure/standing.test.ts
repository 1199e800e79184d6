import assert from 'node:assert/strict';
import test from 'node:test';
import type { SceneState, SideState } from '../api/talk_types.js';
import { fullWhy, initials, shortWhy, standingOf } from './standing.js';

const side = (state: SideState['state'], why: readonly string[] = []): SideState => ({
  state,
  signoff_id: null,
  by: null,
  at_ms: null,
  why,
  reason: null,
});
const scene = (music: SideState, stage: SideState, more: Partial<SceneState> = {}): SceneState => ({
  scene_id: 1,
  number: '1',
  is_checking: false,
  sounds_sha256: 'a',
  cues: [],
  sides: { music, stage },
  lfe: null,
  queries: { open: 0, answered: 0, outdated: 0 },
  notes: { unresolved: 0 },
  arriving: [],
  ...more,
});

test('a stale signature comes before all else, with its reasons', () => {
  const why = ['Brass changed (1m1 v2)'];
  const state = scene(side('signed'), side('stale', why), {
    queries: { open: 1, answered: 0, outdated: 0 },
  });
  assert.deepEqual(standingOf(state), { kind: 'stale', sides: ['stage'], why });
});

test('an open query comes before a signature', () => {
  const queries = { open: 1, answered: 1, outdated: 0 };
  assert.deepEqual(standingOf(scene(side('signed'), side('signed'), { queries })), {
    kind: 'query',
  });
});

test('signed by both, by one, by nobody', () => {
  assert.equal(standingOf(scene(side('signed'), side('signed'))).kind, 'both');
  assert.deepEqual(standingOf(scene(side('open'), side('signed'))), { kind: 'one', side: 'stage' });
  assert.equal(standingOf(scene(side('open'), side('open'))).kind, 'open');
  assert.equal(
    standingOf(scene(side('open'), side('open'), { is_checking: true })).kind,
    'checking',
  );
});

test('what was taken back is said with its side', () => {
  assert.deepEqual(standingOf(scene(side('revoked'), side('signed'))), {
    kind: 'revoked',
    side: 'music',
  });
});

test('reasons are short in a list', () => {
  assert.deepEqual(shortWhy(['Brass changed (1m1 v2)', 'Percussion is new']), {
    first: 'Brass changed',
    more: 1,
  });
  assert.deepEqual(shortWhy([]), { first: '', more: 0 });
  assert.equal(shortWhy(['Brass changed (1m1 v2)', 'Full mix changed (1m1 v2)']).more, 0);
  assert.equal(shortWhy(['Full mix changed (1m1 v2)']).first, 'Full mix changed');
});

test('a print set that all reasons share is said once', () => {
  assert.equal(
    fullWhy(['Brass changed (1m1 v2)', 'Full mix changed (1m1 v2)']),
    'Brass changed, Full mix changed (1m1 v2)',
  );
  const two = ['Brass changed (1m1 v2)', 'String is new (1m2 v1)'];
  assert.equal(fullWhy(two), two.join(', '));
  assert.equal(fullWhy(['the scene moved']), 'the scene moved');
});

test('initials are of the first and the last name', () => {
  assert.equal(initials('Ada von Brandt'), 'AB');
  assert.equal(initials('tom'), 'T');
  assert.equal(initials('\u00c9mile Zo\u00e9'), '\u00c9Z');
});
