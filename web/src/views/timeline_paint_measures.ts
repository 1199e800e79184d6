/* Draws the two lanes that the server measures: the LFE of music and effects against each other, and
 * what the music costs the dialogue. */
import type { Colours } from './timeline_colours.js';
import { eachPixel } from './timeline_paint.js';
import type { Piece, Run } from './timeline_paint.js';
import { greatest, least } from '../pure/columns.js';
import type { LaneTile } from '../pure/columns.js';
import type { Row } from '../pure/lane_list.js';
import type { Raster } from '../pure/raster.js';

export interface Limits {
  readonly pumping_amber: number;
  readonly pumping_red: number;
  readonly clash: number;
  readonly clear: number; /* audibility, and below */
  readonly amber: number;
  readonly red: number;
}

export const LFE_FLOOR_DB = -50; /* the middle line; full scale is a lane's half */
const CLASH_S = 0.2; /* clashes nearer than this are one */
const COLUMN_S = 4096 / 48000;

export const limitsOf = (thresholds: Readonly<Record<string, number>> | null): Limits => ({
  pumping_amber: thresholds?.['pumping_amber'] ?? 0.45,
  pumping_red: thresholds?.['pumping_red'] ?? 0.7,
  clash: thresholds?.['overlap_amber'] ?? 0.2,
  clear: thresholds?.['audibility_clear'] ?? 0.75,
  amber: thresholds?.['audibility_amber'] ?? 0.6,
  red: thresholds?.['audibility_red'] ?? 0.45,
});

/* Where the parts of the LFE lane lie, in pixels of the page from its top. */
export function lfeLayout({ height_px }: Row): {
  readonly bar: number;
  readonly top: number;
  readonly floor: number;
  readonly middle: number;
  readonly end: number;
} {
  const bar = height_px < 60 ? 5 : 6;
  const [top, floor] = [3, height_px - bar - 6];
  return { bar, top, floor, middle: Math.round(top + (floor - top) * 0.56), end: height_px - 4 };
}

export function paintLfe(
  raster: Raster,
  piece: Piece,
  row: Row,
  runs: readonly Run<LaneTile>[],
  paint: {
    readonly colours: Colours;
    readonly limits: Limits;
    readonly ofStem: (stem: string) => number;
  },
): void {
  const { ratio } = piece;
  const at = lfeLayout(row);
  const y = (px: number): number => (row.top_px + px) * ratio;
  const { pixel } = paint.colours;
  for (let x = 0; x < piece.width; x++)
    raster.column(x, y(at.middle), y(at.middle) + ratio, pixel.edge);
  for (const run of runs) {
    const lfe = run.tile.lfe;
    if (!lfe) continue;
    const stems = lfe.stems.map(paint.ofStem);
    eachPixel(piece, run, (x, first, end) => {
      const music = sizeOf(greatest(lfe.music, first, end));
      const effects = sizeOf(greatest(lfe.effects, first, end));
      const stem = stems[lfe.loudest[loudestAt(lfe.music, first, end)] ?? 255] ?? pixel.text3;
      raster.column(x, y(at.middle - music * (at.middle - at.top)), y(at.middle), stem);
      const down = y(at.middle) + ratio;
      raster.column(x, down, down + effects * (y(at.floor) - down), pixel.text3);
      const pumping = greatest(lfe.pumping, first, end);
      const concern = pumping >= paint.limits.pumping_red ? pixel.red : pixel.amber;
      const bar = pumping >= paint.limits.pumping_amber ? concern : pixel.edge;
      if (music > 0) raster.column(x, y(at.end - at.bar), y(at.end), bar);
    });
    paintClashes(raster, piece, row, run, paint.limits.clash, pixel.amber);
  }
}

const sizeOf = (db: number): number =>
  Number.isNaN(db) ? 0 : Math.max(0, Math.min(1, 1 - db / LFE_FLOOR_DB));

function loudestAt(values: Float32Array, first: number, end: number): number {
  let best = first;
  for (let i = first; i < end; i++) if (!((values[i] ?? NaN) <= (values[best] ?? NaN))) best = i;
  return best;
}

