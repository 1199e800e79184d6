/* What of the music is heard: solo and mute, range and loop. */
import type { Playing } from './playing.js';
import type { ListenActions } from './state/listen_state.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

export class Mixing implements ListenActions {
  constructor(
    private readonly store: Store<Model>,
    private readonly playing: Playing,
  ) {}

  solo(_role: string): void {}
  mute(_role: string): void {}
  clear(): void {}

  setLoop(loop: boolean): void {
    this.store.set({ loop });
  }

  mark(_end: 'in' | 'out'): void {
    void this.playing;
  }

  unmark(): void {
    this.store.set({ marked: null });
  }
}
