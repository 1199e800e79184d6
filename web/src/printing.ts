/* The sign-off sheet: reads all that stands on it, lays it out, and calls the printer. */
import type { Client } from './api/client.js';
import type { Note, Query, Signoff } from './api/talk_types.js';
import type { Scene } from './api/types.js';
import type { Forms } from './forms.js';
import { SIDES } from './pure/standing.js';
import type { Model, Paper } from './state/model.js';
import type { Store } from './state/store.js';

const AT_ONCE = 4; /* requests */
const PAGE = 500;

export class Printing {
  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
  ) {
    window.addEventListener('beforeprint', () => this.#begin());
    window.addEventListener('afterprint', () => store.set({ papers: null }));
  }

  /* Printing by the browser's own command: the scene in view, as it was last read. */
  #begin(): void {
    const { papers, loaded, view, scene: at, talk } = this.store.state;
    const scene = loaded?.scenes[at];
    if (papers || view !== 'review' || !scene || talk?.scene_id !== scene.id) return;
    this.store.set({ papers: [{ ...talk, scene }] });
  }

  print(which: 'scene' | 'all'): void {
    const { loaded, scene } = this.store.state;
    if (!loaded || loaded.guest) return;
    const here = loaded.scenes[scene];
    const scenes = which === 'all' ? loaded.scenes : here ? [here] : [];
    if (scenes.length === 0) return;
    void this.forms.run('print', async () => {
      const papers = await this.#read(loaded.production.id, scenes);
      this.store.set({ papers });
      window.print();
    });
  }

  async #read(production: number, scenes: readonly Scene[]): Promise<readonly Paper[]> {
    const [notes, queries] = await Promise.all([
      this.#all<Note>(`/api/productions/${production}/notes`, 'notes'),
      this.#all<Query>(`/api/productions/${production}/queries`, 'queries'),
    ]);
    const papers: Paper[] = [];
    for (let i = 0; i < scenes.length; i += AT_ONCE)
      papers.push(
        ...(await Promise.all(
          scenes.slice(i, i + AT_ONCE).map(async (scene) => ({
            scene,
            notes: notes.filter((note) => note.scene_id === scene.id),
            queries: queries.filter((query) => query.scene_id === scene.id),
            signoffs: await this.#signoffs(scene.id),
          })),
        )),
      );
    return papers;
  }

  async #all<T>(path: string, key: string): Promise<readonly T[]> {
    const all: T[] = [];
    let next: string | null = null;
    do {
      const after: string = next === null ? '' : `&after=${encodeURIComponent(next)}`;
      const page: Record<string, unknown> = await this.client.get(`${path}?limit=${PAGE}${after}`);
      all.push(...(page[key] as readonly T[]));
      next = page['next'] as string | null;
    } while (next !== null);
    return all;
  }

  /* Nobody ever signed most scenes of a film in the making: those are not asked about. */
  async #signoffs(scene_id: number): Promise<readonly Signoff[]> {
    const state = this.store.state.states?.find((each) => each.scene_id === scene_id);
    if (state && SIDES.every((side) => state.sides[side].state === 'open')) return [];
    const path = `/api/scenes/${scene_id}/signoffs`;
    return (await this.client.get<{ signoffs: Signoff[] }>(path)).signoffs;
  }
}
