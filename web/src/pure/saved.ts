/* Between what is switched on and a recipe saved under a name; and whether what is switched on is a
 * passing trial. */
import {
  DIALOGUE,
  EFFECTS,
  FIRST_CHOICE,
  FULL_MIX,
  isHeard,
  recipeKey,
  recipeOf,
  rolesOf,
} from './recipe.js';
import type { Choice, Recipe } from './recipe.js';

export interface Saved {
  readonly id: number;
  readonly name: string;
  readonly is_shared: boolean;
  readonly recipe: Recipe;
  readonly groups: readonly {
    readonly name: string;
    readonly stems: readonly string[];
    readonly gain_db: number;
    readonly is_muted: boolean;
  }[];
}

/* What is heard now, to be saved: solos become what it plays, a suspended group is left out. */
export function toSave(choice: Choice, stems: readonly string[]): Pick<Saved, 'recipe' | 'groups'> {
  const free = { ...choice, groups: choice.groups.map((g) => ({ ...g, is_muted: false })) };
  const solo = choice.soloed.length > 0;
  const roles = rolesOf(stems).filter((role) => isHeard(free, role, stems));
  return {
    recipe: {
      ...recipeOf(choice, stems),
      sources: roles.map((role) => ({ role, gain_db: choice.gains[role] ?? 0 })),
    },
    groups: choice.groups
      .filter((group) => !group.is_suspended)
      .map(({ name, stems: members, gain_db, is_muted }) => ({
        name,
        stems: members,
        gain_db,
        is_muted: is_muted && !solo,
      })),
  };
}

/* The choice that a saved recipe stands for. A stem it does not play is muted. */
export function choiceOf(
  { recipe, groups }: Pick<Saved, 'recipe' | 'groups'>,
  stems: readonly string[],
): Choice {
  const has = (role: string): boolean => recipe.sources.some((s) => s.role === role);
  const playing = stems.filter(has);
  const music = playing.length > 0 || has(FULL_MIX);
  return {
    music,
    dialogue: has(DIALOGUE),
    effects: has(EFFECTS),
    centre: recipe.centre,
    fold: recipe.fold,
    lfe: recipe.lfe,
    mix: playing.length === 0 && has(FULL_MIX),
    muted: playing.length > 0 ? stems.filter((stem) => !has(stem)) : [],
    soloed: [],
    gains: Object.fromEntries(
      recipe.sources.filter((s) => s.gain_db !== 0).map((s) => [s.role, s.gain_db]),
    ),
    groups: groups.map((group) => ({ ...group, is_suspended: false })),
  };
}

/* What is done to the sounds themselves, whatever of the parts is in just now. */
function mixKey(choice: Choice, stems: readonly string[]): string {
  const { sources } = recipeOf({ ...choice, music: true, dialogue: true, effects: true }, stems);
  return JSON.stringify(sources);
}

const soundKey = (choice: Choice, stems: readonly string[]): string =>
  recipeKey(recipeOf(choice, stems));

const isPlain = (choice: Choice, stems: readonly string[]): boolean =>
  [FIRST_CHOICE, { ...FIRST_CHOICE, mix: true }].some(
    (plain) => mixKey(plain, stems) === mixKey(choice, stems),
  );

/* The saved recipe that is heard; of several that sound alike a shared one. */
export function inUse<S extends Saved>(
  choice: Choice,
  saved: readonly S[],
  stems: readonly string[],
): S | null {
  const now = soundKey(choice, stems);
  const alike = saved.filter((s) => soundKey(choiceOf(s, stems), stems) === now);
  return alike.find((s) => s.is_shared) ?? alike[0] ?? null;
}

/* Whether gains, groups, mutes and solos make something that is neither the prints as they are nor
 * any recipe that was shared. Parts, LFE, Centre and fold-down are switched all day and are no
 * trial. */
export function isTrial(
  choice: Choice,
  saved: readonly Saved[],
  stems: readonly string[],
): boolean {
  if (isPlain(choice, stems)) return false;
  const now = mixKey(choice, stems);
  return !saved.some((s) => s.is_shared && mixKey(choiceOf(s, stems), stems) === now);
}
