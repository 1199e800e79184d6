/* What the two sides say about scenes: states, sign-offs, queries, notes. */
import type { Who } from './people_types.js';
import type { PlannedStem } from '../pure/looks.js';
import type { Recipe } from '../pure/recipe.js';
import type { Scene } from './types.js';

export type BothSides = 'music' | 'stage';
export type About = 'lfe' | 'centre';
export type Monitoring = 'headphones' | 'near_field' | 'room_5_1' | 'stage';
export type Likelihood = 'cannot_hurt' | 'unlikely' | 'could' | 'likely' | 'will_hurt';
export type Advice = 'keep' | 'trim' | 'mute_lfe' | 'out_of_centre';
export type NoteState = 'open' | 'acknowledged' | 'resolved';

export const MONITORINGS: readonly Monitoring[] = ['headphones', 'near_field', 'room_5_1', 'stage'];
export const LIKELIHOODS: readonly Likelihood[] = [
  'cannot_hurt',
  'unlikely',
  'could',
  'likely',
  'will_hurt',
];
export const ADVICES: readonly Advice[] = ['keep', 'trim', 'mute_lfe', 'out_of_centre'];

export interface SideState {
  readonly state: 'open' | 'signed' | 'stale' | 'revoked';
  readonly signoff_id: number | null;
  readonly by: Who | null;
  readonly at_ms: number | null;
  readonly why: readonly string[];
  readonly reason: string | null;
}

export interface SceneState {
  readonly scene_id: number;
  readonly number: string;
  readonly reels?: readonly number[];
  readonly is_checking: boolean;
  readonly sounds_sha256: string | null; /* null while is_checking */
  readonly cues: readonly string[];
  /* what the caller has played of the sound that is there now: shares, and where, with or without
   * LFE, in samples from the scene's first */
  readonly heard?: {
    readonly out: number;
    readonly in: number;
    readonly spans: readonly (readonly [from: number, to: number])[];
  };
  readonly sides: Readonly<Record<BothSides, SideState>>;
  readonly lfe: {
    readonly complete: boolean;
    readonly is_stale: boolean;
    readonly by: Who;
    readonly at_ms: number;
  } | null;
  readonly queries: {
    readonly open: number;
    readonly answered: number;
    readonly outdated: number;
  };
  readonly notes: { readonly unresolved: number };
  readonly arriving: readonly {
    readonly cue: string;
    readonly version: number;
    readonly prints: number;
    readonly of: number;
  }[];
}

/* A place in a scene, from its first sample; to null: a point; both null: all of it. */
interface Placed {
  readonly from_samples: number | null;
  readonly to_samples: number | null;
  readonly tc_from: string | null;
  readonly tc_to: string | null;
}

export interface Answer {
  readonly id: number;
  readonly likelihood: Likelihood;
  readonly advice: Advice;
  readonly trim_db: number | null;
  readonly text: string;
  readonly by: Who;
  readonly at_ms: number;
}

export interface Query extends Placed {
  readonly id: number;
  readonly scene_id: number;
  readonly about: About;
  readonly text: string;
  readonly by: Who;
  readonly created_at_ms: number;
  readonly state: 'open' | 'answered' | 'closed';
  readonly is_outdated: boolean;
  readonly answer: Answer | null;
}

/* What a query was asked about, frozen when it was asked. */
export interface Evidence {
  readonly picture: { readonly id: number; readonly name: string };
  readonly sounds: readonly { readonly cue: string; readonly version: number }[];
  readonly recipe: Recipe | null; /* heard then; null: not told */
}

export interface Note extends Placed {
  readonly id: number;
  readonly scene_id: number;
  readonly about: About | 'anything';
  readonly state: NoteState;
  readonly text: string;
  readonly by: Who;
  readonly created_at_ms: number;
  readonly replies: number;
}

export interface ThreadEntry {
  readonly id: number;
  readonly by: Who;
  readonly at_ms: number;
  readonly text: string;
  readonly state: NoteState | null;
}

export interface HeardShare {
  readonly lfe: 'in' | 'out';
  readonly temps: boolean;
  readonly monitoring: Monitoring;
  readonly share: number;
}

export interface Signoff {
  readonly id: number;
  readonly side: BothSides;
  readonly by: Who;
  readonly at_ms: number;
  readonly sounds_sha256: string;
  readonly sounds: readonly { readonly cue: string; readonly version: number }[];
  readonly heard: readonly HeardShare[];
  readonly heard_shares: Readonly<Record<'all' | 'lfe_in' | 'lfe_out' | 'temps', number>>;
  readonly remarks: readonly string[];
  readonly monitoring: Monitoring;
  readonly text: string;
  readonly state: 'current' | 'replaced' | 'revoked';
  readonly receipt: string;
}

/* One entry of the record. */
export interface SceneEvent {
  readonly id: number;
  readonly kind: string;
  readonly at_ms: number;
  readonly by: Who | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/* How two sets of a cue differ. */
export interface Comparison {
  readonly scenes: readonly {
    readonly scene_id: number | null;
    readonly roles: readonly {
      readonly role: string;
      readonly verdict: 'same' | 'changed' | 'new' | 'gone' | 'silent';
    }[];
  }[];
}

export interface HeardReport {
  readonly sounds_sha256: string;
  readonly lfe: 'in' | 'out';
  readonly temps: boolean;
  readonly monitoring: Monitoring;
  readonly spans: readonly (readonly [number, number])[];
}

export interface Guest {
  readonly name: string;
  readonly label: string;
  readonly production: {
    readonly name: string;
    readonly frame_rate: string;
    readonly headroom_db: number;
    readonly stems: readonly string[];
    readonly stem_plan?: readonly PlannedStem[];
  };
  readonly may_note: boolean;
  readonly expires_at_ms: number;
  readonly picture: { readonly id: number; readonly name: string } | null;
  readonly scenes: readonly Scene[];
}
