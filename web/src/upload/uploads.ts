/* The upload view's own part of the page: what was chosen, what is sent, what became of it. Lives on
 * while its sheet is closed. */
import type { Client } from '../api/client.js';
import { Choosing } from './choosing.js';
import type { Facts } from './choosing.js';
import type { Goal } from './goals.js';
import { identityOf } from './identity.js';
import { Outcomes } from './outcomes.js';
import { isTemp, maySend, targetsOf } from './plan.js';
import type { Row, Target } from './plan.js';
import { Sender, Stopped } from './sender.js';
import { Speed } from './speed.js';
import { isOver } from './types.js';
import type { Progress } from './types.js';

const AT_ONCE = 3;
const TICK_MS = 500;

/* moved: a percentage to show elsewhere, null when nothing is under way. */
export interface Ways {
  moved(percent: number | null): void;
  listen(at_samples: number): void;
  hrefOf(at_samples: number): string;
}

export class Uploads extends Choosing {
  readonly outcomes: Outcomes;
  readonly #progress = new Map<string, Progress>();
  readonly #senders = new Map<string, Sender>();
  readonly #speed = new Speed();
  readonly #goalOf = new Map<string, () => Promise<Goal>>(); /* by row */
  #queue: string[] = [];
  #running = 0;
  #timer = 0;

  constructor(
    client: Client,
    facts: Facts,
    private readonly ways: Ways,
  ) {
    super(client, facts, (row, bytes) =>
      this.#tell(row.key, { state: 'reading', bytes, error: null }),
    );
    this.outcomes = new Outcomes(client, this.store);
  }

  /* Back to an empty list. */
  clear(): void {
    if (this.busy) return;
    this.#progress.clear();
    this.#senders.clear();
    this.#goalOf.clear();
    this.outcomes.stop();
    this.forget();
  }

  send(): void {
    const { rows, phase } = this.store.state;
    if (phase !== 'choosing' || !maySend(rows)) return;
    const targets = targetsOf(rows);
    this.outcomes.begin(targets);
    this.#speed.forget();
    for (const target of targets) this.#enter(target);
    this.#queue = rows.map((row) => row.key);
    this.#go();
  }

  pause(): void {
    this.#queue = [];
    for (const [key, { state }] of this.#progress)
      if (!isOver({ state, bytes: 0, error: null })) this.#halt(key);
    this.#settleDown();
  }

  resume(): void {
    this.#resume((p) => p.state === 'paused');
  }

  cancel(): void {
    for (const [key, progress] of this.#progress) if (!isOver(progress)) this.cancelFile(key);
  }

  pauseFile(key: string): void {
    this.#queue = this.#queue.filter((other) => other !== key);
    this.#halt(key);
    this.#settleDown();
  }

  /* One that was paused, refused or cancelled. */
  resumeFile(key: string): void {
    this.#resume((_, k) => k === key);
  }

  cancelFile(key: string): void {
    this.#queue = this.#queue.filter((other) => other !== key);
    this.#set(key, { state: 'cancelled', bytes: 0 });
    void this.#senders
      .get(key)
      ?.cancel()
      .catch((cause: Error) => this.store.set({ failure: cause.message }));
    this.#finished(key);
    this.#settleDown();
  }

  listen(at_samples: number): void {
    this.ways.listen(at_samples);
  }

  hrefOf(at_samples: number): string {
    return this.ways.hrefOf(at_samples);
  }

  /* The goal is found when the first file of a target is sent; a failure is not kept. */
  #enter(target: Target): void {
    let goal: Promise<Goal> | null = null;
    const once = (): Promise<Goal> => {
      goal ??= this.goals.goalOf(target).catch((cause: unknown) => {
        goal = null;
        throw cause;
      });
      return goal;
    };
    for (const { key } of target.rows) {
      this.#progress.set(key, { state: 'waiting', bytes: 0, error: null });
      this.#goalOf.set(key, once);
    }
  }

  #resume(which: (p: Progress, key: string) => boolean): void {
    const { rows } = this.store.state;
    const keys = rows
      .map((row) => row.key)
      .filter((key) => {
        const progress = this.#progress.get(key);
        return progress && which(progress, key) && !this.#queue.includes(key);
      });
    for (const key of keys) this.#set(key, { state: 'waiting' });
    this.#queue.push(...keys);
    this.#speed.forget();
    this.#go();
  }

