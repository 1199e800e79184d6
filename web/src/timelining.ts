/* Moves the window of the timeline. */
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';
import type { TimelineActions } from './state/timeline_state.js';

export class Timelining implements TimelineActions {
  constructor(private readonly store: Store<Model>) {}

  zoom(_factor: number, _around?: number): void {}
  scroll(_samples: number): void {}
  toggleReel(): void {}
  toWorst(_step: 1 | -1): void {}

  openTable(table: string | null): void {
    this.store.set({ table });
  }
}
