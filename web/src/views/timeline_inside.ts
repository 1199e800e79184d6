/* The timeline is one stop of the Tab key. Enter on the slider goes in, so that Tab walks the lanes
 * and the marks; Escape comes back to the slider. */
import type { ReactiveElement } from 'lit';
import type { Actions } from '../state/actions.js';

export class Inside {
  on = false;

  constructor(
    private readonly host: ReactiveElement,
    private readonly a: () => Actions,
  ) {}

  #set(on: boolean): void {
    if (this.on === on) return;
    this.on = on;
    this.host.requestUpdate();
  }

  /* A press of the mouse leaves the focus where it is: Space goes on to play, not to press again. */
  readonly pressed = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest('button') && !target.closest('dialog')) event.preventDefault();
  };

  readonly came = ({ target }: FocusEvent): void => {
    if (!(target as Element).closest('dialog')) this.#set(!isSlider(target));
  };

  readonly left = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node) || !this.host.contains(relatedTarget)) this.#set(false);
  };

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest('dialog')) return;
    const act = isSlider(event.target) ? this.#onSlider(event.key) : this.#within(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #onSlider(key: string): (() => void) | undefined {
    const a = this.a();
    const { in_samples, out_samples } = a.timeline.extent;
    const acts: Readonly<Record<string, () => void>> = {
      Home: () => a.seek(in_samples),
      End: () => a.seek(out_samples),
      PageUp: () => a.sceneBefore(),
      PageDown: () => a.sceneAfter(),
      Enter: () => void this.#enter(),
    };
    return acts[key];
  }

  #within(event: KeyboardEvent): (() => void) | undefined {
    if (event.key === 'Escape')
      return () => this.host.querySelector<HTMLElement>('.tl-slider')?.focus();
    const lane = (event.target as Element).closest<HTMLElement>('[data-lane]')?.dataset['lane'];
    if (event.key.toLowerCase() === 't' && lane !== undefined)
      return () => this.a().timeline.openTable(lane);
    return undefined;
  }

  async #enter(): Promise<void> {
    this.#set(true);
    await this.host.updateComplete;
    this.host.querySelector<HTMLElement>('.tl-head button')?.focus();
  }
}

const isSlider = (target: EventTarget | null): boolean =>
  target instanceof Element && target.classList.contains('tl-slider');
