/* Recipes that were saved under a name. */
import type { Who } from './people_types.js';
import type { Recipe } from '../pure/recipe.js';

export interface SavedRecipe {
  readonly id: number;
  readonly name: string;
  readonly by: Who;
  readonly at_ms: number;
  readonly is_shared: boolean;
  readonly recipe: Recipe; /* the gains of the stems themselves; those of the groups come on top */
  readonly groups: readonly {
    readonly name: string;
    readonly stems: readonly string[];
    readonly gain_db: number;
    readonly is_muted: boolean;
  }[];
}
