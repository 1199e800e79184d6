/* What the server answers, key by key. */
import type { SceneMeasures } from '../pure/concern.js';
import type { FileLayout } from '../pure/layout.js';
import type { PlannedStem } from '../pure/looks.js';
import type { Recipe } from '../pure/recipe.js';
import type { Side } from './people_types.js';

export interface Picture {
  readonly id: number;
  readonly production_id: number;
  readonly name: string;
}

export interface Scene {
  readonly id: number;
  readonly number: string;
  readonly name: string;
  readonly tc_in: string;
  readonly tc_out: string;
  readonly in_samples: number;
  readonly out_samples: number;
}

export interface Recording {
  readonly id: number;
  readonly role: string;
  readonly kind: 'stem' | 'mix' | 'dialogue' | 'effects';
  readonly filename: string;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly channels: number;
  readonly samples: number;
  readonly start_samples: number | null;
  readonly order: string | null;
  readonly order_known_by: string | null;
  readonly question: string | null;
  readonly playable: boolean;
  readonly warnings: readonly string[];
}

export interface PrintSet {
  readonly id: number;
  readonly version: number;
  readonly complete: boolean;
  readonly published_at_ms: number | null; /* null: still on its way */
  readonly is_current?: boolean; /* it stands for its cue */
  readonly prints: readonly Recording[];
}

export interface Cue {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly sets: readonly PrintSet[]; /* newest first */
}

export interface ProductionLine {
  readonly id: number;
  readonly name: string;
  readonly frame_rate: string;
  readonly headroom_db: number;
  readonly side: Side;
  readonly may_manage: boolean;
  readonly picture_count?: number; /* in the list alone */
  readonly cue_count?: number;
}

export interface Production extends ProductionLine {
  readonly latest_event_id: number; /* the news go on from it */
  readonly stems: readonly string[];
  readonly stem_plan?: readonly PlannedStem[];
  readonly pictures: readonly Picture[];
  readonly cues: readonly Cue[];
}

export interface PreviewSource {
  readonly role: string;
  readonly kind: string;
  readonly cue: string | null;
  readonly set_id: number | null;
  readonly gain_db: number;
  readonly start_samples: number;
  readonly samples: number;
}

export interface PreviewFile extends FileLayout {
  readonly url: string;
  readonly media_type: string;
}

export type Container = 'webm' | 'mp4' | 'opus';

export interface Preview {
  readonly id: string;
  readonly in_samples: number;
  readonly out_samples: number;
  readonly samples: number;
  readonly recipe: Recipe;
  readonly heard: string;
  readonly sources: readonly PreviewSource[];
  readonly codec: { readonly pre_skip_samples: number };
  readonly files: Readonly<Record<Container, PreviewFile>>;
}

export interface Overs {
  readonly complete: boolean;
  readonly scanned_samples: number;
  readonly count: number;
  readonly overs: readonly { readonly tc_in: string; readonly in_samples: number }[];
}

export interface MeasureSource {
  readonly print_id?: number;
  readonly temp_id?: number;
  readonly role: string;
  readonly kind: Recording['kind'];
  readonly filename: string;
  readonly state: 'analysed' | 'waiting' | 'failed' | 'unanswered';
  readonly measured: boolean;
  readonly error: string | null;
}

export interface Measures {
  readonly scenes: readonly SceneMeasures[];
  readonly inputs: {
    readonly sets: readonly {
      readonly set_id: number;
      readonly cue_id: number;
      readonly version: number;
      readonly prints: readonly MeasureSource[];
    }[];
    readonly temps: readonly MeasureSource[];
  };
  readonly proposal: boolean; /* nobody has set thresholds */
  readonly algorithm: { readonly analysis: number; readonly measure: number };
}

/* All work of a production that waits or runs. */
export interface Work {
  readonly active: number;
  readonly progress: number;
  readonly seconds_left: number | null; /* null: not known yet */
}

export type RecordingKind = 'prints' | 'temps';

/* What a file did not tell of itself, and a person does. */
export type RecordingAnswer = { readonly order: string } | { readonly start: string };
