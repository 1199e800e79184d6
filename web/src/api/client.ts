/* The page's only way to the server. Every failure is an ApiError with a sentence for people. */
import type {
  Measures,
  Overs,
  Preview,
  Production,
  ProductionLine,
  Recording,
  Scene,
  Work,
  RecordingAnswer,
  RecordingKind,
} from './types.js';
import type { Recipe } from '../pure/recipe.js';
import { text } from '../text.js';

export class ApiError extends Error {
  /* status 0: the server was not reached; retry_s: when to come back, where the server says it */
  constructor(
    readonly status: number,
    message: string,
    readonly retry_s: number | null = null,
  ) {
    super(message);
  }

  get lost(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface PreviewWish {
  readonly recipe: Recipe;
  readonly sets?: readonly number[];
  readonly in_samples?: number;
  readonly out_samples?: number;
}

const GUESTS = '/api/guest';
const PROBE_MS = 5000;

export class Client {
  #entered = 0;

  /* onLink: whether the server was reached; onOut: it does not know who asks */
  constructor(
    private readonly onLink: (reached: boolean) => void,
    private readonly onOut: () => void,
  ) {}

  async productions(): Promise<readonly ProductionLine[]> {
    return (await this.get<{ productions: ProductionLine[] }>('/api/productions')).productions;
  }

  production(id: number): Promise<Production> {
    return this.get(`/api/productions/${id}`);
  }

  async scenes(picture: number): Promise<readonly Scene[]> {
    return (await this.get<{ scenes: Scene[] }>(`/api/pictures/${picture}/scenes`)).scenes;
  }

  async temps(picture: number): Promise<readonly Recording[]> {
    return (await this.get<{ temps: Recording[] }>(`/api/pictures/${picture}/temps`)).temps;
  }

  measures(picture: number): Promise<Measures> {
    return this.get(`/api/pictures/${picture}/measures`);
  }

  work(production: number): Promise<Work> {
    return this.get(`/api/productions/${production}/jobs`);
  }

  /* picture null: as a guest. */
  preview(picture: number | null, wish: PreviewWish): Promise<Preview> {
    return this.post(`${picture === null ? GUESTS : `/api/pictures/${picture}`}/previews`, wish);
  }

  overs(preview: string, guest: boolean): Promise<Overs> {
    return this.get(`${guest ? GUESTS : '/api'}/previews/${preview}/overs`);
  }

  /* Answers what was asked about a file: the order of its channels, or where it starts. */
  answer(of: RecordingKind, id: number, said: RecordingAnswer): Promise<Recording> {
    const [what] = Object.keys(said);
    return this.post(`/api/${of}/${id}/${what}`, said);
  }

  /* Bytes [first, end) of a file. */
  async bytes(url: string, first: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const headers = { Range: `bytes=${first}-${end - 1}` };
    const reply = await this.fetch(url, { headers, signal });
    const bytes = new Uint8Array(await reply.arrayBuffer());
    if (reply.status === 200) return bytes.subarray(first, end);
    if (bytes.length !== end - first) throw new ApiError(0, text.error.cut_short);
    return bytes;
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.json('GET', path, undefined, signal ? { signal } : {});
  }

  post<T = unknown>(path: string, body: object = {}): Promise<T> {
    return this.json('POST', path, body);
  }

  put<T = unknown>(path: string, body: object): Promise<T> {
    return this.json('PUT', path, body);
  }

  /* A body that is not JSON. */
  async putText<T = unknown>(path: string, body: string, type: string): Promise<T> {
    const headers = { 'Content-Type': type };
    return (await (await this.fetch(path, { method: 'PUT', headers, body })).json()) as T;
  }

  remove(path: string): Promise<unknown> {
    return this.json('DELETE', path);
  }

  /* The protocol of uploads is told with every request. */
  async removeUpload(id: number): Promise<void> {
    const headers = { 'Tus-Resumable': '1.0.0' };
    await this.fetch(`/api/uploads/${id}`, { method: 'DELETE', headers });
  }

  /* Whether the server answers, and soon. */
  async probe(): Promise<void> {
    try {
      const reply = await fetch('/api/session', { signal: AbortSignal.timeout(PROBE_MS) });
      this.onLink(reply.status < 500);
    } catch {
      this.onLink(false);
    }
  }

  /* Sent even while the page goes away; nobody waits for an answer. */
  tell(path: string, body: object): Promise<unknown> {
    return this.json('POST', path, body, { keepalive: true });
  }

  private async json<T>(
    method: string,
    path: string,
    body?: object,
    more: Pick<RequestInit, 'keepalive' | 'signal'> = {},
  ): Promise<T> {
    const headers = { 'Content-Type': 'application/json' };
    const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    const reply = await this.fetch(path, { method, ...sent, ...more });
    return (reply.status === 204 ? undefined : await reply.json()) as T;
  }

  /* Somebody has signed in. */
  entered(): void {
    this.#entered++;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    const entered = this.#entered;
    let reply: Response;
    try {
      reply = await fetch(path, init);
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      this.onLink(false);
      throw new ApiError(0, text.error.not_reached);
    }
    const error = reply.ok ? null : await errorOf(reply);
    this.onLink(!error?.lost);
    const late = entered !== this.#entered; /* asked by who was here before */
    if (error?.status === 401 && !path.startsWith(GUESTS) && !late) this.onOut();
    if (error) throw error;
    return reply;
  }
}

async function errorOf(reply: Response): Promise<ApiError> {
  const retry_s = Number(reply.headers.get('Retry-After') ?? NaN);
  const sentence = await sentenceOf(reply);
  return new ApiError(reply.status, sentence, Number.isFinite(retry_s) ? retry_s : null);
}

async function sentenceOf(reply: Response): Promise<string> {
  try {
    const body = (await reply.json()) as { error?: { text?: unknown } };
    if (typeof body.error?.text === 'string') return body.error.text;
  } catch {
    /* not ours: a proxy's page, say */
  }
  return text.error.status(reply.status);
}
