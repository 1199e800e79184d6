/* The one clock of the page: frames of the audio hardware to the line of samples that are played,
 * and by the course to positions of the preview. While it runs, line = anchor + elapsed frames;
 * while it stands, it is the anchor. */
import { Course } from '../pure/course.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

export class Clock {
  readonly course = new Course();
  #anchor_line = 0;
  #anchor_frame = 0;
  #running = false;

  /* now_s: the time that is being scheduled for; delay_s: how much later it is heard. */
  constructor(
    private readonly now_s: () => number,
    private readonly delay_s: () => number,
  ) {}

  get running(): boolean {
    return this.#running;
  }

  /* From a time on, which is rounded to the frame, position and what follows it is played. */
  start(position: number, at_s: number, samples: number, loop: Span | null): void {
    this.course.start(position, samples, loop);
    this.#anchor_line = position;
    this.#anchor_frame = Math.round(at_s * SAMPLES_PER_SECOND);
    this.#running = true;
  }

  stop(position: number, samples: number): void {
    this.course.start(position, samples, null);
    this.#anchor_line = position;
    this.#running = false;
  }

  /* The line that is played at a time; only while running. */
  lineAt(time_s: number): number {
    return this.#anchor_line + Math.round(time_s * SAMPLES_PER_SECOND) - this.#anchor_frame;
  }

  timeOf(line: number): number {
    return (this.#anchor_frame + line - this.#anchor_line) / SAMPLES_PER_SECOND;
  }

  /* The line that the scheduler has reached. */
  scheduled(): number {
    if (!this.#running) return this.#anchor_line;
    return Math.max(this.#anchor_line, this.lineAt(this.now_s()));
  }

  /* The position that comes out of the loudspeaker now. */
  heard(): number {
    if (!this.#running) return this.course.positionAt(this.#anchor_line);
    const line = this.lineAt(this.now_s() - this.delay_s());
    return this.course.positionAt(Math.max(this.#anchor_line, line));
  }
}
