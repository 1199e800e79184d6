/* What the view shows of what is sent. */
import type { Recording } from '../api/types.js';
import type { SceneState } from '../api/talk_types.js';
import type { Fit } from './fitting.js';
import type { FileThere, Heads, RecordingThere, Row } from './plan.js';

export type FileState =
  | 'waiting'
  | 'reading' /* whether it is what is there already */
  | 'sending'
  | 'checking' /* all of it is there, and the server looks at it */
  | 'lost' /* no connection; goes on by itself */
  | 'paused'
  | 'there' /* had been sent before */
  | 'done'
  | 'failed'
  | 'cancelled';

export interface Progress {
  readonly state: FileState;
  readonly bytes: number; /* that arrived */
  readonly error: string | null;
  readonly version?: number | null; /* there: the earlier set that has this very file */
}

export const isOver = ({ state }: Progress): boolean =>
  state === 'there' || state === 'done' || state === 'failed' || state === 'cancelled';

export interface ServerRecording extends Recording, RecordingThere {
  readonly files: readonly FileThere[];
  /* the audio is that of an earlier set */
  readonly unchanged_from?: { readonly set_id: number; readonly version: number } | null;
}

export interface ServerSet {
  readonly id: number;
  readonly cue_id: number;
  readonly picture_id: number;
  readonly version: number;
  readonly published_at_ms: number | null;
  readonly is_incomplete: boolean;
  readonly lacks?: readonly string[];
  readonly prints: readonly ServerRecording[];
}

export interface ServerUpload {
  readonly id: number;
  readonly filename: string;
  readonly bytes: number;
  readonly offset: number;
  readonly identity: string | null;
  readonly state: 'arriving' | 'checking' | 'done' | 'refused';
  readonly error: string | null;
}

export interface Draft extends ServerSet {
  readonly lacks: readonly string[];
  readonly by: { readonly person_id: number | null };
  readonly uploads: readonly ServerUpload[];
}

export interface Finding {
  readonly level: 'must' | 'should' | 'info';
  readonly print_id: number;
  readonly text: string; /* names the file and the place */
}

/* A test of a set: its answer comes when the machine has got to it. */
export interface Test<T> {
  readonly state: 'done' | 'waiting' | 'failed';
  readonly error: string | null;
  readonly waits_for: string | null;
  readonly result: T | null;
}

export type QcAnswer = Test<{
  readonly files: readonly {
    readonly file: string;
    readonly print_id: number;
    readonly role: string;
  }[];
  readonly findings: readonly Finding[];
}>;
export type NullAnswer = Test<{
  readonly verdict: string;
  readonly nulls: boolean;
  readonly summary: string;
  readonly residual_db: number | null;
  readonly diagnoses: readonly { readonly text: string }[];
}>;
export type Verdict = 'same' | 'changed' | 'new' | 'gone' | 'silent';
export interface Comparison {
  readonly scenes: readonly {
    readonly scene_id: number | null;
    readonly number: string | null;
    readonly roles: readonly { readonly role: string; readonly verdict: Verdict }[];
  }[];
}

/* Against the set before. */
export interface Changes {
  readonly version: number; /* of the set before */
  readonly answer: Test<Comparison>;
  readonly states: readonly SceneState[] | null; /* of the cut's scenes; null: not read yet */
}

/* What became of the files that were sent to one set, or of temps. */
export interface Outcome {
  readonly batch: number;
  readonly cue: string; /* "": temps */
  readonly set: ServerSet | null;
  readonly was_there: boolean; /* all of it was published before */
  readonly before: {
    readonly id: number;
    readonly version: number;
  } | null; /* the set that stood */
  readonly qc: QcAnswer | null;
  readonly null_test: NullAnswer | null;
  readonly changes: Changes | null;
  readonly error: string | null;
}

export type Filter = 'open' | 'done' | 'all';

export interface UploadState {
  readonly rows: readonly Row[];
  readonly heads: Heads;
  readonly fits: Readonly<Record<string, Fit | null>>; /* by row: which order it looks like */
  readonly released: ReadonlySet<string>; /* rows that somebody said may be sent */
  readonly ignored: readonly string[];
  readonly drafts: readonly Draft[]; /* of one's own */
  readonly progress: Readonly<Record<string, Progress>>; /* by row, once it is under way */
  readonly outcomes: readonly Outcome[];
  readonly paused: boolean;
  readonly asks_cancel: boolean; /* whether really all of it */
  readonly filter: Filter;
  readonly seconds_left: number | null;
  readonly bytes_per_s: number | null;
  readonly failure: string | null; /* why nothing could begin, or an answer failed */
}

export const NOTHING: UploadState = {
  rows: [],
  heads: {},
  fits: {},
  released: new Set(),
  ignored: [],
  drafts: [],
  progress: {},
  outcomes: [],
  paused: false,
  asks_cancel: false,
  filter: 'all',
  seconds_left: null,
  bytes_per_s: null,
  failure: null,
};
