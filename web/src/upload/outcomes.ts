/* What became of the files of each cue: published, a draft that lacks something, its QC. */
import { ApiError } from '../api/client.js';
import type { Client } from '../api/client.js';
import type { Store } from '../state/store.js';
import type { Goal } from './goals.js';
import { isTemp, sameCue } from './plan.js';
import type { Row, Target } from './plan.js';
import type { Outcome, QcAnswer, ServerSet, UploadState } from './types.js';

const QC_WAITS_MS = [500, 1000, 2000, 4000, 8000];
const QC_TRIES = 120;

export class Outcomes {
  #timers = new Set<number>();
  #checked = new Set<number>(); /* sets whose QC was asked for */

  constructor(
    private readonly client: Client,
    private readonly store: Store<UploadState>,
  ) {}

  begin(targets: readonly Target[]): void {
    const outcomes = targets.map(({ cue }): Outcome => ({
      cue,
      set: null,
      was_there: false,
      qc: null,
      error: null,
    }));
    this.store.set({ outcomes });
  }

  stop(): void {
    for (const timer of this.#timers) window.clearTimeout(timer);
    this.#timers.clear();
    this.#checked.clear();
  }

  know(row: Row, { set }: Goal): void {
    const known = this.#of(row);
    if (known && !known.set && set)
      this.#put(known.cue, { set, was_there: set.published_at_ms !== null });
  }

  /* A file of it is through: how does its set stand? */
  look(row: Row): void {
    const outcome = this.#of(row);
    if (outcome?.set) this.#read(outcome.cue, outcome.set.id);
  }

  publish(outcome: Outcome): void {
    const id = outcome.set?.id;
    if (id === undefined) return;
    this.client.post(`/api/sets/${id}/publish`, { incomplete: true }).then(
      () => this.#read(outcome.cue, id),
      (cause: Error) => this.#put(outcome.cue, { error: cause.message }),
    );
  }

  answer(outcome: Outcome, print: number, said: { order: string } | { start: string }): void {
    const id = outcome.set?.id;
    if (id === undefined) return;
    this.client.answer('prints', print, said).then(
      () => this.#read(outcome.cue, id),
      (cause: Error) => this.#put(outcome.cue, { error: cause.message }),
    );
  }

  #of(row: Row): Outcome | undefined {
    return this.store.state.outcomes.find((o) =>
      isTemp(row.role) ? o.cue === '' : o.cue !== '' && sameCue(o.cue, row.cue),
    );
  }

  #put(cue: string, change: Partial<Outcome>): void {
    this.store.set({
      outcomes: this.store.state.outcomes.map((o) => (o.cue === cue ? { ...o, ...change } : o)),
    });
  }

  #read(cue: string, id: number): void {
    this.client.get<ServerSet>(`/api/sets/${id}`).then(
      (set) => {
        this.#put(cue, { set, error: null });
        if (set.published_at_ms === null || this.#checked.has(id)) return;
        this.#checked.add(id);
        this.#check(cue, id, 0);
      },
      (cause: Error) => this.#failed(cause, cue, () => this.#read(cue, id)),
    );
  }

  #check(cue: string, id: number, tries: number): void {
    const wait = QC_WAITS_MS[Math.min(tries, QC_WAITS_MS.length - 1)] as number;
    const again = (): void => this.#later(wait, () => this.#check(cue, id, tries + 1));
    this.client.get<QcAnswer>(`/api/sets/${id}/qc`).then(
      (qc) => {
        this.#put(cue, { qc });
        if (qc.state === 'waiting' && tries < QC_TRIES) again();
      },
      (cause: Error) => this.#failed(cause, cue, again),
    );
  }

  #failed(cause: Error, cue: string, again: () => void): void {
    if (cause instanceof ApiError && cause.lost) this.#later(4000, again);
    else this.#put(cue, { error: cause.message });
  }

  #later(ms: number, work: () => void): void {
    const timer = window.setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
  }
}
