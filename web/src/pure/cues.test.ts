import assert from 'node:assert/strict';
import test from 'node:test';
import type { Cue, PrintSet, Recording } from '../api/types.js';
import { cueAt, heardSet, otherSet, othersOf } from './cues.js';

const print = (start_samples: number, samples: number) => ({ start_samples, samples }) as Recording;
const set = (version: number, published: boolean, ...prints: Recording[]): PrintSet => ({
  id: version * 10,
  version,
  complete: published,
  published_at_ms: published ? version : null,
  prints,
});
const cue = (id: number, ...sets: PrintSet[]): Cue => ({ id, name: `1m${id}`, title: '', sets });

const FOUR = [set(5, false), set(4, true, print(0, 100)), set(3, true), set(1, true)];
const NONE = { sets: {}, against: {}, on_b: [] };

test('at a position plays the cue that started last', () => {
  const cues = [cue(1, set(1, true, print(0, 100))), cue(2, set(1, true, print(80, 100)))];
  assert.equal(cueAt(cues, 50)?.id, 1);
  assert.equal(cueAt(cues, 90)?.id, 2);
  assert.equal(cueAt(cues, 180), undefined);
});

test('B is the set before the current one unless another was chosen', () => {
  const of = cue(1, ...FOUR);
  assert.equal(otherSet(of, NONE)?.version, 3);
  assert.equal(otherSet(of, { sets: {}, against: { 1: 10 } })?.version, 1);
  assert.equal(otherSet(of, { sets: {}, against: { 1: 40 } })?.version, 3);
  assert.equal(otherSet(cue(1, set(1, true)), NONE), undefined);
});

test('only published sets can be compared, and those that were read count', () => {
  const versions = (of: Cue, sets = {}) => othersOf(of, { sets }).map((each) => each.version);
  assert.deepEqual(versions(cue(1, ...FOUR)), [3, 1]);
  assert.deepEqual(versions(cue(1, FOUR[1]!)), []);
  assert.deepEqual(versions(cue(1, FOUR[1]!), { 1: FOUR }), [3, 1]);
});

test('a cue on B is heard by its other set, all others by their current one', () => {
  const of = cue(1, ...FOUR);
  assert.equal(heardSet(of, NONE)?.version, 4);
  assert.equal(heardSet(of, { ...NONE, on_b: [1] })?.version, 3);
  assert.equal(heardSet(of, { ...NONE, on_b: [2] })?.version, 4);
});
