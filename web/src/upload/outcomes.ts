/* What became of the files of each set: published, a draft that lacks something; its QC, its null
 * test, and what changed against the set before. */
import { ApiError } from '../api/client.js';
import type { Client } from '../api/client.js';
import type { SceneState } from '../api/talk_types.js';
import type { Store } from '../state/store.js';
import type { Facts } from './choosing.js';
import type { Goal } from './goals.js';
import type {
  Comparison,
  NullAnswer,
  Outcome,
  QcAnswer,
  ServerSet,
  Test,
  UploadState,
} from './types.js';

const WAITS_MS = [500, 1000, 2000, 4000, 8000];
const TRIES = 240; /* half an hour; later the review page tells */

export class Outcomes {
  #timers = new Set<number>();
  #checked = new Set<number>(); /* batches whose tests were asked for */

  constructor(
    private readonly client: Client,
    private readonly store: Store<UploadState>,
    private readonly facts: Facts,
  ) {}

  begin(batch: number, cue: string): void {
    const none = {
      set: null,
      was_there: false,
      before: null,
      qc: null,
      null_test: null,
      changes: null,
    };
    const outcome: Outcome = { batch, cue, ...none, error: null };
    this.store.set({ outcomes: [...this.store.state.outcomes, outcome] });
  }

  stop(): void {
    for (const timer of this.#timers) window.clearTimeout(timer);
    this.#timers.clear();
    this.#checked.clear();
  }

  know(batch: number, { set, earlier }: Goal): void {
    const known = this.#of(batch);
    if (known && !known.set && set)
      this.#put(batch, {
        set,
        was_there: set.published_at_ms !== null,
        before: earlier[0] ?? null,
      });
  }

  /* A file of it is through: how does its set stand? */
  look(batch: number): void {
    const id = this.#of(batch)?.set?.id;
    if (id !== undefined) this.#read(batch, id);
  }

  publish({ batch, set }: Outcome): void {
    if (!set) return;
    this.client.post(`/api/sets/${set.id}/publish`, { incomplete: true }).then(
      () => this.#read(batch, set.id),
      (cause: Error) => this.#put(batch, { error: cause.message }),
    );
  }

  answer(
    { batch, set }: Outcome,
    print: number,
    said: { order: string } | { start: string },
  ): void {
    if (!set) return;
    this.client.answer('prints', print, said).then(
      () => this.#read(batch, set.id),
      (cause: Error) => this.#put(batch, { error: cause.message }),
    );
  }

  #of(batch: number): Outcome | undefined {
    return this.store.state.outcomes.find((o) => o.batch === batch);
  }

  #put(batch: number, change: Partial<Outcome>): void {
    const { outcomes } = this.store.state;
    this.store.set({
      outcomes: outcomes.map((o) => (o.batch === batch ? { ...o, ...change } : o)),
    });
  }

  #read(batch: number, id: number): void {
    this.client.get<ServerSet>(`/api/sets/${id}`).then(
      (set) => {
        this.#put(batch, { set, error: null });
        if (set.published_at_ms === null || this.#checked.has(batch)) return;
        this.#checked.add(batch);
        this.#test(batch, set);
      },
      (cause: Error) => this.#failed(cause, batch, () => this.#read(batch, id)),
    );
  }

  #test(batch: number, set: ServerSet): void {
    const path = `/api/sets/${set.id}`;
    this.#poll<QcAnswer>(batch, `${path}/qc`, (qc) => this.#put(batch, { qc }));
    this.#poll<NullAnswer>(batch, `${path}/null`, (null_test) => {
      this.#put(batch, { null_test });
      if (null_test.state === 'done') this.#refresh(batch, set.id); /* what is unchanged is known */
    });
    const before = this.#of(batch)?.before;
    if (!before || this.#of(batch)?.was_there) return;
    this.#poll<Test<Comparison>>(batch, `/api/sets/${before.id}/compare/${set.id}`, (answer) => {
      const states = this.#of(batch)?.changes?.states ?? null;
      this.#put(batch, { changes: { version: before.version, answer, states } });
      if (answer.state === 'done') this.#readStates(batch, 0);
    });
  }

  #refresh(batch: number, id: number): void {
    this.client.get<ServerSet>(`/api/sets/${id}`).then(
      (set) => this.#put(batch, { set }),
      () => undefined,
    );
  }

  #readStates(batch: number, tries: number): void {
    const path = `/api/pictures/${this.facts.picture}/states`;
    this.client.get<{ states: readonly SceneState[] }>(path).then(
      ({ states }) => {
        const changes = this.#of(batch)?.changes;
        if (changes) this.#put(batch, { changes: { ...changes, states } });
        if (states.some((s) => s.is_checking) && tries < TRIES)
          this.#later(tries, () => this.#readStates(batch, tries + 1));
      },
      (cause: Error) => this.#failed(cause, batch, () => this.#readStates(batch, tries)),
    );
  }

  #poll<T extends Test<unknown>>(
    batch: number,
    path: string,
    take: (answer: T) => void,
    tries = 0,
  ): void {
    const again = (): void => this.#poll(batch, path, take, tries + 1);
    this.client.get<T>(path).then(
      (answer) => {
        take(answer);
        if (answer.state === 'waiting' && tries < TRIES) this.#later(tries, again);
      },
      (cause: Error) => this.#failed(cause, batch, again),
    );
  }

  #failed(cause: Error, batch: number, again: () => void): void {
    if (cause instanceof ApiError && cause.lost) this.#later(WAITS_MS.length, again);
    else this.#put(batch, { error: cause.message });
  }

  #later(tries: number, work: () => void): void {
    const ms = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] as number;
    const timer = window.setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
