/* What is chosen to be sent, before anything is: the files, what goes where, one's own drafts. */
import type { Client } from '../api/client.js';
import { Store } from '../state/store.js';
import { Goals } from './goals.js';
import type { Place, Reading } from './goals.js';
import { addPicked, changed, inOrder, withCue } from './plan.js';
import type { Change, Row } from './plan.js';
import { NOTHING } from './types.js';
import type { Draft, UploadState } from './types.js';

export interface Chosen {
  readonly path: string; /* within what was chosen */
  readonly file: File;
}

/* What the page knows of the production. */
export interface Facts extends Place {
  readonly stems: readonly string[];
  readonly cues: () => readonly { readonly id: number; readonly name: string }[]; /* now */
}

export class Choosing {
  readonly store = new Store<UploadState>(NOTHING);
  protected readonly goals: Goals;
  readonly #files = new Map<string, File>(); /* by row */

  constructor(
    protected readonly client: Client,
    readonly facts: Facts,
    reading: Reading,
  ) {
    this.goals = new Goals(client, facts, (row) => this.fileOf(row), reading);
  }

  /* Something is on its way, or paused. */
  get busy(): boolean {
    const { phase } = this.store.state;
    return phase === 'sending' || phase === 'paused';
  }

  get cueNames(): readonly string[] {
    return this.facts.cues().map((cue) => cue.name);
  }

  cueName(id: number): string {
    return this.facts.cues().find((cue) => cue.id === id)?.name ?? '';
  }

  readDrafts(): void {
    if (this.busy) return;
    this.goals.drafts().then(
      (drafts) => this.store.set({ drafts }),
      (cause: Error) => this.store.set({ failure: cause.message }),
    );
  }

  add(chosen: readonly Chosen[]): void {
    const { stems } = this.facts;
    const cues = this.cueNames;
    const picked = chosen.map(({ path, file }) => ({
      path,
      bytes: file.size,
      modified_ms: file.lastModified,
    }));
    const { rows, ignored } = addPicked(this.store.state.rows, picked, stems, cues);
    const files = new Map(chosen.map(({ path, file }) => [path, file]));
    for (const row of rows) {
      const file = files.get(row.path);
      if (file && file.size === row.bytes && file.lastModified === row.modified_ms)
        this.#files.set(row.key, file);
    }
    this.store.set({ rows, ignored, failure: null });
  }

  change(key: string, change: Change): void {
    this.store.set({ rows: changed(this.store.state.rows, key, change) });
  }

  setCue(cue: string): void {
    this.store.set({ rows: inOrder(withCue(this.store.state.rows, cue), this.facts.stems) });
  }

  leaveOut(key: string): void {
    this.store.set({ rows: this.store.state.rows.filter((row) => row.key !== key) });
  }

  publishDraft(draft: Draft): void {
    this.#settle(this.client.post(`/api/sets/${draft.id}/publish`, { incomplete: true }));
  }

  dropDraft(draft: Draft): void {
    this.#settle(this.client.remove(`/api/sets/${draft.id}`));
  }

  protected fileOf(row: Row): File {
    return this.#files.get(row.key) as File;
  }

  protected forget(): void {
    this.#files.clear();
    this.store.set({ ...NOTHING, drafts: this.store.state.drafts });
    this.readDrafts();
  }

  #settle(work: Promise<unknown>): void {
    work
      .catch((cause: Error) => this.store.set({ failure: cause.message }))
      .finally(() => this.readDrafts());
  }
}
