import assert from 'node:assert/strict';
import test from 'node:test';
import { remember } from './memo.js';

test('the same is made once, something else anew', () => {
  let made = 0;
  const sum = remember((a: number, b: number) => (made++, a + b));
  assert.deepEqual([sum(1, 2), sum(1, 2), made], [3, 3, 1]);
  assert.deepEqual([sum(2, 2), sum(1, 2), made], [4, 3, 3]);
});
