/* What of the reel is on the screen, and what stands on it. */
import type { Waveforms, Lanes } from '../api/lane_types.js';
import type { Note, Query } from '../api/talk_types.js';
import type { LaneTile, WaveTile } from '../pure/columns.js';
import type { LaneKind } from '../pure/lane_list.js';
import type { Reel } from '../pure/reels.js';
import type { Span } from '../pure/scenes.js';
import type { TileKey } from '../pure/tiles.js';

export interface TimelineState {
  readonly table: Table | null; /* the lane that is read as a table */
  readonly remarks: Remarks | null; /* null: not read yet */
  readonly thresholds: Readonly<Record<string, number>> | null;
  readonly loudness: Readonly<Record<number, number | null>>; /* LUFS by print; null: silence */
  readonly opened: string | null; /* the entry of the panel that a mark leads to */
}

export const NO_TIMELINE: TimelineState = {
  table: null,
  remarks: null,
  thresholds: null,
  loudness: {},
  opened: null,
};

export interface Remarks {
  readonly notes: readonly Note[];
  readonly queries: readonly Query[];
}

/* A lane over a span, a row each step. */
export interface Table extends Span {
  readonly key: string;
  readonly kind: LaneKind;
  readonly rows: number;
  readonly waves: Waveforms | null; /* null: not read yet, or of no use for this lane */
  readonly lanes: Lanes | null;
  readonly failure: string | null;
}

/* Tiles to draw from: what is needed is asked for, what is there is taken. */
export interface TileSource<T> {
  get(key: TileKey): T | undefined;
  readonly has: (key: TileKey) => boolean;
  need(keys: readonly TileKey[]): void;
}

export interface TimelineActions {
  /* The window moves with every wheel; like the position it is asked for, and watched. */
  readonly window: Span;
  readonly extent: Reel; /* what it can show */
  readonly waves: TileSource<WaveTile>;
  readonly lanes: TileSource<LaneTile>;
  /* Tells when the window moved, and over which span new columns came; gives the way out. */
  watch(moved: () => void, came: (span: Span) => void): () => void;

  /* factor below 1 shows less; around a position that stays where it is, the playhead unless said. */
  zoom(factor: number, around?: number): void;
  scroll(samples: number): void;
  show(span: Span): void;
  /* Turns the page when the position has left the window. */
  follow(position: number): void;
  /* From the scene to the whole reel, and back. */
  toggleReel(): void;
  toScene(index: number): void;
  openTable(lane: string | null): void;
  /* To the worst moment after or before the position. */
  toWorst(step: 1 | -1): void;
  /* To what a mark stands for: its place, and its entry in the panel. */
  open(remark: Note | Query, entry: string): void;
  /* The entry has been shown. */
  shown(): void;
}
