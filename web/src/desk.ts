/* What a press of a button does. Holds the store, the client and the player together; the views
 * know only Actions. */
import type { Client } from './api/client.js';
import { Listening } from './listening.js';
import { Measuring } from './measuring.js';
import { rangeOf, readMaterial } from './material.js';
import type { Player } from './player/player.js';
import type { Choice } from './pure/recipe.js';
import { NO_ROUTE, formatRoute, parseRoute } from './pure/route.js';
import type { Order, Route } from './pure/route.js';
import { sceneAfter, sceneAt, sceneBefore } from './pure/scenes.js';
import {
  SAMPLES_PER_SECOND,
  formatTimecode,
  frameAt,
  frameStart,
  parseTimecode,
} from './pure/timecode.js';
import { EMPTY_VIEW } from './state/model.js';
import type { Actions, Loaded, Model, RecordingKind, Theme } from './state/model.js';
import type { Store } from './state/store.js';

const TICK_MS = 100;
const ADDRESS_MS = 400; /* browsers refuse more than 100 changes in 30 s */
const GRACE_SAMPLES = SAMPLES_PER_SECOND;

export class Desk implements Actions {
  readonly #listening: Listening;
  readonly #measuring: Measuring;
  #route: Route = NO_ROUTE;
  #addressTimer = 0;
  #turn = 0;
  #late: Loaded | null = null; /* came while the sound played, and waits for it to stop */

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly player: Player,
  ) {
    this.#listening = new Listening(store, client, player);
    this.#measuring = new Measuring(store, client);
    window.setInterval(() => this.#follow(), TICK_MS);
  }

  /* The address changed, or is read for the first time. */
  enter(): void {
    this.#route = parseRoute(location.pathname, location.search);
    this.#listening.close();
    this.#measuring.close();
    this.#late = null;
    const view = this.#route.production === null ? 'productions' : 'production';
    this.store.set({ ...EMPTY_VIEW, view, order: this.#route.order });
    this.refresh();
  }

  hrefOf(production: number | null): string {
    return formatRoute({ ...NO_ROUTE, production }, this.#keep());
  }

  openProductions(): void {
    this.#go(NO_ROUTE);
  }

  openProduction(production: number, picture: number | null = null): void {
    this.#go({ ...NO_ROUTE, production, picture });
  }

  refresh(): void {
    const turn = ++this.#turn;
    const { production, picture } = this.#route;
    const reading =
      production === null
        ? this.client.productions().then((productions) => () => this.store.set({ productions }))
        : readMaterial(this.client, production, picture).then((loaded) => () => {
            this.#arrived(loaded);
            this.#measuring.read(loaded);
          });
    reading
      .then((apply) => turn === this.#turn && apply())
      .catch((cause: unknown) => {
        if (turn === this.#turn && !this.store.state.lost && cause instanceof Error)
          this.store.set({ failure: cause.message });
      });
  }

  #arrived(loaded: Loaded): void {
    const before = this.store.state.loaded;
    const same = before !== null && JSON.stringify(before) === JSON.stringify(loaded);
    if (same && this.store.state.switching) void this.#listening.apply();
    const range = rangeOf(loaded) ?? null;
    if (same && (this.store.state.heard || !range)) return;
    this.#late = before && this.store.state.sound === 'playing' ? loaded : null;
    if (this.#late) return;
    const at = before ? this.#listening.position() : this.#placeOf(loaded);
    this.store.set({ loaded, range, failure: null });
    if (range) this.#listening.load(loaded, at);
    if (at !== null) this.store.set({ place: at });
    this.#follow();
  }

  /* Where the address points: a timecode, a scene, or nowhere. */
  #placeOf(loaded: Loaded): number | null {
    const { at, scene } = this.#route;
    const position = at === null ? undefined : parseTimecode(loaded.rate, at);
    const named = loaded.scenes.find((s) => s.number === scene)?.in_samples;
    return position ?? named ?? loaded.scenes[0]?.in_samples ?? null;
  }

  position(): number {
    return this.#listening.position();
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
    const range = this.store.state.heard ?? this.store.state.range;
    if (!range) return;
    const held = Math.max(range.in_samples, Math.min(position, range.out_samples - 1));
    this.#listening.seek(held);
    this.store.set({ place: held, scrub: null });
    this.#follow();
    this.#tellAddress();
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
    void this.#listening.apply();
  }

  answerOrder(of: RecordingKind, id: number, order: string): void {
    this.#settle(this.client.answer(of, id, { order }));
  }

  answerStart(of: RecordingKind, id: number, start: string): void {
    this.#settle(this.client.answer(of, id, { start }));
  }

  #settle(answered: Promise<unknown>): void {
    answered.then(
      () => this.refresh(),
      (cause: Error) => this.store.set({ failure: cause.message }),
    );
  }

  setOrder(order: Order): void {
    this.#route = { ...this.#route, order };
    this.store.set({ order });
    this.#tellAddress();
  }

  setTheme(theme: Theme): void {
    this.store.set({ theme });
  }

  setLetters(letters: boolean): void {
    this.store.set({ letters });
  }

  setSheet(sheet: Model['sheet']): void {
    this.store.set({ sheet });
  }

  /* Keeps the current scene, and the address, with the position. */
  #follow(): void {
    const { loaded, scene } = this.store.state;
    if (!loaded) return;
    if (this.#late && this.store.state.sound === 'paused') this.#arrived(this.#late);
    const now = sceneAt(loaded.scenes, this.position());
    if (now === scene) return;
    this.store.set({ scene: now });
    this.#tellAddress();
  }

  #tellAddress(): void {
    window.clearTimeout(this.#addressTimer);
    this.#addressTimer = window.setTimeout(() => {
      const { loaded, scene } = this.store.state;
      if (!loaded || loaded.production.id !== this.#route.production) return;
      const at = formatTimecode(loaded.rate, this.position());
      this.#route = { ...this.#route, at, scene: loaded.scenes[scene]?.number ?? null };
      history.replaceState(null, '', formatRoute(this.#route, this.#keep()));
    }, ADDRESS_MS);
  }

  #go(route: Route): void {
    history.pushState(null, '', formatRoute(route, this.#keep()));
    this.enter();
  }

  /* What else stands in the address stays there. */
  #keep(): string {
    return location.search;
  }
}
