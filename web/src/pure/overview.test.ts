import assert from 'node:assert/strict';
import test from 'node:test';
import {
  countsOf,
  factsOf,
  isFound,
  parseShow,
  shownScenes,
  toggleShow,
  waitsFor,
} from './overview.js';
import type { Facts } from './overview.js';
import type { Query, SceneState, SideState } from '../api/talk_types.js';
import type { Level, SceneMeasures } from './concern.js';

type How = SideState['state'];

const side = (state: How): SideState => ({
  state,
  signoff_id: null,
  by: null,
  at_ms: null,
  why: [],
  reason: null,
});

const state = (
  scene_id: number,
  [music, stage]: readonly [How, How],
  more: Partial<SceneState> = {},
): SceneState => ({
  scene_id,
  number: String(scene_id),
  is_checking: false,
  sounds_sha256: null,
  sides: { music: side(music), stage: side(stage) },
  lfe: null,
  queries: { open: 0, answered: 0, outdated: 0 },
  notes: { unresolved: 0 },
  cues: [],
  arriving: [],
  ...more,
});

const query = (scene_id: number, by: 'music' | 'stage', how: Query['state']): Query =>
  ({ scene_id, state: how, by: { side: by } }) as Query;

const measured = (scene_id: number, level: Level, score = 1): SceneMeasures => ({
  scene_id,
  state: 'measured',
  error: null,
  score,
  concerns: [{ kind: 'lfe-pumping', level, text: '', moments: [] } as never],
});

const OPEN = { open: 1, answered: 0, outdated: 0 };

/* 1 red, asked by the stage; 2 amber, signed by both; 3 clear, stale; 4 unmeasured, music only;
 * 5 clear, unheard. */
const FACTS = factsOf(
  {
    scenes: [1, 2, 3, 4, 5].map((id) => ({ id, number: String(id * 10) })),
    measures: [
      measured(1, 'red'),
      measured(2, 'amber'),
      measured(3, 'clear', 0.2),
      measured(5, 'clear', 0.1),
    ],
    states: [
      state(1, ['signed', 'open'], { queries: OPEN, heard: { out: 1, in: 0, spans: [] } }),
      state(2, ['signed', 'signed'], { heard: { out: 1, in: 1, spans: [] } }),
      state(3, ['stale', 'signed'], { heard: { out: 0.2, in: 0.4, spans: [] } }),
      state(4, ['signed', 'open'], { heard: { out: 0, in: 0.1, spans: [] } }),
      state(5, ['open', 'open'], { heard: { out: 0, in: 0, spans: [] } }),
    ],
    queries: [query(1, 'stage', 'open')],
    side: 'music',
  },
  ({ index }) => ['Pier 1m1', 'Harbour', 'Crane yard', 'Caf\u00e9', 'Salt 48'][index] as string,
);

const ids = (list: readonly number[]): number[] => list.map((i) => i + 1);

test('filters come out of the address and go back into it; unknown ones are left out', () => {
  assert.deepEqual(parseShow(null), []);
  assert.deepEqual(parseShow('waiting,nonsense,red'), ['red', 'waiting']);
  assert.equal(toggleShow(null, 'red'), 'red');
  assert.equal(toggleShow('red', 'amber'), 'amber');
  assert.equal(toggleShow('red', 'waiting'), 'red,waiting');
  assert.equal(toggleShow('red,waiting', 'red'), 'waiting');
  assert.equal(toggleShow('red', 'red'), null);
  assert.equal(toggleShow('stale', 'both'), 'both');
});

test('each scene is counted once by concern and once by who signed', () => {
  const n = countsOf(FACTS);
  assert.deepEqual([n.red, n.amber, n.clear, n.unmeasured], [1, 1, 2, 1]);
  assert.deepEqual([n.both, n.music, n.stage, n.stale, n.unsigned], [1, 2, 0, 1, 1]);
  assert.equal(n.lacking, 4);
  assert.equal(n.queries, 1);
  assert.equal(n.unheard, 1);
  assert.equal(n.waiting, 3);
});

test('music waits for its own signature and answers what the stage asks', () => {
  const both = state(1, ['signed', 'signed']);
  assert.equal(waitsFor('music', both, []), false);
  assert.equal(waitsFor('music', both, [query(1, 'stage', 'open')]), true);
  assert.equal(waitsFor('music', both, [query(1, 'music', 'open')]), false);
  assert.equal(waitsFor('music', both, [query(1, 'music', 'answered')]), true);
  assert.equal(waitsFor('stage', both, [query(1, 'music', 'answered')]), false);
  for (const how of ['open', 'stale', 'revoked'] as const) {
    assert.equal(waitsFor('music', state(1, [how, 'signed']), []), true);
    assert.equal(waitsFor('stage', state(1, [how, 'signed']), []), false);
  }
});

test('nothing waits for a listener, and nothing can be signed that is still listened to', () => {
  const open = state(1, ['open', 'open']);
  assert.equal(waitsFor('none', open, [query(1, 'stage', 'open')]), false);
  assert.equal(waitsFor('stage', { ...open, is_checking: true }, []), false);
  assert.equal(waitsFor('stage', undefined, []), false);
});

test('by concern the worst come first, by state what needs somebody', () => {
  assert.deepEqual(ids(shownScenes(FACTS, 'concern', null, '')), [1, 2, 3, 5, 4]);
  assert.deepEqual(ids(shownScenes(FACTS, 'state', null, '')), [3, 1, 5, 4, 2]);
  assert.deepEqual(ids(shownScenes(FACTS, 'film', null, '')), [1, 2, 3, 4, 5]);
});

test('filters of several groups must hold together', () => {
  assert.deepEqual(ids(shownScenes(FACTS, 'film', 'waiting', '')), [1, 3, 5]);
  assert.deepEqual(ids(shownScenes(FACTS, 'film', 'clear,waiting', '')), [3, 5]);
  assert.deepEqual(ids(shownScenes(FACTS, 'film', 'red,both', '')), []);
  assert.deepEqual(ids(shownScenes(FACTS, 'film', 'queries', '')), [1]);
});

test('a bare number finds a scene by its number, words find it by all that stands there', () => {
  const find = (text: string): number[] => ids(shownScenes(FACTS, 'film', null, text));
  assert.deepEqual(find('48'), []);
  assert.deepEqual(find('10'), [1]);
  assert.deepEqual(find('1m1'), [1]);
  assert.deepEqual(find('YARD crane'), [3]);
  assert.deepEqual(find('cafe'), [4]);
  assert.deepEqual(find('crane harbour'), []);
  assert.ok(isFound({ number: '12A', words: '' } as Facts, '12a'));
});

test('what is not read yet is not called unheard', () => {
  const facts = factsOf(
    { scenes: [{ id: 1, number: '1' }], measures: [], states: [], queries: [], side: 'music' },
    () => '',
  );
  assert.equal(countsOf(facts).unheard, 0);
  assert.equal(countsOf(facts).waiting, 0);
});
