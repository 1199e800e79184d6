import assert from 'node:assert/strict';
import test from 'node:test';
import { Speed, formatBytes, roundedTime } from './speed.js';

test('speed is that of the last seconds, and unknown at first', () => {
  const speed = new Speed();
  speed.mark(0, 0);
  speed.mark(1000, 5e6);
  assert.equal(speed.bytes_per_s, null);
  for (let s = 2; s <= 60; s++) speed.mark(s * 1000, s < 40 ? s * 5e6 : 200e6 + (s - 40) * 1e6);
  assert.ok(Math.abs((speed.bytes_per_s ?? 0) - 1e6) < 1e5);
  assert.ok(Math.abs((speed.secondsFor(30e6) ?? 0) - 30) < 4);
});

test('what broke off and begins again is no speed', () => {
  const speed = new Speed();
  speed.mark(0, 50e6);
  speed.mark(5000, 40e6);
  assert.equal(speed.secondsFor(1e6), null);
});

test('sizes and times read as people say them', () => {
  assert.deepEqual([0, 12, 999, 1000, 839_600, 20_736_680, 6.21e9, 999_960].map(formatBytes), [
    '0 bytes',
    '12 bytes',
    '999 bytes',
    '1.0 kB',
    '840 kB',
    '20.7 MB',
    '6.2 GB',
    '1.0 MB',
  ]);
  assert.deepEqual(roundedTime(3), { value: 5, unit: 's' });
  assert.deepEqual(roundedTime(2400), { value: 40, unit: 'min' });
  assert.deepEqual(roundedTime(9000), { value: 2.5, unit: 'h' });
});
