import assert from 'node:assert/strict';
import test from 'node:test';
import { Fitting, WINDOW_FRAMES, planesOf } from './fitting.js';

/* The same noise on every run. */
function noise(seed: number): () => number {
  let x = seed * 2654435761;
  return () => {
    x = Math.imul(x ^ (x >>> 15), 2246822519) + 0x9e3779b9;
    return (x >>> 0) / 2 ** 31 - 1;
  };
}

/* Left and right of a pair are as loud as each other, each pair of a colour of its own. */
function window(order: readonly string[], at: number): readonly Float64Array[] {
  const level: Record<string, number> = { L: 0.3, R: 0.3, C: 0.003, Ls: 0.03, Rs: 0.03 };
  return order.map((channel, slot) => {
    const next = noise(17 * slot + at + 1);
    return Float64Array.from({ length: WINDOW_FRAMES }, (_, i) =>
      channel === 'LFE'
        ? 0.3 * Math.sin((2 * Math.PI * 45 * (i + at * WINDOW_FRAMES)) / 48000)
        : (level[channel] ?? 0) * next(),
    );
  });
}

function best(order: string): string | null {
  const fitting = new Fitting(48000);
  for (let w = 0; w < 12; w++) fitting.add(window(order.split(' '), w));
  const fit = fitting.best();
  return fit && `${fit.order} ${fit.lfe_slot}`;
}

test('the order that the sound fits is found', () => {
  assert.equal(best('L C R Ls Rs LFE'), 'film 5');
  assert.equal(best('L R C LFE Ls Rs'), 'smpte 3');
  assert.equal(best('L R Ls Rs C LFE'), 'dts 5');
});

test('without a clear LFE nothing is proposed', () => {
  assert.equal(best('L C R Ls Rs C'), null);
  assert.equal(best('LFE C R Ls Rs LFE'), null);
  assert.equal(new Fitting(48000).best(), null);
});

test('samples of every kind read as their value over full scale', () => {
  const kinds = [
    { bits: 16, is_float: false, bytes: [0, 0x40, 0, 0xc0] },
    { bits: 24, is_float: false, bytes: [0, 0, 0x40, 0, 0, 0xc0] },
    { bits: 32, is_float: false, bytes: [0, 0, 0, 0x40, 0, 0, 0, 0xc0] },
    { bits: 32, is_float: true, bytes: [0, 0, 0, 0x3f, 0, 0, 0, 0xbf] },
  ];
  for (const { bytes, ...kind } of kinds) {
    const planes = planesOf(Uint8Array.from(bytes), { channels: 2, ...kind });
    assert.deepEqual(
      planes.map((plane) => plane[0]),
      [0.5, -0.5],
      JSON.stringify(kind),
    );
  }
  const nan = planesOf(Uint8Array.from([0, 0, 192, 127]), {
    channels: 1,
    bits: 32,
    is_float: true,
  });
  assert.equal(nan[0]?.[0], 0);
});
