/* How a scene stands, as the one thing to say about it in a list. */
import type { BothSides, SceneState } from '../api/talk_types.js';

export const SIDES: readonly BothSides[] = ['music', 'stage'];

export const otherSide = (side: BothSides): BothSides => (side === 'music' ? 'stage' : 'music');

export type Standing =
  | { readonly kind: 'checking' | 'query' | 'outdated' | 'answered' | 'both' | 'open' }
  | {
      readonly kind: 'stale';
      readonly sides: readonly BothSides[];
      readonly why: readonly string[];
    }
  | { readonly kind: 'one' | 'revoked'; readonly side: BothSides };

/* What needs somebody comes before what is done. */
export function standingOf(state: SceneState): Standing {
  const those = (wanted: string): BothSides[] =>
    SIDES.filter((side) => state.sides[side].state === wanted);
  const [stale, signed, revoked] = [those('stale'), those('signed'), those('revoked')];
  if (stale[0]) return { kind: 'stale', sides: stale, why: state.sides[stale[0]].why };
  if (revoked[0]) return { kind: 'revoked', side: revoked[0] };
  if (state.queries.open > 0) return { kind: 'query' };
  if (state.queries.outdated > 0) return { kind: 'outdated' };
  if (state.queries.answered > 0) return { kind: 'answered' };
  if (signed.length === 2) return { kind: 'both' };
  if (signed[0]) return { kind: 'one', side: signed[0] };
  return { kind: state.is_checking ? 'checking' : 'open' };
}

const FULL_MIX = 'Full mix '; /* changes whenever a stem does */

/* "Brass changed (1m1 v2)" in a list is "Brass changed"; several are the first and how many more. */
export function shortWhy(why: readonly string[]): {
  readonly first: string;
  readonly more: number;
} {
  const stems = why.filter((reason) => !reason.startsWith(FULL_MIX));
  const told = stems.length > 0 ? stems : why;
  const first = (told[0] ?? '').replace(/ \([^)]*\)$/, '');
  return { first, more: Math.max(0, told.length - 1) };
}

/* All reasons, with a set that they share said once: "Brass changed, Bells are new (1m1 v2)". */
export function fullWhy(why: readonly string[]): string {
  const sets = why.map((reason) => / \([^)]*\)$/.exec(reason)?.[0] ?? '');
  const shared = sets.every((set) => set === sets[0]) ? (sets[0] ?? '') : '';
  return why.map((reason) => reason.slice(0, reason.length - shared.length)).join(', ') + shared;
}

/* The initials a note is flagged with: "Ada Brandt" is AB, "Tom" is T. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
