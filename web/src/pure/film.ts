/* The whole film on one strip: its reels side by side, each with its scenes at their length. */
import type { Span } from './scenes.js';

export interface FilmScene extends Span {
  readonly reel: number | null; /* null: in no reel */
}

export interface Reel extends Span {
  readonly reel: number | null;
  readonly first: number; /* index of its first scene */
  readonly scenes: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
}

export interface Film {
  readonly reels: readonly (Reel & Box)[];
  readonly boxes: readonly Box[]; /* by scene */
}

/* Scenes of one reel that follow each other; a scene comes in film order. */
export function reelsOf(scenes: readonly FilmScene[]): readonly Reel[] {
  const reels: Reel[] = [];
  scenes.forEach(({ reel, in_samples, out_samples }, i) => {
    const last = reels[reels.length - 1];
    if (last && last.reel === reel)
      reels[reels.length - 1] = {
        ...last,
        scenes: last.scenes + 1,
        out_samples: Math.max(last.out_samples, out_samples),
      };
    else reels.push({ reel, first: i, scenes: 1, in_samples, out_samples });
  });
  return reels;
}

/* How long the reels are together. */
export function lengthOf(reels: readonly Span[]): number {
  return reels.reduce((sum, reel) => sum + reel.out_samples - reel.in_samples, 0);
}

const LEAST_PX = 1;

/* Puts reels between two pixels, gap_px apart, and scenes into them: on whole pixels, a pixel apart
 * where there is room for it. */
export function layFilm(
  scenes: readonly FilmScene[],
  from_px: number,
  to_px: number,
  gap_px: number,
): Film {
  const reels = reelsOf(scenes);
  const room = Math.max(0, to_px - from_px - gap_px * (reels.length - 1));
  const scale = room / Math.max(1, lengthOf(reels));
  const boxes: Box[] = [];
  let at = from_px;
  const laid = reels.map((reel) => {
    const x = (samples: number): number => Math.round(at + (samples - reel.in_samples) * scale);
    for (const { in_samples, out_samples } of scenes.slice(reel.first, reel.first + reel.scenes)) {
      const [left, right] = [x(in_samples), x(out_samples)];
      const apart = right - left > 2 ? 1 : 0;
      boxes.push({ x: left, width: Math.max(LEAST_PX, right - left - apart) });
    }
    const box = { x: Math.round(at), width: x(reel.out_samples) - Math.round(at) };
    at += (reel.out_samples - reel.in_samples) * scale + gap_px;
    return { ...reel, ...box };
  });
  return { reels: laid, boxes };
}

/* Where spans of a scene, in samples from its first, lie in its box; none narrower than a pixel. */
export function inBox(
  { x, width }: Box,
  scene: Span,
  spans: readonly (readonly [from: number, to: number])[],
): Box[] {
  const scale = width / (scene.out_samples - scene.in_samples);
  return spans.map(([from, to]) => {
    const left = Math.min(width - LEAST_PX, Math.floor(from * scale));
    return { x: x + left, width: Math.max(LEAST_PX, Math.round(to * scale) - left) };
  });
}

/* The scene under a pixel, or the nearest to it; -1 where there is none. Of two that overlap the
 * later counts, as it does when playing. */
export function sceneUnder({ boxes }: Film, x_px: number): number {
  let [best, least] = [-1, Infinity];
  boxes.forEach(({ x, width }, i) => {
    const away = x_px < x ? x - x_px : Math.max(0, x_px - (x + width));
    if (away <= least) [best, least] = [i, away];
  });
  return best;
}

/* Rectangles as one path. */
export function rects(boxes: readonly Box[], y: number, height: number): string {
  return boxes.map(({ x, width }) => `M${x} ${y}h${width}v${height}h${-width}z`).join('');
}

/* Outlines that lie inside their boxes, as one path; too narrow ones become a stroke. */
export function outlines(boxes: readonly Box[], y: number, height: number): string {
  return boxes
    .map(
      ({ x, width }) =>
        `M${x + 0.5} ${y + 0.5}h${Math.max(0, width - 1)}v${height - 1}h${-Math.max(0, width - 1)}z`,
    )
    .join('');
}
