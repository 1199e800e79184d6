/* The upload view's own part of the page: what was chosen, what is sent, what became of it. Lives on
 * while another view is looked at. Nothing of a set is sent before somebody said so and everything
 * that is asked about it is answered. */
import { ApiError } from '../api/client.js';
import type { Client } from '../api/client.js';
import { Choosing } from './choosing.js';
import type { Facts } from './choosing.js';
import type { Goal } from './goals.js';
import { Outcomes } from './outcomes.js';
import { changed, problemsOf, targetsOf } from './plan.js';
import type { Row, Target } from './plan.js';
import { prove } from './proving.js';
import { Queue, wordsOf } from './queue.js';
import { Reader } from './reader.js';
import type { Progress } from './types.js';

const AGAIN_MS = 4000;

/* moved: a percentage to show elsewhere, null when nothing is under way. */
export interface Ways {
  moved(percent: number | null): void;
  listen(at_samples: number): void;
  hrefOf(at_samples: number): string;
}

export class Uploads extends Choosing {
  readonly outcomes: Outcomes;
  readonly #queue: Queue;
  readonly #targets = new Map<number, Target>(); /* by batch */
  readonly #goals = new Map<number, Promise<Goal>>();
  readonly #addresses = new Map<number, string>();
  readonly #same = new Map<string, Promise<number | null>>(); /* by row: a set that has the file */
  #last_batch = 0;

