/* What a press of a button does. Holds the store, the client and the player together; the views
 * know only Actions. */
import { Address } from './address.js';
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { Guest, Monitoring } from './api/talk_types.js';
import { Arriving } from './arriving.js';
import { Crewing } from './crewing.js';
import { Forms } from './forms.js';
import { Hearing } from './hearing.js';
import { Listening } from './listening.js';
import { Measuring } from './measuring.js';
import { Mixing } from './mixing.js';
import { materialOfGuest, readMaterial } from './material.js';
import { Newsroom } from './newsroom.js';
import { Overview } from './overview.js';
import { People } from './people.js';
import { Playing } from './playing.js';
import { Recipes } from './recipes.js';
import type { Player } from './player/player.js';
import { NO_ROUTE } from './pure/route.js';
import type { Order, Part, Route } from './pure/route.js';
import { sceneAt } from './pure/scenes.js';
import { asPrinted } from './pure/solo.js';
import { formatTimecode, parseTimecode } from './pure/timecode.js';
import type { Actions } from './state/actions.js';
import { EMPTY_VIEW } from './state/model.js';
import type { Model, Theme } from './state/model.js';
import type { Store } from './state/store.js';
import { Stems } from './stems.js';
import { Talking } from './talking.js';
import { Timelining } from './timelining.js';
import { Typing } from './typing.js';
import { Uploading } from './uploading.js';

const TICK_MS = 100;

export class Desk extends Playing implements Actions {
  readonly session: People;
  readonly crew: Crewing;
  readonly talk: Talking;
  readonly listen: Mixing;
  readonly timeline: Timelining;
  readonly overview: Overview;
  readonly stems: Stems;
  readonly sending: Uploading;
  readonly #forms: Forms;
  readonly #measuring: Measuring;
  readonly #hearing: Hearing;
  readonly #news: Newsroom;
  readonly #typing: Typing;
  readonly #address: Address;
  readonly #arriving: Arriving;
  #turn = 0;

