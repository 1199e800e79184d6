/* One variant on its way to the loudspeaker: schedules its sound on the common clock behind a gain
 * of its own, so that going over to another variant is two gains moving, at the same sample. */
import type { Clock } from './clock.js';
import { Level } from './level.js';
import { part } from './sound.js';
import type { Sound, Stretch } from './sound.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';

/* What is scheduled must lie at least so far ahead, or its first sample would be missed. */
const MARGIN_S = 0.03;
/* Two blocks of the audio hardware: what starts within them may have been passed over already. */
const PASSED_S = 256 / SAMPLES_PER_SECOND;

interface Planned {
  readonly node: AudioBufferSourceNode;
  readonly from: number; /* line */
  end: number;
}

export class Track {
  readonly #gain: GainNode;
  readonly #level: Level;
  readonly #planned = new Set<Planned>();
  #first = 0;
  #next: number | null = null; /* the first of the line not scheduled yet; null: nothing is */
  #loading: AbortController | null = null;

  constructor(
    private readonly context: AudioContext,
    out: AudioNode,
    private readonly clock: Clock,
    readonly id: string,
    readonly sound: Sound,
  ) {
    this.#gain = new GainNode(context, { gain: 0 });
    this.#gain.connect(out);
    this.#level = new Level(this.#gain.gain);
  }

  /* The start of what is scheduled without a gap, and its end, on the line. */
  get first(): number {
    return this.#first;
  }

  get next(): number | null {
    return this.#next;
  }

  setGain(to: number, at_s: number, fade_s: number): void {
    this.#level.moveTo(to, at_s, fade_s);
  }

  /* Schedules all that is at hand up to a line, without a gap. */
  schedule(until: number): void {
    const { clock } = this;
    for (;;) {
      const soonest = clock.lineAt(this.context.currentTime + MARGIN_S);
      const from = Math.max(this.#next ?? 0, soonest, clock.scheduled());
      const piece = clock.course.pieceAt(from);
      const stretch = from < until && piece.samples > 0 ? this.sound.at(piece.position) : undefined;
      if (!stretch) return;
      if (from !== this.#next) this.#first = from;
      const samples = Math.min(piece.samples, stretch.end - piece.position);
      if (this.#start(cutOut(stretch, piece.position, samples), from, from + samples))
        this.#next = from + samples;
    }
  }

  /* Whether it will be heard from its first sample on. A machine that was held up finds the hardware
   * past its place: what started then would be late for as long as it sounds. */
  #start(audio: AudioBuffer, from: number, end: number): boolean {
    const node = new AudioBufferSourceNode(this.context, { buffer: audio });
    const planned = { node, from, end };
    node.connect(this.#gain);
    node.onended = () => {
      node.disconnect();
      this.#planned.delete(planned);
    };
    this.#planned.add(planned);
    node.start(this.clock.timeOf(from));
    if (this.context.currentTime + PASSED_S <= this.clock.timeOf(from)) return true;
    node.stop(0);
    this.#planned.delete(planned);
    return false;
  }

  /* Takes back what was scheduled; it ends at at_s. */
  clear(at_s: number): void {
    for (const { node, end } of this.#planned) node.stop(Math.min(at_s, this.clock.timeOf(end)));
    this.#planned.clear();
    this.#next = null;
  }

  /* Takes back what was scheduled from a line on, and nothing before it. */
  cutAt(line: number): void {
    if (this.#next === null || this.#next <= line) return;
    for (const planned of this.#planned) {
      if (planned.end <= line) continue;
      planned.node.stop(planned.from < line ? this.clock.timeOf(line) : 0);
      planned.end = line;
    }
    this.#next = line;
  }

  /* Whether all that is played in the next samples from a line on is at hand. */
  has(line: number, samples: number): boolean {
    return this.#missing(line, samples) === null;
  }

  /* The first position that is not at hand on the way from a line on. */
  #missing(line: number, samples: number): number | null {
    for (let at = line; at < line + samples;) {
      const piece = this.clock.course.pieceAt(at);
      if (piece.samples === 0) return null;
      const stretch = this.sound.at(piece.position);
      if (!stretch) return piece.position;
      at += Math.min(piece.samples, stretch.end - piece.position);
    }
    return null;
  }

  /* Fetches the next piece that is missing from a line on, one at a time, until reach seconds are at
   * hand. Resolves to whether something came. */
  async fill(line: number, reach_s: number): Promise<boolean> {
    const missing = this.#missing(line, reach_s * SAMPLES_PER_SECOND);
    if (this.#loading || missing === null) return false;
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

function cutOut({ start, end, audio }: Stretch, position: number, samples: number): AudioBuffer {
  if (position === start && samples === end - start) return audio;
  return part(audio, position - start, samples);
}
