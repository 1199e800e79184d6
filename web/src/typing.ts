/* Playback that makes room for what somebody writes, where the person set it so. */
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

export class Typing {
  #held = false; /* the pause has come, and the next start of the sound ends it */

  constructor(
    private readonly store: Store<Model>,
    private readonly pause: () => void,
  ) {
    store.subscribe(() => this.#follow());
  }

  begun(): void {
    const { typing_pauses, sound } = this.store.state;
    if (!typing_pauses || (sound !== 'playing' && sound !== 'waiting')) return;
    this.pause();
    this.store.set({ hushed: true });
  }

  #follow(): void {
    const { hushed, sound } = this.store.state;
    if (!hushed) this.#held = false;
    else if (sound !== 'playing' && sound !== 'waiting') this.#held = true;
    else if (this.#held) this.store.set({ hushed: false });
  }
}
