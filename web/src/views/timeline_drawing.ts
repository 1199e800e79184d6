/* What is painted on a strip of the lanes, from the tiles that are there. */
import { solidPixel, wavePixels } from './timeline_colours.js';
import type { Colours } from './timeline_colours.js';
import {
  LANE_LEVELS,
  WAVE_LEVELS,
  paintGrid,
  paintWaiting,
  paintWave,
  runsOf,
  spanOfPiece,
} from './timeline_paint.js';
import type { Piece } from './timeline_paint.js';
import { paintAudibility, paintLfe, strokeAudibility } from './timeline_paint_measures.js';
import type { Limits } from './timeline_paint_measures.js';
import { currentSet } from '../pure/current.js';
import { ticksOf } from '../pure/geometry.js';
import type { Row } from '../pure/lane_list.js';
import { Raster } from '../pure/raster.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { levelFor, tileSamples, tilesIn } from '../pure/tiles.js';
import type { TileKey } from '../pure/tiles.js';
import { lengthOf } from '../pure/window.js';
import type { TimelineActions } from '../state/timeline_state.js';
import type { Loaded } from '../state/model.js';

export interface Drawing {
  readonly loaded: Loaded;
  readonly rows: readonly Row[];
  readonly colours: Colours;
  readonly limits: Limits;
  readonly source: Pick<TimelineActions, 'waves' | 'lanes'>;
  readonly label_px: number; /* what the ruler keeps between two labels */
}

let shared = new Raster(1, 1); /* a strip is painted in one go, so one is enough */

function rasterOf({ width, height }: HTMLCanvasElement): Raster {
  if (shared.width !== width || shared.height !== height) shared = new Raster(width, height);
  return shared;
}

export function paintStrip(canvas: HTMLCanvasElement, piece: Piece, drawing: Drawing): void {
  const { rows, colours, limits, source, loaded } = drawing;
  const pen = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!pen) return;
  const raster = rasterOf(canvas);
  raster.clear(colours.pixel.panel);
  paintGrid(raster, piece, rows, ticksFor(piece, drawing), colours);
  const waves = runsOf(piece, source.waves, WAVE_LEVELS);
  const lanes = runsOf(piece, source.lanes, LANE_LEVELS);
  const paint = {
    colours,
    limits,
    ofStem: (stem: string) => solidPixel(loaded.production, stem, colours.lit),
  };
  for (const row of rows) {
    if (row.kind === 'lfe') paintLfe(raster, piece, row, lanes, paint);
    else if (row.kind === 'audibility') paintAudibility(raster, piece, row, lanes, paint);
    else {
      paintWaiting(raster, piece, row, soundsOf(loaded, row), colours.pixel.edge);
      paintWave(raster, piece, row, waves, wavePixels(loaded.production, row.key, colours.lit));
    }
  }
  pen.putImageData(new ImageData(raster.bytes, raster.width, raster.height), 0, 0);
  const row = rows.find(({ kind }) => kind === 'audibility');
  if (row) strokeAudibility(pen, piece, row, lanes, colours);
}

function ticksFor(piece: Piece, { loaded, label_px }: Drawing): number[] {
  const { in_samples, out_samples } = spanOfPiece(piece);
  const width_px = (out_samples - in_samples) / piece.per_px / piece.ratio;
  const scale = { from_samples: Math.floor(in_samples), to_samples: out_samples, width_px };
  return ticksOf(scale, loaded.rate, label_px);
}

/* Where sound of a lane lies, drawn already or not. */
export function soundsOf({ production, temps }: Loaded, row: Row): Span[] {
  const prints = production.cues.flatMap((cue) => currentSet(cue)?.prints ?? []);
  return [...prints, ...temps]
    .filter(({ role, kind }) => (row.kind === 'stem' ? role === row.key : kind === row.kind))
    .flatMap((recording) => (recording.playable ? (spanOf([recording]) ?? []) : []));
}

/* The tiles that a window is drawn from, the coarse ones of the whole reel first: they stand in for
 * all others. */
export function tilesFor(
  window: Span,
  extent: Span,
  per_px: number,
  levels: { readonly least: number; readonly most: number },
): TileKey[] {
  const level = levelFor(per_px, levels.least, levels.most);
  const coarse = levelFor(lengthOf(extent) / 400, levels.least, levels.most);
  const beyond = tileSamples(level) / 4;
  const near = { in_samples: window.in_samples - beyond, out_samples: window.out_samples + beyond };
  const cut = {
    in_samples: Math.max(near.in_samples, extent.in_samples),
    out_samples: Math.min(near.out_samples, extent.out_samples),
  };
  const here = tilesIn(level, cut);
  return coarse > level ? [...tilesIn(coarse, extent), ...here] : here;
}

/* Roles that sound in the window and of which nothing is drawn, or some is still listened to. */
export function waitingRoles(
  loaded: Loaded,
  rows: readonly Row[],
  { waves, window }: TimelineActions,
): readonly string[] {
  const sounding = rows.filter((row) =>
    soundsOf(loaded, row).some((span) => overlaps(span, window)),
  );
  const tiles = levels(WAVE_LEVELS)
    .filter((level) => tileSamples(level) * MOST_TILES > lengthOf(window))
    .flatMap((level) => tilesIn(level, window).flatMap((key) => waves.get(key) ?? []));
  if (tiles.length === 0) return sounding.map(({ key }) => key);
  const late = new Set(tiles.flatMap(({ waiting }) => waiting));
  const sets = loaded.production.cues.flatMap((cue) => cue.sets);
  const files = [...loaded.temps, ...sets.flatMap(({ prints }) => prints)];
  const roles = files.filter(({ filename }) => late.has(filename)).map(({ role }) => role);
  return [...new Set(roles)];
}

const MOST_TILES = 32; /* finer ones are not asked for */
const levels = ({ least, most }: { readonly least: number; readonly most: number }): number[] =>
  Array.from({ length: most - least + 1 }, (_, i) => least + i);
