/* Pixels and samples of a timeline that shows [from, to) on a given width. */
import { SAMPLES_PER_SECOND, secondAt, secondStart } from './timecode.js';
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

/* Ruler ticks: the finest step that leaves label_px between labels, each on the frame where the
 * label of a full second starts. */
export function ticksOf(scale: Scale, rate: Rate, label_px: number): number[] {
  const px_per_s = (scale.width_px * SAMPLES_PER_SECOND) / (scale.to_samples - scale.from_samples);
  const step_s = STEPS_S.find((s) => s * px_per_s >= label_px) ?? 7200;
  const first_s = Math.ceil(secondAt(rate, scale.from_samples) / step_s) * step_s;
  const ticks: number[] = [];
  for (let s = first_s; secondStart(rate, s) < scale.to_samples; s += step_s)
    if (secondStart(rate, s) >= scale.from_samples) ticks.push(secondStart(rate, s));
  return ticks;
}
