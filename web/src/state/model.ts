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
import type { Order } from '../pure/route.js';
import { FIRST_CHOICE } from '../pure/recipe.js';
import type { Choice } from '../pure/recipe.js';
import type { Span } from '../pure/scenes.js';
import type { Rate } from '../pure/timecode.js';

/* What another view starts from. */
export const EMPTY_VIEW = {
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
  order: 'film',
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
  sheet: null,
};

export interface Loaded {
  readonly production: Production;
  readonly rate: Rate;
  readonly picture: { readonly id: number; readonly name: string } | null;
  readonly scenes: readonly Scene[];
  readonly temps: readonly Recording[];
}

export type Sound = 'none' | 'paused' | 'waiting' | 'playing';
export type RecordingKind = 'prints' | 'temps';
export type Theme = 'auto' | 'dark' | 'light';

export interface Model {
  readonly view: 'productions' | 'production';
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
  readonly order: Order; /* of the scene list */
  readonly theme: Theme;
  readonly letters: boolean; /* single letters are keys */
  readonly sheet: 'keys' | 'listen' | null;
}

export interface Actions {
  position(): number;
  /* Peak of left and right just now, linear; null where it cannot be known. */
  peaks(): readonly [number, number] | null;

  openProductions(): void;
  openProduction(id: number, picture?: number | null): void;
  hrefOf(id: number | null): string;
  refresh(): void;

  play(): void;
  pause(): void;
  toggle(): void;
  seek(position: number): void;
  scrub(position: number | null): void;
  stepFrames(frames: number): void;
  stepSeconds(seconds: number): void;
  toScene(index: number, play?: boolean): void;
  sceneBefore(): void;
  sceneAfter(): void;
  setOrder(order: Order): void;
  choose(change: Partial<Choice>): void;
  answerOrder(of: RecordingKind, id: number, order: string): void;
  answerStart(of: RecordingKind, id: number, start: string): void;

  setTheme(theme: Theme): void;
  setLetters(on: boolean): void;
  setSheet(sheet: Model['sheet']): void;
}
