/* The address of the page: what it says, and how it follows what is looked at, so that a link opens
 * at the place. */
import { NO_ROUTE, formatRoute, parseRoute } from './pure/route.js';
import type { Part, Route } from './pure/route.js';
import { sceneAt } from './pure/scenes.js';
import { formatTimecode } from './pure/timecode.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

/* Browsers refuse more than 100 changes of the address in 30 s: most are made at once, so that a reload
 * a moment later finds the place, and whoever holds a key down waits for the rest. */
const SPAN_MS = 30000;
const AT_ONCE = 60; /* of a span */
const REST_MS = 800;

export class Address {
  #route: Route = NO_ROUTE;
  #timer = 0;
  #put_ms: readonly number[] = []; /* when, in the last span */

  constructor(
    private readonly store: Store<Model>,
    private readonly position: () => number,
  ) {}

  get route(): Route {
    return this.#route;
  }

  /* What stands in the address bar now; true where it is the same cut of the same production. */
  read(): boolean {
    const { production, picture } = this.#route;
    this.#route = parseRoute(location.pathname, location.search);
    const { door } = this.#route;
    return !door && this.#route.production === production && this.#route.picture === picture;
  }

  hrefOf(production: number | null, part: Part): string {
    const same = production !== null && production === this.#route.production;
    return formatRoute({ ...(same ? this.#route : NO_ROUTE), production, part }, this.besides());
  }

  /* instead: the place before is no place to come back to. */
  put(route: Route, instead = false): void {
    const address = formatRoute(route, this.besides());
    if (instead) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
  }

  /* Another part of the same production, at the same place. */
  turnTo(part: Part): void {
    this.#route = { ...this.#route, ...this.#place(), part };
    this.put(this.#route);
  }

  /* Takes over what is looked at and where. */
  follow(): void {
    const { order, show, find } = this.store.state;
    this.#route = { ...this.#route, order, show, find };
    window.clearTimeout(this.#timer);
    const now = performance.now();
    this.#put_ms = this.#put_ms.filter((at) => at > now - SPAN_MS);
    if (this.#put_ms.length < AT_ONCE) this.#putPlace();
    else this.#timer = window.setTimeout(() => this.#putPlace(), REST_MS);
  }

  #putPlace(): void {
    const { loaded } = this.store.state;
    if (!loaded || loaded.production.id !== (this.#route.production ?? 0)) return;
    this.#route = { ...this.#route, ...this.#place() };
    this.put(this.#route, true);
    this.#put_ms = [...this.#put_ms, performance.now()];
  }

  /* Parameters that are not the page's own, such as player=element, stay where they are. */
  besides(): string {
    return location.search;
  }

  #place(): Pick<Route, 'at' | 'scene'> {
    const { loaded } = this.store.state;
    if (!loaded) return { at: this.#route.at, scene: this.#route.scene };
    const now = sceneAt(loaded.scenes, this.position());
    return {
      at: formatTimecode(loaded.rate, this.position()),
      scene: loaded.scenes[now]?.number ?? null,
    };
  }
}
