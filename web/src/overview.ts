/* The production as a whole: which scenes are shown, how the print sets stand. */
import type { Model } from './state/model.js';
import type { OverviewActions } from './state/overview_state.js';
import type { Store } from './state/store.js';

export class Overview implements OverviewActions {
  /* told: the address has to follow. */
  constructor(
    private readonly store: Store<Model>,
    private readonly told: () => void,
  ) {}

  setShow(show: string | null): void {
    this.store.set({ show });
    this.told();
  }

  setFind(find: string): void {
    this.store.set({ find });
  }
}
