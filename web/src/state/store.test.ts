import assert from 'node:assert/strict';
import test from 'node:test';
import { Store } from './store.js';

test('a change makes a new snapshot and leaves the old one alone', () => {
  const store = new Store({ a: 1, b: 'x' });
  const before = store.state;
  store.set({ a: 2 });
  assert.equal(before.a, 1);
  assert.deepEqual(store.state, { a: 2, b: 'x' });
  assert.throws(() => ((store.state as { a: number }).a = 3));
});

test('listeners hear of real changes only, until they leave', () => {
  const store = new Store({ a: 1 });
  let heard = 0;
  const leave = store.subscribe(() => heard++);
  store.set({ a: 1 });
  assert.equal(heard, 0);
  store.set({ a: 2 });
  assert.equal(heard, 1);
  leave();
  store.set({ a: 3 });
  assert.equal(heard, 1);
});
