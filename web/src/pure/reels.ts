/* Which part of a film the timeline reaches over: a reel, or all of it. */
import type { Span } from './scenes.js';

/* A scene as its state tells of it. */
export interface InReels extends Span {
  readonly reels: readonly number[];
}

export interface Reel extends Span {
  readonly number: number | null; /* null: all there is */
}

/* The reel that a position lies in, or that ended last before it: from the first to the last of its
 * scenes; the first reel begins with the range and the last one ends with it. A scene in two reels
 * counts to the first of them. */
export function reelAt(scenes: readonly InReels[], range: Span, position: number): Reel {
  const reels = reelsOf(scenes);
  if (reels.length < 2) return { number: reels[0]?.number ?? null, ...whole(range) };
  const wide = reels.map((reel, i) => ({
    number: reel.number,
    in_samples: i === 0 ? Math.min(range.in_samples, reel.in_samples) : reel.in_samples,
    out_samples:
      i + 1 < reels.length ? reel.out_samples : Math.max(range.out_samples, reel.out_samples),
  }));
  const before = wide.filter((reel) => reel.in_samples <= position);
  return before[before.length - 1] ?? (wide[0] as Reel);
}

const whole = ({ in_samples, out_samples }: Span): Span => ({ in_samples, out_samples });

function reelsOf(scenes: readonly InReels[]): Reel[] {
  const found = new Map<number, { number: number; in_samples: number; out_samples: number }>();
  for (const { reels, in_samples, out_samples } of scenes) {
    const number = reels[0];
    if (number === undefined) continue;
    const reel = found.get(number) ?? { number, in_samples, out_samples };
    reel.in_samples = Math.min(reel.in_samples, in_samples);
    reel.out_samples = Math.max(reel.out_samples, out_samples);
    found.set(number, reel);
  }
  return [...found.values()].sort((a, b) => a.in_samples - b.in_samples);
}
