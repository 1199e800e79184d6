/* Pixels and samples of a timeline that shows [from, to) on a given width. */
import { SAMPLES_PER_SECOND, frameAt, frameStart, secondAt, secondStart } from './timecode.js';
import type { Rate } from './timecode.js';

export interface Scale {
  readonly from_samples: number;
  readonly to_samples: number;
  readonly width_px: number;
}

export function xOf(scale: Scale, position: number): number {
  const span = Math.max(1, scale.to_samples - scale.from_samples);
  return ((position - scale.from_samples) / span) * scale.width_px;
}

/* The position under a pixel, held inside the timeline. */
export function positionOf(scale: Scale, x_px: number): number {
  const share = scale.width_px > 0 ? x_px / scale.width_px : 0;
  const span = scale.to_samples - scale.from_samples;
  return scale.from_samples + Math.round(Math.max(0, Math.min(1, share)) * span);
}

const STEPS_S = [1, 5, 10, 30, 60, 300, 600, 1800, 3600];
const MOST_TICKS = 2000; /* a scale without width asks for no more */

/* Ruler ticks: the finest step that leaves label_px between labels. Steps of full seconds stand on
 * the frame where the label of the second starts; finer ones on frames that divide a second. */
export function ticksOf(scale: Scale, rate: Rate, label_px: number): number[] {
  const px_per_s = (scale.width_px * SAMPLES_PER_SECOND) / (scale.to_samples - scale.from_samples);
  const frames = frameStep(rate, label_px / px_per_s);
  if (frames > 0) return frameTicks(scale, rate, frames);
  const step_s = STEPS_S.find((s) => s * px_per_s >= label_px) ?? 7200;
  const first_s = Math.ceil(secondAt(rate, scale.from_samples) / step_s) * step_s;
  const ticks: number[] = [];
  for (let s = first_s; secondStart(rate, s) < scale.to_samples; s += step_s) {
    if (secondStart(rate, s) >= scale.from_samples) ticks.push(secondStart(rate, s));
    if (ticks.length > MOST_TICKS) break;
  }
  return ticks;
}

/* Frames of the finest step within a second that takes at least least_s; 0: a second or more. */
function frameStep(rate: Rate, least_s: number): number {
  const fps = Math.round(rate.num / rate.den);
  const step = [1, 2, 5, 6, 10, 12, 15, 25, 30].find(
    (n) => n < fps && fps % n === 0 && n / fps >= least_s,
  );
  return step ?? 0;
}

/* Every second begins anew: a second is a whole number of steps. */
function frameTicks(scale: Scale, rate: Rate, frames: number): number[] {
  const ticks: number[] = [];
  for (let s = secondAt(rate, scale.from_samples); ticks.length < MOST_TICKS; s++) {
    const [first, end] = [secondStart(rate, s), secondStart(rate, s + 1)];
    if (first >= scale.to_samples) break;
    for (let f = frameAt(rate, first); frameStart(rate, f) < end; f += frames) {
      const at = frameStart(rate, f);
      if (at >= scale.from_samples && at < scale.to_samples) ticks.push(at);
    }
  }
  return ticks;
}
