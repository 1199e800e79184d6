/* Recipes under a name: use one, save what is heard as one, share it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureOf } from './fields.js';
import type { SavedRecipe } from '../api/recipe_types.js';
import { inUse } from '../pure/saved.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.mix;
const FORM = 'recipe';

export function recipeList(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const recipes = m.recipes ?? [];
  const used = inUse(m.choice, recipes, loaded.production.stems);
  return html`<section class="recipes" aria-labelledby="mix-recipes">
    <h3 id="mix-recipes" class="label">${t.recipes}</h3>
    ${
      recipes.length > 0
        ? html`<ul class="recipe-rows">
            ${recipes.map((recipe) => row(recipe, recipe.id === used?.id, m, loaded, a))}
          </ul>`
        : html`<p class="c3 t12">${t.recipes_none}</p>`
    }
    ${saver(m, a)} ${failureOf(m, FORM)}
  </section>`;
}

function row(
  recipe: SavedRecipe,
  used: boolean,
  m: Model,
  loaded: Loaded,
  a: Actions,
): TemplateResult {
  const mine = recipe.by.person_id === m.session?.person?.id;
  const may_remove = mine || (recipe.is_shared && loaded.production.may_manage);
  return html`<li>
    <span class="cut"
      ><b>${recipe.name}</b>
      <span class="c3 t12"
        >${recipe.is_shared ? t.shared : t.own}${mine ? nothing : html`, ${t.by(recipe.by.name)}`}</span
      ></span
    >
    <button
      class="latch"
      aria-pressed=${used ? 'true' : 'false'}
      aria-label=${t.use_of(recipe.name)}
      @click=${() => a.listen.use(recipe.id)}
    >
      ${used ? t.in_use : t.use}
    </button>
    ${
      mine
        ? html`<button
            class="btn small"
            ?disabled=${m.busy.has(FORM)}
            @click=${() => a.listen.share(recipe.id, !recipe.is_shared)}
          >
            ${recipe.is_shared ? t.unshare : t.share}
          </button>`
        : nothing
    }
    ${
      may_remove
        ? html`<button
            class="btn small"
            ?disabled=${m.busy.has(FORM)}
            aria-label=${t.remove_of(recipe.name)}
            @click=${() => a.listen.remove(recipe.id)}
          >
            ${t.remove}
          </button>`
        : nothing
    }
  </li>`;
}

function saver(m: Model, a: Actions): TemplateResult {
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    a.listen.save(m.drafts[`${FORM}/name`] ?? '', said.get('shared') !== null);
  };
  return html`<form class="said" @submit=${save}>
    <input
      class="field"
      name="name"
      required
      maxlength="60"
      autocomplete="off"
      aria-label=${t.recipe_name}
      placeholder=${t.recipe_name}
      .value=${live(m.drafts[`${FORM}/name`] ?? '')}
      @input=${(e: Event) => a.draft(`${FORM}/name`, (e.target as HTMLInputElement).value)}
    />
    <label class="tick"><input type="checkbox" name="shared" />${t.save_shared}</label>
    <button class="btn small" ?disabled=${m.busy.has(FORM)}>${t.save}</button>
  </form>`;
}
