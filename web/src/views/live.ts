/* An element that moves with the clock: it ticks every frame while sound plays, and once whenever
 * the state changes. */
import { LitElement } from 'lit';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';

export abstract class Live extends LitElement {
  static override properties = { model: { attribute: false }, actions: { attribute: false } };
  declare model: Model;
  declare actions: Actions;
  #frame = 0;

  /* Puts what moves in its place; changes the page by hand, since it runs on every frame. */
  protected abstract tick(): void;

  /* One sheet of styles for the whole page: no shadow tree. */
  protected override createRenderRoot(): this {
    return this;
  }

  override updated(): void {
    this.tick();
    if (this.moving && this.#frame === 0) this.#next();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected get moving(): boolean {
    return this.model.sound === 'playing';
  }

  /* Where the page shows itself to be. */
  protected get shown(): number {
    return this.model.scrub ?? this.actions.position();
  }

  #next(): void {
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.tick();
      if (this.moving) this.#next();
    });
  }
}
