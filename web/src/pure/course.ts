/* The way that sound takes: the line counts the samples that were played, one after the other and
 * without a jump; the course says which position of the preview each of them is. A loop is exact
 * arithmetic on the line, so that any number of turns drifts by nothing. */
import type { Span } from './scenes.js';

interface Leg {
  readonly line: number; /* from here on */
  readonly position: number;
  readonly loop: Span | null;
}

const LEGS = 8; /* remembered, for what is heard lies a little behind what is planned */

export class Course {
  #legs: readonly Leg[] = [{ line: 0, position: 0, loop: null }];
  #samples = 0;

  get loop(): Span | null {
    return this.#last.loop;
  }

  get #last(): Leg {
    return this.#legs[this.#legs.length - 1] as Leg;
  }

  /* A new way from a position on; line and position start alike. samples: of the preview. */
  start(position: number, samples: number, loop: Span | null): void {
    this.#samples = samples;
    this.#legs = [{ line: position, position, loop: this.#held(loop) }];
  }

  /* Another loop from a line on. */
  turn(line: number, loop: Span | null): void {
    const leg = { line, position: this.positionAt(line), loop: this.#held(loop) };
    this.#legs = [...this.#legs.filter((each) => each.line < line), leg].slice(-LEGS);
  }

  positionAt(line: number): number {
    const leg = this.#legAt(line);
    const position = leg.position + line - leg.line;
    const { loop } = leg;
    if (!loop || leg.position >= loop.out_samples || position < loop.out_samples) return position;
    const length = loop.out_samples - loop.in_samples;
    return loop.in_samples + ((position - loop.out_samples) % length);
  }

  /* The next line after this one at which the position jumps; Infinity: none will. */
  joinAfter(line: number): number {
    const leg = this.#legAt(line);
    const { loop } = leg;
    if (!loop || leg.position >= loop.out_samples) return Infinity;
    const first = leg.line + loop.out_samples - leg.position;
    if (line < first) return first;
    const length = loop.out_samples - loop.in_samples;
    return first + (Math.floor((line - first) / length) + 1) * length;
  }

  /* The line at which the preview ends; Infinity in a loop. */
  get end(): number {
    const { line, position, loop } = this.#last;
    if (loop && position < loop.out_samples) return Infinity;
    return line + this.#samples - position;
  }

  /* What is played from a line on without a jump: where, and how much of it; 0 at the end. */
  pieceAt(line: number): { readonly position: number; readonly samples: number } {
    const until = Math.min(this.joinAfter(line), this.end);
    return { position: this.positionAt(line), samples: Math.max(0, until - line) };
  }

  #legAt(line: number): Leg {
    const legs = this.#legs;
    for (let i = legs.length - 1; i > 0; i--)
      if ((legs[i] as Leg).line <= line) return legs[i] as Leg;
    return legs[0] as Leg;
  }

  /* Inside of the preview; what is left of no length is no loop. */
  #held(loop: Span | null): Span | null {
    if (!loop) return null;
    const in_samples = Math.max(0, Math.round(loop.in_samples));
    const out_samples = Math.min(this.#samples, Math.round(loop.out_samples));
    return in_samples < out_samples ? { in_samples, out_samples } : null;
  }
}
