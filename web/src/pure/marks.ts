/* The range between the marks in and out, and what is played again and again. */
import type { Span } from './scenes.js';

/* Shorter than this, a loop is a tone. */
export const SHORTEST_SAMPLES = 4800;

/* Puts an end of the range at a position; the other end stays, or is that of the ground where it
 * would lie on the wrong side. */
export function withMark(
  marked: Span | null,
  end: 'in' | 'out',
  position: number,
  ground: Span,
): Span | null {
  const fits = (span: Span): boolean => span.out_samples - span.in_samples >= SHORTEST_SAMPLES;
  const other = [marked, ground].flatMap((span) => {
    if (!span) return [];
    const cut =
      end === 'in'
        ? { in_samples: position, out_samples: span.out_samples }
        : { in_samples: span.in_samples, out_samples: position };
    return fits(cut) ? [cut] : [];
  });
  return other[0] ?? marked;
}
