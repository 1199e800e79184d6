/* Whether the server answers: since when it does not, and when the next try is. A line that broke
 * without a word is found out, too. */
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

const WAITS_S = [1, 2, 4, 8, 15];
const LOOK_MS = 5000;
const QUIET_MS = 15000; /* so long without an answer, and it is asked for one */

export interface Line {
  /* Asks the server for a sign of life; the answer, or that there is none, comes as tell. */
  probe(): void;
  /* The server is back. */
  again(): void;
}

export class Link {
  #tries = 0;
  #timer = 0;
  #told_ms = Date.now();

  constructor(
    private readonly store: Store<Model>,
    private readonly line: Line,
  ) {
    window.addEventListener('offline', () => this.tell(false));
    window.addEventListener('online', () => this.now());
    document.addEventListener('visibilitychange', () => this.now());
    window.setInterval(() => this.#look(), LOOK_MS);
  }

  /* Every answer of the server, and every failure to get one, is told here. */
  readonly tell = (reached: boolean): void => {
    const { lost } = this.store.state;
    this.#told_ms = Date.now();
    if (reached && lost) this.#restore();
    else if (!reached && this.#timer === 0) this.#wait(lost?.since_ms ?? Date.now());
  };

  /* Tries at once, where it is lost: the network is back, or somebody looks. */
  now(): void {
    if (document.hidden || !this.store.state.lost) return;
    this.#stop();
    this.line.probe();
  }

  #look(): void {
    const quiet = Date.now() - this.#told_ms >= QUIET_MS;
    if (quiet && !document.hidden && !this.store.state.lost) this.line.probe();
  }

  #stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = 0;
  }

  #restore(): void {
    this.#stop();
    this.#tries = 0;
    this.store.set({ lost: null });
    this.line.again();
  }

  #wait(since_ms: number): void {
    let retry_s = WAITS_S[Math.min(this.#tries++, WAITS_S.length - 1)] as number;
    this.store.set({ lost: { since_ms, retry_s } });
    this.#timer = window.setInterval(() => {
      this.store.set({ lost: { since_ms, retry_s: --retry_s } });
      if (retry_s > 0) return;
      this.#stop();
      this.line.probe();
    }, 1000);
  }
}
