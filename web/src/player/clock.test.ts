import assert from 'node:assert/strict';
import test from 'node:test';
import { Clock } from './clock.js';

test('a standing clock stays where it was put', () => {
  const clock = new Clock(
    () => 99,
    () => 0,
  );
  clock.stop(1234);
  assert.equal(clock.heard(), 1234);
  assert.equal(clock.scheduled(), 1234);
});

test('a running clock counts samples from its anchor and not before it', () => {
  let now = 10;
  const clock = new Clock(
    () => now,
    () => 0,
  );
  clock.start(48000, 10.5);
  assert.equal(clock.heard(), 48000);
  now = 11.5;
  assert.equal(clock.heard(), 96000);
  assert.equal(clock.timeOf(96000), 11.5);
  assert.equal(clock.sampleAt(12.5), 144000);
});

test('what is heard lags behind what is scheduled by the delay of the output', () => {
  let now = 0;
  const clock = new Clock(
    () => now,
    () => 0.25,
  );
  clock.start(0, 0);
  now = 1;
  assert.equal(clock.scheduled(), 48000);
  assert.equal(clock.heard(), 36000);
  now = 0.1;
  assert.equal(clock.heard(), 0);
});
