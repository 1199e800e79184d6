import assert from 'node:assert/strict';
import test from 'node:test';
import { PUT_AWAY, withDraft, withoutForm } from './drafts.js';
import { KeptDrafts } from './kept_drafts.js';

class Shelf {
  readonly all = new Map<string, string>();
  full = false;
  getItem = (key: string): string | null => this.all.get(key) ?? null;
  removeItem = (key: string): void => void this.all.delete(key);
  setItem = (key: string, value: string): void => {
    if (this.full) throw new Error('full');
    this.all.set(key, value);
  };
}

const tabOf = (browser: Shelf, tab = new Shelf()): KeptDrafts =>
  new KeptDrafts(
    () => tab,
    () => browser,
  );

test('a reload finds what was typed in the tab, before it knows who sits there', () => {
  const browser = new Shelf();
  const tab = new Shelf();
  tabOf(browser, tab).write({ 'note/7/text': 'Brass' });
  assert.deepEqual(tabOf(browser, tab).first, { 'note/7/text': 'Brass' });
});

test('a new tab finds what the same person left, and nobody else does', () => {
  const browser = new Shelf();
  const old = tabOf(browser);
  old.found(1, {});
  old.write({ 'note/7/text': 'Brass' });
  assert.deepEqual(tabOf(browser).found(2, {}), {});
  assert.deepEqual(tabOf(browser).found(1, {}), { 'note/7/text': 'Brass' });
});

test('what is put away at the end of a session comes back with the person', () => {
  const browser = new Shelf();
  const tab = tabOf(browser);
  tab.found(1, {});
  tab.write({ 'note/7/text': 'Brass' });
  tab.write(PUT_AWAY);
  tab.found(null, PUT_AWAY);
  assert.deepEqual(tab.found(2, PUT_AWAY), {});
  assert.deepEqual(tab.found(1, PUT_AWAY), { 'note/7/text': 'Brass' });
});

test('two tabs write to their own forms, and what one has sent is gone', () => {
  const browser = new Shelf();
  const [a, b] = [tabOf(browser), tabOf(browser)];
  for (const tab of [a, b]) tab.found(1, {});
  a.write({ 'note/7/text': 'Brass' });
  b.write({ 'ask/8/text': 'String' });
  assert.deepEqual(tabOf(browser).found(1, {}), {
    'note/7/text': 'Brass',
    'ask/8/text': 'String',
  });
  a.write(withoutForm({ 'note/7/text': 'Brass' }, 'note/7'));
  assert.deepEqual(tabOf(browser).found(1, {}), { 'ask/8/text': 'String' });
});

test('a tab lets go of what another has sent, unless it was changed here', () => {
  const browser = new Shelf();
  const tab = tabOf(browser);
  tab.found(1, {});
  tab.write({ 'note/7/text': 'Brass', 'note/8/text': 'mine' });
  const before = JSON.stringify({ 'note/7/text': 'Brass', 'note/8/text': 'theirs' });
  assert.deepEqual(tab.heard('predub.drafts.1', before, null), { 'note/8/text': 'mine' });
  assert.deepEqual(tab.heard('predub.drafts.2', before, null), tab.first);
});

test('a browser without room says so, and loses nothing while the page lives', () => {
  const browser = new Shelf();
  const tab = tabOf(browser);
  tab.found(1, {});
  browser.full = true;
  const drafts = withDraft({}, 'note/7/text', 'Brass');
  assert.equal(tab.write(drafts), false);
  assert.equal(tab.first, drafts);
});
