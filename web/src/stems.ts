/* How the stems look: what is typed is a draft until it is saved for everybody. */
import type { Client } from './api/client.js';
import type { Production } from './api/types.js';
import type { Forms } from './forms.js';
import type { PlannedStem } from './pure/looks.js';
import { FORM, ORDER_KEY, draftedPlan } from './pure/stem_plan.js';
import { withoutForm } from './state/drafts.js';
import type { Model } from './state/model.js';
import type { StemActions } from './state/stem_state.js';
import type { Store } from './state/store.js';

export class Stems implements StemActions {
  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
  ) {}

  get #plan(): readonly PlannedStem[] {
    const { loaded, drafts } = this.store.state;
    return draftedPlan(loaded?.production.stem_plan ?? [], drafts);
  }

  move(name: string, by: -1 | 1): void {
    const names = this.#plan.map((stem) => stem.name);
    const from = names.indexOf(name);
    const other = names[from + by];
    if (other === undefined) return;
    names[from + by] = name;
    names[from] = other;
    this.forms.draft(ORDER_KEY, names.join('\n'));
  }

  save(): void {
    const id = this.store.state.loaded?.production.id;
    if (id === undefined) return;
    void this.forms.run(FORM, async () => {
      const production = await this.client.put<Production>(`/api/productions/${id}/stem_plan`, {
        stem_plan: this.#plan,
      });
      const { loaded } = this.store.state;
      if (loaded?.production.id === id) this.store.set({ loaded: { ...loaded, production } });
    });
  }

  discard(): void {
    this.forms.fail(FORM, null);
    this.store.set({ drafts: withoutForm(this.store.state.drafts, FORM) });
  }
}
