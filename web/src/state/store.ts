/* The page's state: one immutable snapshot at a time, changed only here. */

export type Listener = () => void;

export class Store<T extends object> {
  #state: Readonly<T>;
  readonly #listeners = new Set<Listener>();

  constructor(first: T) {
    this.#state = Object.freeze({ ...first });
  }

  get state(): Readonly<T> {
    return this.#state;
  }

  /* Listeners are told only when a value really differs. */
  set(change: Partial<T>): void {
    const keys = Object.keys(change) as (keyof T)[];
    if (keys.every((key) => Object.is(this.#state[key], change[key]))) return;
    this.#state = Object.freeze({ ...this.#state, ...change });
    for (const listener of [...this.#listeners]) listener();
  }

  /* Returns the way out. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
