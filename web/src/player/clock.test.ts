import assert from 'node:assert/strict';
import test from 'node:test';
import { Clock } from './clock.js';

const LONG = 48000 * 3600;

test('a standing clock stays where it was put', () => {
  const clock = new Clock(
    () => 99,
    () => 0,
  );
  clock.stop(1234, LONG);
  assert.equal(clock.heard(), 1234);
  assert.equal(clock.scheduled(), 1234);
});

test('a running clock counts samples from its anchor and not before it', () => {
  let now = 10;
  const clock = new Clock(
    () => now,
    () => 0,
  );
  clock.start(48000, 10.5, LONG, null);
  assert.equal(clock.heard(), 48000);
  now = 11.5;
  assert.equal(clock.heard(), 96000);
  assert.equal(clock.timeOf(96000), 11.5);
  assert.equal(clock.lineAt(12.5), 144000);
});

test('what is heard lags behind what is scheduled by the delay of the output', () => {
  let now = 0;
  const clock = new Clock(
    () => now,
    () => 0.25,
  );
  clock.start(0, 0, LONG, null);
  now = 1;
  assert.equal(clock.scheduled(), 48000);
  assert.equal(clock.heard(), 36000);
  now = 0.1;
  assert.equal(clock.heard(), 0);
});

test('round a loop, what is heard turns later than what is scheduled', () => {
  let now = 0;
  const clock = new Clock(
    () => now,
    () => 0.25,
  );
  clock.start(0, 0, LONG, { in_samples: 12000, out_samples: 48000 });
  now = 1.1;
  assert.equal(clock.heard(), 40800);
  now = 1.25;
  assert.equal(clock.heard(), 12000);
  now = 1.25 + 0.75 * 100000;
  assert.equal(clock.heard(), 12000);
});
