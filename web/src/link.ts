/* Whether the server answers: since when it does not, and when the next try is. */
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

const WAITS_S = [2, 4, 8, 15];

export class Link {
  #tries = 0;
  #timer = 0;

  /* again: what to do for the next try, and once the server is back. */
  constructor(
    private readonly store: Store<Model>,
    private readonly again: () => void,
  ) {}

  /* Every answer of the server, and every failure to get one, is told here. */
  readonly tell = (reached: boolean): void => {
    const { lost } = this.store.state;
    if (reached && lost) this.#restore();
    else if (!reached && this.#timer === 0) this.#wait(lost?.since_ms ?? Date.now());
  };

  #restore(): void {
    window.clearInterval(this.#timer);
    this.#timer = this.#tries = 0;
    this.store.set({ lost: null });
    this.again();
  }

  #wait(since_ms: number): void {
    let retry_s = WAITS_S[Math.min(this.#tries++, WAITS_S.length - 1)] as number;
    this.store.set({ lost: { since_ms, retry_s } });
    this.#timer = window.setInterval(() => {
      if (--retry_s > 0) return this.store.set({ lost: { since_ms, retry_s } });
      window.clearInterval(this.#timer);
      this.#timer = 0;
      this.again();
    }, 1000);
  }
}
