/* Playing, and moving about in what plays. */
import type { Listening } from './listening.js';
import type { Player } from './player/player.js';
import type { Choice } from './pure/recipe.js';
import { sceneAfter, sceneBefore } from './pure/scenes.js';
import { SAMPLES_PER_SECOND, frameAt, frameStart } from './pure/timecode.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

const GRACE_SAMPLES = SAMPLES_PER_SECOND;

export abstract class Playing {
  constructor(
    protected readonly store: Store<Model>,
    protected readonly player: Player,
    protected readonly listening: Listening,
  ) {}

  /* The position is about to jump, and has jumped. */
  protected abstract before(): void;
  protected abstract moved(): void;

  position(): number {
    return this.listening.position();
  }

  peaks(): readonly [number, number] | null {
    return this.player.peaks();
  }

  play(): void {
    this.player.play();
  }

  pause(): void {
    this.player.pause();
  }

  toggle(): void {
    if (this.store.state.sound === 'paused') this.play();
    else this.pause();
  }

  seek(position: number): void {
    const { heard, loaded } = this.store.state;
    const range = (loaded?.guest ? null : heard) ?? this.store.state.range;
    if (!range) return;
    this.before();
    const held = Math.max(range.in_samples, Math.min(position, range.out_samples - 1));
    this.listening.seek(held);
    this.store.set({ place: held, scrub: null });
    this.moved();
  }

  scrub(position: number | null): void {
    this.store.set({ scrub: position });
  }

  stepFrames(frames: number): void {
    const rate = this.store.state.loaded?.rate;
    if (rate) this.seek(frameStart(rate, frameAt(rate, this.position()) + frames));
  }

  stepSeconds(seconds: number): void {
    this.seek(this.position() + seconds * SAMPLES_PER_SECOND);
  }

  toScene(index: number, play = false): void {
    const scene = this.store.state.loaded?.scenes[index];
    if (!scene) return;
    this.seek(scene.in_samples);
    if (play) this.play();
  }

  sceneBefore(): void {
    const grace = this.store.state.sound === 'playing' ? GRACE_SAMPLES : 0;
    this.toScene(sceneBefore(this.store.state.loaded?.scenes ?? [], this.position(), grace));
  }

  sceneAfter(): void {
    this.toScene(sceneAfter(this.store.state.loaded?.scenes ?? [], this.position()));
  }

  choose(change: Partial<Choice>): void {
    this.store.set({ choice: { ...this.store.state.choice, ...change }, failure: null });
    void this.listening.apply();
  }
}
