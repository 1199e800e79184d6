/* What a new set changed against the one before, stem by stem, and what that does to sign-offs. Pure. */
import type { SceneState } from '../api/talk_types.js';
import type { Comparison, Verdict } from './types.js';

export interface RoleChange {
  readonly role: string;
  readonly verdict: Verdict;
  readonly scenes: readonly string[]; /* where, by number */
}

/* What weighs most over all scenes. */
const HEAVIEST: readonly Verdict[] = ['changed', 'new', 'gone', 'same', 'silent'];

export function rolesOfChange({ scenes }: Comparison): readonly RoleChange[] {
  const roles = [...new Set(scenes.flatMap((scene) => scene.roles.map(({ role }) => role)))];
  return roles.map((role) => {
    const found = scenes.flatMap((scene) =>
      scene.roles.filter((r) => r.role === role).map(({ verdict }) => ({ verdict, scene })),
    );
    const verdict = HEAVIEST.find((v) => found.some((f) => f.verdict === v)) ?? 'same';
    const touched =
      verdict === 'same' || verdict === 'silent' ? [] : found.filter((f) => f.verdict === verdict);
    return { role, verdict, scenes: touched.flatMap(({ scene }) => scene.number ?? []) };
  });
}

export interface Signed {
  readonly stale: readonly string[]; /* scenes, by number */
  readonly keeps: readonly string[];
  readonly is_checking: boolean;
}

/* Among the scenes that the set sounds in. */
export function signedOf({ scenes }: Comparison, states: readonly SceneState[]): Signed {
  const ids = new Set(scenes.map((scene) => scene.scene_id));
  const concerned = states.filter((state) => ids.has(state.scene_id));
  const has = (state: SceneState, wanted: string): boolean =>
    Object.values(state.sides).some((side) => side.state === wanted);
  const stale = concerned.filter((state) => has(state, 'stale'));
  const keeps = concerned.filter((state) => has(state, 'signed') && !stale.includes(state));
  return {
    stale: stale.map((state) => state.number),
    keeps: keeps.map((state) => state.number),
    is_checking: concerned.some((state) => state.is_checking),
  };
}
