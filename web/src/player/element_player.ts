/* The fallback: one audio element on the whole preview file. Goes over to another variant with a
 * short gap at the same position, and round a loop with one. */
import type { Player, PlayerState, Variant } from './player.js';
import type { PreviewFile } from '../api/types.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';
import { text } from '../text.js';

const TURN_MS = 50; /* between two looks for the end of a loop */

export class ElementPlayer implements Player {
  state: PlayerState = 'none';
  heard: string | null = null;
  onChange = (): void => {};
  onTrouble = (_sentence: string | null): void => {};

  readonly gapless = false;
  readonly #audio = new Audio();
  #samples = 0;
  #target: number | null = null; /* where to start once the file is known */
  #playing = false;
  #loop: Span | null = null;
  #looked = 0; /* where it was at the last look */
  #turnTimer = 0;

  constructor() {
    this.#audio.preload = 'auto';
    this.#audio.addEventListener('loadedmetadata', () => this.#arrive());
    for (const name of ['playing', 'waiting', 'seeking', 'seeked', 'pause'])
      this.#audio.addEventListener(name, () => this.#publish());
    this.#audio.addEventListener('ended', () => this.#end());
    this.#audio.addEventListener('error', () => this.onTrouble(text.error.not_decoded));
  }

  position(): number {
    const at = this.#target ?? Math.round(this.#audio.currentTime * SAMPLES_PER_SECOND);
    return Math.min(at, this.#samples);
  }

  peaks(): null {
    return null;
  }

  choose(variant: Variant, _likely: readonly Variant[]): void {
    if (variant.id === this.heard) return;
    this.#target = Math.min(this.position(), variant.samples);
    this.#samples = variant.samples;
    this.heard = variant.id;
    this.onTrouble(null);
    this.#audio.src = this.#fileOf(variant).url;
    this.#publish();
  }

  play(): void {
    if (this.position() >= this.#samples) this.seek(0);
    this.#playing = true;
    this.#go();
  }

  pause(): void {
    this.#playing = false;
    this.#audio.pause();
    this.#publish();
  }

  seek(position: number): void {
    const target = Math.max(0, Math.min(Math.round(position), this.#samples));
    this.#looked = target;
    if (this.#audio.readyState === 0) this.#target = target;
    else this.#audio.currentTime = target / SAMPLES_PER_SECOND;
    this.#publish();
  }

  loop(span: Span | null): void {
    this.#loop = span;
    window.clearInterval(this.#turnTimer);
    if (span) this.#turnTimer = window.setInterval(() => this.#turn(), TURN_MS);
  }

  /* Back to the start of the loop when its end was passed, not when one went behind it. */
  #turn(): void {
    const before = this.#looked;
    this.#looked = this.position();
    const span = this.#loop;
    if (!this.#playing || this.#audio.seeking || !span) return;
    const out = Math.min(span.out_samples, this.#samples);
    if (before < out && this.#looked >= out) this.#restart(span);
  }

  #restart(span: Span): void {
    this.seek(span.in_samples);
    this.#looked = this.position();
    if (this.#audio.ended || this.#audio.paused) this.#go();
  }

  #end(): void {
    const span = this.#loop;
    if (span && span.out_samples >= this.#samples) this.#restart(span);
    else this.pause();
  }

  #arrive(): void {
    if (this.#target !== null) this.#audio.currentTime = this.#target / SAMPLES_PER_SECOND;
    this.#target = null;
    if (this.#playing) this.#go();
    this.#publish();
  }

  #go(): void {
    this.#audio.play().catch((cause: unknown) => {
      /* another file was chosen meanwhile: its own arrival plays on */
      if (cause instanceof DOMException && cause.name === 'AbortError') return;
      this.pause();
      this.onTrouble(text.error.not_started);
    });
    this.#publish();
  }

  #fileOf(variant: Variant): PreviewFile {
    const files = [variant.files.webm, variant.files.mp4, variant.files.opus];
    return files.find((f) => this.#audio.canPlayType(`${f.media_type}`) !== '') ?? files[0]!;
  }

  #publish(): void {
    const ready = this.#audio.readyState >= 3 && !this.#audio.seeking && this.#target === null;
    const going = ready && !this.#audio.paused ? 'playing' : 'waiting';
    this.state = this.heard === null ? 'none' : this.#playing ? going : 'paused';
    this.onChange();
  }
}
