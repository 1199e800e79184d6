/* What the server tells of a production as a whole: how its print sets stand, what others did. */
import type { Who } from './people_types.js';
import type { Query } from './talk_types.js';
import type { Recording } from './types.js';

export type Verdict = 'exact' | 'dither' | 'print-noise' | 'close' | 'different';
export type TestState = 'done' | 'waiting' | 'failed' | 'lacking';

/* The set that stands for a cue, and what was found in it. */
export interface Check {
  readonly cue_id: number;
  readonly cue: string;
  readonly set_id: number;
  readonly version: number;
  readonly arrived_at_ms: number;
  readonly picture_id: number;
  readonly is_complete: boolean;
  readonly missing: readonly string[];
  readonly prints: readonly {
    readonly role: string;
    readonly kind: Recording['kind'];
    readonly playable: boolean;
  }[];
  readonly qc: {
    readonly state: TestState;
    readonly must: number;
    readonly should: number;
    readonly info: number;
    readonly lacks: string | null;
  };
  readonly null: {
    readonly state: TestState;
    readonly verdict: Verdict | null;
    readonly text: string | null;
    readonly lacks: string | null;
  };
}

/* A query that is not closed, with whether it holds up delivery. */
export interface Unclosed extends Query {
  readonly holds_delivery: boolean;
}

/* What the server finds out behind a request. */
export interface Tested<T> {
  readonly state: 'waiting' | 'done' | 'failed';
  readonly error: string | null;
  readonly waits_for: string | null;
  readonly result: T | null;
}

export interface QcFinding {
  readonly level: 'must' | 'should' | 'info';
  readonly code: string;
  readonly file: string | null;
  readonly at_samples: number | null;
  readonly tc: string | null;
  readonly text: string;
}

export interface Qc {
  readonly findings: readonly QcFinding[]; /* the gravest first */
  readonly must: number;
  readonly should: number;
  readonly info: number;
}

export interface NullChannel {
  readonly channel: string;
  readonly verdict: Verdict;
  readonly residual_db: number | null; /* null: nothing is left */
  readonly gain_db: number | null;
}

export interface NullTest {
  readonly verdict: Verdict;
  readonly nulls: boolean;
  readonly residual_db: number | null;
  readonly summary: string;
  readonly channels: readonly NullChannel[];
  readonly diagnoses: readonly { readonly stem: string | null; readonly text: string }[];
  readonly notes: readonly string[];
  readonly scenes: readonly {
    readonly scene_id: number | null;
    readonly number: string | null;
    readonly in_samples: number;
    readonly verdict: Verdict;
    readonly residual_db: number | null;
  }[];
}

export interface Difference {
  readonly channel: string;
  readonly difference_db: number | null; /* null: none */
}

export interface Comparison {
  readonly scenes: readonly {
    readonly scene_id: number | null;
    readonly number: string | null;
    readonly roles: readonly {
      readonly role: string;
      readonly verdict: 'same' | 'changed' | 'new' | 'gone' | 'silent';
      readonly channels: readonly Difference[];
    }[];
  }[];
  readonly roles_same: readonly string[];
  readonly roles_changed: readonly string[];
}

export interface EventLine {
  readonly id: number;
  readonly kind: string;
  readonly at_ms: number;
  readonly by: Who | null;
  readonly scene_id: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const COUNTED = ['print', 'query', 'answer', 'signoff', 'note', 'other'] as const;

/* What others did since one's mark. */
export interface Digest {
  readonly since_id: number;
  readonly upto_id: number;
  readonly counts: Readonly<Record<(typeof COUNTED)[number], number>>;
  readonly events: readonly EventLine[]; /* oldest first */
  readonly done: readonly Who[];
}

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly made_by: { readonly name: string };
  readonly state: 'good' | 'retrying' | 'failing';
  readonly error: string | null;
  readonly next_at_ms: number | null;
}
