import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SceneEvent } from '../api/talk_types.js';
import { panel } from '../text.js';
import { freshPlaces, historyOf, placeOf, sentenceOf } from './history.js';

const event = (
  id: number,
  kind: string,
  detail: Readonly<Record<string, unknown>> = {},
  person_id = 1,
): SceneEvent => ({
  id,
  kind,
  at_ms: id * 1000,
  by: {
    person_id,
    name: person_id === 1 ? 'Ada Brandt' : 'Tom Reyes',
    side: 'music',
    guest: false,
  },
  detail,
});
const said = (e: SceneEvent, changed?: readonly string[]): string =>
  sentenceOf(e, panel.history, changed);

test('an arrival says what it changed here, and nothing where that is not known', () => {
  const arrival = event(1, 'set.publish', { cue: '3m3', version: 4 });
  assert.equal(said(arrival, ['Brass']), '3m3 v4 arrived, Brass changed');
  assert.equal(said(arrival, ['Brass', 'String']), '3m3 v4 arrived, Brass and String changed');
  assert.equal(said(arrival, []), '3m3 v4 arrived, nothing changed here');
  assert.equal(said(arrival), '3m3 v4 arrived');
});

test('a signature says which prints were signed, once', () => {
  const sound = { cue: '3m3', version: 3 };
  const sign = event(2, 'scene.sign', { side: 'music', sounds: [sound, sound] });
  assert.equal(said(sign), 'Ada Brandt signed 3m3 v3 for music');
  assert.equal(
    said(event(2, 'scene.sign', { side: 'stage' }, 2)),
    'Tom Reyes signed for the stage',
  );
});

test('what people said is short, on one line, and a step has its name', () => {
  const text = `Does the\ndrum ${'x'.repeat(80)}`;
  const asked = said(event(3, 'query.ask', { about: 'lfe', text }));
  assert.match(asked, /^Ada Brandt asked about the LFE: Does the drum x+\u2026$/);
  assert.ok(asked.length < 95);
  const answer = event(4, 'query.answer', { likelihood: 'will_hurt' }, 2);
  assert.equal(said(answer), 'Tom Reyes answered: will hurt');
  assert.equal(
    said(event(5, 'scene.lfe', { complete_without: false })),
    'Ada Brandt: not complete without LFE',
  );
  assert.equal(said(event(6, 'note.state', { state: 'open' })), 'Ada Brandt reopened a note');
  assert.equal(said(event(7, 'scene.gild')), 'Ada Brandt: scene.gild');
});

test('arrivals of the cues of the scene stand between its events, none before what is shown', () => {
  const arrival = (id: number, cue: string): SceneEvent => event(id, 'set.publish', { cue });
  const arrivals = [arrival(9, '1m2'), arrival(7, '1m1'), arrival(3, '1m1')];
  const events = [event(8, 'note.add'), event(5, 'note.add')];
  const ids = (more: boolean): number[] =>
    historyOf(events, arrivals, ['1m1'], more).map(({ id }) => id);
  assert.deepEqual(ids(true), [8, 7, 5]);
  assert.deepEqual(ids(false), [8, 7, 5, 3]);
});

test('what others did since is fresh; what I did, or saw, is not', () => {
  const events = [
    event(12, 'note.reply', { note_id: 4 }, 2),
    event(11, 'note.add', {}, 1),
    event(10, 'scene.sign', { side: 'stage' }, 2),
    event(9, 'query.answer', { query_id: 2 }, 2),
  ];
  assert.deepEqual([...freshPlaces(events, 1, 9)], ['note/4', 'side/stage']);
  assert.deepEqual([...freshPlaces(events, 1, 12)], []);
  assert.equal(placeOf(event(3, 'scene.lfe')), 'lfe');
  assert.equal(placeOf(event(3, 'set.publish')), null);
});