/* A box round every stretch in which music and effects are in each other's way. */
function paintClashes(
  raster: Raster,
  piece: Piece,
  row: Row,
  run: Run<LaneTile>,
  limit: number,
  pixel: number,
): void {
  const clash = run.tile.lfe?.clash;
  if (!clash) return;
  const near = Math.ceil(CLASH_S / (COLUMN_S * 2 ** Math.max(0, run.key.level - 12)));
  const { top, floor } = lfeLayout(row);
  const [y0, y1] = [(row.top_px + top - 1) * piece.ratio, (row.top_px + floor + 1) * piece.ratio];
  const thick = Math.max(1, Math.round(1.5 * piece.ratio));
  let before = false;
  eachPixel(piece, run, (x, first, end) => {
    const here = greatest(clash, Math.max(0, first - near), end + near) >= limit;
    if (here !== before && x > run.x0)
      for (let i = 0; i < thick && x + i < piece.width; i++) raster.column(x + i, y0, y1, pixel);
    if (here) {
      raster.column(x, y0, y0 + thick, pixel);
      raster.column(x, y1 - thick, y1, pixel);
    }
    before = here;
  });
}

/* Where an index of 0 to 1 stands, in pixels of the page from the lane's top. */
export const audibilityY = ({ height_px }: Row, value: number): number =>
  4 + (1 - value) * (height_px - 14);

export function paintAudibility(
  raster: Raster,
  piece: Piece,
  row: Row,
  runs: readonly Run<LaneTile>[],
  paint: { readonly colours: Colours; readonly limits: Limits },
): void {
  const { pixel } = paint.colours;
  const { ratio } = piece;
  const y = (value: number): number => (row.top_px + audibilityY(row, value)) * ratio;
  for (const limit of [paint.limits.clear, paint.limits.red])
    for (let x = 0; x < piece.width; x++)
      if (Math.floor((piece.from / piece.per_px + x) / ratio / 2.5) % 2 === 0)
        raster.column(x, Math.round(y(limit)), Math.round(y(limit)) + ratio, pixel.edge);
  const foot = (row.top_px + row.height_px - 3) * ratio;
  for (const run of runs) {
    const said = run.tile.dialogue;
    if (!said) continue;
    eachPixel(piece, run, (x, first, end) => {
      const [worst, alone] = [least(said.withMusic, first, end), least(said.alone, first, end)];
      if (Number.isNaN(worst) || Number.isNaN(alone)) return;
      const lost = worst < paint.limits.red;
      const [top, bottom] = [y(Math.max(alone, worst)), y(worst)];
      if (lost) raster.column(x, top, bottom, pixel.red);
      else if (worst < paint.limits.amber) raster.tint(x, top, bottom, pixel.amber, 0.85);
      else raster.tint(x, top, bottom, pixel.text3, 0.22);
      raster.column(x, foot - 3 * ratio, foot, lost ? pixel.red : pixel.edge);
    });
  }
}

/* The lines over it, which a pen draws better than bars do: grey under the effects alone, bright
 * with the music. */
export function strokeAudibility(
  pen: CanvasRenderingContext2D,
  piece: Piece,
  row: Row,
  runs: readonly Run<LaneTile>[],
  colours: Colours,
): void {
  const line = (of: 'alone' | 'withMusic', colour: string, width: number): void => {
    pen.beginPath();
    let on = false;
    for (const run of runs) {
      const values = run.tile.dialogue?.[of];
      if (!values) continue;
      eachPixel(piece, run, (x, first, end) => {
        const value = least(values, first, end);
        const y = (row.top_px + audibilityY(row, value)) * piece.ratio;
        if (Number.isNaN(value)) on = false;
        else if (on) pen.lineTo(x + 0.5, y);
        else pen.moveTo(x, y);
        if (!on && !Number.isNaN(value)) pen.lineTo(x + 0.5, y);
        on = !Number.isNaN(value);
      });
    }
    pen.strokeStyle = colour;
    pen.lineWidth = width * piece.ratio;
    pen.lineJoin = 'round';
    pen.stroke();
  };
  line('alone', colours.css.text3, 1);
  line('withMusic', colours.css.text, 1.6);
}