  constructor(
    store: Store<Model>,
    private readonly client: Client,
    player: Player,
  ) {
    super(store, player, new Listening(store, client, player));
    this.#address = new Address(store, () => this.position());
    this.#arriving = new Arriving(store, this.listening, this.#address, () => {
      this.#follow();
      this.listen.loaded();
    });
    this.#forms = new Forms(store);
    this.#measuring = new Measuring(store, client);
    this.session = new People(store, client, this.#forms, {
      again: () => (store.state.loaded ? this.refresh() : this.enter()),
      anew: () => {
        store.set({ loaded: null }); /* what another person may see is read anew */
        this.enter();
      },
      toProduction: (id) => this.#go({ ...NO_ROUTE, production: id, part: 'scenes' }, true),
      asGuest: (guest) => this.#showGuest(guest),
    });
    this.crew = new Crewing(store, client, this.#forms, (id) =>
      this.#go({ ...NO_ROUTE, production: id, part: 'scenes' }),
    );
    this.talk = new Talking(store, client, this.#forms, () => this.position());
    const recipes = new Recipes(store, client, this.#forms);
    this.listen = new Mixing(store, this, this.listening, client, recipes);
    this.timeline = new Timelining(store, client, this);
    this.stems = new Stems(store, client, this.#forms);
    this.overview = new Overview(store, client, this.#forms, this.crew, {
      told: () => this.#address.follow(),
      again: () => this.refresh(),
      toNewest: () =>
        this.#address.route.picture === null
          ? this.refresh()
          : this.openProduction(this.#address.route.production ?? 0, null),
    });
    this.#hearing = new Hearing(
      store,
      client,
      () => this.position(),
      () => void this.talk.readHeard().catch(() => undefined),
    );
    this.sending = new Uploading(store, client, {
      seek: (at) => this.seek(at),
      show: (part) => this.showPart(part),
      keep: () => this.#address.besides(),
    });
    this.#news = new Newsroom(store, this.crew, this.talk, {
      material: () => this.refresh(),
      recipes: () => void recipes.read().catch(() => undefined) /* the list stays as it was */,
      sounds: () => this.#hearing.forget(),
      broken: () => void this.client.probe(),
    });
    this.#typing = new Typing(store, () => this.pause());
    window.setInterval(() => this.#follow(), TICK_MS);
  }

  /* The address changed, or is read for the first time. */
  enter(): void {
    if (this.#address.read() && this.store.state.loaded) return this.#turnTo(this.#address.route);
    for (const part of [this.listening, this.#measuring, this.talk, this.#news]) part.close();
    this.#arriving.forget();
    const { door, production, part, order, show, find } = this.#address.route;
    if (door) this.session.takeSecret();
    const view = door ?? (production === null ? 'productions' : part);
    const choice = asPrinted(this.store.state.choice);
    this.store.set({ ...EMPTY_VIEW, choice, view, order, show, find });
    if (view === 'upload') this.#forms.read('sheet', () => this.sending.open());
    this.refresh();
  }

  hrefOf(production: number | null, part: Part = 'scenes'): string {
    return this.#address.hrefOf(production, part);
  }

  openProductions(): void {
    this.#go(NO_ROUTE);
  }

  openProduction(production: number, picture: number | null = null): void {
    this.#go({
      ...NO_ROUTE,
      production,
      picture,
      part: production === this.#address.route.production ? this.#address.route.part : 'scenes',
    });
  }

  showPart(part: Part): void {
    const { route } = this.#address;
    if (route.production === null || route.part === part) return;
    this.#address.turnTo(part);
    this.#turnTo(this.#address.route);
  }

  /* Another look at the same production. */
  #turnTo({ part, order, show, find, at }: Route): void {
    this.store.set({ view: part, order, show, find, sheet: null });
    const rate = this.store.state.loaded?.rate;
    const position = rate && at !== null ? parseTimecode(rate, at) : undefined;
    if (position !== undefined && rate && at !== formatTimecode(rate, this.position()))
      this.seek(position);
    if (part === 'upload') this.#forms.read('sheet', () => this.sending.open());
  }

  refresh(): void {
    const turn = ++this.#turn;
    this.#read()
      .then((apply) => turn === this.#turn && apply())
      .catch((cause: unknown) => {
        const known =
          cause instanceof ApiError && cause.status === 401; /* signing in is asked for */
        if (turn === this.#turn && !this.store.state.lost && !known && cause instanceof Error)
          this.store.set({ failure: cause.message });
      });
  }

  /* Reads what the address is about; what to do with it is done only if nobody went on. */
  async #read(): Promise<() => void> {
    const { door, production, picture } = this.#address.route;
    if (door === 'guest') return this.#readGuest();
    const person = await this.session.read();
    if (door) return () => this.session.knock(door);
    if (!person) return () => this.session.out();
    if (production === null) {
      const productions = await this.client.productions();
      return () => this.store.set({ productions });
    }
    const loaded = await readMaterial(this.client, production, picture);
    return () => {
      this.#arriving.put(loaded);
      if (this.store.state.view === 'upload') this.#forms.read('sheet', () => this.sending.open());
      this.#measuring.read(loaded);
      this.talk.refresh();
      this.listen.readRecipes();
      this.#news.open(loaded.production);
    };
  }

  /* Before the link is opened, its name is asked for; later, the session of it is enough. */
  async #readGuest(): Promise<() => void> {
    if (this.session.hasSecret) return () => undefined;
    try {
      const guest = await this.client.get<Guest>('/api/guest');
      return () => this.#showGuest(guest);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
      return () => this.store.set({ look: 'gone' });
    }
  }

  #showGuest(guest: Guest): void {
    this.#arriving.put(materialOfGuest(guest));
  }

  setOrder(order: Order): void {
    this.store.set({ order });
    this.#address.follow();
  }

  setTheme(theme: Theme): void {
    this.store.set({ theme });
  }

  setLetters(letters: boolean): void {
    this.store.set({ letters });
  }

  setTypingPauses(typing_pauses: boolean): void {
    this.store.set({ typing_pauses });
  }

  typed(): void {
    this.#typing.begun();
  }

  setMonitoring(monitoring: Monitoring): void {
    this.store.set({ monitoring });
  }

  setSheet(sheet: Model['sheet']): void {
    const readers = [
      { account: () => this.session.readAccount() },
      this.crew.sheets,
      this.overview.sheets,
    ];
    this.store.set({ sheet, given: null });
    this.#forms.fail('sheet', null);
    const reads = readers.flatMap((of) =>
      Object.entries(of).flatMap(([name, read]) => (name === sheet ? [read] : [])),
    );
    if (reads.length > 0) this.#forms.read('sheet', () => Promise.all(reads.map((read) => read())));
    if (sheet === 'mix' || sheet === 'listen') this.listen.readRecipes();
  }

  draft(key: string, value: string | null): void {
    this.#forms.draft(key, value);
  }

  /* The page is seen again, or not seen any more. */
  show(visible: boolean): void {
    this.#hearing.look();
    if (!visible) this.#hearing.tell(false);
    if (!visible && this.store.state.sound !== 'playing') this.#news.rest();
    if (visible && this.store.state.view !== 'guest') this.refresh();
  }

  leave(): void {
    this.#hearing.look();
    this.#hearing.tell(true);
  }

  protected override before(): void {
    this.#hearing.cut();
  }

  protected override moved(): void {
    this.#follow();
    this.listen.moved();
    this.#address.follow();
  }

  /* Keeps the current scene, and the address, with the position. */
  #follow(): void {
    this.#hearing.look();
    const { loaded, scene } = this.store.state;
    if (!loaded) return;
    this.#arriving.look();
    const now = sceneAt(loaded.scenes, this.position());
    if (now !== scene) this.store.set({ scene: now });
    this.listen.follow();
    if (now === scene) return;
    this.talk.follow();
    this.#address.follow();
  }

  #go(route: Route, instead = false): void {
    this.#address.put(route, instead);
    this.enter();
  }
}
