import assert from 'node:assert/strict';
import test from 'node:test';
import { FIRST_CHOICE, recipeOf } from './recipe.js';
import type { Choice } from './recipe.js';
import { choiceOf, inUse, isTrial, toSave } from './saved.js';
import { withGain, withGroup, withGroupChanged, withMute, withSolo } from './solo.js';

const STEMS = ['String', 'Brass', 'Percussion'];
const saved = (choice: Choice, is_shared: boolean, id = 1) => ({
  id,
  name: `Recipe ${id}`,
  is_shared,
  ...toSave(choice, STEMS),
});
const MUTED = withMute(FIRST_CHOICE, 'Brass');
const GROUPED = withGroupChanged(
  withGroup(withGain(FIRST_CHOICE, 'Brass', -2), 'Tonal', ['String', 'Brass']),
  0,
  { gain_db: -3 },
);

test('a saved recipe sounds the same when it is used', () => {
  const minus: Choice = { ...GROUPED, lfe: 'minus_3', fold: 'mono', dialogue: false };
  const mix = withMute(FIRST_CHOICE, 'Full mix');
  for (const choice of [FIRST_CHOICE, MUTED, GROUPED, minus, mix, withSolo(MUTED, 'Brass')])
    assert.deepEqual(
      recipeOf(choiceOf(saved(choice, true), STEMS), STEMS),
      recipeOf(choice, STEMS),
    );
});

test('the gains of groups stand beside those of the stems, not in them', () => {
  const { recipe, groups } = toSave(GROUPED, STEMS);
  assert.deepEqual(
    recipe.sources.slice(0, 2).map((s) => s.gain_db),
    [0, -2],
  );
  assert.equal(groups[0]?.gain_db, -3);
});

test('a group that is suspended is not saved, for it is not heard', () => {
  const suspended = withGroupChanged(GROUPED, 0, { is_suspended: true });
  assert.deepEqual(toSave(suspended, STEMS).groups, []);
});

test('parts, LFE, Centre, fold-down and full mix are no trial; mutes, solos and gains are', () => {
  const plain: Choice = { ...FIRST_CHOICE, lfe: 'plus_4', centre: false, effects: false };
  assert.equal(isTrial(plain, [], STEMS), false);
  assert.equal(isTrial(withMute(plain, 'Full mix'), [], STEMS), false);
  for (const choice of [MUTED, GROUPED, withSolo(plain, 'Brass'), withSolo(plain, 'Dialogue')])
    assert.equal(isTrial(choice, [], STEMS), true);
});

test('only a recipe that was shared makes a trial none', () => {
  assert.equal(isTrial(MUTED, [saved(MUTED, false)], STEMS), true);
  assert.equal(isTrial(MUTED, [saved(MUTED, true)], STEMS), false);
  assert.equal(isTrial({ ...MUTED, lfe: 'plus_4' }, [saved(MUTED, true)], STEMS), false);
  assert.equal(isTrial(GROUPED, [saved(MUTED, true)], STEMS), true);
});

test('in use is the recipe that sounds like it, a shared one before one\u2019s own', () => {
  const list = [saved(MUTED, false, 1), saved(MUTED, true, 2), saved(GROUPED, true, 3)];
  assert.equal(inUse(MUTED, list, STEMS)?.id, 2);
  assert.equal(inUse(GROUPED, list, STEMS)?.id, 3);
  assert.equal(inUse({ ...MUTED, lfe: 'plus_4' }, list, STEMS), null);
});
