import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedStem } from './looks.js';
import { draftedPlan, fieldKey, nearest, ORDER_KEY, refusals } from './stem_plan.js';

const SHAPES = ['circle', 'triangle', 'square', 'diamond', 'cross'];
const [S, B, A] = [
  { name: 'String', label: 'STR', shape: 'circle', dark: '#a6d895', light: '#386d4c' },
  { name: 'Brass', label: 'BRS', shape: 'triangle', dark: '#e4c71f', light: '#76853a' },
  { name: 'FX inst', label: 'FXI', shape: 'diamond', dark: '#c062ae', light: '#8446aa' },
] as const satisfies readonly PlannedStem[];

const whys = (plan: readonly PlannedStem[]): readonly string[] =>
  refusals(plan, SHAPES).map(({ stems, why }) => `${why.what} ${stems.join()}`);

test('the plan as it is kept is refused nothing', () => {
  assert.deepEqual(whys([S, B, A]), []);
});

test('what looks alike is told once a pair, with its worst theme, sight and figure', () => {
  const [refusal, more] = refusals([S, B, { ...A, dark: '#e4c720' }], SHAPES);
  assert.deepEqual(refusal?.stems, [1, 2]);
  assert.ok(refusal?.why.what === 'alike' && refusal.why.lit === 'dark');
  assert.ok(refusal.why.distance < 0.5);
  assert.equal(more, undefined);
});

test('the figure is the one that the server tells', () => {
  const [refusal] = refusals([S, { ...B, light: '#7c5a2c' }], SHAPES);
  assert.ok(refusal?.why.what === 'alike');
  assert.equal(refusal.why.sight.slice(0, 6), 'protan');
  assert.equal(refusal.why.distance.toFixed(1), '7.3');
});

test('bright red, faint colours and half a choice are refused', () => {
  assert.deepEqual(whys([{ ...S, dark: '#ff4038' }]), ['print 0']);
  assert.deepEqual(whys([{ ...S, light: '#e02015' }]), ['print 0']);
  assert.deepEqual(whys([{ ...S, dark: '#202428' }]), ['faint 0']);
  assert.deepEqual(whys([{ ...S, light: null }]), ['one_theme 0']);
  assert.deepEqual(whys([{ ...S, light: '#12' }]), ['no_colour 0']);
  assert.deepEqual(whys([{ ...S, dark: null, light: null }]), []);
});

test('labels and shapes are each their own', () => {
  assert.deepEqual(whys([S, { ...B, label: 'str' }]), ['label_same 0,1']);
  assert.deepEqual(whys([{ ...S, label: 'dx' }]), ['label_taken 0']);
  assert.deepEqual(whys([{ ...S, label: '' }]), ['label_empty 0']);
  assert.deepEqual(whys([{ ...S, label: 'STRIN' }]), ['label_long 0']);
  assert.deepEqual(whys([S, { ...B, shape: 'circle' }]), ['shape_same 0,1']);
  assert.deepEqual(
    refusals([S, { ...B, shape: 'circle' }], ['circle']).map(({ why }) => why.what),
    [],
  );
});

test('what is typed stands over what is kept, in the order that was chosen', () => {
  const drafts = {
    [fieldKey('String', 'dark')]: ' #35D3EE ',
    [fieldKey('Brass', 'light')]: '',
    [ORDER_KEY]: 'Brass\nString',
    'note/text': 'else',
  };
  assert.deepEqual(draftedPlan([S, B, A], drafts), [
    { ...B, light: null },
    { ...S, dark: '#35d3ee' },
    A,
  ]);
  assert.deepEqual(draftedPlan([S, B, A], {}), [S, B, A]);
});

test('the nearest two are found for a kind of sight', () => {
  const found = nearest([S, B, A], 'dark', ['protan_machado', 'protan_vienot']);
  assert.deepEqual(found?.pair, [0, 1]);
  assert.equal(found?.distance.toFixed(2), '13.35');
  assert.equal(nearest([S], 'dark', ['normal']), null);
});
