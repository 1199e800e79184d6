/* Draws the waves of a piece of the timeline, true to level: half a lane is full scale. */
import type { Colours, WavePixels } from './timeline_colours.js';
import { foldWave, under } from '../pure/columns.js';
import type { Column, WaveTile } from '../pure/columns.js';
import type { Row } from '../pure/lane_list.js';
import type { Raster } from '../pure/raster.js';
import type { Span } from '../pure/scenes.js';
import { coverOf, levelFor, tileSpan, tilesIn } from '../pure/tiles.js';
import type { TileKey } from '../pure/tiles.js';
import type { TileSource } from '../state/timeline_state.js';

export const WAVE_LEVELS = { least: 8, most: 20 } as const; /* 256 samples is the server's finest */
export const LANE_LEVELS = { least: 12, most: 20 } as const; /* a tenth of a second */
const FULL_SCALE = 10000;
const MARGIN_PX = 3;

/* A piece of the timeline, in device pixels. */
export interface Piece {
  readonly from: number; /* the sample at its left edge */
  readonly per_px: number;
  readonly width: number;
  readonly ratio: number; /* device pixels in a pixel of the page */
}

export const spanOfPiece = ({ from, per_px, width }: Piece): Span => ({
  in_samples: Math.max(0, from),
  out_samples: Math.max(1, from + per_px * width),
});

/* A run of pixels [x0, x1) that one tile is drawn on. */
export interface Run<T> {
  readonly x0: number;
  readonly x1: number;
  readonly key: TileKey;
  readonly tile: T;
}

/* Which tile is drawn where; gaps where nothing came yet. */
export function runsOf<T>(
  piece: Piece,
  tiles: TileSource<T>,
  levels: { readonly least: number; readonly most: number },
): Run<T>[] {
  const level = levelFor(piece.per_px, levels.least, levels.most);
  const xOf = (at: number): number => Math.ceil((at - piece.from) / piece.per_px);
  return tilesIn(level, spanOfPiece(piece)).flatMap((want) => {
    const { in_samples, out_samples } = tileSpan(want);
    return coverOf(want, tiles.has).flatMap((key) => {
      const tile = tiles.get(key);
      const span = tileSpan(key);
      const x0 = Math.max(0, xOf(Math.max(in_samples, span.in_samples)));
      const x1 = Math.min(piece.width, xOf(Math.min(out_samples, span.out_samples)));
      return tile && x0 < x1 ? [{ x0, x1, key, tile }] : [];
    });
  });
}

/* Calls back for each pixel of a run with the columns [first, end) under it. */
export function eachPixel<T>(
  piece: Piece,
  run: Run<T>,
  draw: (x: number, first: number, end: number) => void,
): void {
  const { in_samples } = tileSpan(run.key);
  for (let x = run.x0; x < run.x1; x++) {
    const at = piece.from + x * piece.per_px;
    const [first, end] = under(in_samples, run.key.level, at, at + piece.per_px);
    draw(x, first, end);
  }
}

/* A line where sound lies that is not drawn yet. */
export function paintWaiting(
  raster: Raster,
  piece: Piece,
  row: Row,
  spans: readonly Span[],
  pixel: number,
): void {
  const y = Math.round((row.top_px + row.height_px / 2) * piece.ratio);
  for (const { in_samples, out_samples } of spans) {
    const first = Math.max(0, Math.floor((in_samples - piece.from) / piece.per_px));
    const end = Math.min(piece.width, Math.ceil((out_samples - piece.from) / piece.per_px));
    for (let x = first; x < end; x++) raster.column(x, y, y + 1, pixel);
  }
}

export function paintWave(
  raster: Raster,
  piece: Piece,
  row: Row,
  runs: readonly Run<WaveTile>[],
  pixels: WavePixels,
): void {
  const middle = (row.top_px + row.height_px / 2) * piece.ratio;
  const unit = ((row.height_px / 2 - MARGIN_PX) * piece.ratio) / FULL_SCALE;
  const column: Column = { low: 0, high: 0, rms: 0 };
  for (const run of runs) {
    const wave = run.tile.waves.find(({ role, kind }) =>
      row.kind === 'stem' ? role === row.key : kind === row.kind,
    );
    if (!wave) continue;
    eachPixel(piece, run, (x, first, end) => {
      if (!foldWave(wave, first, end, column)) return;
      const [top, bottom] = [Math.max(0.5, column.high * unit), Math.max(0.5, -column.low * unit)];
      raster.column(x, middle - top, middle + bottom, pixels.peak);
      const core = Math.min(column.rms * unit, top, bottom);
      if (core >= 0.5) raster.column(x, middle - core, middle + core, pixels.core);
    });
  }
}

/* Lines at the ticks of the ruler, and one under each lane. */
export function paintGrid(
  raster: Raster,
  piece: Piece,
  rows: readonly Row[],
  ticks: readonly number[],
  colours: Colours,
): void {
  for (const tick of ticks) {
    const x = Math.round((tick - piece.from) / piece.per_px);
    if (x >= 0 && x < piece.width) raster.tint(x, 0, raster.height, colours.pixel.line, 0.55);
  }
  for (const { top_px, height_px } of rows) {
    const y = Math.round((top_px + height_px) * piece.ratio);
    for (let x = 0; x < piece.width; x++) raster.column(x, y - piece.ratio, y, colours.pixel.line);
  }
}
