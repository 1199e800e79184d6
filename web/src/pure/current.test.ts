import assert from 'node:assert/strict';
import test from 'node:test';
import type { Cue, PrintSet, Recording } from '../api/types.js';
import { currentSet } from './current.js';

const set = (id: number, published_at_ms: number | null, playable: boolean): PrintSet => ({
  id,
  version: id,
  complete: published_at_ms !== null,
  published_at_ms,
  prints: [{ playable } as Recording],
});
const cue = (...sets: PrintSet[]): Cue => ({ id: 1, name: '1m1', title: '', sets });

test('a set that is still on its way does not stand for its cue', () => {
  assert.equal(currentSet(cue(set(3, null, true), set(2, 9, true), set(1, 8, true)))?.id, 2);
});

test('before anything is published, the newest that can be heard', () => {
  assert.equal(currentSet(cue(set(2, null, false), set(1, null, true)))?.id, 1);
  assert.equal(currentSet(cue(set(1, null, false)))?.id, 1);
  assert.equal(currentSet(cue()), undefined);
});

test('the server knows better', () => {
  const told = { ...set(1, null, false), is_current: true };
  assert.equal(currentSet(cue(set(2, 9, true), told))?.id, 1);
});
