/* The people of a production and what they agreed on. */
import type { Client } from './api/client.js';
import type { Agreement, Crew, GuestLink, Invitation, Member, Side } from './api/people_types.js';
import type { Production } from './api/types.js';
import type { Forms } from './forms.js';
import { FIVE_STEMS, headroomOf, stemsOf } from './pure/new_stems.js';
import type { CrewActions } from './state/actions.js';
import type { Model } from './state/model.js';
import { Newest } from './state/newest.js';
import type { Store } from './state/store.js';
import { text } from './text.js';

export class Crewing implements CrewActions {
  readonly #reads = new Newest();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
    private readonly toProduction: (id: number | null) => void,
  ) {}

  get #production(): Production | undefined {
    return this.store.state.loaded?.production;
  }

  get #path(): string {
    return `/api/productions/${this.#production?.id ?? 0}`;
  }

  async read(): Promise<void> {
    const of = this.#production;
    if (!of) return;
    const stands = this.#reads.begin('crew');
    const list = <T>(what: string): Promise<T | null> =>
      of.may_manage ? this.client.get<T>(`${this.#path}/${what}`) : Promise.resolve(null);
    const [{ members }, invitations, links] = await Promise.all([
      this.client.get<{ members: Member[] }>(`${this.#path}/members`),
      list<{ invitations: Invitation[] }>('invitations'),
      list<{ links: GuestLink[] }>('links'),
    ]);
    const crew: Crew = {
      members,
      invitations: invitations?.invitations ?? null,
      links: links?.links ?? null,
    };
    if (stands() && of.id === this.#production?.id) this.store.set({ crew });
  }

  async readAgreements(): Promise<void> {
    const of = this.#production?.id;
    const stands = this.#reads.begin('agreements');
    const { agreements } = await this.client.get<{ agreements: Agreement[] }>(
      `${this.#path}/agreements`,
    );
    if (stands() && of === this.#production?.id) this.store.set({ agreements });
  }

  /* What a sheet needs to be read. */
  readonly sheets = {
    crew: (): Promise<void> => this.read(),
    agreement: (): Promise<void> => this.readAgreements(),
  };

  makeProduction(side: Side): void {
    const { drafts } = this.store.state;
    const headroom_db = headroomOf(drafts['new_production/headroom'] ?? '-6');
    if (headroom_db === undefined)
      return this.forms.fail('new_production', text.overview.new_production.no_headroom);
    void this.forms.run('new_production', async () => {
      const made = await this.client.post<Production>('/api/productions', {
        name: drafts['new_production/name'] ?? '',
        frame_rate: drafts['new_production/rate'] ?? '24',
        headroom_db,
        stems: stemsOf(drafts['new_production/stems'] ?? FIVE_STEMS.join('\n')),
        side,
      });
      this.store.set({ sheet: null, productions: null });
      this.toProduction(made.id);
    });
  }

  /* Does something to the people and reads them again. */
  #act(form: string, work: () => Promise<unknown>): void {
    void this.forms.run(form, async () => {
      await work();
      await this.read();
    });
  }

  change(person: number, side: Side, may_manage: boolean): void {
    this.#act(`member/${person}`, () =>
      this.client.put(`${this.#path}/members/${person}`, { side, may_manage }),
    );
  }

  remove(person: number): void {
    const me = this.store.state.session?.person?.id === person;
    const work = (): Promise<unknown> => this.client.remove(`${this.#path}/members/${person}`);
    if (!me) return this.#act(`member/${person}`, work);
    void this.forms.run(`member/${person}`, work).then((left) => left && this.toProduction(null));
  }

  invite(side: Side, may_manage: boolean): void {
    const days = Number(this.store.state.drafts['invitation/days'] ?? 7);
    this.#act('invitation', async () => {
      const { url } = await this.client.post<{ url: string }>(`${this.#path}/invitations`, {
        side,
        may_manage,
        days,
      });
      this.store.set({ given: { what: 'invitation', text: location.origin + url } });
    });
  }

  takeBack(invitation: number): void {
    this.#act('invitations', () => this.client.remove(`/api/invitations/${invitation}`));
  }

  makeLink(may_note: boolean): void {
    const { drafts } = this.store.state;
    const scene = (name: string): object => {
      const id = Number(drafts[`link/${name}`] ?? 0);
      return id > 0 ? { [`${name}_scene_id`]: id } : {};
    };
    this.#act('link', async () => {
      const { url } = await this.client.post<{ url: string }>(`${this.#path}/links`, {
        label: drafts['link/label'] ?? '',
        may_note,
        days: Number(drafts['link/days'] ?? 14),
        ...scene('first'),
        ...scene('last'),
      });
      this.store.set({ given: { what: 'link', text: location.origin + url } });
    });
  }

  revokeLink(link: number): void {
    this.#act('links', () => this.client.remove(`/api/links/${link}`));
  }

  propose(): void {
    const { drafts } = this.store.state;
    const said = (name: string, otherwise: string): string =>
      drafts[`agreement/${name}`] ?? otherwise;
    const lfe_policy = said('lfe', 'free');
    const start = said('start', '').trim();
    const moments = said('moments', '')
      .split(',')
      .map((n) => n.trim());
    void this.forms.run('agreement', async () => {
      await this.client.post(`${this.#path}/agreements`, {
        lfe_policy,
        centre_policy: said('centre', 'free'),
        ...(lfe_policy === 'agreed_moments' ? { lfe_moments: moments.filter((n) => n) } : {}),
        rate_hz: Number(said('rate', '48000')),
        bits: Number(said('bits', '24')),
        start: start === '' ? null : start,
        pops: said('pops', 'none'),
        text: said('text', ''),
      });
      await this.readAgreements();
    });
  }

  accept(agreement: number): void {
    void this.forms
      .run('accept', () => this.client.post(`/api/agreements/${agreement}/accept`))
      .then(() => this.readAgreements())
      .catch(() => undefined); /* the sheet shows what it had */
  }

  doneListening(): void {
    void this.forms.run('done', () => this.client.post(`${this.#path}/done`));
  }
}
