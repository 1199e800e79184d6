/* The few things of an iXML chunk that are worth knowing before a file is sent. Reads text of any
 * origin; what it does not understand it leaves to the server. */
import { readSuffix } from './suffix.js';

const TRACKS_MOST = 64;

export interface Ixml {
  readonly start: number | null; /* samples since midnight */
  readonly start_rate_hz: number; /* 0: the file's own */
  /* Whether the names of its tracks tell the order of so many channels. */
  ordersOf(channels: number): boolean;
}

const within = (text: string, name: string): string | null =>
  new RegExp(`<${name}>([^<]{0,256})</${name}>`).exec(text)?.[1]?.trim() ?? null;

const whole = (text: string | null): number | null =>
  text !== null && /^\d{1,10}/.test(text) ? Number.parseInt(text, 10) : null;

/* null: it is none, or one that the server does not read either. */
export function readIxml(text: string): Ixml | null {
  if (/<!(DOCTYPE|ENTITY)/.test(text) || !text.includes('<BWFXML')) return null;
  const low = whole(within(text, 'TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO'));
  const high = whole(within(text, 'TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI')) ?? 0;
  const names = trackNames(text);
  return {
    start: low === null ? null : high * 2 ** 32 + low,
    start_rate_hz: whole(within(text, 'TIMESTAMP_SAMPLE_RATE')) ?? 0,
    ordersOf: (channels) => {
      const told = Array.from({ length: channels }, (_, i) => readSuffix(names[i] ?? '').channel);
      return told.every((c) => c !== null) && new Set(told).size === channels;
    },
  };
}

/* By slot. */
function trackNames(text: string): readonly string[] {
  const names: string[] = [];
  const parts = text.split('<TRACK>', TRACKS_MOST + 1).slice(1);
  parts.forEach((part, i) => {
    const track = part.split('</TRACK>', 1)[0] ?? '';
    const at = (whole(within(track, 'INTERLEAVE_INDEX')) ?? i + 1) - 1;
    if (at >= 0 && at < TRACKS_MOST) names[at] = within(track, 'NAME') ?? '';
  });
  return names;
}
