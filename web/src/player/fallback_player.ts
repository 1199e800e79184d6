/* Plays by WebAudio as long as this browser can decode, and by an audio element from then on, at
 * the same place. */
import { ElementPlayer } from './element_player.js';
import type { Player, PlayerState, Variant } from './player.js';
import type { WebPlayer } from './web_player.js';
import type { Span } from '../pure/scenes.js';

export class FallbackPlayer implements Player {
  onChange = (): void => {};
  onTrouble = (_sentence: string | null): void => {};
  #now: Player;
  #chosen: Variant | null = null;
  #looped: Span | null = null;

  constructor(web: WebPlayer) {
    this.#now = this.#listen(web);
    web.onBroken = () => this.#fallBack(web);
  }

  get state(): PlayerState {
    return this.#now.state;
  }

  get heard(): string | null {
    return this.#now.heard;
  }

  get gapless(): boolean {
    return this.#now.gapless;
  }

  position(): number {
    return this.#now.position();
  }

  peaks(): readonly [number, number] | null {
    return this.#now.peaks();
  }

  choose(variant: Variant, likely: readonly Variant[]): void {
    this.#chosen = variant;
    this.#now.choose(variant, likely);
  }

  play(): void {
    this.#now.play();
  }

  pause(): void {
    this.#now.pause();
  }

  seek(position: number): void {
    this.#now.seek(position);
  }

  loop(span: Span | null): void {
    this.#looped = span;
    this.#now.loop(span);
  }

  #listen<P extends Player>(player: P): P {
    player.onChange = () => this.#now === player && this.onChange();
    player.onTrouble = (sentence) => this.#now === player && this.onTrouble(sentence);
    return player;
  }

  #fallBack(web: WebPlayer): void {
    if (this.#now !== web) return;
    const position = web.position();
    const playing = web.state === 'playing' || web.state === 'waiting';
    this.#now = this.#listen(new ElementPlayer());
    web.close();
    if (this.#chosen) this.#now.choose(this.#chosen, []);
    this.#now.loop(this.#looped);
    this.#now.seek(position);
    if (playing) this.#now.play();
  }
}
