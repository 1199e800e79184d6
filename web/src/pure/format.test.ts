import assert from 'node:assert/strict';
import test from 'node:test';
import {
  browserOf,
  formatDay,
  formatWhen,
  asSentence,
  formatClock,
  formatDb,
  formatLength,
  joinWords,
  shortHash,
  withMinus,
} from './format.js';

test('lengths are read at a glance', () => {
  assert.equal(formatLength(6.5 * 48000), '6.5 s');
  assert.equal(formatLength(90 * 48000), '1:30');
  assert.equal(formatLength(59.6 * 48000), '1:00');
  assert.equal(formatLength(3725 * 48000), '1:02:05');
  assert.equal(formatLength(0), '0.0 s');
});

test('levels carry their sign and unit', () => {
  assert.equal(formatDb(4), '+4.0 dB');
  assert.equal(formatDb(-6.02), '\u22126.0 dB');
  assert.equal(formatDb(-0.01), '0.0 dB');
  assert.equal(formatDb(null), '\u2212\u221e dB');
});

test('only a hyphen in front of a figure becomes a minus', () => {
  assert.equal(withMinus('C, Ls, Rs -3 dB; fold-down'), 'C, Ls, Rs \u22123 dB; fold-down');
  assert.equal(withMinus('1m1-2'), '1m1-2');
});

test('a sentence begins with a capital, a file name stays as it is', () => {
  assert.equal(asSentence('the sound of x'), 'The sound of x');
  assert.equal(asSentence('r1_dx.wav is short'), 'r1_dx.wav is short');
});

test('words are joined and hashes cut', () => {
  assert.equal(joinWords([], 'and'), '');
  assert.equal(joinWords(['DX'], 'and'), 'DX');
  assert.equal(joinWords(['DX', 'FX', 'MX'], 'and'), 'DX, FX and MX');
  assert.equal(shortHash('7f3a09c2ffff'), '7f3a 09c2');
  assert.match(formatClock(0), /^\d\d:\d\d$/);
});

test('a time of today is a clock time, any other has its day, and its year if need be', () => {
  const at = new Date(2026, 10, 22, 9, 5).getTime();
  assert.equal(formatWhen(at, new Date(2026, 10, 22, 23, 0).getTime()), '09:05');
  assert.equal(formatWhen(at, new Date(2026, 10, 23, 1, 0).getTime()), '22 Nov 09:05');
  assert.equal(formatDay(at, new Date(2027, 0, 1).getTime()), '22 Nov 2026');
});

test('a browser is known by its name and system', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/1.0 Safari/537.36 Edg/1.0';
  assert.equal(browserOf(edge), 'Edge, Windows');
  assert.equal(browserOf('Mozilla/5.0 (Macintosh) Version/17 Safari/605'), 'Safari, macOS');
  assert.equal(browserOf('predub-push/1'), 'predub-push/1');
});
