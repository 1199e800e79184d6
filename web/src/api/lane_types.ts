/* What the lanes of the timeline are drawn from. */
import type { Recording } from './types.js';

type Column = number | null;

/* Full scale is 10000; null where nothing lies. */
export interface Waveforms {
  readonly state: 'analysed' | 'waiting' | 'failed';
  readonly in_samples: number;
  readonly out_samples: number;
  readonly columns: number;
  readonly waiting: readonly string[]; /* names of files that are still listened to */
  readonly lanes: readonly {
    readonly role: string;
    readonly kind: Recording['kind'];
    readonly low: readonly Column[];
    readonly high: readonly Column[];
    readonly rms: readonly Column[];
  }[];
}

export interface Missing {
  readonly scene_id: number;
  readonly what: 'dialogue' | 'lfe';
  readonly text: string;
}

export interface Lanes {
  readonly state: 'measured' | 'waiting' | 'failed';
  readonly error: string | null;
  readonly in_samples: number;
  readonly out_samples: number;
  readonly columns: number;
  readonly step_samples: number;
  readonly missing?: readonly Missing[];
  readonly lfe: {
    readonly music_db: readonly Column[]; /* null: silence */
    readonly effects_db: readonly Column[];
    readonly pumping: readonly Column[];
    readonly clash?: readonly Column[]; /* 0 to 1; null where either is silent */
    readonly stems: readonly { readonly stem: string; readonly level_db: readonly Column[] }[];
  } | null;
  readonly dialogue: {
    readonly with_music: readonly Column[]; /* 0 to 1; null where nobody speaks */
    readonly without_music: readonly Column[];
    readonly without_centre: readonly Column[];
  } | null;
}
