/* The figures of a lane as the cells of a table. */
import type { Lanes, Waveforms } from '../api/lane_types.js';
import { timeline } from '../text.js';

const MINUS = '\u2212';
const FULL_SCALE = 10000;
const ACTIVE_DB = -50; /* below it, the LFE does not count as active */
const t = timeline.rows;

export interface RowOf {
  readonly cells: readonly string[];
  readonly why: 'nothing' | 'nobody' | null; /* why there are none */
}

const without = (why: RowOf['why']): RowOf => ({ cells: [], why });

/* "−12.3"; silence has no figure, and is not 0. */
export function decibels(db: number | null): string {
  if (db === null || !Number.isFinite(db)) return t.silence;
  const size = Math.abs(db).toFixed(1);
  return db < 0 && size !== '0.0' ? MINUS + size : size;
}

const ofFullScale = (value: number): number | null =>
  value > 0 ? 20 * Math.log10(value / FULL_SCALE) : null;

export function waveRow(lane: Waveforms['lanes'][number] | undefined, i: number): RowOf {
  const [low, high, rms] = [lane?.low[i], lane?.high[i], lane?.rms[i]];
  if (low === undefined || low === null || high === undefined || high === null)
    return without('nothing');
  const peak = ofFullScale(Math.max(-low, high));
  return { cells: [decibels(peak), decibels(ofFullScale(rms ?? 0))], why: null };
}

export interface Levels {
  readonly pumping_amber: number;
  readonly pumping_red: number;
  readonly clash: number;
  readonly amber: number;
  readonly red: number;
}

export function lfeRow(lfe: Lanes['lfe'], i: number, levels: Levels): RowOf {
  if (!lfe) return without('nothing');
  const music = lfe.music_db[i] ?? null;
  const effects = lfe.effects_db[i] ?? null;
  const pumping = lfe.pumping[i] ?? null;
  const stems = lfe.stems.map(({ stem, level_db }) => ({ stem, db: level_db[i] ?? -Infinity }));
  const loudest = stems.reduce((best, each) => (each.db > best.db ? each : best), {
    stem: '',
    db: ACTIVE_DB,
  });
  const active = music !== null && music > ACTIVE_DB;
  const states = [
    ...(active ? [t.active] : [t.rest]),
    ...(active && pumping !== null && pumping >= levels.pumping_amber
      ? [`${t.pumps}, ${pumping >= levels.pumping_red ? t.concern.red : t.concern.amber}`]
      : []),
    ...((lfe.clash?.[i] ?? 0) >= levels.clash ? [t.clash] : []),
  ];
  const index = pumping === null ? '' : pumping.toFixed(2);
  return {
    cells: [
      decibels(music),
      active ? loudest.stem : '',
      decibels(effects),
      index,
      states.join('; '),
    ],
    why: null,
  };
}

export function audibilityRow(dialogue: Lanes['dialogue'], i: number, levels: Levels): RowOf {
  const alone = dialogue?.without_music[i] ?? null;
  const withMusic = dialogue?.with_music[i] ?? null;
  if (alone === null || withMusic === null) return without('nobody');
  const { clear, amber, red } = t.concern;
  const level = withMusic < levels.red ? red : withMusic < levels.amber ? amber : clear;
  const cost = Math.max(0, alone - withMusic);
  return { cells: [alone, withMusic, cost].map((v) => v.toFixed(2)).concat(level), why: null };
}
