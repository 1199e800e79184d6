/* Which print set of a cue stands for it. */
import type { Cue, PrintSet } from '../api/types.js';
import { overlaps, spanOf } from './scenes.js';
import type { Span } from './scenes.js';

/* The newest that is published; while none is, the newest in which something can be heard, and
 * before that the newest. Sets come newest first. */
export function currentSet(cue: Cue): PrintSet | undefined {
  return (
    cue.sets.find((set) => set.is_current) ??
    cue.sets.find((set) => set.published_at_ms !== null) ??
    cue.sets.find((set) => set.prints.some((print) => print.playable)) ??
    cue.sets[0]
  );
}

/* The sets that stand for the cues that sound in a span. */
export function setsIn(
  cues: readonly Cue[],
  span: Span,
): readonly { readonly cue: Cue; readonly set: PrintSet }[] {
  return cues.flatMap((cue) => {
    const set = currentSet(cue);
    const placed = set && spanOf(set.prints);
    return set && placed && overlaps(placed, span) ? [{ cue, set }] : [];
  });
}
