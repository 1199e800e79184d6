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
} from './types.js';
import type { Recipe } from '../pure/recipe.js';
import { text } from '../text.js';

export class ApiError extends Error {
  /* status 0: the server was not reached */
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  get lost(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface PreviewWish {
  readonly recipe: Recipe;
  readonly sets: readonly number[];
  readonly in_samples?: number;
  readonly out_samples?: number;
}

export class Client {
  constructor(private readonly onLink: (reached: boolean) => void) {}

  async productions(): Promise<readonly ProductionLine[]> {
    return (await this.json<{ productions: ProductionLine[] }>('/api/productions')).productions;
  }

  production(id: number): Promise<Production> {
    return this.json(`/api/productions/${id}`);
  }

  async scenes(picture: number): Promise<readonly Scene[]> {
    return (await this.json<{ scenes: Scene[] }>(`/api/pictures/${picture}/scenes`)).scenes;
  }

  async temps(picture: number): Promise<readonly Recording[]> {
    return (await this.json<{ temps: Recording[] }>(`/api/pictures/${picture}/temps`)).temps;
  }

  measures(picture: number): Promise<Measures> {
    return this.json(`/api/pictures/${picture}/measures`);
  }

  work(production: number): Promise<Work> {
    return this.json(`/api/productions/${production}/jobs`);
  }

  preview(picture: number, wish: PreviewWish): Promise<Preview> {
    return this.json(`/api/pictures/${picture}/previews`, wish);
  }

  overs(preview: string): Promise<Overs> {
    return this.json(`/api/previews/${preview}/overs`);
  }

  /* Answers what was asked about a file: the order of its channels, or where it starts. */
  answer(
    of: 'prints' | 'temps',
    id: number,
    said: { order: string } | { start: string },
  ): Promise<Recording> {
    const [what] = Object.keys(said);
    return this.json(`/api/${of}/${id}/${what}`, said);
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

  private async json<T>(path: string, body?: object): Promise<T> {
    const reply = await this.fetch(
      path,
      body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          },
    );
    return (await reply.json()) as T;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    let reply: Response;
    try {
      reply = await fetch(path, init);
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      this.onLink(false);
      throw new ApiError(0, text.error.not_reached);
    }
    const error = reply.ok ? null : new ApiError(reply.status, await sentenceOf(reply));
    this.onLink(!error?.lost);
    if (error) throw error;
    return reply;
  }
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
