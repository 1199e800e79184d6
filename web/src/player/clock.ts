/* The one clock of the page: seconds of the audio hardware to samples of the preview. While it
 * runs, position = anchor + elapsed; while it stands, it is the anchor. */
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

export class Clock {
  #anchor_samples = 0;
  #anchor_s = 0;
  #running = false;

  /* now_s: the time that is being scheduled for; delay_s: how much later it is heard. */
  constructor(
    private readonly now_s: () => number,
    private readonly delay_s: () => number,
  ) {}

  get running(): boolean {
    return this.#running;
  }

  /* From at_s on, position_samples and what follows it is played. */
  start(position_samples: number, at_s: number): void {
    this.#anchor_samples = position_samples;
    this.#anchor_s = at_s;
    this.#running = true;
  }

  stop(position_samples: number): void {
    this.#anchor_samples = position_samples;
    this.#running = false;
  }

  /* The sample that is played at a time; only while running. */
  sampleAt(time_s: number): number {
    return this.#anchor_samples + Math.round((time_s - this.#anchor_s) * SAMPLES_PER_SECOND);
  }

  timeOf(position_samples: number): number {
    return this.#anchor_s + (position_samples - this.#anchor_samples) / SAMPLES_PER_SECOND;
  }

  /* What the scheduler has reached. */
  scheduled(): number {
    return this.#running
      ? Math.max(this.#anchor_samples, this.sampleAt(this.now_s()))
      : this.#anchor_samples;
  }

  /* What comes out of the loudspeaker now. */
  heard(): number {
    if (!this.#running) return this.#anchor_samples;
    return Math.max(this.#anchor_samples, this.sampleAt(this.now_s() - this.delay_s()));
  }
}
