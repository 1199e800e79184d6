/* The worker that reads files, one after another; the page itself where there is none. */
import type { Fit } from './fitting.js';
import type { Answer } from './reader_worker.js';
import { work } from './reading.js';
import type { Found, Work } from './reading.js';
import type { Head } from './wave.js';

interface Waiting {
  read(bytes: number): void;
  done(found: Found): void;
  fail(cause: Error): void;
}

export class Reader {
  #worker: Worker | null = null;
  #is_broken = typeof Worker === 'undefined';
  #last = 0;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Map<number, Waiting>();

  /* Of the whole file, in hex. read: how many bytes so far. */
  hash(file: Blob, read: (bytes: number) => void): Promise<string> {
    return this.#next({ what: 'hash', file }, read) as Promise<string>;
  }

  /* Which order six channels fit best. */
  fit(file: Blob, head: Head): Promise<Fit | null> {
    return this.#next({ what: 'fit', file, head }, () => undefined) as Promise<Fit | null>;
  }

  /* A disk reads one file quicker than two. */
  #next(job: Work, read: (bytes: number) => void): Promise<Found> {
    const done = this.#turn.then(() => this.#do(job, read));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #do(job: Work, read: (bytes: number) => void): Promise<Found> {
    const worker = this.#open();
    if (!worker) return work(job, read);
    return new Promise((done, fail) => {
      const id = ++this.#last;
      this.#waiting.set(id, { read, done, fail });
      worker.postMessage({ id, job });
    }).catch((cause: Error) => {
      if (!this.#is_broken) throw cause;
      return work(job, read);
    }) as Promise<Found>;
  }

  #open(): Worker | null {
    if (this.#is_broken || this.#worker) return this.#is_broken ? null : this.#worker;
    try {
      this.#worker = new Worker('/reader.js', { type: 'module' });
    } catch {
      this.#is_broken = true;
      return null;
    }
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#heard(data);
    this.#worker.onerror = () => this.#broke();
    return this.#worker;
  }

  #heard(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if ('bytes' in answer) return waiting.read(answer.bytes);
    this.#waiting.delete(answer.id);
    if ('found' in answer) waiting.done(answer.found as Found);
    else waiting.fail(Object.assign(new Error(answer.failed), { name: answer.failed }));
  }

  /* The page does it itself from now on. */
  #broke(): void {
    this.#is_broken = true;
    for (const { fail } of this.#waiting.values()) fail(new Error());
    this.#waiting.clear();
  }
}
