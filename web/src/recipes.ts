/* Recipes saved under a name: one's own, and those that were shared. */
import type { Client } from './api/client.js';
import type { SavedRecipe } from './api/recipe_types.js';
import type { Forms } from './forms.js';
import type { Choice } from './pure/recipe.js';
import { choiceOf, toSave } from './pure/saved.js';
import type { Loaded, Model } from './state/model.js';
import { Newest } from './state/newest.js';
import type { Store } from './state/store.js';

export const FORM = 'recipe'; /* what is typed and refused while saving */

export class Recipes {
  readonly #reads = new Newest();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
  ) {}

  get #loaded(): Loaded | null {
    const { loaded } = this.store.state;
    return loaded?.guest ? null : loaded;
  }

  async read(): Promise<void> {
    const production = this.#loaded?.production;
    if (!production) return;
    const stands = this.#reads.begin('recipes');
    const { recipes } = await this.client.get<{ recipes: SavedRecipe[] }>(pathOf(production.id));
    if (stands() && production.id === this.#loaded?.production.id) this.store.set({ recipes });
  }

  save(name: string, is_shared: boolean): void {
    const loaded = this.#loaded;
    if (!loaded) return;
    const { choice } = this.store.state;
    this.#act(() =>
      this.client.post(pathOf(loaded.production.id), {
        name: name.trim(),
        is_shared,
        ...toSave(choice, loaded.production.stems),
      }),
    );
  }

  share(id: number, is_shared: boolean): void {
    this.#act(() => this.client.put(`/api/recipes/${id}`, { is_shared }));
  }

  remove(id: number): void {
    this.#act(() => this.client.remove(`/api/recipes/${id}`));
  }

  choiceOf(id: number): Choice | null {
    const saved = this.store.state.recipes?.find((recipe) => recipe.id === id);
    return saved ? choiceOf(saved, this.#loaded?.production.stems ?? []) : null;
  }

  #act(work: () => Promise<unknown>): void {
    void this.forms.run(FORM, async () => {
      await work();
      await this.read();
    });
  }
}

const pathOf = (production: number): string => `/api/productions/${production}/recipes`;
