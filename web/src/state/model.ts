/* What the page knows, and what can be done on it. Positions are timeline samples; the moving
 * position itself is the clock's and is asked for through Actions. */
import type {
  Measures,
  Overs,
  Preview,
  Production,
  ProductionLine,
  Recording,
  Scene,
  Work,
} from '../api/types.js';
import type { Account, Agreement, Crew, Look, Present, Session } from '../api/people_types.js';
import type {
  Evidence,
  Guest,
  HeardShare,
  Monitoring,
  Note,
  Query,
  SceneEvent,
  SceneState,
  Signoff,
  ThreadEntry,
} from '../api/talk_types.js';
import type { Door, Order, Part } from '../pure/route.js';
import type { Drafts } from './drafts.js';
import { NO_LISTEN } from './listen_state.js';
import type { ListenState } from './listen_state.js';
import { NO_OVERVIEW } from './overview_state.js';
import type { OverviewState } from './overview_state.js';
import { NO_TIMELINE } from './timeline_state.js';
import type { TimelineState } from './timeline_state.js';
import type { Thresholds } from '../pure/figures.js';
import { FIRST_CHOICE } from '../pure/recipe.js';
import type { Choice } from '../pure/recipe.js';
import type { Span } from '../pure/scenes.js';
import type { Rate } from '../pure/timecode.js';
import type { Uploads } from '../upload/uploads.js';

/* What another view starts from. */
export const EMPTY_VIEW = {
  ...NO_LISTEN,
  ...NO_TIMELINE,
  ...NO_OVERVIEW,
  loaded: null,
  range: null,
  failure: null,
  heard: null,
  switching: false,
  overs: null,
  place: 0,
  scrub: null,
  scene: -1,
  measures: null,
  measures_failure: null,
  work: null,
  thresholds: null,
  order: 'concern',
  states: null,
  talk: null,
  threads: {},
  compose: null,
  papers: null,
  late: false,
  here: null,
  live: false,
  done: [],
  crew: null,
  agreements: null,
  look: null,
  sheet: null,
  failures: {},
  given: null,
} satisfies Partial<Model>;

export const EMPTY: Model = {
  ...EMPTY_VIEW,
  view: 'productions',
  productions: null,
  lost: null,
  choice: FIRST_CHOICE,
  sound: 'none',
  theme: 'auto',
  letters: true,
  typing_pauses: false,
  hushed: false,
  monitoring: 'headphones',
  session: null,
  out: false,
  account: null,
  drafts: {},
  unkept: false,
  busy: new Set(),
  uploads: null,
  uploaded: null,
};

export interface Loaded {
  readonly production: Production;
  readonly rate: Rate;
  readonly picture: { readonly id: number; readonly name: string } | null;
  readonly scenes: readonly Scene[];
  readonly temps: readonly Recording[];
  readonly guest: Guest | null; /* as a guest sees it: scenes and sound alone */
}

/* What is said about one scene. */
export interface Talk {
  readonly scene_id: number;
  readonly queries: readonly Query[];
  readonly notes: readonly Note[];
  readonly heard: readonly HeardShare[];
  readonly signoffs: readonly Signoff[];
  readonly events: readonly SceneEvent[]; /* newest first */
  readonly arrivals: readonly SceneEvent[]; /* of print sets of any cue, newest first */
  readonly changed: Readonly<Record<number, readonly string[]>>; /* roles, by the set that came */
  readonly asked: Readonly<Record<number, Evidence>>; /* by query, of those that are not closed */
  readonly next: Readonly<Record<Paged, string | null>>; /* null: that was all */
  readonly fresh: ReadonlySet<string>; /* what others changed, until it was seen */
}

export type Paged = 'notes' | 'queries' | 'events';

/* All that stands on the sign-off sheet of one scene. */
export interface Paper {
  readonly scene: Scene;
  readonly notes: readonly Note[];
  readonly queries: readonly Query[];
  readonly signoffs: readonly Signoff[];
}

/* The form at the foot of the panel. sounds: what is being signed. */
export interface Compose {
  readonly what: 'ask' | 'note' | 'sign' | 'revoke';
  readonly scene_id: number;
  readonly sounds: string | null;
}

/* Shown this once. */
export interface Given {
  readonly what: 'token' | 'invitation' | 'link' | 'hook';
  readonly text: string;
}

export type Sheet =
  | 'keys'
  | 'listen'
  | 'mix'
  | 'overs'
  | 'account'
  | 'crew'
  | 'agreement'
  | 'new_production'
  | 'goto'
  | 'set'
  | 'since'
  | 'cuts'
  | 'stem_plan';

export type Sound = 'none' | 'paused' | 'waiting' | 'playing';
export type Theme = 'auto' | 'dark' | 'light';

export interface Model extends ListenState, TimelineState, OverviewState {
  readonly view: 'productions' | Part | Door;
  readonly productions: readonly ProductionLine[] | null; /* null: not read yet */
  readonly loaded: Loaded | null;
  readonly range: Span | null; /* of all that is there; what is heard has its own */
  readonly failure: string | null; /* why what was asked for is not shown or not heard */
  readonly lost: { readonly since_ms: number; readonly retry_s: number } | null;
  readonly choice: Choice; /* what is switched on */
  readonly heard: Preview | null; /* what sounds, or would at the press of play */
  readonly switching: boolean; /* heard is not yet what choice says */
  readonly overs: Overs | null; /* of heard */
  readonly sound: Sound;
  readonly place: number; /* where the position was last put; it moves on while playing */
  readonly scrub: number | null; /* where a finger holds it, not played yet */
  readonly scene: number; /* index into loaded.scenes, -1 in a gap */
  readonly measures: Measures | null; /* null: not read yet */
  readonly measures_failure: string | null;
  readonly work: Work | null; /* while scenes are still measured */
  readonly thresholds: Thresholds | null; /* of the production's concerns */
  readonly order: Order; /* of the scene list */
  readonly theme: Theme;
  readonly letters: boolean; /* single letters are keys */
  readonly typing_pauses: boolean;
  readonly hushed: boolean; /* paused since somebody writes */
  readonly monitoring: Monitoring; /* what it is listened to on */
  readonly sheet: Sheet | null;

  readonly session: Session | null; /* null: not read yet */
  readonly out: boolean; /* the server asks who we are */
  readonly look: Look | 'gone' | null; /* at the invitation in the address */
  readonly account: Account | null;
  readonly crew: Crew | null;
  readonly agreements: readonly Agreement[] | null; /* newest first */

  readonly states: readonly SceneState[] | null; /* null: not read yet */
  readonly talk: Talk | null; /* of the current scene, or one before it */
  readonly threads: Readonly<Record<number, readonly ThreadEntry[]>>; /* of notes that are open */
  readonly compose: Compose | null;
  readonly papers: readonly Paper[] | null; /* on their way to the printer */
  readonly late: boolean; /* new sound waits for a pause */
  readonly here: readonly Present[] | null;
  readonly done: readonly number[]; /* who said since the page opened that they are through */
  readonly live: boolean; /* news arrive by themselves */

  readonly drafts: Drafts;
  readonly unkept: boolean; /* the browser has no room for them */
  readonly busy: ReadonlySet<string>; /* the forms that are being sent */
  readonly failures: Readonly<Record<string, string>>; /* by form */
  readonly given: Given | null;

  readonly uploads: Uploads | null; /* once its sheet was opened */
  readonly uploaded: number | null; /* per cent, while something is under way */
}
