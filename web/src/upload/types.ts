/* What the view shows of what is sent. */
import type { Recording } from '../api/types.js';
import type { FileThere, RecordingThere, Row } from './plan.js';

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
}

export const isOver = ({ state }: Progress): boolean =>
  state === 'there' || state === 'done' || state === 'failed' || state === 'cancelled';

export interface ServerRecording extends Recording, RecordingThere {
  readonly files: readonly FileThere[];
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
  readonly text: string; /* names the file and the place */
}

export interface QcAnswer {
  readonly state: 'done' | 'waiting' | 'failed';
  readonly error: string | null;
  readonly waits_for: string | null;
  readonly result: { readonly findings: readonly Finding[] } | null;
}

/* What became of the files of one cue, or of the temps. */
export interface Outcome {
  readonly cue: string; /* "": temps */
  readonly set: ServerSet | null;
  readonly was_there: boolean; /* all of it was published before */
  readonly qc: QcAnswer | null;
  readonly error: string | null;
}

export interface UploadState {
  readonly phase: 'choosing' | 'sending' | 'paused' | 'over';
  readonly rows: readonly Row[];
  readonly ignored: readonly string[];
  readonly drafts: readonly Draft[]; /* of one's own */
  readonly progress: Readonly<Record<string, Progress>>; /* by row */
  readonly outcomes: readonly Outcome[];
  readonly seconds_left: number | null;
  readonly bytes_per_s: number | null;
  readonly failure: string | null; /* why nothing could begin, or an answer failed */
}

export const NOTHING: UploadState = {
  phase: 'choosing',
  rows: [],
  ignored: [],
  drafts: [],
  progress: {},
  outcomes: [],
  seconds_left: null,
  bytes_per_s: null,
  failure: null,
};