  #halt(key: string): void {
    this.#set(key, { state: 'paused' });
    void this.#senders.get(key)?.pause();
  }

  #go(): void {
    this.store.set({ phase: 'sending', failure: null });
    window.addEventListener('beforeunload', warn);
    if (this.#timer === 0) this.#timer = window.setInterval(() => this.#show(), TICK_MS);
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      this.#running++;
      void this.#work();
    }
    this.#show();
  }

  async #work(): Promise<void> {
    for (let key = this.#queue.shift(); key !== undefined; key = this.#queue.shift())
      await this.#sendOne(key);
    this.#running--;
    this.#settleDown();
  }

  async #sendOne(key: string): Promise<void> {
    const row = this.store.state.rows.find((r) => r.key === key);
    if (!row) return;
    try {
      const goal = await (this.#goalOf.get(key) as () => Promise<Goal>)();
      this.outcomes.know(row, goal);
      if (this.#progress.get(key)?.state === 'paused') return;
      if (goal.there.has(key)) this.#set(key, { state: 'there', bytes: row.bytes });
      else await this.#sendTo(row, goal);
    } catch (cause) {
      const { state } = this.#progress.get(key) as Progress;
      if (cause instanceof Stopped || state === 'paused' || state === 'cancelled') return;
      this.#set(key, { state: 'failed', error: (cause as Error).message });
    }
    this.#finished(key);
  }

  async #sendTo(row: Row, goal: Goal): Promise<void> {
    const file = this.fileOf(row);
    const sender =
      this.#senders.get(row.key) ??
      new Sender(this.client, file, `${goal.address}/uploads`, await said(row, file), {
        bytes: (bytes) => this.#moved(row.key, 'sending', bytes),
        lost: () => this.#moved(row.key, 'lost'),
        checking: () => this.#moved(row.key, 'checking'),
      });
    this.#senders.set(row.key, sender);
    const { state } = this.#progress.get(row.key) as Progress;
    if (state === 'paused' || state === 'cancelled') return;
    this.#set(row.key, { state: 'sending' });
    await sender.send();
    this.#set(row.key, { state: 'done', bytes: row.bytes });
  }

  #finished(key: string): void {
    const row = this.store.state.rows.find((r) => r.key === key);
    if (row) this.outcomes.look(row);
  }

  /* News of a file that was paused or cancelled meanwhile are none. */
  #moved(key: string, state: Progress['state'], bytes?: number): void {
    const now = this.#progress.get(key) as Progress;
    if (now.state === 'paused' || isOver(now)) return;
    this.#tell(key, { state, bytes: bytes ?? now.bytes, error: null });
  }

  #set(key: string, change: Partial<Progress>): void {
    const now = this.#progress.get(key) as Progress;
    this.#progress.set(key, { ...now, error: null, ...change });
    this.#show();
  }

  /* What comes often is shown with the next tick. */
  #tell(key: string, progress: Progress): void {
    this.#progress.set(key, progress);
  }

  #show(): void {
    const all = [...this.#progress.values()];
    const sizes = new Map(this.store.state.rows.map((row) => [row.key, row.bytes]));
    const counted = [...this.#progress].filter(
      ([, { state }]) => state !== 'failed' && state !== 'cancelled',
    );
    const whole = counted.reduce((sum, [key]) => sum + (sizes.get(key) ?? 0), 0);
    const sent = counted.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    if (all.some(({ state }) => state === 'sending')) this.#speed.mark(Date.now(), sent);
    this.store.set({
      progress: Object.fromEntries(this.#progress),
      bytes_per_s: this.#speed.bytes_per_s,
      seconds_left: this.#speed.secondsFor(whole - sent),
    });
    this.ways.moved(this.busy && whole > 0 ? Math.floor((100 * sent) / whole) : null);
  }

  /* Sending ends when no file is on its way; what is paused keeps it open. */
  #settleDown(): void {
    const all = [...this.#progress.values()];
    const going = all.some((p) => !isOver(p) && p.state !== 'paused');
    if (going || !this.busy) return;
    window.clearInterval(this.#timer);
    this.#timer = 0;
    const paused = all.some((p) => p.state === 'paused');
    if (!paused) window.removeEventListener('beforeunload', warn);
    this.store.set({ phase: paused ? 'paused' : 'over' });
    this.#show();
  }
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

/* What the server is told of a file. */
async function said(row: Row, file: File): Promise<Record<string, string>> {
  return {
    filename: row.filename,
    identity: await identityOf(file),
    role: isTemp(row.role) ? row.role.toLowerCase() : row.role,
    ...(row.channel ? { channel: row.channel } : {}),
  };
}
