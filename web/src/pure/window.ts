/* The part of a reel that is on the screen: how it zooms, scrolls and turns its pages. */
import type { Span } from './scenes.js';

export const LEAST_SAMPLES = 12000; /* a quarter of a second: closer than this shows nothing more */

export const lengthOf = ({ in_samples, out_samples }: Span): number => out_samples - in_samples;

export const isIn = (span: Span, position: number): boolean =>
  position >= span.in_samples && position < span.out_samples;

/* The window moved into the extent, and no longer than it. */
export function heldIn(window: Span, extent: Span): Span {
  const length = Math.min(lengthOf(extent), Math.max(LEAST_SAMPLES, lengthOf(window)));
  const last = extent.out_samples - length;
  const in_samples = Math.max(extent.in_samples, Math.min(window.in_samples, last));
  return { in_samples, out_samples: in_samples + length };
}

/* factor below 1 shows less; the position stays where it is on the screen. */
export function zoomed(window: Span, extent: Span, factor: number, around: number): Span {
  const length = lengthOf(window);
  const wanted = Math.max(LEAST_SAMPLES, Math.min(lengthOf(extent), length * factor));
  const share = Math.max(0, Math.min(1, (around - window.in_samples) / length));
  const in_samples = window.in_samples + share * (length - wanted);
  return heldIn({ in_samples, out_samples: in_samples + wanted }, extent);
}

export function scrolled(window: Span, extent: Span, samples: number): Span {
  const in_samples = window.in_samples + samples;
  return heldIn({ in_samples, out_samples: in_samples + lengthOf(window) }, extent);
}

/* A span in the middle, `times` as long as it is; at least least_samples. */
export function around(span: Span, extent: Span, times: number, least_samples: number): Span {
  const length = Math.max(lengthOf(span) * times, least_samples);
  const in_samples = (span.in_samples + span.out_samples - length) / 2;
  return heldIn({ in_samples, out_samples: in_samples + length }, extent);
}

const LEAD = 0.08; /* of the page: what was just before stays in view */

/* The page on which a position stands near the left; the same window where it shows it already. */
export function paged(window: Span, extent: Span, position: number): Span {
  if (isIn(window, position)) return window;
  return scrolled(window, extent, position - window.in_samples - LEAD * lengthOf(window));
}
