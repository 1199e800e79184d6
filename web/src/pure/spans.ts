/* From where the player is, looked at again and again, to what was really played. */
import type { Span } from './scenes.js';
import { SAMPLES_PER_SECOND } from './timecode.js';

/* More than this between two looks than the time allows: it was a jump. The audio clock and ours
 * drift apart by far less. */
const SLACK_SAMPLES = 0.15 * SAMPLES_PER_SECOND;
/* Looks further apart than this tell nothing of what was between (a sleeping machine). */
const PAUSE_MS = 5000;

/* What sounds, and where. way: the variant; equal ways are equal texts. null: nothing that counts. */
export interface Look {
  readonly at_ms: number;
  readonly position: number;
  readonly way: string | null;
}

export interface Played extends Span {
  readonly way: string;
}

/* What was played between two looks; null where the sound stood, jumped, or went another way. */
export function playedBetween(before: Look | null, now: Look): Played | null {
  if (!before || before.way === null || before.way !== now.way) return null;
  const ms = now.at_ms - before.at_ms;
  const moved = now.position - before.position;
  const most = (ms * SAMPLES_PER_SECOND) / 1000 + SLACK_SAMPLES;
  if (ms > PAUSE_MS || moved <= 0 || moved > most) return null;
  return { way: now.way, in_samples: before.position, out_samples: now.position };
}

/* Adds a span to a list that is sorted, free of overlaps, and stays so. */
export function mergeSpan(list: readonly Span[], span: Span): Span[] {
  const apart = (other: Span): boolean =>
    other.out_samples < span.in_samples || other.in_samples > span.out_samples;
  const touching = [...list.filter((other) => !apart(other)), span];
  const merged = {
    in_samples: Math.min(...touching.map((s) => s.in_samples)),
    out_samples: Math.max(...touching.map((s) => s.out_samples)),
  };
  return [...list.filter(apart), merged].sort((a, b) => a.in_samples - b.in_samples);
}

/* What of a span lies in a scene, counted from the scene's first sample; null: nothing. */
export function within(scene: Span, span: Span): Span | null {
  const in_samples = Math.max(scene.in_samples, span.in_samples) - scene.in_samples;
  const out_samples = Math.min(scene.out_samples, span.out_samples) - scene.in_samples;
  return in_samples < out_samples ? { in_samples, out_samples } : null;
}
