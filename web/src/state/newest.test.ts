import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newest } from './newest.js';

test('an answer that comes late does not undo a later reading', () => {
  const reads = new Newest();
  const first = reads.begin('notes');
  const second = reads.begin('notes');
  assert.equal(second(), true);
  assert.equal(first(), false);
});

test('in their order, all of them stand', () => {
  const reads = new Newest();
  const first = reads.begin('notes');
  const second = reads.begin('notes');
  assert.equal(first(), true);
  assert.equal(second(), true);
  assert.equal(reads.begin('notes')(), true);
});

test('another thing is another matter', () => {
  const reads = new Newest();
  const first = reads.begin('thread 1');
  assert.equal(reads.begin('thread 2')(), true);
  assert.equal(first(), true);
});

test('what was under way when it closed never stands', () => {
  const reads = new Newest();
  const first = reads.begin('notes');
  reads.close();
  assert.equal(first(), false);
  assert.equal(reads.begin('notes')(), true);
});
