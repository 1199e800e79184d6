/* What is chosen to be sent, before anything is: the files, what goes where, what their headers say,
 * one's own drafts. */
import type { Client } from '../api/client.js';
import type { PlannedStem } from '../pure/looks.js';
import type { Rate } from '../pure/timecode.js';
import { Store } from '../state/store.js';
import type { BoardFacts } from './board.js';
import { Goals } from './goals.js';
import type { Place, Reading } from './goals.js';
import { headOf } from './header.js';
import { addPicked, changed, inOrder } from './plan.js';
import type { Change, Row } from './plan.js';
import type { Reader } from './reader.js';
import { silentFile } from './silence.js';
import type { Channel } from './suffix.js';
import { NOTHING } from './types.js';
import type { Draft, Filter, UploadState } from './types.js';

export interface Chosen {
  readonly path: string; /* within what was chosen */
  readonly file: File;
}

export interface CueKnown {
  readonly id: number;
  readonly name: string;
  readonly sets: readonly {
    readonly id: number;
    readonly version: number;
    readonly published_at_ms: number | null;
  }[];
}

/* What the page knows of the production. */
export interface Facts extends Place {
  readonly name: string;
  readonly stems: readonly string[];
  readonly stem_plan?: readonly PlannedStem[];
  readonly rate: Rate;
  readonly cues: () => readonly CueKnown[]; /* now */
}

export class Choosing {
  readonly store = new Store<UploadState>(NOTHING);
  protected readonly goals: Goals;
  readonly #files = new Map<string, File>(); /* by row */

  constructor(
    protected readonly client: Client,
    readonly facts: Facts,
    protected readonly reader: Reader,
    reading: Reading,
  ) {
    this.goals = new Goals(client, facts, (row) => this.fileOf(row), reader, reading);
  }

  get cueNames(): readonly string[] {
    return this.facts.cues().map((cue) => cue.name);
  }

  cueName(id: number): string {
    return this.facts.cues().find((cue) => cue.id === id)?.name ?? '';
  }

  get boardFacts(): BoardFacts {
    const { drafts, outcomes } = this.store.state;
    return {
      stems: this.facts.stems,
      cues: this.facts.cues(),
      drafts: drafts.map((draft) => ({ ...draft, cue: this.cueName(draft.cue_id) })),
      outcomes,
    };
  }

  readDrafts(): void {
    this.goals.drafts().then(
      (drafts) => this.store.set({ drafts }),
      (cause: Error) => this.store.set({ failure: cause.message }),
    );
  }

  add(chosen: readonly Chosen[]): void {
    const { stems } = this.facts;
    const known = new Set(this.store.state.rows.map((row) => row.key));
    const picked = chosen.map(({ path, file }) => ({
      path,
      bytes: file.size,
      modified_ms: file.lastModified,
    }));
    const { rows, ignored } = addPicked(this.store.state.rows, picked, stems, this.cueNames);
    const files = new Map(chosen.map(({ path, file }) => [path, file]));
    const fresh = rows.filter((row) => !known.has(row.key));
    for (const row of fresh) this.#files.set(row.key, files.get(row.path) as File);
    this.store.set({ rows, ignored, failure: null });
    void this.#readHeads(fresh);
  }

  change(rows: readonly Row[], change: Change): void {
    const keys = rows.map((row) => row.key).filter((key) => !this.store.state.progress[key]);
    const next = changed(this.store.state.rows, keys, change);
    this.store.set({ rows: 'cue' in change ? inOrder(next, this.facts.stems) : next });
    this.settled();
  }

  leaveOut(rows: readonly Row[]): void {
    const keys = new Set(rows.map((row) => row.key));
    for (const key of keys) this.#files.delete(key);
    this.store.set({ rows: this.store.state.rows.filter((row) => !keys.has(row.key)) });
    this.settled();
  }

  /* Files of silence for the channels that lack, of the cue and stem that the others have by now. */
  addSilence(row: Row, channels: readonly Channel[]): void {
    const head = this.store.state.heads[row.key];
    if (!head) return;
    const folder = row.path.slice(0, row.path.lastIndexOf('/') + 1);
    const made = channels.map((channel) => silentFile(head, this.fileOf(row), channel));
    const { released } = this.store.state;
    this.add(made.map((file) => ({ path: folder + file.name, file })));
    const { cue, role, start } = row;
    const names = new Set(made.map((file) => folder + file.name));
    const rows = this.store.state.rows.filter((r) => names.has(r.path));
    if (released.has(row.key))
      this.store.set({ released: new Set([...released, ...rows.map((r) => r.key)]) });
    this.change(rows, { cue, role, start });
  }

  /* Whether silence of the same kind can be made. */
  canBeSilent(row: Row): boolean {
    const head = this.store.state.heads[row.key];
    return head?.unfit === null && head.channels === 1;
  }

  show(filter: Filter): void {
    this.store.set({ filter });
  }

  publishDraft(draft: Draft): void {
    this.#settle(this.client.post(`/api/sets/${draft.id}/publish`, { incomplete: true }));
  }

  dropDraft(draft: Draft): void {
    this.#settle(this.client.remove(`/api/sets/${draft.id}`));
  }

  /* Something was answered, chosen or read. */
  protected settled(): void {}

  protected fileOf(row: Row): File {
    return this.#files.get(row.key) as File;
  }

  protected forget(): void {
    this.#files.clear();
    this.store.set({ ...NOTHING, drafts: this.store.state.drafts });
    this.readDrafts();
  }

  async #readHeads(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      const file = this.fileOf(row);
      const head = file ? await headOf(file) : null;
      this.store.set({ heads: { ...this.store.state.heads, [row.key]: head } });
      if (head && !head.unfit && !head.order_known && head.channels === 6)
        void this.#readFit(row, file);
    }
    this.settled();
  }

  async #readFit(row: Row, file: File): Promise<void> {
    const head = this.store.state.heads[row.key];
    const fit = head ? await this.reader.fit(file, head).catch(() => null) : null;
    this.store.set({ fits: { ...this.store.state.fits, [row.key]: fit } });
  }

  #settle(work: Promise<unknown>): void {
    work
      .catch((cause: Error) => this.store.set({ failure: cause.message }))
      .finally(() => this.readDrafts());
  }
}
