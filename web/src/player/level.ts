/* A gain that moves without a jump, also where a move interrupts another that is still under way or
 * only planned. It keeps the corners of its own course, since a parameter only tells its value of
 * now, not that of the moment which is being planned. */

interface Corner {
  readonly at_s: number;
  readonly value: number;
}

const CORNERS = 1024; /* remembered: many turns of a short loop are planned ahead */

export class Level {
  #corners: Corner[];

  constructor(private readonly gain: AudioParam) {
    this.#corners = [{ at_s: 0, value: gain.value }];
    gain.setValueAtTime(gain.value, 0);
  }

  /* Forgets what was planned from at_s on. fade_s 0: a jump. */
  moveTo(to: number, at_s: number, fade_s: number): void {
    const value = this.valueAt(at_s);
    this.#corners = this.#corners.filter((corner) => corner.at_s < at_s).slice(-CORNERS);
    this.gain.cancelScheduledValues(at_s);
    this.#corner(value, at_s);
    if (fade_s > 0) this.#corner(to, at_s + fade_s);
    else {
      this.gain.setValueAtTime(to, at_s);
      this.#corners.push({ at_s, value: to });
    }
  }

  valueAt(at_s: number): number {
    const after = this.#corners.findIndex((corner) => corner.at_s > at_s);
    const to = this.#corners[after];
    const from = this.#corners[after - 1];
    if (!to) return this.#corners[this.#corners.length - 1]?.value ?? 0;
    if (!from) return to.value;
    return from.value + ((to.value - from.value) * (at_s - from.at_s)) / (to.at_s - from.at_s);
  }

  #corner(value: number, at_s: number): void {
    this.gain.linearRampToValueAtTime(value, at_s);
    this.#corners.push({ at_s, value });
  }
}
