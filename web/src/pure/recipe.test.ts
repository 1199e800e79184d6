import assert from 'node:assert/strict';
import test from 'node:test';
import {
  FIRST_CHOICE,
  FULL_MIX,
  isHeard,
  isMuted,
  isWholeMusic,
  nextFold,
  otherLfe,
  recipeKey,
  recipeOf,
  rolesOf,
} from './recipe.js';
import type { Choice } from './recipe.js';
import { cleared, isPartIn, withMute, withPart, withSolo } from './solo.js';

const STEMS = ['String', 'Brass'];
const heard = (choice: Choice): string =>
  rolesOf(STEMS)
    .filter((role) => isHeard(choice, role, STEMS))
    .join();
const group = { stems: STEMS, name: 'Both', gain_db: -3, is_muted: false, is_suspended: false };

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

test('the full mix is heard in place of the stems, whatever was pressed', () => {
  const mix = withMute(FIRST_CHOICE, FULL_MIX);
  assert.equal(heard(mix), 'Full mix,Dialogue,Effects');
  assert.ok(isMuted(mix, 'String') && !isMuted(mix, FULL_MIX));
  assert.equal(heard(withMute(mix, 'Brass')), 'String,Brass,Dialogue,Effects');
  assert.equal(heard(withMute(mix, FULL_MIX)), 'String,Brass,Dialogue,Effects');
  assert.equal(heard(withSolo(mix, 'Brass')), 'Brass');
  assert.equal(heard(withSolo(withSolo(mix, 'Brass'), FULL_MIX)), 'Full mix');
  assert.equal(heard(withSolo(withSolo(FIRST_CHOICE, FULL_MIX), 'String')), 'String');
});

test('a thousand random presses never sum stems and full mix', () => {
  let choice = FIRST_CHOICE;
  let seed = 1;
  const pick = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
  for (let i = 0; i < 1000; i++) {
    const role = rolesOf(STEMS)[pick(5)] as string;
    const parts = ['music', 'dialogue', 'effects'] as const;
    const presses = [
      () => withSolo(choice, role),
      () => withMute(choice, role),
      () => withPart(choice, parts[pick(3)] as 'music', STEMS),
    ];
    choice = (presses[pick(3)] as () => Choice)();
    const roles = recipeOf(choice, STEMS).sources.map((s) => s.role);
    assert.ok(!(roles.includes(FULL_MIX) && STEMS.some((s) => roles.includes(s))), roles.join());
  }
  assert.equal(
    heard({ ...cleared(choice), music: true })
      .split(',')
      .slice(0, 2)
      .join(),
    'String,Brass',
  );
});

test('a mute comes back after a solo of the same stem', () => {
  const muted = withMute(FIRST_CHOICE, 'Brass');
  assert.equal(heard(muted), 'String,Dialogue,Effects');
  const solo = withSolo(muted, 'Brass');
  assert.equal(heard(solo), 'Brass');
  assert.equal(isMuted(solo, 'Brass'), false);
  assert.equal(heard(withSolo(solo, 'Brass')), 'String,Dialogue,Effects');
});

test('a latch says whether its part is heard under a solo, and turns that over', () => {
  const solo = withSolo(FIRST_CHOICE, 'Brass');
  assert.equal(isPartIn(solo, 'dialogue', STEMS), false);
  assert.equal(isPartIn(solo, 'music', STEMS), true);
  const under = withPart(solo, 'dialogue', STEMS);
  assert.equal(heard(under), 'Brass,Dialogue');
  assert.equal(heard(withPart(under, 'music', STEMS)), 'Dialogue');
  assert.equal(
    heard(withPart(withPart(under, 'music', STEMS), 'music', STEMS)),
    'String,Brass,Dialogue',
  );
});

test('gains add up over a group, and a suspended group says nothing', () => {
  const choice = { ...FIRST_CHOICE, gains: { Brass: -2 }, groups: [group] };
  const gains = (c: Choice): number[] =>
    recipeOf(c, STEMS)
      .sources.slice(0, 2)
      .map((s) => s.gain_db);
  assert.deepEqual(gains(choice), [-3, -5]);
  assert.deepEqual(gains({ ...choice, groups: [{ ...group, is_suspended: true }] }), [0, -2]);
  assert.deepEqual(gains({ ...choice, gains: { Brass: -59 } }), [-3, -60]);
});

test('a muted group is unmuted by unmuting one of its stems', () => {
  const choice = { ...FIRST_CHOICE, groups: [{ ...group, is_muted: true }] };
  assert.equal(heard(choice), 'Dialogue,Effects');
  assert.equal(heard(withMute(choice, 'Brass')), 'String,Brass,Dialogue,Effects');
});

test('only the whole music as printed, with its Centre, is the whole music', () => {
  const whole = (choice: Choice): boolean => isWholeMusic(recipeOf(choice, STEMS), STEMS);
  assert.ok(whole(FIRST_CHOICE));
  assert.ok(whole({ ...FIRST_CHOICE, lfe: 'plus_4', dialogue: false }));
  assert.ok(whole(withMute(FIRST_CHOICE, FULL_MIX)));
  assert.ok(!whole({ ...FIRST_CHOICE, centre: false }));
  assert.ok(!whole(withMute(FIRST_CHOICE, 'Brass')));
  assert.ok(!whole(withSolo(FIRST_CHOICE, 'Brass')));
  assert.ok(!whole({ ...FIRST_CHOICE, gains: { Brass: -1 } }));
  assert.ok(!whole({ ...FIRST_CHOICE, music: false }));
});
