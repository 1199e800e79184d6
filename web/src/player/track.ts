/* One variant on its way to the loudspeaker: schedules its sound on the common clock behind a gain
 * of its own, so that going over to another variant is two gains moving, at the same sample. */
import type { Clock } from './clock.js';
import { Level } from './level.js';
import { part } from './sound.js';
import type { Sound } from './sound.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

/* What is scheduled must lie at least so far ahead, or its first sample would be missed. */
const MARGIN_S = 0.03;

export class Track {
  readonly #gain: GainNode;
  readonly #level: Level;
  readonly #nodes = new Set<AudioBufferSourceNode>();
  #first = 0;
  #next: number | null = null; /* the first sample not scheduled yet; null: nothing is */
  #loading: AbortController | null = null;

  constructor(
    private readonly context: AudioContext,
    out: AudioNode,
    readonly id: string,
    readonly sound: Sound,
  ) {
    this.#gain = new GainNode(context, { gain: 0 });
    this.#gain.connect(out);
    this.#level = new Level(this.#gain.gain);
  }

  /* The start of what is scheduled without a gap, and its end. */
  get first(): number {
    return this.#first;
  }

  get next(): number | null {
    return this.#next;
  }

  get loading(): boolean {
    return this.#loading !== null;
  }

  setGain(to: number, at_s: number, fade_s: number): void {
    this.#level.moveTo(to, at_s, fade_s);
  }

  /* Schedules all that is at hand and lies before the end, without a gap. */
  schedule(clock: Clock, end: number): void {
    const soonest = clock.sampleAt(this.context.currentTime + MARGIN_S);
    for (;;) {
      const from = Math.max(this.#next ?? 0, soonest, clock.scheduled());
      const stretch = from < end ? this.sound.at(from) : undefined;
      if (!stretch) return;
      if (from !== this.#next) this.#first = from;
      this.#start(
        stretch.start === from
          ? stretch.audio
          : part(stretch.audio, from - stretch.start, stretch.end - from),
        clock.timeOf(from),
      );
      this.#next = stretch.end;
    }
  }

  #start(audio: AudioBuffer, at_s: number): void {
    const node = new AudioBufferSourceNode(this.context, { buffer: audio });
    node.connect(this.#gain);
    node.onended = () => {
      node.disconnect();
      this.#nodes.delete(node);
    };
    this.#nodes.add(node);
    node.start(at_s);
  }

  /* Takes back what was scheduled; it ends at at_s. */
  clear(at_s: number): void {
    for (const node of this.#nodes) node.stop(at_s);
    this.#next = null;
  }

  /* Fetches the next piece that is missing from a position on, one at a time, until reach seconds
   * are at hand. Resolves to whether something came. */
  async fill(position: number, reach_s: number): Promise<boolean> {
    const end = Math.min(this.sound.samples, position + reach_s * SAMPLES_PER_SECOND);
    let missing = position;
    for (let s = this.sound.at(missing); s; s = this.sound.at(missing)) missing = s.end;
    if (this.#loading || missing >= end) return false;
    const loading = (this.#loading = new AbortController());
    try {
      await this.sound.load(missing, loading.signal);
      return true;
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }

  /* Gives up what is being fetched. */
  cancel(): void {
    this.#loading?.abort();
    this.#loading = null;
  }

  close(at_s: number): void {
    this.cancel();
    this.clear(at_s);
  }
}
