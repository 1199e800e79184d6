/* Reads what was said and done about the current scene, in pages: a list shows what it has, and
 * whether there is more. */
import type { Client } from './api/client.js';
import type {
  Comparison,
  Evidence,
  HeardShare,
  Note,
  Query,
  SceneEvent,
  Signoff,
} from './api/talk_types.js';
import type { Scene } from './api/types.js';
import { setsIn } from './pure/current.js';
import { freshPlaces, historyOf, placeOf } from './pure/history.js';
import type { Model, Paged, Talk } from './state/model.js';
import { Newest } from './state/newest.js';
import { keepSeen, seenUpTo } from './state/seen.js';
import type { Store } from './state/store.js';

const PAGE = { notes: 200, queries: 100, events: 30 } satisfies Record<Paged, number>;
const PAGE_MOST = 500; /* that the server gives at once */
const COMPARED = 5; /* of the newest sets that arrived, what they changed is looked up */

interface Pages<T> {
  readonly list: readonly T[];
  readonly next: string | null;
}

export class SceneTalk {
  #arrivals: Promise<readonly SceneEvent[]> | null = null;
  #arrivalsOf = 0;
  readonly #changed = new Map<string, readonly string[]>(); /* by scene and set */
  readonly #evidence = new Map<number, Evidence>(); /* by query; it never changes */
  readonly #reads = new Newest();
  readonly #seen = new Map<string, number>(); /* the last event of a place that was in view */

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
  ) {}

  get #scene(): Scene | undefined {
    const { loaded, scene } = this.store.state;
    return loaded?.scenes[scene];
  }

  /* As many of each list as are shown now. */
  async read(): Promise<void> {
    const scene = this.#scene;
    if (!scene) return;
    const stands = this.#reads.begin('scene');
    const talk = this.store.state.loaded?.guest
      ? await this.#readAsGuest(scene)
      : await this.#readAsMember(scene);
    if (!stands() || this.#scene?.id !== scene.id) return;
    this.store.set({ talk });
    await Promise.all([this.#compare(talk), this.#readEvidence(talk)]);
  }

  async #readAsGuest(scene: Scene): Promise<Talk> {
    const of = `/api/guest/scenes/${scene.id}`;
    const { notes } = await this.client.get<{ notes: readonly Note[] }>(`${of}/notes`);
    return {
      scene_id: scene.id,
      notes,
      queries: [],
      heard: [],
      signoffs: [],
      events: [],
      arrivals: [],
      changed: {},
      asked: {},
      next: { notes: null, queries: null, events: null },
      fresh: new Set(),
    };
  }

  async #readAsMember({ id }: Scene): Promise<Talk> {
    const before = this.store.state.talk?.scene_id === id ? this.store.state.talk : null;
    const of = `/api/scenes/${id}`;
    const [notes, queries, events, heard, signoffs, arrivals] = await Promise.all([
      this.#pages<Note>(of, 'notes', before?.notes.length),
      this.#pages<Query>(of, 'queries', before?.queries.length),
      this.#pages<SceneEvent>(of, 'events', before?.events.length),
      this.client.get<{ heard: HeardShare[] }>(`${of}/heard`),
      this.client.get<{ signoffs: Signoff[] }>(`${of}/signoffs`),
      this.#readArrivals(),
    ]);
    return {
      scene_id: id,
      notes: notes.list,
      queries: queries.list,
      events: events.list,
      heard: heard.heard,
      signoffs: signoffs.signoffs,
      arrivals,
      changed: this.#changedIn(id),
      asked: Object.fromEntries(this.#evidence),
      next: { notes: notes.next, queries: queries.next, events: events.next },
      fresh: this.#freshOf(id, events.list),
    };
  }

  async #pages<T>(of: string, what: Paged, least = 0): Promise<Pages<T>> {
    const list: T[] = [];
    let next: string | null = null;
    do {
      const most = Math.min(PAGE_MOST, Math.max(PAGE[what], least - list.length));
      const page: Pages<T> = await this.#page(of, what, next, most);
      list.push(...page.list);
      next = page.next;
    } while (next !== null && list.length < least);
    return { list, next };
  }

  async #page<T>(of: string, what: Paged, after: string | null, most: number): Promise<Pages<T>> {
    const from = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const reply = await this.client.get<Record<string, unknown>>(
      `${of}/${what}?limit=${most}${from}`,
    );
    return { list: reply[what] as readonly T[], next: reply['next'] as string | null };
  }

  async more(what: Paged): Promise<void> {
    const { talk } = this.store.state;
    const after = talk?.next[what];
    if (!talk || !after) return;
    const page = await this.#page(`/api/scenes/${talk.scene_id}`, what, after, PAGE[what]);
    const now = this.store.state.talk;
    if (now?.scene_id !== talk.scene_id || now.next[what] !== after) return; /* read meanwhile */
    const list = [...now[what], ...page.list];
    this.store.set({ talk: { ...now, [what]: list, next: { ...now.next, [what]: page.next } } });
  }

  /* Prints may have arrived since. */
  forget(): void {
    this.#arrivals = null;
  }

  #readArrivals(): Promise<readonly SceneEvent[]> {
    const production = this.store.state.loaded?.production.id ?? 0;
    if (this.#arrivals && this.#arrivalsOf === production) return this.#arrivals;
    const path = `/api/productions/${production}/events?kind=set.publish&limit=${PAGE_MOST}`;
    const asked = this.client.get<{ events: SceneEvent[] }>(path).then(({ events }) => events);
    asked.catch(() => this.forget());
    this.#arrivals = asked;
    this.#arrivalsOf = production;
    return asked;
  }

  /* What the newest sets changed in the scene, each against the one of its cue before it. */
  async #compare(talk: Talk): Promise<void> {
    const { loaded } = this.store.state;
    const scene = this.#scene;
    if (!loaded || scene?.id !== talk.scene_id) return;
    const cues = setsIn(loaded.production.cues, scene).map(({ cue }) => cue.name);
    const came = historyOf([], talk.arrivals, cues, false);
    const asked = came.slice(0, COMPARED).map((newer, i) => {
      const older = came.slice(i + 1).find((e) => e.detail['cue'] === newer.detail['cue']);
      const [from, to] = [older?.detail['set_id'], newer.detail['set_id']];
      return older ? this.#compareOne(talk.scene_id, Number(from), Number(to)) : undefined;
    });
    await Promise.all(asked);
    const now = this.store.state.talk;
    if (now?.scene_id === talk.scene_id)
      this.store.set({ talk: { ...now, changed: this.#changedIn(talk.scene_id) } });
  }

  /* What the queries that wait were asked about, which is too much for a list. */
  async #readEvidence({ scene_id, queries }: Talk): Promise<void> {
    const wanted = queries.filter(({ id, state }) => state !== 'closed' && !this.#evidence.has(id));
    if (wanted.length === 0) return;
    const read = wanted.map(async ({ id }) => {
      const { evidence } = await this.client.get<{ evidence: Evidence }>(`/api/queries/${id}`);
      this.#evidence.set(id, evidence);
    });
    await Promise.allSettled(read); /* the question stands without it */
    const now = this.store.state.talk;
    if (now?.scene_id === scene_id)
      this.store.set({ talk: { ...now, asked: Object.fromEntries(this.#evidence) } });
  }

  #changedIn(scene: number): Talk['changed'] {
    const mine = [...this.#changed].filter(([key]) => key.startsWith(`${scene}/`));
    return Object.fromEntries(mine.map(([key, roles]) => [Number(key.split('/')[1]), roles]));
  }

  async #compareOne(scene_id: number, older: number, newer: number): Promise<void> {
    const key = `${scene_id}/${newer}`;
    if (this.#changed.has(key)) return;
    const { result } = await this.client
      .get<{ result: Comparison | null }>(`/api/sets/${older}/compare/${newer}`)
      .catch(() => ({ result: null })); /* the sentence stands without it */
    const roles = result?.scenes.find((s) => s.scene_id === scene_id)?.roles;
    if (roles) this.#changed.set(key, changedRoles(roles));
  }

  /* ---- what others did, until it was seen ---- */

  get #me(): number | null {
    return this.store.state.session?.person?.id ?? null;
  }

  /* Who was never here before has nothing to catch up with. */
  #freshOf(scene: number, events: readonly SceneEvent[]): ReadonlySet<string> {
    const me = this.#me;
    const newest = events[0]?.id ?? 0;
    if (me === null) return new Set();
    const upTo = seenUpTo(me, scene);
    if (upTo === undefined) keepSeen(me, scene, newest);
    const unseen = events.filter((e) => e.id > (this.#seen.get(`${scene} ${placeOf(e)}`) ?? 0));
    return freshPlaces(unseen, me, upTo ?? newest);
  }

  seen(place: string): void {
    const { talk } = this.store.state;
    if (!talk?.fresh.has(place)) return;
    const newest = talk.events[0]?.id ?? 0;
    this.#seen.set(`${talk.scene_id} ${place}`, newest);
    const fresh = new Set([...talk.fresh].filter((other) => other !== place));
    if (fresh.size === 0 && this.#me !== null) keepSeen(this.#me, talk.scene_id, newest);
    this.store.set({ talk: { ...talk, fresh } });
  }
}

type Roles = Comparison['scenes'][number]['roles'];

/* The full mix changes whenever a stem does, and is named only alone. */
function changedRoles(roles: Roles): readonly string[] {
  const changed = roles.filter(({ verdict }) => verdict !== 'same' && verdict !== 'silent');
  const stems = changed.filter(({ role }) => role !== 'Full mix');
  return (stems.length > 0 ? stems : changed).map(({ role }) => role);
}
