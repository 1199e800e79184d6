import assert from 'node:assert/strict';
import test from 'node:test';
import { positionOf, ticksOf, xOf } from './geometry.js';
import { formatTimecode, rateOf } from './timecode.js';

const HOUR = 172800000;
const SCALE = { from_samples: HOUR, to_samples: HOUR + 120 * 48000, width_px: 1200 };

test("pixels and positions are each other's inverse", () => {
  for (let x = 0; x <= 1200; x += 7) assert.equal(Math.round(xOf(SCALE, positionOf(SCALE, x))), x);
  assert.equal(positionOf(SCALE, -50), SCALE.from_samples);
  assert.equal(positionOf(SCALE, 9999), SCALE.to_samples);
});

test('ticks are the finest that leave room for their labels', () => {
  const rate = rateOf('24');
  assert.ok(rate);
  const labels = ticksOf(SCALE, rate, 84).map((t) => formatTimecode(rate, t));
  assert.equal(labels[0], '01:00:00:00');
  assert.equal(labels[1], '01:00:10:00');
  assert.equal(labels.length, 12);
});

test('a timeline that starts between ticks has none before its start', () => {
  const rate = rateOf('23.976');
  assert.ok(rate);
  const ticks = ticksOf({ ...SCALE, from_samples: HOUR + 30 }, rate, 84);
  assert.ok(ticks.every((t) => t >= HOUR + 30));
  assert.ok(ticks.every((t) => formatTimecode(rate, t).endsWith('0:00')));
});

test('drop-frame ticks stand on labels that exist', () => {
  const rate = rateOf('29.97df');
  assert.ok(rate);
  const labels = (span_s: number): string[] =>
    ticksOf({ ...SCALE, to_samples: HOUR + span_s * 48000 }, rate, 84).map((t) =>
      formatTimecode(rate, t),
    );
  assert.deepEqual(labels(6600).slice(0, 3), ['01:10:00;00', '01:20:00;00', '01:30:00;00']);
  assert.deepEqual(labels(400).slice(0, 3), ['01:00:30;00', '01:01:00;02', '01:01:30;00']);
});

test('close up, ticks stand on frames, the same in every second', () => {
  const rate = rateOf('24');
  assert.ok(rate);
  const second = { from_samples: HOUR, to_samples: HOUR + 48000, width_px: 600 };
  const labels = ticksOf(second, rate, 84).map((t) => formatTimecode(rate, t));
  assert.deepEqual(labels, ['01:00:00:00', '01:00:00:06', '01:00:00:12', '01:00:00:18']);
  const close = ticksOf({ ...second, width_px: 84 * 24 }, rate, 84);
  assert.equal(close.length, 24);
});

test('at drop-frame rates no tick stands on a label that does not exist', () => {
  const rate = rateOf('29.97df');
  assert.ok(rate);
  const minute = 60 * 48000 + HOUR;
  const near = { from_samples: minute - 48000, to_samples: minute + 96000, width_px: 1500 };
  const labels = ticksOf(near, rate, 84).map((t) => formatTimecode(rate, t));
  assert.ok(labels.length > 10);
  assert.ok(!labels.includes('01:01:00;00') && labels.includes('01:01:00;02'));
});
