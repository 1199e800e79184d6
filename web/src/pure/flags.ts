/* What stands in the row of marks: notes, queries, and the worst moments of scenes. */
import type { Note, Query } from '../api/talk_types.js';
import type { SceneMeasures } from './concern.js';
import type { Span } from './scenes.js';
import { worstMoments } from './worst.js';
import type { WorstMoment } from './worst.js';

export const FINDINGS = 3; /* of a scene that are said first */

export interface Worst extends WorstMoment {
  readonly text: string; /* of its finding */
}

/* The worst moment of each finding; without `all`, of the first ones alone. */
export function worstOf(measures: SceneMeasures | undefined, all: boolean): Worst[] {
  const concerns = measures?.concerns ?? [];
  const said = (kind: string): string => concerns.find((c) => c.kind === kind)?.text ?? '';
  return worstMoments(concerns)
    .filter(({ rank, number }) => rank === 0 && (all || number <= FINDINGS))
    .map((moment) => ({ ...moment, text: said(moment.kind) }));
}

export type Mark =
  | { readonly kind: 'note'; readonly at: number; readonly notes: readonly Note[] }
  | { readonly kind: 'query'; readonly at: number; readonly query: Query }
  | { readonly kind: 'worst'; readonly at: number; readonly worst: Worst }
  | { readonly kind: 'more'; readonly at: number; readonly marks: readonly Mark[] };

/* Where on the timeline a remark stands: its place, or the beginning of its scene. */
export function atOf(
  remark: { readonly scene_id: number; readonly from_samples: number | null },
  scenes: readonly (Span & { readonly id: number })[],
): number | undefined {
  const scene = scenes.find(({ id }) => id === remark.scene_id);
  return scene && scene.in_samples + (remark.from_samples ?? 0);
}

export interface PlacedMark {
  readonly x_px: number; /* of its left edge */
  readonly width_px: number;
  readonly mark: Mark;
}

const GAP_PX = 2;
const SHIFT_PX = 20; /* further from its place, a mark would lie */
const FLAG_PX = 24;
const DIGIT_PX = 10;
const BADGE_PX = 16;

const widthOf = (mark: Mark): number =>
  mark.kind === 'note'
    ? FLAG_PX + (mark.notes.length > 1 ? DIGIT_PX : 0)
    : mark.kind === 'more'
      ? FLAG_PX
      : BADGE_PX;

/* A flag stands with its pole on the place, the others with their middle. */
const startOf = (mark: Mark, x: number): number => x - (mark.kind === 'note' ? 0 : BADGE_PX / 2);

/* From left to right without overlaps: what comes too close moves a little, notes go under one
 * flag, and what would have to move too far is gathered under a number. */
export function placeMarks(marks: readonly Mark[], xOf: (at: number) => number): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const last = placed[placed.length - 1];
    const wanted = startOf(mark, xOf(mark.at));
    const free = last ? last.x_px + last.width_px + GAP_PX : -Infinity;
    const joined = last && free > wanted ? joinOf(last.mark, mark, free - wanted) : null;
    if (last && joined) placed[placed.length - 1] = at(last.x_px, joined);
    else placed.push(at(Math.max(free, wanted), mark));
  }
  return placed;
}

const at = (x_px: number, mark: Mark): PlacedMark => ({ x_px, width_px: widthOf(mark), mark });

function joinOf(before: Mark, mark: Mark, shift_px: number): Mark | null {
  if (before.kind === 'note' && mark.kind === 'note')
    return { ...before, notes: [...before.notes, ...mark.notes] };
  if (before.kind === 'more') return { ...before, marks: [...before.marks, mark] };
  return shift_px > SHIFT_PX ? { kind: 'more', at: before.at, marks: [before, mark] } : null;
}
