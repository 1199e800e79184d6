/* What the server tells about lanes and their places beside what is drawn: notes and queries of the cut,
 * the thresholds that the drawing goes by, and the loudness of prints. */
import type { Client } from './api/client.js';
import type { Note, Query } from './api/talk_types.js';
import type { Recording } from './api/types.js';
import { currentSet } from './pure/current.js';
import { overlaps, spanOf } from './pure/scenes.js';
import type { Span } from './pure/scenes.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';

const SETTLE_MS = 150;
const REMARKS = 200; /* as many as the server gives at once */

export class LaneFacts {
  #remarksOf = '';
  #timer = 0;

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
  ) {}

  get #state(): Readonly<Model> {
    return this.store.state;
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#remarksOf = '';
  }

  /* Something was said, or another scene is the current one. */
  follow(loaded: Loaded): void {
    const { states } = this.#state;
    const said = JSON.stringify(states?.map(({ queries, notes }) => [queries, notes]));
    if (states && said !== this.#remarksOf) void this.#readRemarks(loaded, said);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#readLoudness(), SETTLE_MS);
  }

  async #readRemarks({ production, picture }: Loaded, said: string): Promise<void> {
    this.#remarksOf = said;
    const read = <T>(what: string, state: string): Promise<T> =>
      this.client.get<T>(
        `/api/productions/${production.id}/${what}?picture=${picture?.id}&state=${state}&limit=${REMARKS}`,
      );
    try {
      const [{ notes }, { queries }] = await Promise.all([
        read<{ notes: Note[] }>('notes', 'unresolved'),
        read<{ queries: Query[] }>('queries', 'unclosed'),
      ]);
      if (said === this.#remarksOf) this.store.set({ remarks: { notes, queries } });
    } catch {
      this.#remarksOf = ''; /* read again with the next states */
    }
  }

  async readThresholds(production: number): Promise<void> {
    const read = this.client.get<{ thresholds: Record<string, number> }>(
      `/api/productions/${production}/thresholds`,
    );
    const answer = await read.catch(() => null);
    if (answer && this.#state.loaded?.production.id === production)
      this.store.set({ thresholds: answer.thresholds });
  }

  /* Of the prints in the current scene. */
  async #readLoudness(): Promise<void> {
    const { loaded, scene, loudness } = this.#state;
    const unknown = printsIn(loaded, loaded?.scenes[scene]).filter(({ id }) => !(id in loudness));
    for (const { id } of unknown) {
      const path = `/api/prints/${id}/analysis`;
      const read = this.client.get<{ figures: { integrated_lufs: number | null } | null }>(path);
      const figures = (await read.catch(() => null))?.figures;
      if (!figures) continue;
      const { integrated_lufs } = figures;
      this.store.set({ loudness: { ...this.#state.loudness, [id]: integrated_lufs } });
    }
  }
}

/* The prints of the current sets that sound in a scene. */
export function printsIn(loaded: Loaded | null, scene: Span | undefined): readonly Recording[] {
  if (!loaded || !scene) return [];
  const prints = loaded.production.cues.flatMap((cue) => currentSet(cue)?.prints ?? []);
  return prints.filter((print) => {
    const span = spanOf([print]);
    return span !== undefined && overlaps(span, scene);
  });
}
