/* What of the reel is on the screen, and what stands on it. */
import type { Span } from '../pure/scenes.js';

export interface TimelineState {
  readonly window: Span | null; /* what the lanes show; null: not chosen yet */
  readonly table: string | null; /* the lane that is read as a table */
}

export const NO_TIMELINE: TimelineState = { window: null, table: null };

export interface TimelineActions {
  /* factor below 1 shows less; around a position that stays where it is, the playhead unless said. */
  zoom(factor: number, around?: number): void;
  scroll(samples: number): void;
  /* From the scene to the whole reel, and back. */
  toggleReel(): void;
  openTable(lane: string | null): void;
  /* To the worst moment after or before the position. */
  toWorst(step: 1 | -1): void;
}
