/* Which cue is at a position, and which of its print sets are compared there. */
import type { Cue, PrintSet } from '../api/types.js';
import { currentSet } from './current.js';
import { spanOf } from './scenes.js';

/* What is compared, by cue: all its sets, once they were read; the one chosen as B; and the cues of
 * which B is heard. */
export interface Sides {
  readonly sets: Readonly<Record<number, readonly PrintSet[]>>;
  readonly against: Readonly<Record<number, number>>;
  readonly on_b: readonly number[];
}

/* The cue that started last among those that play at a position. */
export function cueAt(cues: readonly Cue[], position: number): Cue | undefined {
  const playing = cues.flatMap((cue) => {
    const span = spanOf(currentSet(cue)?.prints ?? []);
    const here = span && span.in_samples <= position && position < span.out_samples;
    return here ? [{ cue, from: span.in_samples }] : [];
  });
  return playing.sort((a, b) => b.from - a.from)[0]?.cue;
}

/* The published sets of a cue that its current one can be compared with, newest first. */
export function othersOf(cue: Cue, { sets }: Pick<Sides, 'sets'>): readonly PrintSet[] {
  const current = currentSet(cue);
  return (sets[cue.id] ?? cue.sets)
    .filter((set) => set.id !== current?.id && set.published_at_ms !== null)
    .sort((a, b) => b.version - a.version);
}

/* B: the one that was chosen, else the one before the current set, else the newest of the others. */
export function otherSet(cue: Cue, sides: Pick<Sides, 'sets' | 'against'>): PrintSet | undefined {
  const others = othersOf(cue, sides);
  const version = currentSet(cue)?.version ?? 0;
  return (
    others.find((set) => set.id === sides.against[cue.id]) ??
    others.find((set) => set.version < version) ??
    others[0]
  );
}

/* The set of a cue that is heard. */
export function heardSet(cue: Cue, sides: Sides): PrintSet | undefined {
  const other = sides.on_b.includes(cue.id) ? otherSet(cue, sides) : undefined;
  return other ?? currentSet(cue);
}
