/* Columns of a tile as they are drawn: what the server tells, in arrays that are quick to read. */
import type { Lanes, Waveforms } from '../api/lane_types.js';
import { TILE_COLUMNS } from './tiles.js';

/* Full scale is 10000; where nothing lies, low is above high. */
export interface Wave {
  readonly role: string;
  readonly kind: Waveforms['lanes'][number]['kind'];
  readonly low: Int16Array;
  readonly high: Int16Array;
  readonly rms: Int16Array;
}

export interface WaveTile {
  readonly waves: readonly Wave[];
  readonly waiting: readonly string[];
}

/* dB or shares; NaN where there is nothing to say. */
export interface LfeTile {
  readonly music: Float32Array;
  readonly effects: Float32Array;
  readonly pumping: Float32Array;
  readonly clash: Float32Array;
  readonly stems: readonly string[];
  readonly loudest: Uint8Array; /* index into stems, 255: none */
}

export interface LaneTile {
  readonly lfe: LfeTile | null;
  readonly dialogue: { readonly withMusic: Float32Array; readonly alone: Float32Array } | null;
}

const LOW_OF_NOTHING = 32767;

export function waveTile({ lanes, waiting }: Waveforms): WaveTile {
  const waves = lanes.map(({ role, kind, low, high, rms }) => ({
    role,
    kind,
    low: ints(low, LOW_OF_NOTHING),
    high: ints(high, -LOW_OF_NOTHING),
    rms: ints(rms, 0),
  }));
  return { waves, waiting };
}

function ints(values: readonly (number | null)[], nothing: number): Int16Array {
  const out = new Int16Array(TILE_COLUMNS).fill(nothing);
  values.forEach((value, i) => {
    if (value !== null) out[i] = Math.max(-32767, Math.min(32767, Math.round(value)));
  });
  return out;
}

export function laneTile({ lfe, dialogue }: Lanes): LaneTile {
  return {
    lfe: lfe && {
      music: floats(lfe.music_db),
      effects: floats(lfe.effects_db),
      pumping: floats(lfe.pumping),
      clash: floats(lfe.clash ?? []),
      stems: lfe.stems.map(({ stem }) => stem),
      loudest: loudest(lfe.stems.map(({ level_db }) => level_db)),
    },
    dialogue: dialogue && {
      withMusic: floats(dialogue.with_music),
      alone: floats(dialogue.without_music),
    },
  };
}

function floats(values: readonly (number | null)[]): Float32Array {
  const out = new Float32Array(TILE_COLUMNS).fill(NaN);
  values.forEach((value, i) => {
    if (value !== null) out[i] = value;
  });
  return out;
}

function loudest(levels: readonly (readonly (number | null)[])[]): Uint8Array {
  const out = new Uint8Array(TILE_COLUMNS).fill(255);
  for (let i = 0; i < TILE_COLUMNS; i++) {
    let most = -Infinity;
    levels.forEach((level, stem) => {
      const db = level[i] ?? null;
      if (db === null || db <= most) return;
      most = db;
      out[i] = stem;
    });
  }
  return out;
}

/* The columns [first, end) that lie under a pixel; at least one. */
export function under(
  tile_in: number,
  level: number,
  from: number,
  to: number,
): readonly [number, number] {
  const step = 2 ** level;
  const first = Math.max(0, Math.min(TILE_COLUMNS - 1, Math.floor((from - tile_in) / step)));
  const end = Math.min(TILE_COLUMNS, Math.max(first + 1, Math.ceil((to - tile_in) / step)));
  return [first, end];
}

export interface Column {
  low: number;
  high: number;
  rms: number;
}

/* The least, the greatest and the greatest RMS of columns [first, end), into `out`; false where
 * nothing lies. */
export function foldWave(wave: Wave, first: number, end: number, out: Column): boolean {
  let [low, high, rms] = [LOW_OF_NOTHING, -LOW_OF_NOTHING, 0];
  for (let i = first; i < end; i++) {
    low = Math.min(low, wave.low[i] as number);
    high = Math.max(high, wave.high[i] as number);
    rms = Math.max(rms, wave.rms[i] as number);
  }
  out.low = low;
  out.high = high;
  out.rms = rms;
  return low <= high;
}

/* The greatest of columns [first, end); NaN where none has a value. */
export function greatest(values: Float32Array, first: number, end: number): number {
  let most = NaN;
  for (let i = first; i < end; i++) {
    const value = values[i] as number;
    if (!(value <= most) && !Number.isNaN(value)) most = value;
  }
  return most;
}

export function least(values: Float32Array, first: number, end: number): number {
  let most = NaN;
  for (let i = first; i < end; i++) {
    const value = values[i] as number;
    if (!(value >= most) && !Number.isNaN(value)) most = value;
  }
  return most;
}
