import assert from 'node:assert/strict';
import test from 'node:test';
import { FIRST_CHOICE, nextFold, otherLfe, recipeKey, recipeOf } from './recipe.js';

const STEMS = ['String', 'Brass'];

test('the first choice plays all stems and both temps without the LFE', () => {
  assert.deepEqual(recipeOf(FIRST_CHOICE, STEMS), {
    sources: [
      { role: 'String', gain_db: 0 },
      { role: 'Brass', gain_db: 0 },
      { role: 'Dialogue', gain_db: 0 },
      { role: 'Effects', gain_db: 0 },
    ],
    fold: 'lo_ro',
    lfe: 'out',
    centre: true,
  });
});

test('music only leaves the temps out and nothing else changes', () => {
  const only = recipeOf({ ...FIRST_CHOICE, dialogue: false, effects: false }, STEMS);
  assert.deepEqual(
    only.sources.map((s) => s.role),
    STEMS,
  );
  assert.equal(only.fold, 'lo_ro');
});

test('the other LFE state differs in the LFE alone and comes back', () => {
  const other = otherLfe(FIRST_CHOICE);
  assert.equal(other.lfe, 'plus_4');
  assert.deepEqual(otherLfe(other), FIRST_CHOICE);
  assert.notEqual(recipeKey(recipeOf(other, STEMS)), recipeKey(recipeOf(FIRST_CHOICE, STEMS)));
});

test('folds go round', () => {
  assert.equal(nextFold('lo_ro'), 'lt_rt');
  assert.equal(nextFold('mono'), 'lo_ro');
});
