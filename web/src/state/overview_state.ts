/* The production as a whole: which scenes are shown, how the print sets stand, what others did. */
import type {
  Check,
  Comparison,
  Digest,
  Hook,
  NullTest,
  Qc,
  Tested,
  Unclosed,
} from '../api/overview_types.js';
import type { PrintSet, RecordingAnswer, RecordingKind } from '../api/types.js';

/* A print set that is looked at closely. */
export interface SetLook {
  readonly cue_id: number;
  readonly set_id: number;
  readonly sets: readonly PrintSet[] | null; /* all of the cue, newest first; null: not read yet */
  readonly qc: Tested<Qc> | null;
  readonly nulls: Tested<NullTest> | null;
  readonly compared: Tested<Comparison> | null; /* against the one before */
}

export interface OverviewState {
  readonly stands: boolean; /* all that stands beside the scenes was read once */
  readonly show: string | null; /* which scenes, by the address; null: all */
  readonly find: string; /* what was typed to find a scene by */
  readonly checks: readonly Check[] | null; /* newest first; null: not read yet */
  readonly unclosed: readonly Unclosed[] | null; /* queries */
  readonly digest: Digest | null;
  readonly set_look: SetLook | null;
  readonly mail: boolean | null; /* about this production */
  readonly hooks: readonly Hook[] | null; /* null: not read yet, or not for this person */
}

export const NO_OVERVIEW: OverviewState = {
  stands: false,
  show: null,
  find: '',
  checks: null,
  unclosed: null,
  digest: null,
  set_look: null,
  mail: null,
  hooks: null,
};

export interface OverviewActions {
  setShow(show: string | null): void;
  setFind(find: string): void;
  /* Opens the sheet of a print set of a cue. */
  openSet(cue_id: number, set_id: number): void;
  /* What others did so far was seen. */
  seen(): void;
  setMail(on: boolean): void;
  addHook(): void;
  removeHook(id: number): void;
  /* A cut by the name that was typed, scenes as the list that was typed or read from a file. */
  addCut(): void;
  putScenes(): void;
  /* What a print or a temp did not tell of itself. */
  answer(of: RecordingKind, id: number, said: RecordingAnswer): void;
}
