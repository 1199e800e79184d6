/* A gain that moves without a jump. It remembers where it is going, since a parameter only tells
 * its value of now, not that of the moment which is being planned. */
export class Level {
  #to: number;
  #until_s = 0;

  constructor(private readonly gain: AudioParam) {
    this.#to = gain.value;
  }

  moveTo(to: number, at_s: number, fade_s: number): void {
    const value = at_s >= this.#until_s ? this.#to : this.gain.value;
    this.gain.cancelScheduledValues(at_s);
    this.gain.setValueAtTime(value, at_s);
    this.gain.linearRampToValueAtTime(to, at_s + fade_s);
    this.#to = to;
    this.#until_s = at_s + fade_s;
  }
}
