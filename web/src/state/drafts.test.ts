import assert from 'node:assert/strict';
import test from 'node:test';
import { withDraft, withoutForm } from './drafts.js';

test('an emptied field is a draft, and taking it back is not', () => {
  const drafts = withDraft({}, 'note/7/text', 'Brass');
  assert.deepEqual(drafts, { 'note/7/text': 'Brass' });
  assert.deepEqual(withDraft(drafts, 'note/7/text', ''), { 'note/7/text': '' });
  assert.deepEqual(withDraft(drafts, 'note/7/text', null), {});
});

test('sending a form forgets its drafts and no others', () => {
  const drafts = {
    'note/7/text': 'a',
    'note/7/about': 'lfe',
    'note/71/text': 'b',
    'ask/7/text': 'c',
  };
  assert.deepEqual(withoutForm(drafts, 'note/7'), { 'note/71/text': 'b', 'ask/7/text': 'c' });
});
