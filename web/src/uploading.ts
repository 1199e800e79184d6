/* The part of the page that sends files. It is loaded when its view is first opened, and stays while
 * another is looked at; the page knows how far it is. */
import type { Client } from './api/client.js';
import { NO_ROUTE, formatRoute } from './pure/route.js';
import type { Part } from './pure/route.js';
import { formatTimecode } from './pure/timecode.js';
import type { Chosen, CueKnown } from './upload/choosing.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';

export interface Ways {
  seek(at_samples: number): void;
  show(part: Part): void;
  keep(): string; /* what stands in the address besides */
}

export class Uploading {
  #opening: Promise<void> | null = null;

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly ways: Ways,
  ) {}

  /* Of the cut that is looked at; what is under way for another is shown until it is over. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /* Files for the production that is looked at. */
  take(files: Promise<readonly Chosen[]>): void {
    const of = this.store.state.loaded?.production.id;
    this.ways.show('upload');
    Promise.all([files, this.open()]).then(
      ([chosen]) => {
        const { uploads } = this.store.state;
        if (uploads?.facts.production === of) uploads?.add(chosen);
      },
      (cause: Error) => this.store.set({ failure: cause.message }),
    );
  }

  async #open(): Promise<void> {
    const { loaded, uploads: before, session } = this.store.state;
    const person = session?.person?.id;
    if (!loaded?.picture || person === undefined || before?.busy) return;
    const { production, picture, rate } = loaded;
    if (before?.facts.picture === picture.id && before.facts.person === person)
      return before.readDrafts();
    const { Uploads } = await import('./upload_part.js');
    const cues = (): readonly CueKnown[] =>
      this.store.state.loaded?.production.id === production.id
        ? this.store.state.loaded.production.cues
        : production.cues;
    const place = { production: production.id, picture: picture.id, person };
    const uploads = new Uploads(
      this.client,
      {
        ...place,
        name: production.name,
        stems: production.stems,
        ...(production.stem_plan ? { stem_plan: production.stem_plan } : {}),
        rate,
        cues,
      },
      {
        moved: (uploaded) => this.store.set({ uploaded }),
        listen: (at) => this.#listen(at),
        hrefOf: (at) => this.#hrefOf(loaded, at),
      },
    );
    this.store.set({ uploads });
  }

  #listen(at_samples: number): void {
    this.ways.seek(at_samples);
    this.ways.show('review');
  }

  #hrefOf({ production, picture, rate }: Loaded, at_samples: number): string {
    const at = formatTimecode(rate, at_samples);
    const route = { ...NO_ROUTE, production: production.id, picture: picture?.id ?? null, at };
    return formatRoute(route, this.ways.keep());
  }
}
