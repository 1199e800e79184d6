/* What happens in a production, as it happens. */
import type { Present, Who } from './api/people_types.js';

const KINDS = [
  'note.add note.reply note.state query.ask query.answer query.close',
  'scene.sign scene.revoke scene.lfe agreement.propose agreement.accept',
  'picture.add scenes.put stem_plan.put cue.add set.add set.publish thresholds.put',
  'print.upload print.order print.start temp.upload temp.order temp.start',
  'member.join member.change member.remove invitation.add invitation.revoke',
  'link.add link.open link.revoke recipe.share recipe.change recipe.remove',
].flatMap((line) => line.split(' '));

const SETTLE_MS = 200; /* a whole print set arrives as many events */
const AGAIN_MS = 5000;
const REST_MS = 60000;

export interface Hears {
  happened(kinds: ReadonlySet<string>): void;
  here(people: readonly Present[]): void;
  done(person_id: number): void; /* is through with listening */
  rested(): void; /* the server has done its work */
  live(live: boolean): void;
  broken(): void; /* the line, or the server */
  refused(): void; /* whoever listened may not any more */
}

export class News {
  #source: EventSource | null = null;
  #production = 0;
  #last = 0; /* the newest event that is known */
  #kinds = new Set<string>();
  #settling = 0;
  #again = 0;
  #resting = 0;

  constructor(private readonly hears: Hears) {}

  /* Once is enough; another production takes its place. since: the event up to which it was read. */
  open(production: number, since: number): void {
    if (this.#source && production === this.#production) return;
    this.close();
    this.#production = production;
    this.#last = since;
    const source = new EventSource(`/api/productions/${production}/news?since=${since}`);
    this.#source = source;
    source.onopen = () => this.hears.live(true);
    source.onerror = () => this.#failed(source);
    for (const kind of KINDS) source.addEventListener(kind, (event) => this.#came(kind, event));
    source.addEventListener('here', ({ data }: MessageEvent<string>) =>
      this.hears.here((JSON.parse(data) as { people: Present[] }).people),
    );
    source.addEventListener('listening.done', ({ data }: MessageEvent<string>) => {
      const { by } = JSON.parse(data) as { by: Who | null };
      if (by?.person_id) this.hears.done(by.person_id);
    });
    source.addEventListener('work', ({ data }: MessageEvent<string>) => {
      if ((JSON.parse(data) as { active: number }).active === 0) this.hears.rested();
    });
  }

  /* A page that nobody sees or hears lets go of its connection after a while: browsers have only a
   * few for a server. Opening it again goes on where it was. */
  rest(): void {
    window.clearTimeout(this.#resting);
    this.#resting = window.setTimeout(() => document.hidden && this.close(), REST_MS);
  }

  close(): void {
    window.clearTimeout(this.#resting);
    window.clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
    this.hears.live(false);
  }

  #came(kind: string, { lastEventId }: MessageEvent): void {
    this.#last = Number(lastEventId);
    this.#kinds.add(kind);
    window.clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      const kinds = this.#kinds;
      this.#kinds = new Set();
      this.hears.happened(kinds);
    }, SETTLE_MS);
  }

  /* The browser tries again by itself, but not after a refusal. */
  #failed(source: EventSource): void {
    if (source !== this.#source) return;
    this.hears.live(false);
    this.hears.broken();
    if (source.readyState !== EventSource.CLOSED) return;
    this.#source = null;
    this.#again = window.setTimeout(() => {
      this.hears.refused();
      this.open(this.#production, this.#last);
    }, AGAIN_MS);
  }
}
