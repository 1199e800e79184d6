/* What a listener switches, and the recipe it stands for. Roles are the stems, the full mix and the
 * two temps. The full mix is the sum of the stems, so one of the two is heard, never both. */

export type Fold = 'lo_ro' | 'lt_rt' | 'mono';
export type Lfe = 'out' | 'minus_3' | 'plus_4';

export const FULL_MIX = 'Full mix';
export const DIALOGUE = 'Dialogue';
export const EFFECTS = 'Effects';

/* Of a source in a recipe. */
const GAIN_MIN_DB = -60;
const GAIN_MAX_DB = 20;

export interface Recipe {
  readonly sources: readonly { readonly role: string; readonly gain_db: number }[];
  readonly fold: Fold;
  readonly lfe: Lfe;
  readonly centre: boolean;
}

/* Stems that share one gain and one mute. Suspended: they are for the moment on their own. */
export interface Group {
  readonly name: string;
  readonly stems: readonly string[];
  readonly gain_db: number;
  readonly is_muted: boolean;
  readonly is_suspended: boolean;
}

export interface Choice {
  readonly music: boolean;
  readonly dialogue: boolean;
  readonly effects: boolean;
  readonly centre: boolean;
  readonly fold: Fold;
  readonly lfe: Lfe;
  readonly mix: boolean; /* the music is the full mix, not the stems */
  readonly muted: readonly string[]; /* stems */
  readonly soloed: readonly string[]; /* roles; while there is one, nothing else is heard */
  readonly gains: Readonly<Record<string, number>>; /* dB by role, 0 where it says nothing */
  readonly groups: readonly Group[];
}

export const FOLDS: readonly Fold[] = ['lo_ro', 'lt_rt', 'mono'];

/* Lo/Ro without the LFE, everything in: what a preview is until someone says otherwise. */
export const FIRST_CHOICE: Choice = {
  music: true,
  dialogue: true,
  effects: true,
  centre: true,
  fold: 'lo_ro',
  lfe: 'out',
  mix: false,
  muted: [],
  soloed: [],
  gains: {},
  groups: [],
};

export const rolesOf = (stems: readonly string[]): readonly string[] => [
  ...stems,
  FULL_MIX,
  DIALOGUE,
  EFFECTS,
];

/* The groups that a stem obeys just now. */
export const groupsOf = ({ groups }: Choice, role: string): readonly Group[] =>
  groups.filter((group) => !group.is_suspended && group.stems.includes(role));

export const isSoloed = ({ soloed }: Choice, role: string): boolean => soloed.includes(role);

/* Whether the mute of a lane is on. A solo stands above it. */
export function isMuted(choice: Choice, role: string): boolean {
  if (isSoloed(choice, role)) return false;
  if (role === DIALOGUE) return !choice.dialogue;
  if (role === EFFECTS) return !choice.effects;
  if (role === FULL_MIX) return !choice.mix;
  return (
    choice.mix ||
    choice.muted.includes(role) ||
    groupsOf(choice, role).some((group) => group.is_muted)
  );
}

/* Whether a role sounds where there is something of it. */
export function isHeard(choice: Choice, role: string, stems: readonly string[]): boolean {
  if (choice.soloed.length > 0) return isSoloed(choice, role);
  const music = role === FULL_MIX || stems.includes(role);
  return (choice.music || !music) && !isMuted(choice, role);
}

/* A role's own gain and those of its groups, as a recipe can hold it. */
export function gainOf(choice: Choice, role: string): number {
  const groups = groupsOf(choice, role).reduce((sum, group) => sum + group.gain_db, 0);
  const sum = (choice.gains[role] ?? 0) + groups;
  return Math.max(GAIN_MIN_DB, Math.min(GAIN_MAX_DB, sum));
}

export function recipeOf(choice: Choice, stems: readonly string[]): Recipe {
  const roles = rolesOf(stems).filter((role) => isHeard(choice, role, stems));
  return {
    sources: roles.map((role) => ({ role, gain_db: gainOf(choice, role) })),
    fold: choice.fold,
    lfe: choice.lfe,
    centre: choice.centre,
  };
}

/* Equal recipes have equal keys. */
export function recipeKey(recipe: Recipe): string {
  const sources = recipe.sources.map((s) => [s.role, s.gain_db]);
  return JSON.stringify([sources, recipe.fold, recipe.lfe, recipe.centre]);
}

/* The whole music as it was printed, with its Centre: what counts as heard, and as agreed to. */
export function isWholeMusic(recipe: Recipe, stems: readonly string[]): boolean {
  const plain = (role: string): boolean =>
    recipe.sources.some((source) => source.role === role && source.gain_db === 0);
  const music = recipe.sources.filter((s) => s.role === FULL_MIX || stems.includes(s.role));
  const mix = music.length === 1 && plain(FULL_MIX);
  const whole = stems.length > 0 && music.length === stems.length && stems.every(plain);
  return recipe.centre && (mix || whole);
}

/* What someone is likely to switch to next: the same with the LFE the other way. */
export function otherLfe(choice: Choice): Choice {
  return { ...choice, lfe: choice.lfe === 'out' ? 'plus_4' : 'out' };
}

export function nextFold(fold: Fold): Fold {
  return FOLDS[(FOLDS.indexOf(fold) + 1) % FOLDS.length] as Fold;
}
