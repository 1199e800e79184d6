/* The production as a whole: which scenes are shown, how the print sets stand, what others did. Reads
 * what only that view shows, and only while it is looked at. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type {
  Check,
  Comparison,
  Digest,
  Hook,
  NullTest,
  Qc,
  Tested,
  Unclosed,
} from './api/overview_types.js';
import type { Picture, PrintSet, RecordingAnswer, RecordingKind } from './api/types.js';
import type { Crewing } from './crewing.js';
import type { Forms } from './forms.js';
import { sceneCsv } from './pure/scene_csv.js';
import type { Model } from './state/model.js';
import { Newest } from './state/newest.js';
import type { OverviewActions, SetLook } from './state/overview_state.js';
import type { Store } from './state/store.js';

const SETTLE_MS = 300; /* what is told of a print set comes in many parts */

export interface Tells {
  told(): void; /* the address has to follow */
  again(): void; /* the production has to be read again */
  toNewest(): void; /* there is a newer cut */
}

export class Overview implements OverviewActions {
  #of = 0; /* the production that is read of */
  #read: readonly unknown[] = []; /* what the last reading belonged to */
  #people = false; /* who takes part may have changed as well */
  #timer = 0;
  readonly #reads = new Newest();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
    private readonly crew: Crewing,
    private readonly tells: Tells,
  ) {
    store.subscribe(() => this.#look());
  }

  get #production(): number {
    return this.store.state.loaded?.production.id ?? 0;
  }

  get #path(): string {
    return `/api/productions/${this.#production}`;
  }

  /* Whenever the material or what is said of it was read anew, the rest is read anew, too. */
  #look(): void {
    const { view, loaded, states } = this.store.state;
    const now = [loaded, states];
    if (view !== 'scenes' || !loaded || loaded.guest) return;
    if (now.every((each, i) => each === this.#read[i])) return;
    this.#people ||= this.#read[0] !== loaded;
    this.#read = now;
    window.clearTimeout(this.#timer);
    const wait = this.#of === this.#production ? SETTLE_MS : 0;
    this.#of = this.#production;
    this.#timer = window.setTimeout(() => void this.#refresh(), wait);
  }

  async #refresh(): Promise<void> {
    const of = this.#production;
    const people = this.#people;
    this.#people = false;
    const look = this.store.state.sheet === 'set' ? this.store.state.set_look : null;
    await Promise.all([
      this.#quietly(this.#readChecks()),
      this.#quietly(this.#readQueries()),
      this.#quietly(this.#readDigest()),
      ...(people ? [this.#quietly(this.crew.read())] : []),
      ...(people ? [this.#quietly(this.crew.readAgreements())] : []),
      ...(look ? [this.#quietly(this.#readSet(look.cue_id, look.set_id))] : []),
    ]);
    if (of === this.#production) this.store.set({ stands: true });
  }

  /* What cannot be read now is read with the next news, or the next try of the link. */
  async #quietly(reading: Promise<unknown>): Promise<void> {
    try {
      await reading;
    } catch (cause) {
      const known = cause instanceof ApiError && (cause.lost || cause.status === 401);
      if (!known && cause instanceof Error) this.store.set({ failure: cause.message });
    }
  }

  /* Keeps what was read unless another production is looked at by now. */
  async #keep<T extends keyof Model>(what: T, reading: Promise<Pick<Model, T>>): Promise<void> {
    const of = this.#production;
    const stands = this.#reads.begin(what);
    const read = await reading;
    if (stands() && of === this.#production) this.store.set(read);
  }

  #readChecks(): Promise<void> {
    return this.#keep('checks', this.client.get<{ checks: Check[] }>(`${this.#path}/checks`));
  }

  #readQueries(): Promise<void> {
    const picture = this.store.state.loaded?.picture?.id;
    return this.#keep(
      'unclosed',
      this.#pages(
        `${this.#path}/queries?state=unclosed&limit=200&picture=${picture ?? 0}`,
        picture,
      ),
    );
  }

  async #pages(path: string, picture: number | undefined): Promise<Pick<Model, 'unclosed'>> {
    const unclosed: Unclosed[] = [];
    for (let after: string | null = ''; after !== null && picture !== undefined;) {
      const more: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page: { queries: Unclosed[]; next: string | null } = await this.client.get(path + more);
      unclosed.push(...page.queries);
      after = page.next;
    }
    return { unclosed };
  }

  #readDigest(): Promise<void> {
    const digest = this.client.get<Digest>(`${this.#path}/digest`);
    return this.#keep(
      'digest',
      digest.then((read) => ({ digest: read })),
    );
  }

  /* What a sheet needs to be read. */
  readonly sheets = {
    account: (): Promise<void> => this.#readMail(),
    crew: (): Promise<void> => this.#readHooks(),
  };

  async #readMail(): Promise<void> {
    if (!this.store.state.loaded || this.store.state.loaded.guest) return;
    await this.#keep('mail', this.client.get<{ mail: boolean }>(`${this.#path}/notices`));
  }

  async #readHooks(): Promise<void> {
    if (!this.store.state.loaded?.production.may_manage) return;
    await this.#keep('hooks', this.client.get<{ hooks: Hook[] }>(`${this.#path}/hooks`));
  }

  setShow(show: string | null): void {
    this.store.set({ show });
    this.tells.told();
  }

  setFind(find: string): void {
    this.store.set({ find });
    this.tells.told();
  }

  openSet(cue_id: number, set_id: number): void {
    const before = this.store.state.set_look;
    const sets = before?.cue_id === cue_id ? before.sets : null;
    const look: SetLook = { cue_id, set_id, sets, qc: null, nulls: null, compared: null };
    this.store.set({ set_look: look, sheet: 'set' });
    this.forms.fail('sheet', null);
    this.#readSet(cue_id, set_id).catch((cause: Error) => this.forms.fail('sheet', cause.message));
  }

  async #readSet(cue_id: number, set_id: number): Promise<void> {
    const { client } = this;
    const [{ sets }, qc, nulls] = await Promise.all([
      client.get<{ sets: PrintSet[] }>(`/api/cues/${cue_id}/sets`),
      client.get<Tested<Qc>>(`/api/sets/${set_id}/qc`),
      client.get<Tested<NullTest>>(`/api/sets/${set_id}/null`),
    ]);
    this.#keepLook(set_id, { sets, qc, nulls });
    const older = sets[sets.findIndex(({ id }) => id === set_id) + 1];
    if (!older || older.id === set_id) return;
    const path = `/api/sets/${older.id}/compare/${set_id}`;
    this.#keepLook(set_id, { compared: await client.get<Tested<Comparison>>(path) });
  }

  #keepLook(set_id: number, read: Partial<SetLook>): void {
    const { set_look } = this.store.state;
    if (set_look?.set_id === set_id) this.store.set({ set_look: { ...set_look, ...read } });
  }

  seen(): void {
    const upto_id = this.store.state.digest?.upto_id;
    if (upto_id === undefined) return;
    void this.forms.run('digest', async () => {
      await this.client.put(`${this.#path}/digest`, { upto_id });
      await this.#readDigest();
      if (this.store.state.sheet === 'since') this.store.set({ sheet: null });
    });
  }

  setMail(mail: boolean): void {
    this.store.set({ mail });
    void this.forms
      .run('mail', () => this.client.put(`${this.#path}/notices`, { mail }))
      .then((done) => done || this.store.set({ mail: !mail }));
  }

  addHook(): void {
    const url = this.store.state.drafts['hook/url'] ?? '';
    void this.forms.run('hook', async () => {
      const { secret } = await this.client.post<{ secret: string }>(`${this.#path}/hooks`, { url });
      this.store.set({ given: { what: 'hook', text: secret } });
      await this.#readHooks();
    });
  }

  removeHook(id: number): void {
    void this.forms.run('hooks', async () => {
      await this.client.remove(`/api/hooks/${id}`);
      await this.#readHooks();
    });
  }

  addCut(): void {
    const name = this.store.state.drafts['cut/name'] ?? '';
    void this.forms.run('cut', async () => {
      await this.client.post<Picture>(`${this.#path}/pictures`, { name });
      this.store.set({ sheet: null });
      this.tells.toNewest();
    });
  }

  putScenes(): void {
    const { loaded, drafts } = this.store.state;
    if (!loaded?.picture) return;
    const path = `/api/pictures/${loaded.picture.id}/scenes`;
    void this.forms.run('scenes', async () => {
      await this.client.putText(path, drafts['scenes/csv'] ?? sceneCsv(loaded.scenes), 'text/csv');
      this.store.set({ sheet: null });
      this.tells.again();
    });
  }

  answer(of: RecordingKind, id: number, said: RecordingAnswer): void {
    this.client.answer(of, id, said).then(
      () => this.tells.again(),
      (cause: Error) => this.store.set({ failure: cause.message }),
    );
  }
}
