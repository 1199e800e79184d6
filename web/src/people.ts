/* Who sits here: signing in and out, the links that lead here, the account. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type {
  Account,
  Look,
  Person,
  Scope,
  Session,
  SessionLine,
  Token,
} from './api/people_types.js';
import type { Guest } from './api/talk_types.js';
import type { Forms } from './forms.js';
import type { Door } from './pure/route.js';
import type { SessionActions } from './state/actions.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';
import { text } from './text.js';

export interface Ways {
  /* Reads the page anew, at the place in the address. */
  again(): void;
  /* The same, with nothing left of who was here before. */
  anew(): void;
  toProduction(id: number | null): void;
  asGuest(guest: Guest): void;
}

export class People implements SessionActions {
  #secret: string | null = null; /* of the link in the address; in memory alone */

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
    private readonly ways: Ways,
  ) {}

  get hasSecret(): boolean {
    return this.#secret !== null;
  }

  /* Takes the secret out of the address, where others could read it. */
  takeSecret(): void {
    const secret = location.hash.slice(1);
    this.#secret = secret === '' ? null : secret;
    if (secret) history.replaceState(null, '', location.pathname + location.search);
  }

  /* Who sits here; asks once. */
  async read(): Promise<Person | null> {
    const session = this.store.state.session ?? (await this.client.get<Session>('/api/session'));
    this.store.set({ session });
    return session.person;
  }

  /* The server does not know who asks. Whoever it was still sees the page, and what was typed. */
  readonly out = (): void => this.store.set({ out: true });

  /* What stands behind a link. */
  knock(door: Door): void {
    const secret = this.#secret;
    if (secret === null || door === 'guest') return;
    this.client
      .post<Look>('/api/invitations/look', { secret })
      .then((look) => this.store.set({ look }))
      .catch((cause: unknown) => {
        if (cause instanceof ApiError && cause.status === 404) this.store.set({ look: 'gone' });
        else if (cause instanceof Error) this.store.set({ failure: cause.message });
      });
  }

  signIn(name: string, password: string): void {
    void this.forms.run('sign_in', async () => {
      const before = this.store.state.session?.person?.id;
      const session = await this.client.post<Session>('/api/session', { name, password });
      this.client.entered();
      const other = before !== undefined && before !== session.person?.id;
      if (other) this.forms.forgetAll();
      this.store.set({ session, out: false });
      if (this.store.state.view === 'invite') return;
      if (other) this.ways.anew();
      else this.ways.again();
    });
  }

  signOut(everywhere: boolean): void {
    void this.forms.run('sign_out', async () => {
      await this.client.remove(everywhere ? '/api/sessions' : '/api/session');
      this.forms.forgetAll();
      const out = { session: null, account: null, productions: null, sheet: null } as const;
      this.store.set(out);
      if (this.store.state.view === 'invite') await this.read();
      else this.ways.toProduction(null);
    });
  }

  /* repeated: the password was typed the same twice */
  enter(name: string, password: string, mail: string, repeated: boolean): void {
    if (!repeated) return this.forms.fail('door', text.people.password.differ);
    this.#accept({ name, password, ...(mail === '' ? {} : { mail }) });
  }

  join(): void {
    this.#accept({});
  }

  signInFirst(): void {
    this.out();
  }

  #accept(as: object): void {
    void this.forms.run('door', async () => {
      const entered = await this.client.post<Session & { production_id: number | null }>(
        '/api/invitations/accept',
        { secret: this.#secret, ...as },
      );
      this.client.entered();
      this.#secret = null;
      this.store.set({
        session: { person: entered.person, needs_owner: false },
        productions: null,
        out: false,
      });
      this.ways.toProduction(entered.production_id);
    });
  }

  openAsGuest(name: string): void {
    void this.forms.run('door', async () => {
      this.ways.asGuest(
        await this.client.post<Guest>('/api/guest', { secret: this.#secret, name }),
      );
      this.#secret = null;
    });
  }

  async readAccount(): Promise<void> {
    const [{ sessions }, { tokens }] = await Promise.all([
      this.client.get<{ sessions: SessionLine[] }>('/api/sessions'),
      this.client.get<{ tokens: Token[] }>('/api/tokens'),
    ]);
    this.store.set({ account: { sessions, tokens } satisfies Account });
  }

  rename(): void {
    const { drafts, session } = this.store.state;
    const person = session?.person;
    if (!person) return;
    const said = {
      name: drafts['person/name'] ?? person.name,
      mail: drafts['person/mail'] ?? person.mail,
    };
    void this.forms.run('person', async () => {
      const renamed = await this.client.put<Person>('/api/person', said);
      this.store.set({ session: { person: { ...person, ...renamed }, needs_owner: false } });
    });
  }

  changePassword(old: string, fresh: string): void {
    void this.forms
      .run('password', () => this.client.put('/api/password', { old, new: fresh }))
      .then((done) => {
        if (!done) return;
        this.forms.fail('password', text.people.account.changed);
        void this.readAccount();
      });
  }

  makeToken(name: string, scopes: readonly Scope[]): void {
    void this.forms.run('token', async () => {
      const made = await this.client.post<{ token: string }>('/api/tokens', { name, scopes });
      this.store.set({ given: { what: 'token', text: made.token } });
      await this.readAccount();
    });
  }

  revokeToken(id: number): void {
    void this.forms.run('tokens', async () => {
      await this.client.remove(`/api/tokens/${id}`);
      await this.readAccount();
    });
  }
}
