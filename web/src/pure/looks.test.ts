import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourOf, lookOf, looksOf, waveColours } from './looks.js';

const production = {
  stems: ['Choir', 'Tape'],
  stem_plan: [
    { name: 'Choir', label: 'CHR', shape: 'star', dark: '#a6d895', light: '#386d4c' },
    { name: 'Tape', label: 'TAP', shape: 'half', dark: null, light: null },
  ],
};

test('every role has a look: the stems of the plan, the mix and the temps', () => {
  assert.deepEqual(
    [...looksOf(production).keys()],
    ['Choir', 'Tape', 'Full mix', 'Dialogue', 'Effects'],
  );
  assert.deepEqual(lookOf(production, 'Choir'), {
    label: 'CHR',
    shape: 'star',
    dark: '#a6d895',
    light: '#386d4c',
  });
  assert.equal(lookOf(production, 'Full mix').label, 'MIX');
  assert.equal(lookOf(production, 'Nothing').dark, null);
  assert.equal(looksOf(production), looksOf(production));
});

test('without a plan the five stems that everybody knows look as they always did', () => {
  const { shape, dark } = lookOf({ stems: ['Brass'] }, 'Brass');
  assert.deepEqual([shape, dark], ['triangle', '#e4c71f']);
  assert.equal(lookOf({ stems: ['Solo'] }, 'Solo').label, 'SOL');
});

test('a stem without a colour is drawn in the grey of either theme', () => {
  assert.equal(colourOf(lookOf(production, 'Choir')), 'light-dark(#386d4c, #a6d895)');
  assert.equal(colourOf(lookOf(production, 'Tape')), 'light-dark(#5c656e, #8d959e)');
});

test('a waveform has two shades of its stem, and a print in the light one', () => {
  const choir = lookOf(production, 'Choir');
  assert.deepEqual(waveColours(choir, 'dark'), { peak: '#82a877', core: '#a6d895' });
  assert.deepEqual(waveColours(choir, 'light'), { peak: '#386d4c', core: '#2d573d' });
  const mix = lookOf(production, 'Full mix');
  assert.deepEqual(waveColours(mix, 'light'), { peak: '#e8170c', core: '#e8170c' });
});
