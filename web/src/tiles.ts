/* Reads tiles of a drawing as they come into view, keeps a number of them, and lets go of what is
 * asked for no longer. What is out of date is drawn until its successor is there. */
import type { TileKey } from './pure/tiles.js';

const AT_ONCE = 4;
const AGAIN_MS = 2500; /* after a failure, or while the server still listens to some of it */

export interface Read<T> {
  readonly tile: T;
  readonly whole: boolean; /* it will not grow by itself */
}

interface Kept<T> {
  readonly tile: T;
  readonly turn: number;
  readonly again_ms: number; /* Infinity: it is whole */
}

const nameOf = ({ level, index }: TileKey): string => `${level}/${index}`;

export class Tiles<T> {
  #kept = new Map<string, Kept<T>>(); /* what was needed last stands last */
  readonly #running = new Map<string, AbortController>();
  readonly #failed = new Map<string, number>();
  #wanted: readonly TileKey[] = [];
  #turn = 0;
  #timer = 0;

  constructor(
    private readonly read: (key: TileKey, signal: AbortSignal) => Promise<Read<T>>,
    private readonly came: (key: TileKey) => void,
    private readonly most: number,
  ) {}

  get(key: TileKey): T | undefined {
    return this.#kept.get(nameOf(key))?.tile;
  }

  readonly has = (key: TileKey): boolean => this.#kept.has(nameOf(key));

  /* What is in view, most wanted first. */
  need(keys: readonly TileKey[]): void {
    this.#wanted = keys;
    const names = new Set(keys.map(nameOf));
    for (const [name, controller] of this.#running) if (!names.has(name)) controller.abort();
    for (const name of names) this.#touch(name);
    this.#start();
  }

  /* What they were drawn from has changed. */
  outdate(): void {
    this.#turn++;
    for (const controller of this.#running.values()) controller.abort();
    this.#start();
  }

  clear(): void {
    window.clearTimeout(this.#timer);
    this.#wanted = [];
    this.outdate();
    this.#kept = new Map();
    this.#failed.clear();
  }

  #touch(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    this.#kept.delete(name);
    this.#kept.set(name, kept);
  }

  #isDue(key: TileKey, now_ms: number): boolean {
    const name = nameOf(key);
    if (this.#running.has(name) || (this.#failed.get(name) ?? 0) > now_ms) return false;
    const kept = this.#kept.get(name);
    return !kept || kept.turn !== this.#turn || kept.again_ms <= now_ms;
  }

  #start(): void {
    const now_ms = performance.now();
    for (const key of this.#wanted) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#isDue(key, now_ms)) void this.#ask(key);
    }
  }

  async #ask(key: TileKey): Promise<void> {
    const [name, turn, controller] = [nameOf(key), this.#turn, new AbortController()];
    this.#running.set(name, controller);
    try {
      const { tile, whole } = await this.read(key, controller.signal);
      if (!controller.signal.aborted) this.#keep(key, tile, turn, whole);
    } catch {
      /* the link says what is wrong with it; the tile is asked for again */
      if (!controller.signal.aborted) this.#again(name);
    } finally {
      if (this.#running.get(name) === controller) this.#running.delete(name);
      this.#start();
    }
  }

  #keep(key: TileKey, tile: T, turn: number, whole: boolean): void {
    const again_ms = whole ? Infinity : performance.now() + AGAIN_MS;
    this.#kept.set(nameOf(key), { tile, turn, again_ms });
    this.#failed.delete(nameOf(key));
    if (!whole) this.#wake();
    for (const name of this.#kept.keys()) {
      if (this.#kept.size <= this.most) break;
      this.#kept.delete(name);
    }
    this.came(key);
  }

  #again(name: string): void {
    this.#failed.set(name, performance.now() + AGAIN_MS);
    this.#wake();
  }

  #wake(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!document.hidden) this.#start();
    }, AGAIN_MS + 50);
  }
}
