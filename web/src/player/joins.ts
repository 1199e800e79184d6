/* Where a loop turns, the sound fades out and in again, 5 ms each, at the exact sample. All variants
 * go through the same joins. */
import type { Clock } from './clock.js';
import { Level } from './level.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

export const FADE_S = 0.005;
const FADE = FADE_S * SAMPLES_PER_SECOND;

export class Joins {
  readonly input: GainNode;
  readonly #level: Level;
  #planned = 0; /* the line up to which joins are planned */

  constructor(
    context: AudioContext,
    private readonly clock: Clock,
    out: AudioNode,
  ) {
    this.input = new GainNode(context, { gain: 1 });
    this.input.connect(out);
    this.#level = new Level(this.input.gain);
  }

  /* A new way starts. */
  start(at_s: number): void {
    this.#level.moveTo(1, at_s, 0);
    this.#planned = this.clock.scheduled();
  }

  /* Plans all joins before a line. */
  plan(until: number): void {
    const { clock } = this;
    for (;;) {
      const join = clock.course.joinAfter(this.#planned);
      if (join > until) return;
      const at_s = clock.timeOf(join);
      this.#level.moveTo(0, at_s - FADE_S, FADE_S);
      this.#level.moveTo(1, at_s, FADE_S);
      this.#planned = join;
    }
  }

  /* The line, or the next after it at which no fade is under way. */
  clearOf(line: number): number {
    const join = this.clock.course.joinAfter(line - FADE - 1);
    return join - FADE <= line ? join + FADE + 1 : line;
  }

  /* Takes back what is planned from a line on, at which no fade is under way. */
  cutAt(line: number): void {
    this.#level.moveTo(1, this.clock.timeOf(line), 0);
    this.#planned = line;
  }
}
