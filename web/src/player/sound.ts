/* The decoded sound of one variant: fetched in groups of pages, cut to the sample, kept around the
 * position. */
import type { PreviewFile } from '../api/types.js';
import { cutOf, groupOf, sliceOf } from '../pure/layout.js';
import type { Slice } from '../pure/layout.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';
import { text } from '../text.js';

export type FetchBytes = (
  url: string,
  first: number,
  end: number,
  signal: AbortSignal,
) => Promise<Uint8Array>;
export type Decode = (bytes: ArrayBuffer) => Promise<AudioBuffer>;

/* The browser can't decode what it was given, and won't be able to next time. */
export class NotDecoded extends Error {}

/* A stretch of sound: sample i of the audio is sample start + i of the preview. */
export interface Stretch {
  readonly start: number;
  readonly end: number; /* exclusive */
  readonly audio: AudioBuffer;
}

export class Sound {
  #header: Uint8Array | null = null;
  #stretches: Stretch[] = [];

  constructor(
    private readonly file: PreviewFile,
    readonly samples: number,
    private readonly pre_skip: number,
    private readonly fetch: FetchBytes,
    private readonly decode: Decode,
  ) {}

  /* The stretch that holds a position, if it is there. */
  at(position: number): Stretch | undefined {
    return this.#stretches.find((s) => s.start <= position && position < s.end);
  }

  /* Brings in the stretch that holds a position. */
  async load(position: number, signal: AbortSignal): Promise<void> {
    if (this.at(position)) return;
    const { first, end } = groupOf(this.file, position);
    const slice = sliceOf(this.file, this.samples, first, end);
    const [header, pages] = await Promise.all([
      this.#header ?? this.fetch(this.file.url, 0, this.file.header_bytes, signal),
      this.fetch(this.file.url, slice.first_byte, slice.end_byte, signal),
    ]);
    this.#header = header;
    const decoded = await this.decode(joined(header, pages)).catch(() => {
      throw new NotDecoded(text.error.not_decoded);
    });
    const audio = cut(decoded, slice, this.pre_skip);
    const start = first * SAMPLES_PER_SECOND;
    this.#stretches.push({ start, end: start + slice.samples, audio });
  }

  /* Forgets what touches none of the spans. */
  keep(spans: readonly Span[]): void {
    this.#stretches = this.#stretches.filter(({ start, end }) =>
      spans.some((span) => start < span.out_samples && span.in_samples < end),
    );
  }
}

function joined(header: Uint8Array, pages: Uint8Array): ArrayBuffer {
  const out = new Uint8Array(header.length + pages.length);
  out.set(header);
  out.set(pages, header.length);
  return out.buffer;
}

function cut(decoded: AudioBuffer, slice: Slice, pre_skip: number): AudioBuffer {
  const from = cutOf(slice, decoded.length, pre_skip);
  if (from === undefined || decoded.sampleRate !== SAMPLES_PER_SECOND)
    throw new NotDecoded(text.error.not_decoded);
  return part(decoded, from, slice.samples);
}

/* Samples [from, from + length) of a buffer as one of their own. */
export function part(audio: AudioBuffer, from: number, length: number): AudioBuffer {
  const out = new AudioBuffer({
    length,
    numberOfChannels: audio.numberOfChannels,
    sampleRate: audio.sampleRate,
  });
  for (let ch = 0; ch < audio.numberOfChannels; ch++)
    out.copyToChannel(audio.getChannelData(ch).subarray(from, from + length), ch);
  return out;
}
