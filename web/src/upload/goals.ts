/* Where files go: a cue's draft, or the picture's temps. Goes on with one's own draft, and sees what
 * is there already. */
import type { Client } from '../api/client.js';
import type { Cue } from '../api/types.js';
import { fitOf, sameCue } from './plan.js';
import type { RecordingThere, Row, Target } from './plan.js';
import type { Reader } from './reader.js';
import type { Draft, ServerSet } from './types.js';

export interface Place {
  readonly production: number;
  readonly picture: number;
  readonly person: number;
}

export interface Goal {
  readonly address: string; /* uploads are created below it */
  readonly set: ServerSet | null; /* null: temps */
  readonly there: ReadonlySet<string>; /* rows of which nothing needs to be sent */
  readonly earlier: readonly ServerSet[]; /* published sets of the cue, newest first */
}

/* What reads a file says how far it is. */
export type Reading = (row: Row, bytes: number) => void;

export class Goals {
  readonly #hashes = new Map<string, Promise<string>>(); /* by row: a file is read once */

  constructor(
    private readonly client: Client,
    private readonly place: Place,
    private readonly fileOf: (row: Row) => File,
    private readonly reader: Reader,
    private readonly reading: Reading,
  ) {}

  async drafts(): Promise<readonly Draft[]> {
    const { drafts } = await this.client.get<{ drafts: Draft[] }>(
      `/api/productions/${this.place.production}/drafts`,
    );
    const { person, picture } = this.place;
    return drafts
      .filter((d) => d.by.person_id === person && d.picture_id === picture)
      .sort((a, b) => b.version - a.version);
  }

  async goalOf(target: Target): Promise<Goal> {
    if (target.cue === '') return this.#temps(target);
    const cue = await this.#cue(target.cue);
    const { sets } = await this.client.get<{ sets: ServerSet[] }>(`/api/cues/${cue.id}/sets`);
    const newest = sets.find((set) => set.picture_id === this.place.picture);
    const published = newest && (await this.#there(target, newest.prints));
    if (newest && published?.size === target.rows.length) return goal(newest, published, sets);
    for (const draft of (await this.drafts()).filter((d) => d.cue_id === cue.id)) {
      const there = await this.#there(target, draft.prints);
      if (there) return goal(draft, there, sets);
    }
    const picture_id = this.place.picture;
    const set = await this.client.post<ServerSet>(`/api/cues/${cue.id}/sets`, { picture_id });
    return goal(set, new Set(), sets);
  }

  async #temps(target: Target): Promise<Goal> {
    const address = `/api/pictures/${this.place.picture}`;
    const { temps } = await this.client.get<{ temps: RecordingThere[] }>(`${address}/temps`);
    const there = new Set<string>();
    for (const row of target.rows) {
      const mine = temps.filter((t) => t.role === row.role);
      for (const temp of mine)
        if ((await this.#there({ cue: '', rows: [row] }, [temp]))?.size === 1) there.add(row.key);
    }
    return { address, set: null, there, earlier: [] };
  }

  async #cue(name: string): Promise<Cue> {
    const path = `/api/productions/${this.place.production}/cues`;
    const { cues } = await this.client.get<{ cues: Cue[] }>(path);
    return cues.find((c) => sameCue(c.name, name)) ?? this.client.post<Cue>(path, { name });
  }

  /* Which files a set has already; null when it has others in the place of one. */
  async #there(
    { rows }: Target,
    prints: readonly RecordingThere[],
  ): Promise<ReadonlySet<string> | null> {
    const fits = rows.map((row) => ({ row, fit: fitOf(row, prints) }));
    if (fits.some(({ fit }) => fit.fit === 'taken')) return null;
    const there = new Set<string>();
    for (const { row, fit } of fits) {
      if (fit.fit !== 'there') continue;
      if ((await this.hashOf(row)) !== fit.sha256) return null;
      there.add(row.key);
    }
    return there;
  }

  hashOf(row: Row): Promise<string> {
    const known = this.#hashes.get(row.key);
    if (known) return known;
    const hash = this.reader.hash(this.fileOf(row), (bytes) => this.reading(row, bytes));
    this.#hashes.set(row.key, hash);
    hash.catch(() => this.#hashes.delete(row.key));
    return hash;
  }
}

const goal = (set: ServerSet, there: ReadonlySet<string>, all: readonly ServerSet[]): Goal => ({
  address: `/api/sets/${set.id}`,
  set,
  there,
  earlier: all.filter(({ id, version }) => id !== set.id && version < set.version),
});
