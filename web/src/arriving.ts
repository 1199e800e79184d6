/* How what was read of a production comes onto the page: at once, or, where it changes what sounds,
 * when the sound has stopped. */
import type { Address } from './address.js';
import type { Listening } from './listening.js';
import { rangeOf, soundOf } from './material.js';
import { parseTimecode } from './pure/timecode.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';

export class Arriving {
  #late: Loaded | null = null; /* came while the sound played, and waits for it to stop */

  constructor(
    private readonly store: Store<Model>,
    private readonly listening: Listening,
    private readonly address: Address,
    private readonly placed: () => void /* other sound is there, and a position in it */,
  ) {}

  put(loaded: Loaded): void {
    const before = this.store.state.loaded;
    const same = before !== null && soundOf(before) === soundOf(loaded);
    if (same && this.store.state.switching) void this.listening.apply();
    const range = rangeOf(loaded) ?? null;
    if (same && (this.store.state.heard || !range)) return this.store.set({ loaded, late: false });
    this.#late = before && this.store.state.sound === 'playing' ? loaded : null;
    this.store.set({ late: this.#late !== null });
    if (this.#late) return;
    const at = before ? this.listening.position() : this.#placeOf(loaded);
    this.store.set({ loaded, range, failure: null });
    if (range) this.listening.load(loaded, at);
    if (at !== null) this.store.set({ place: at });
    this.placed();
  }

  /* Nothing waits any more. */
  forget(): void {
    this.#late = null;
  }

  look(): void {
    if (this.#late && this.store.state.sound === 'paused') this.put(this.#late);
  }

  /* Where the address points: a timecode, a scene, or nowhere. */
  #placeOf(loaded: Loaded): number | null {
    const { at, scene } = this.address.route;
    const position = at === null ? undefined : parseTimecode(loaded.rate, at);
    const named = loaded.scenes.find((s) => s.number === scene)?.in_samples;
    return position ?? named ?? loaded.scenes[0]?.in_samples ?? null;
  }
}
