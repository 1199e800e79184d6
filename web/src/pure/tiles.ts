/* Where the columns of a drawing come from: levels of powers of two, each cut into tiles of equal
 * length, counted from timecode midnight. */
import type { Span } from './scenes.js';

export const TILE_COLUMNS = 512;

export interface TileKey {
  readonly level: number; /* a column is 2 ** level samples */
  readonly index: number;
}

/* The coarsest level whose columns are no longer than a pixel, within the levels there are. */
export function levelFor(samples_per_px: number, least: number, most: number): number {
  const level = Math.floor(Math.log2(Math.max(1, samples_per_px)));
  return Math.max(least, Math.min(most, level));
}

export const tileSamples = (level: number): number => TILE_COLUMNS * 2 ** level;

export function tileSpan({ level, index }: TileKey): Span {
  const samples = tileSamples(level);
  return { in_samples: index * samples, out_samples: (index + 1) * samples };
}

/* The tiles of a level that a span touches. */
export function tilesIn(level: number, { in_samples, out_samples }: Span): TileKey[] {
  const samples = tileSamples(level);
  const first = Math.floor(Math.max(0, in_samples) / samples);
  const end = Math.ceil(out_samples / samples);
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => ({ level, index: first + i }));
}

const FINER = 2; /* levels that are put together where they are there */
const COARSER = 10;

/* What to draw a tile from until it is there: itself, else finer ones that cover it, else the
 * nearest coarser one; empty where there is nothing. */
export function coverOf(key: TileKey, has: (key: TileKey) => boolean): TileKey[] {
  if (has(key)) return [key];
  return finer(key, has, FINER) ?? coarser(key, has);
}

function finer(key: TileKey, has: (key: TileKey) => boolean, depth: number): TileKey[] | undefined {
  if (depth === 0 || key.level === 0) return undefined;
  const parts = [0, 1].map((half) => {
    const part = { level: key.level - 1, index: key.index * 2 + half };
    return has(part) ? [part] : finer(part, has, depth - 1);
  });
  return parts[0] && parts[1] ? [...parts[0], ...parts[1]] : undefined;
}

function coarser({ level, index }: TileKey, has: (key: TileKey) => boolean): TileKey[] {
  for (let up = 1; up <= COARSER; up++) {
    const key = { level: level + up, index: Math.floor(index / 2 ** up) };
    if (has(key)) return [key];
  }
  return [];
}
