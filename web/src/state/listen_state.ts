/* What is heard, beyond play and pause: range and loop, print sets A and B, saved recipes. */
import type { SavedRecipe } from '../api/recipe_types.js';
import type { Evidence } from '../api/talk_types.js';
import type { PrintSet } from '../api/types.js';
import type { Group } from '../pure/recipe.js';
import type { Span } from '../pure/scenes.js';
import type { Part } from '../pure/solo.js';

export interface ListenState {
  readonly marked: Span | null; /* the range between the marks in and out */
  readonly loop: boolean; /* of what is marked, else of the scene */
  readonly cue: number | null; /* the one at the playhead */
  readonly sets: Readonly<Record<number, readonly PrintSet[]>>; /* by cue, once they were read */
  readonly against: Readonly<Record<number, number>>; /* by cue: the set chosen as B */
  readonly on_b: readonly number[]; /* cues of which B is heard */
  readonly recipes: readonly SavedRecipe[] | null; /* null: not read yet */
  readonly gaps: boolean; /* this browser goes over with a gap */
}

export const NO_LISTEN: ListenState = {
  marked: null,
  loop: false,
  cue: null,
  sets: {},
  against: {},
  on_b: [],
  recipes: null,
  gaps: false,
};

export interface ListenActions {
  solo(role: string): void;
  mute(role: string): void;
  /* Takes back every solo and mute. */
  clear(): void;
  /* Music, dialogue, effects in or out. */
  toggle(part: Part): void;

  setLoop(on: boolean): void;
  /* Puts an end of the range at the position. */
  mark(end: 'in' | 'out'): void;
  markSpan(span: Span): void;
  unmark(): void;

  /* From print set A to B of the cue at the playhead, and back. */
  toggleSet(): void;
  setSide(side: 'a' | 'b'): void;
  chooseB(set: number): void;

  /* Plays from a position what a query was asked about, as it was heard then. */
  hearAsked(evidence: Evidence, position: number): Promise<void>;

  setGain(role: string, gain_db: number): void;
  addGroup(name: string, stems: readonly string[]): void;
  changeGroup(index: number, change: Partial<Group>): void;
  dissolve(index: number): void;
  /* Back to the prints as they are. */
  reset(): void;

  readRecipes(): void;
  save(name: string, is_shared: boolean): void;
  use(recipe: number): void;
  share(recipe: number, is_shared: boolean): void;
  remove(recipe: number): void;
}