  constructor(
    client: Client,
    facts: Facts,
    private readonly ways: Ways,
  ) {
    super(client, facts, new Reader(), (row, bytes) => this.#reading(row, bytes));
    this.outcomes = new Outcomes(client, this.store, facts);
    this.#queue = new Queue(client, this.store, {
      fileOf: (row) => this.fileOf(row),
      addressOf: (row) => this.#addresses.get(row.batch) as string,
      finished: (row) => this.outcomes.look(row.batch),
      moved: (percent) => ways.moved(percent),
    });
  }

  get busy(): boolean {
    return this.#queue.busy;
  }

  /* Back to an empty list. */
  clear(): void {
    if (this.busy) return;
    this.#queue.forget();
    for (const map of [this.#targets, this.#goals, this.#addresses, this.#same]) map.clear();
    this.outcomes.stop();
    this.forget();
  }

  /* All that is chosen now. What is still asked about goes by itself once it is answered. */
  send(): void {
    const keys = this.store.state.rows.map((row) => row.key);
    this.store.set({ released: new Set(keys), paused: false, failure: null });
    this.settled();
  }

  pause(): void {
    this.store.set({ paused: true });
    for (const key of this.#queue.halted(() => true)) this.#queue.pause(key);
  }

  resume(): void {
    this.store.set({ paused: false });
    this.#again(this.#queue.halted((p) => p.state === 'paused'));
    this.settled();
  }

  askCancel(asks_cancel: boolean): void {
    this.store.set({ asks_cancel });
  }

  cancel(): void {
    this.store.set({ asks_cancel: false, paused: false, released: new Set() });
    for (const key of this.#queue.halted(() => true)) this.#queue.cancel(key);
  }

  pauseFiles(rows: readonly Row[]): void {
    for (const { key } of rows) this.#queue.pause(key);
  }

  /* Those that were paused, refused or cancelled. */
  resumeFiles(rows: readonly Row[]): void {
    const stopped: readonly Progress['state'][] = ['paused', 'failed', 'cancelled'];
    const halted = this.#queue.halted((p) => stopped.includes(p.state));
    this.#again(rows.map((row) => row.key).filter((key) => halted.includes(key)));
  }

  cancelFiles(rows: readonly Row[]): void {
    for (const { key } of rows) this.#queue.cancel(key);
  }

  listen(at_samples: number): void {
    this.ways.listen(at_samples);
  }

  hrefOf(at_samples: number): string {
    return this.ways.hrefOf(at_samples);
  }

  /* Begins what may be sent now, set by set. */
  protected override settled(): void {
    const { rows, heads, released, paused } = this.store.state;
    if (paused) return;
    const open = rows.filter((row) => row.batch === 0 && released.has(row.key));
    for (const target of targetsOf(open)) {
      const ready = target.rows.every(
        (row) => row.key in heads && problemsOf(row, rows, heads).length === 0,
      );
      if (ready) this.#begin(target);
    }
  }

  #begin(target: Target): void {
    const batch = ++this.#last_batch;
    const keys = target.rows.map((row) => row.key);
    this.store.set({ rows: changed(this.store.state.rows, keys, { batch }) });
    const rows = this.store.state.rows.filter((row) => row.batch === batch);
    this.#targets.set(batch, { ...target, rows });
    this.outcomes.begin(batch, target.cue);
    this.#again(keys);
  }

  #again(keys: readonly string[]): void {
    this.#queue.enter(keys);
    for (const row of this.store.state.rows) if (keys.includes(row.key)) void this.#prepare(row);
  }

  /* Finds out where a file goes, and whether it has to be sent at all. */
  async #prepare(row: Row): Promise<void> {
    const { key, batch, bytes } = row;
    const waits = (): boolean => ['waiting', 'reading'].includes(this.#queue.stateOf(key) ?? '');
    try {
      const goal = await this.#goal(batch);
      this.outcomes.know(batch, goal);
      const was_there = goal.there.has(key);
      const version = was_there ? null : await this.#sameAs(row, goal);
      if (!waits()) return;
      if (was_there || version !== null) {
        this.#queue.set(key, { state: 'there', bytes, version });
        return this.#queue.over(key);
      }
      this.#queue.set(key, { state: 'waiting', bytes: 0 });
      this.#queue.give(key);
    } catch (cause) {
      if (waits()) this.#failed(row, cause as Error);
    }
  }

  /* What the network took comes back; what the server refused does not. */
  #failed(row: Row, cause: Error): void {
    if (!(cause instanceof ApiError) || !cause.lost) {
      this.#queue.set(row.key, { state: 'failed', error: cause.message });
      return this.#queue.over(row.key);
    }
    this.#queue.set(row.key, { state: 'lost' });
    window.setTimeout(() => {
      if (this.#queue.stateOf(row.key) !== 'lost') return;
      this.#queue.set(row.key, { state: 'waiting' });
      void this.#prepare(row);
    }, AGAIN_MS);
  }

  /* A failure is not kept. */
  #goal(batch: number): Promise<Goal> {
    const known = this.#goals.get(batch);
    if (known) return known;
    const goal = this.goals.goalOf(this.#targets.get(batch) as Target);
    this.#goals.set(batch, goal);
    goal.then(
      ({ address }) => this.#addresses.set(batch, address),
      () => this.#goals.delete(batch),
    );
    return goal;
  }

  /* The earlier set of the cue that has this very file; it is read only if one has a file as long. */
  #sameAs(row: Row, goal: Goal): Promise<number | null> {
    const known = this.#same.get(row.key);
    if (known) return known;
    const same = this.#compare(row, goal);
    this.#same.set(row.key, same);
    same.catch(() => this.#same.delete(row.key));
    return same;
  }

  async #compare(row: Row, goal: Goal): Promise<number | null> {
    const as_long = goal.earlier.flatMap(({ version, prints }) =>
      prints
        .flatMap((print) => print.files)
        .filter((file) => file.bytes === row.bytes)
        .map(({ sha256 }) => ({ sha256, version })),
    );
    if (as_long.length === 0) return null;
    const file = this.fileOf(row);
    const sha256 = await this.goals.hashOf(row);
    const version = as_long.find((other) => other.sha256 === sha256)?.version;
    if (version === undefined) return null;
    const is_taken = await prove(this.client, goal.address, file, sha256, wordsOf(row));
    return is_taken ? version : null;
  }

  #reading(row: Row, bytes: number): void {
    this.#queue.news(row.key, { state: 'reading', bytes });
  }
}
