/* What is heard, beyond play and pause: range and loop, print sets A and B, saved recipes. */
import type { Span } from '../pure/scenes.js';

export interface ListenState {
  readonly marked: Span | null; /* the range between the marks in and out */
  readonly loop: boolean; /* of what is marked, else of the scene */
}

export const NO_LISTEN: ListenState = { marked: null, loop: false };

export interface ListenActions {
  solo(role: string): void;
  mute(role: string): void;
  /* Takes back every solo and mute. */
  clear(): void;
  setLoop(on: boolean): void;
  /* Puts an end of the range at the position. */
  mark(end: 'in' | 'out'): void;
  unmark(): void;
}
