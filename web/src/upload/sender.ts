/* Sends one file by tus-js-client: finds what had been sent of it, goes on from there, and does not
 * give up for a network that comes and goes. */
import { Upload } from 'tus-js-client';
import type { DetailedError } from 'tus-js-client';
import { ApiError } from '../api/client.js';
import type { Client } from '../api/client.js';
import { upload as text } from '../text.js';
import { CheckedStack } from './checked_stack.js';
import type { ServerUpload } from './types.js';

/* What breaks within a chunk is sent again, for its checksum comes first: the worse the network, the
 * smaller they get. */
const CHUNK_BYTES = 16 << 20;
const SMALL_CHUNK_BYTES = 1 << 20;
const RETRY_MS = [0, 1000, 2000, 4000, 8000];
const AGAIN_MS = 10000; /* once these are used up */
/* Not the file's fault: locked by a request that broke, damaged on the way, server away. */
const PASSING = [0, 408, 423, 429, 460, 502, 503, 504];

export class Stopped extends Error {}

export interface Hears {
  bytes(sent: number): void;
  lost(): void;
  checking(): void;
}

export class Sender {
  #upload: Upload | null = null;
  #url: string | null = null;
  #stop: ((cause: Error) => void) | null = null;
  #chunk_bytes = CHUNK_BYTES;
  #turn = 0; /* a pause ends it; whatever was under way notices */

  /* endpoint: where uploads are created; metadata has the file's identity. */
  constructor(
    private readonly client: Client,
    private readonly file: File,
    private readonly endpoint: string,
    private readonly metadata: Readonly<Record<string, string>>,
    private readonly hears: Hears,
  ) {}

  /* Until the server has taken the file. Throws Stopped, or an error with the server's sentence. */
  async send(): Promise<void> {
    const turn = ++this.#turn;
    for (;;) {
      try {
        if (await this.#isTaken()) return;
        this.#expect(turn);
        return await this.#go();
      } catch (cause) {
        this.#expect(turn);
        if (cause instanceof Stopped) throw cause;
        if (isUnreadable(cause)) throw new Error(text.sending.changed);
        if (!isPassing(cause)) throw new Error(sentenceOf(cause) ?? (cause as Error).message);
        this.hears.lost();
        await this.#wait(AGAIN_MS);
      }
    }
  }

  /* What arrived stays. */
  async pause(): Promise<void> {
    this.#turn++;
    this.#stop?.(new Stopped());
    await this.#upload?.abort().catch(() => undefined);
  }

  /* What arrived goes. */
  async cancel(): Promise<void> {
    await this.pause();
    const { id } = (await this.#find()) ?? {};
    if (id !== undefined) await this.client.removeUpload(id);
    this.#url = null;
  }

  /* Of this file, by this person, to this place; not what was refused. */
  async #find(): Promise<ServerUpload | undefined> {
    const query = new URLSearchParams({ identity: this.metadata['identity'] ?? '' });
    const path = `${this.endpoint}?${query}`;
    const { uploads } = await this.client.get<{ uploads: ServerUpload[] }>(path);
    const fit = uploads.filter((u) => u.bytes === this.file.size && u.state !== 'refused');
    return fit.sort((a, b) => b.offset - a.offset)[0];
  }

  /* What is known of an upload whose answer may have been lost: it may be whole by now. */
  async #isTaken(): Promise<boolean> {
    if (this.#url) {
      const known = await this.#look(this.#url);
      if (known?.state === 'refused') throw new Error(known.error ?? text.sending.refused);
      if (known?.state === 'done') return true;
      if (known) return false;
    }
    const before = await this.#find();
    this.#url = before ? new URL(`/api/uploads/${before.id}`, location.href).href : null;
    if (before) this.hears.bytes(before.offset);
    return false;
  }

  #expect(turn: number): void {
    if (turn !== this.#turn) throw new Stopped();
  }

  async #look(url: string): Promise<ServerUpload | null> {
    try {
      return await this.client.get<ServerUpload>(new URL(url).pathname);
    } catch (cause) {
      if (cause instanceof ApiError && cause.status === 404) return null;
      throw cause;
    }
  }

  async #go(): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.#stop = fail;
      this.#upload = this.#make(done, fail);
      this.#upload.start();
    });
  }

  #make(done: () => void, fail: (cause: Error) => void): Upload {
    const upload: Upload = new Upload(this.file, {
      endpoint: this.#url ? null : new URL(this.endpoint, location.href).href,
      uploadUrl: this.#url,
      metadata: { ...this.metadata },
      chunkSize: this.#chunk_bytes,
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false /* the server knows what it has */,
      httpStack: new CheckedStack(),
      onUploadUrlAvailable: () => {
        this.#url = upload.url;
        upload.options.endpoint = null; /* or it would begin anew when this one is gone */
      },
      onProgress: (sent) => {
        this.hears.bytes(sent);
        if (sent === this.file.size) this.hears.checking();
      },
      onChunkComplete: () => this.#resize(upload, Math.min(CHUNK_BYTES, this.#chunk_bytes * 2)),
      onShouldRetry: (error) => {
        const again = isPassing(error);
        if (again) this.#resize(upload, Math.max(SMALL_CHUNK_BYTES, this.#chunk_bytes / 4));
        if (again) this.hears.lost();
        return again;
      },
      onSuccess: () => done(),
      onError: fail,
    });
    return upload;
  }

  #resize(upload: Upload, bytes: number): void {
    this.#chunk_bytes = upload.options.chunkSize = bytes;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done, fail) => {
      const on = (): void => {
        window.clearTimeout(timer);
        window.removeEventListener('online', on);
        done();
      };
      const timer = window.setTimeout(on, ms);
      window.addEventListener('online', on);
      this.#stop = (cause) => {
        window.clearTimeout(timer);
        window.removeEventListener('online', on);
        fail(cause);
      };
    });
  }
}

const responseOf = (cause: unknown): DetailedError['originalResponse'] =>
  (cause as Partial<DetailedError>).originalResponse ?? null;

function isUnreadable(cause: unknown): boolean {
  const name = ((cause as Partial<DetailedError>).causingError ?? (cause as Error)).name;
  return name === 'NotReadableError' || name === 'NotFoundError';
}

function isPassing(cause: unknown): boolean {
  if (cause instanceof ApiError) return PASSING.includes(cause.status);
  if (isUnreadable(cause) || !('originalRequest' in (cause as object))) return false;
  return PASSING.includes(responseOf(cause)?.getStatus() ?? 0);
}

/* What our server says to a refusal. */
function sentenceOf(cause: unknown): string | null {
  try {
    const body = JSON.parse(responseOf(cause)?.getBody() ?? '') as { error?: { text?: unknown } };
    return typeof body.error?.text === 'string' ? body.error.text : null;
  } catch {
    return null; /* not ours: a proxy's page, say */
  }
}
