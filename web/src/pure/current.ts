/* Which print set of a cue stands for it. */
import type { Cue, PrintSet } from '../api/types.js';

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
