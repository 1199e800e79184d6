/* Files on their way: a few at a time, each with its own sender; how far they are, how fast. */
import type { Client } from '../api/client.js';
import type { Store } from '../state/store.js';
import { identityOf } from './identity.js';
import { bytesOf } from './lines.js';
import { isTemp } from './plan.js';
import type { Row } from './plan.js';
import { Sender, Stopped } from './sender.js';
import { Speed } from './speed.js';
import { isOver } from './types.js';
import type { Progress, UploadState } from './types.js';

const AT_ONCE = 3;
const TICK_MS = 500;

export interface Hears {
  fileOf(row: Row): File;
  addressOf(row: Row): string; /* where its goal is */
  finished(row: Row): void; /* sent, refused or cancelled */
  moved(percent: number | null): void; /* null: nothing is under way */
}

export class Queue {
  readonly #progress = new Map<string, Progress>();
  readonly #senders = new Map<string, Sender>();
  readonly #speed = new Speed();
  #keys: string[] = [];
  #running = 0;
  #timer = 0;

  constructor(
    private readonly client: Client,
    private readonly store: Store<UploadState>,
    private readonly hears: Hears,
  ) {}

  /* Something is on its way, or paused. */
  get busy(): boolean {
    return [...this.#progress.values()].some((p) => !isOver(p));
  }

  forget(): void {
    this.#progress.clear();
    this.#senders.clear();
    this.#speed.forget();
  }

  stateOf(key: string): Progress['state'] | null {
    return this.#progress.get(key)?.state ?? null;
  }

  /* It will be given as soon as its goal is known. */
  enter(keys: readonly string[]): void {
    for (const key of keys) {
      const bytes = this.#progress.get(key)?.bytes ?? 0;
      this.#progress.set(key, { state: 'waiting', bytes, error: null });
    }
    window.addEventListener('beforeunload', warn);
    if (this.#timer === 0) this.#timer = window.setInterval(() => this.show(), TICK_MS);
    this.show();
  }

  give(key: string): void {
    if (this.stateOf(key) !== 'waiting' || this.#keys.includes(key)) return;
    this.#keys.push(key);
    if (this.#running >= AT_ONCE) return;
    this.#running++;
    void this.#work();
  }

  /* Which of those that are paused, refused or cancelled; what is to be done with them is for whoever
   * gave them. */
  halted(which: (p: Progress) => boolean): readonly string[] {
    return [...this.#progress].filter(([, p]) => which(p)).map(([key]) => key);
  }

  pause(key: string): void {
    const progress = this.#progress.get(key);
    if (!progress || isOver(progress)) return;
    this.#keys = this.#keys.filter((other) => other !== key);
    this.set(key, { state: 'paused' });
    void this.#senders.get(key)?.pause();
    this.#settleDown();
  }

  cancel(key: string): void {
    const progress = this.#progress.get(key);
    if (!progress || isOver(progress)) return;
    this.#keys = this.#keys.filter((other) => other !== key);
    this.set(key, { state: 'cancelled', bytes: 0 });
    void this.#senders
      .get(key)
      ?.cancel()
      .catch((cause: Error) => this.store.set({ failure: cause.message }));
    this.over(key);
  }

  set(key: string, change: Partial<Progress>): void {
    this.tell(key, change);
    this.show();
  }

  /* What comes often is shown with the next tick. News of what was paused meanwhile are none. */
  news(key: string, change: Partial<Progress>): void {
    const now = this.#progress.get(key);
    if (now && now.state !== 'paused' && !isOver(now)) this.tell(key, change);
  }

  /* A file is through, one way or the other. */
  over(key: string): void {
    const row = this.#rowOf(key);
    if (row) this.hears.finished(row);
    this.#settleDown();
  }

  show(): void {
    const { rows } = this.store.state;
    const progress = Object.fromEntries(this.#progress);
    const known = rows.filter((row) => progress[row.key]);
    const { bytes, sent } = bytesOf(known, progress);
    const all = bytesOf(rows, progress);
    this.#mark(known);
    this.store.set({
      progress,
      bytes_per_s: this.#speed.bytes_per_s,
      seconds_left: this.#speed.secondsFor(bytes - sent),
    });
    this.hears.moved(this.busy && all.bytes > 0 ? Math.floor((100 * all.sent) / all.bytes) : null);
  }

  private tell(key: string, change: Partial<Progress>): void {
    const now = this.#progress.get(key);
    if (now) this.#progress.set(key, { ...now, error: null, ...change });
  }

  /* What was not sent is no speed. */
  #mark(rows: readonly Row[]): void {
    const moved = rows.map((row) => this.#progress.get(row.key) as Progress);
    if (!moved.some(({ state }) => state === 'sending')) return;
    const counted = moved.filter(({ state }) => state !== 'there' && state !== 'reading');
    const sum = counted.reduce((all, { bytes }) => all + bytes, 0);
    this.#speed.mark(Date.now(), sum);
  }

  #rowOf(key: string): Row | undefined {
    return this.store.state.rows.find((row) => row.key === key);
  }

  async #work(): Promise<void> {
    for (let key = this.#keys.shift(); key !== undefined; key = this.#keys.shift())
      await this.#send(key);
    this.#running--;
    this.#settleDown();
  }

  async #send(key: string): Promise<void> {
    const row = this.#rowOf(key);
    if (!row || this.stateOf(key) !== 'waiting') return;
    try {
      const sender = this.#senders.get(key) ?? (await this.#make(row));
      this.#senders.set(key, sender);
      if (this.stateOf(key) !== 'waiting') return;
      this.set(key, { state: 'sending' });
      await sender.send();
      this.set(key, { state: 'done', bytes: row.bytes });
    } catch (cause) {
      const state = this.stateOf(key);
      if (cause instanceof Stopped || state === 'paused' || state === 'cancelled') return;
      this.set(key, { state: 'failed', error: (cause as Error).message });
    }
    this.over(key);
  }

  async #make(row: Row): Promise<Sender> {
    const file = this.hears.fileOf(row);
    const words = { ...wordsOf(row), identity: await identityOf(file) };
    return new Sender(this.client, file, `${this.hears.addressOf(row)}/uploads`, words, {
      bytes: (bytes) => this.news(row.key, { state: 'sending', bytes }),
      lost: () => this.news(row.key, { state: 'lost' }),
      checking: () => this.news(row.key, { state: 'checking' }),
    });
  }

  /* Sending ends when no file is on its way; what is paused keeps it open. */
  #settleDown(): void {
    const all = [...this.#progress.values()];
    if (!all.some((p) => !isOver(p) && p.state !== 'paused')) {
      window.clearInterval(this.#timer);
      this.#timer = 0;
      this.#speed.forget();
    }
    if (!this.busy) window.removeEventListener('beforeunload', warn);
    this.show();
  }
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

/* What the server is told of a file. */
export function wordsOf(row: Row): Readonly<Record<string, string>> {
  return {
    filename: row.filename,
    role: isTemp(row.role) ? row.role.toLowerCase() : row.role,
    ...(row.channel ? { channel: row.channel } : {}),
    ...(row.order ? { order: row.order } : {}),
    ...(row.start ? { start: row.start } : {}),
  };
}
