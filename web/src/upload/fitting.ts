/* Which order six channels are in, found in the sound itself: the rules of codec/media/heuristic.c.
 * Only a proposal; a person answers. Pure. */

export const WINDOW_FRAMES = 4096;
export const WINDOWS = 128;
const SETTLING_FRAMES = 1024; /* a filter that starts in the middle of a wave clicks first */
const BASS_HZ = 200; /* an LFE has its energy below it, all other channels this share above */
const LFE_SHARE_MOST = 0.02;
const OTHER_SHARE_LEAST = 0.05;
const ACTIVE_DB = -60; /* an LFE below it proves nothing */
const BANDS_HZ = [250, 700, 2000, 6000];
const FLOOR_DB = -75; /* bands below it say nothing */
const ALIKE_DB = 5; /* left and right differ less, on average */
const CLEARLY_DB = 3; /* what the best must be better by than all others */

export interface Fit {
  readonly order: 'smpte' | 'film' | 'dts' | 'aac';
  readonly lfe_slot: number; /* from 0: it carries only low end */
}

interface Hypothesis {
  readonly name: Fit['order'] | null; /* null: nobody's custom, but it may fit as well */
  readonly lfe: number;
  readonly front: readonly [number, number];
  readonly back: readonly [number, number];
}

const HYPOTHESES: readonly Hypothesis[] = [
  { name: 'smpte', lfe: 3, front: [0, 1], back: [4, 5] },
  { name: null, lfe: 3, front: [0, 2], back: [4, 5] },
  { name: null, lfe: 3, front: [1, 2], back: [4, 5] },
  { name: 'film', lfe: 5, front: [0, 2], back: [3, 4] },
  { name: 'dts', lfe: 5, front: [0, 1], back: [2, 3] },
  { name: 'aac', lfe: 5, front: [1, 2], back: [3, 4] },
  { name: null, lfe: 5, front: [0, 1], back: [3, 4] },
];

type Filter = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

function highPass(hz: number, rate_hz: number): Filter {
  const w = (2 * Math.PI * hz) / rate_hz;
  const [alpha, c] = [Math.sin(w) / Math.SQRT2, Math.cos(w)];
  const a0 = 1 + alpha;
  return [(1 + c) / 2 / a0, -(1 + c) / a0, (1 + c) / 2 / a0, (-2 * c) / a0, (1 - alpha) / a0];
}

function bandPass(hz: number, rate_hz: number): Filter {
  const w = (2 * Math.PI * hz) / rate_hz;
  const alpha = Math.sin(w) / 2;
  const a0 = 1 + alpha;
  return [alpha / a0, 0, -alpha / a0, (-2 * Math.cos(w)) / a0, (1 - alpha) / a0];
}

/* Energy behind a filter, without its settling. */
function energy([b0, b1, b2, a1, a2]: Filter, from: Float64Array, out: Float64Array): number {
  let [z1, z2, sum] = [0, 0, 0];
  for (let i = 0; i < from.length; i++) {
    const x = from[i] as number;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    out[i] = y;
    if (i >= SETTLING_FRAMES) sum += y * y;
  }
  return sum;
}

const levelDb = (sum: number): number =>
  10 * Math.log10(sum / (WINDOW_FRAMES - SETTLING_FRAMES) + 1e-12);

class Levels {
  total = 0;
  above = 0;
  readonly bands_db: number[] = [];
}

export class Fitting {
  readonly #of = Array.from({ length: 6 }, () => new Levels());
  readonly #once = new Float64Array(WINDOW_FRAMES);
  readonly #twice = new Float64Array(WINDOW_FRAMES);
  #windows = 0;

  constructor(private readonly rate_hz: number) {}

  /* WINDOW_FRAMES of each of the six channels, in the order of the file. */
  add(channels: readonly Float64Array[]): void {
    const [no_dc, no_bass] = [highPass(10, this.rate_hz), highPass(BASS_HZ, this.rate_hz)];
    this.#of.forEach((levels, c) => {
      const from = channels[c] as Float64Array;
      levels.total += energy(no_dc, from, this.#once);
      energy(no_bass, from, this.#once);
      levels.above += energy(no_bass, this.#once, this.#twice);
      for (const hz of BANDS_HZ) {
        const band = levelDb(energy(bandPass(hz, this.rate_hz), from, this.#once));
        levels.bands_db.push(Math.max(band, FLOOR_DB));
      }
    });
    this.#windows++;
  }

  /* null: nothing fits clearly. */
  best(): Fit | null {
    const lfe = this.#windows > 0 ? this.#lfe() : null;
    const fits = HYPOTHESES.filter((h) => h.lfe === lfe)
      .map((h) => ({ h, front: this.#apart(h.front), back: this.#apart(h.back) }))
      .sort((a, b) => a.front + a.back - (b.front + b.back));
    const [best, second] = fits;
    if (!best || best.h.name === null || best.front >= ALIKE_DB || best.back >= ALIKE_DB)
      return null;
    const clear = !second || second.front + second.back - best.front - best.back >= CLEARLY_DB;
    return clear ? { order: best.h.name, lfe_slot: best.h.lfe } : null;
  }

  /* The one channel that is bass alone; null where none, several, or it is not clear. */
  #lfe(): number | null {
    let found: number | null = null;
    for (const [slot, { total, above }] of this.#of.entries()) {
      const share = total > 0 ? above / total : 0;
      if (levelDb(total / this.#windows) <= ACTIVE_DB || share >= OTHER_SHARE_LEAST) continue;
      if (found !== null || share > LFE_SHARE_MOST) return null;
      found = slot;
    }
    return found;
  }

  /* How far two channels differ, in dB, wherever one of them sounds. */
  #apart([one, other]: readonly [number, number]): number {
    const [a, b] = [this.#of[one] as Levels, this.#of[other] as Levels];
    let [sum, count] = [0, 0];
    a.bands_db.forEach((x, i) => {
      const y = b.bands_db[i] as number;
      if (x <= FLOOR_DB && y <= FLOOR_DB) return;
      sum += Math.abs(x - y);
      count++;
    });
    return count > 0 ? sum / count : 0;
  }
}

/* Interleaved little-endian samples as numbers, channel by channel. */
export function planesOf(
  bytes: Uint8Array,
  { channels, bits, is_float }: { channels: number; bits: number; is_float: boolean },
): readonly Float64Array[] {
  const raw = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const step = bits / 8;
  const frames = Math.floor(bytes.length / (step * channels));
  const read = is_float
    ? (at: number): number => (step === 8 ? raw.getFloat64(at, true) : raw.getFloat32(at, true))
    : step === 2
      ? (at: number): number => raw.getInt16(at, true) / 2 ** 15
      : step === 3
        ? (at: number): number =>
            (raw.getUint16(at, true) + raw.getInt8(at + 2) * 2 ** 16) / 2 ** 23
        : (at: number): number => raw.getInt32(at, true) / 2 ** 31;
  return Array.from({ length: channels }, (_, c) =>
    Float64Array.from({ length: frames }, (_unused, i) => {
      const value = read((i * channels + c) * step);
      return Number.isFinite(value) && Math.abs(value) < 2 ** 60 ? value : 0;
    }),
  );
}
