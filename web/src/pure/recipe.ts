/* What a listener switches, and the recipe it stands for. */

export type Fold = 'lo_ro' | 'lt_rt' | 'mono';
export type Lfe = 'out' | 'minus_3' | 'plus_4';

export interface Recipe {
  readonly sources: readonly { readonly role: string; readonly gain_db: number }[];
  readonly fold: Fold;
  readonly lfe: Lfe;
  readonly centre: boolean;
}

export interface Choice {
  readonly music: boolean;
  readonly dialogue: boolean;
  readonly effects: boolean;
  readonly centre: boolean;
  readonly fold: Fold;
  readonly lfe: 'out' | 'plus_4';
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
};

export function recipeOf(choice: Choice, stems: readonly string[]): Recipe {
  const roles = [
    ...(choice.music ? stems : []),
    ...(choice.dialogue ? ['Dialogue'] : []),
    ...(choice.effects ? ['Effects'] : []),
  ];
  return {
    sources: roles.map((role) => ({ role, gain_db: 0 })),
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

/* What someone is likely to switch to next: the same with the LFE the other way. */
export function otherLfe(choice: Choice): Choice {
  return { ...choice, lfe: choice.lfe === 'out' ? 'plus_4' : 'out' };
}

export function nextFold(fold: Fold): Fold {
  return FOLDS[(FOLDS.indexOf(fold) + 1) % FOLDS.length] as Fold;
}
