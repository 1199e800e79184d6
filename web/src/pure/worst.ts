/* The worst moments of a scene, numbered: the same number stands on the timeline and by the finding.
 * First the worst moment of every finding, in the order of the findings; then the second of each,
 * and so on, so that a small number is always worth more than a great one. */
import { findingsOf } from './concern.js';
import type { Concern, Level } from './concern.js';

export interface WorstMoment {
  readonly number: number; /* from 1 */
  readonly level: Level;
  readonly kind: Concern['kind'];
  readonly rank: number; /* 0: the worst of its finding */
  readonly in_samples: number;
  readonly out_samples: number;
  readonly tc_in: string;
}

export function worstMoments(concerns: readonly Concern[]): readonly WorstMoment[] {
  return findingsOf(concerns)
    .flatMap(({ kind, level, moments }) =>
      moments.map(({ in_samples, out_samples, tc_in }, rank) => ({
        level,
        kind,
        rank,
        in_samples,
        out_samples,
        tc_in,
      })),
    )
    .sort((a, b) => a.rank - b.rank)
    .map((moment, i) => ({ number: i + 1, ...moment }));
}

/* The one that begins next after or before a position, whatever its number. */
export function nextWorst(
  moments: readonly WorstMoment[],
  position: number,
  step: 1 | -1,
): WorstMoment | undefined {
  const ahead = moments.filter((m) => (m.in_samples - position) * step > 0);
  return ahead.sort((a, b) => (a.in_samples - b.in_samples) * step)[0];
}
