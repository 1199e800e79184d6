/* Reads the measures of a cut, and again while the server still listens to it. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { Measures } from './api/types.js';
import type { Thresholds } from './pure/figures.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';

const AGAIN_MS = 2000;

const unfinished = ({ scenes }: Measures): boolean => scenes.some((s) => s.state === 'waiting');

export class Measuring {
  #turn = 0;
  #timer = 0;

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
  ) {}

  close(): void {
    this.#turn++;
    window.clearTimeout(this.#timer);
  }

  /* A failure leaves what was read before. */
  read({ production, picture }: Loaded): void {
    this.close();
    if (!picture) return;
    this.#ask(this.#turn, production.id, picture.id);
    this.#readThresholds(this.#turn, production.id);
  }

  /* Without them the figures stand there all the same. */
  #readThresholds(turn: number, production: number): void {
    this.client
      .get<{ thresholds: Thresholds }>(`/api/productions/${production}/thresholds`)
      .then(({ thresholds }) => turn === this.#turn && this.store.set({ thresholds }))
      .catch(() => undefined);
  }

  #ask(turn: number, production: number, picture: number): void {
    this.#answer(production, picture)
      .then((answer) => {
        if (turn !== this.#turn) return;
        this.store.set({ ...answer, measures_failure: null });
        if (unfinished(answer.measures)) this.#later(turn, production, picture);
      })
      .catch((cause: unknown) => {
        if (turn !== this.#turn || !(cause instanceof Error)) return;
        const lost = cause instanceof ApiError && cause.lost; /* is said elsewhere */
        this.store.set({ work: null, measures_failure: lost ? null : cause.message });
      });
  }

  async #answer(
    production: number,
    picture: number,
  ): Promise<Pick<Model, 'work'> & { measures: Measures }> {
    const measures = await this.client.measures(picture);
    const work = unfinished(measures) ? await this.client.work(production) : null;
    return { measures, work };
  }

  /* A page that nobody sees asks nothing; it reads all again once it is seen. */
  #later(turn: number, production: number, picture: number): void {
    this.#timer = window.setTimeout(() => {
      if (!document.hidden) this.#ask(turn, production, picture);
    }, AGAIN_MS);
  }
}
