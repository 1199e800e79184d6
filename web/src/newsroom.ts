/* What the page does when something happens in the production. */
import type { Present } from './api/people_types.js';
import type { Production } from './api/types.js';
import type { Crewing } from './crewing.js';
import { News } from './news.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';
import type { Talking } from './talking.js';

const MATERIAL = /^(stem_plan|picture|scenes|cue|set|print|temp|thresholds|member)\./;
const TALK = /^(note|query|scene)\./;
const CREW = /^(member|invitation|link)\./;

export interface Readers {
  material(): void; /* reads the production again */
  recipes(): void; /* reads what was saved under a name */
  sounds(): void; /* what scenes sound like may be another thing now */
  broken(): void; /* no news come */
}

export class Newsroom {
  readonly #news: News;

  constructor(
    private readonly store: Store<Model>,
    private readonly crew: Crewing,
    private readonly talk: Talking,
    private readonly readers: Readers,
  ) {
    this.#news = new News({
      happened: (kinds) => this.#happened([...kinds]),
      here: (here: readonly Present[]) => store.set({ here }),
      done: (person) => store.set({ done: [...store.state.done, person] }),
      rested: () => this.#rested(),
      live: (live) => store.set({ live }),
      broken: () => this.readers.broken(),
      refused: () => this.readers.material(),
    });
  }

  open({ id, latest_event_id }: Production): void {
    this.#news.open(id, latest_event_id);
  }

  rest(): void {
    this.#news.rest();
  }

  close(): void {
    this.#news.close();
  }

  #rested(): void {
    this.readers.sounds();
    this.talk.refresh();
  }

  #happened(kinds: readonly string[]): void {
    const any = (of: RegExp): boolean => kinds.some((kind) => of.test(kind));
    const { sheet, view } = this.store.state;
    const agreement = sheet === 'agreement' || view === 'scenes';
    if (any(MATERIAL)) {
      this.readers.sounds();
      this.readers.material(); /* reads the talk as well */
    } else if (any(TALK)) this.talk.refresh();
    if (any(/^recipe\./)) this.readers.recipes();
    const read =
      (sheet === 'crew' && any(CREW) && this.crew.read()) ||
      (agreement && any(/^agreement/) && this.crew.readAgreements());
    if (read) read.catch(() => undefined); /* the sheet shows what it had */
  }
}
