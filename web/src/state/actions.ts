/* What can be done on the page. */
import type { Scope, Side } from '../api/people_types.js';
import type { Monitoring, NoteState } from '../api/talk_types.js';
import type { Choice } from '../pure/recipe.js';
import type { Order, Part } from '../pure/route.js';
import type { ListenActions } from './listen_state.js';
import type { OverviewActions } from './overview_state.js';
import type { StemActions } from './stem_state.js';
import type { TimelineActions } from './timeline_state.js';
import type { Chosen } from '../upload/choosing.js';
import type { Compose, Paged, Sheet, Theme } from './model.js';

export interface Actions {
  position(): number;
  /* Peak of left and right just now, linear; null where it cannot be known. */
  peaks(): readonly [number, number] | null;

  openProductions(): void;
  openProduction(id: number, picture?: number | null): void;
  /* Another part of the same production, at the same place. */
  showPart(part: Part): void;
  hrefOf(id: number | null, part?: Part): string;
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

  setTheme(theme: Theme): void;
  setLetters(on: boolean): void;
  setTypingPauses(on: boolean): void;
  /* Somebody writes. */
  typed(): void;
  setMonitoring(on: Monitoring): void;
  setSheet(sheet: Sheet | null): void;

  /* Keeps what was typed; keys are the form's name, a slash, the field's name. */
  draft(key: string, value: string | null): void;
  readonly session: SessionActions;
  readonly crew: CrewActions;
  readonly talk: TalkActions;
  readonly listen: ListenActions;
  readonly timeline: TimelineActions;
  readonly overview: OverviewActions;
  readonly stems: StemActions;
  /* Goes where files are sent, and takes these along. */
  readonly sending: { take(files: Promise<readonly Chosen[]>): void };
}

/* Passwords are handed on and kept nowhere. */
export interface SessionActions {
  signIn(name: string, password: string): void;
  signOut(everywhere: boolean): void;
  /* The invitation in the address, or the first account: as somebody new. */
  enter(name: string, password: string, mail: string, repeated: boolean): void;
  join(): void;
  signInFirst(): void;
  openAsGuest(name: string): void;
  readonly hasSecret: boolean;

  rename(): void;
  changePassword(old: string, fresh: string): void;
  makeToken(name: string, scopes: readonly Scope[]): void;
  revokeToken(id: number): void;
}

export interface CrewActions {
  makeProduction(side: Side): void;
  change(person: number, side: Side, may_manage: boolean): void;
  remove(person: number): void;
  invite(side: Side, may_manage: boolean): void;
  takeBack(invitation: number): void;
  makeLink(may_note: boolean): void;
  revokeLink(link: number): void;
  propose(): void;
  accept(agreement: number): void;
  doneListening(): void;
}

export interface TalkActions {
  compose(what: Compose['what'] | null): void;
  /* Sends what stands in the form at the foot. */
  send(): void;
  answer(query: number): void;
  closeQuery(query: number): void;
  openThread(note: number): void;
  reply(note: number): void;
  setState(note: number, state: NoteState): void;
  setComplete(complete: boolean): void;
  /* The next page of what is told in pages. */
  more(what: Paged): void;
  /* What somebody else changed was in view. */
  seen(place: string): void;
  print(which: 'scene' | 'all'): void;
}
