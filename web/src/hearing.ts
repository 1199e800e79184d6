/* Tells the server what was really played of each scene, so that a signature says what was heard.
 * What counts is the whole music as printed, with its Centre; the LFE and the temps are told apart. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { HeardReport, Monitoring } from './api/talk_types.js';
import type { Preview, Scene } from './api/types.js';
import { isWholeMusic } from './pure/recipe.js';
import { mergeSpan, playedBetween, within } from './pure/spans.js';
import type { Look, Played } from './pure/spans.js';
import type { Span } from './pure/scenes.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

const TELL_MS = 5000;
const SPANS_MOST = 200;

/* What sounds in a scene now, by the server. */
interface Sounds {
  readonly sounds_sha256: string | null;
  readonly sounds: readonly { readonly set_id: number }[];
}

interface Heard {
  readonly scene: Scene;
  readonly preview: Preview;
  readonly monitoring: Monitoring;
  readonly spans: readonly Span[];
}

export class Hearing {
  #before: Look | null = null;
  #preview: Preview | null = null;
  #told_ms = 0;
  #heard = new Map<string, Heard>();
  readonly #sounds = new Map<number, Sounds>();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly position: () => number,
    private readonly told: () => void,
  ) {}

  /* Looks where the player is; to be called a few times a second. */
  look(): void {
    const { sound, heard, monitoring, scrub } = this.store.state;
    const counts = sound === 'playing' && heard !== null && scrub === null && this.#isMusic(heard);
    const at_ms = performance.now();
    const way = counts ? `${heard.id} ${monitoring}` : null;
    const now: Look = { at_ms, position: this.position(), way };
    const played = playedBetween(this.#before, now);
    if (played && this.#preview) this.#keep(played, this.#preview, monitoring);
    const stopped = this.#before?.way !== way;
    this.#before = now;
    this.#preview = heard;
    if (stopped || at_ms - this.#told_ms > TELL_MS) this.tell(false);
  }

  /* Where the position jumps by hand, what was before does not lead to what comes. */
  cut(): void {
    this.look();
    this.#before = null;
  }

  /* A trial of mutes, solos or gains is not the music that is signed. */
  #isMusic({ recipe, sources }: Preview): boolean {
    const stems = this.store.state.loaded?.production.stems ?? [];
    const sounds = sources.some((s) => s.kind === 'stem' || s.kind === 'mix');
    return sounds && isWholeMusic(recipe, stems);
  }

  #keep(played: Played, preview: Preview, monitoring: Monitoring): void {
    for (const scene of this.store.state.loaded?.scenes ?? []) {
      const span = within(scene, played);
      if (!span) continue;
      const key = `${scene.id} ${played.way}`;
      const spans = mergeSpan(this.#heard.get(key)?.spans ?? [], span);
      this.#heard.set(key, { scene, preview, monitoring, spans });
    }
  }

  /* The sound of a scene may be another one now. */
  forget(): void {
    this.#sounds.clear();
  }

  /* leaving: the page goes away, so only what needs no asking is told. */
  tell(leaving: boolean): void {
    this.#told_ms = performance.now();
    if (this.#heard.size === 0 || this.store.state.out || this.store.state.loaded?.guest) return;
    const all = this.#heard;
    this.#heard = new Map();
    const telling = [...all].map(([key, heard]) => this.#tellOne(key, heard, leaving));
    void Promise.all(telling).then((kept) => kept.some((ok) => ok) && this.told());
  }

  async #tellOne(key: string, heard: Heard, leaving: boolean): Promise<boolean> {
    const { scene, preview, monitoring } = heard;
    try {
      const known = this.#sounds.get(scene.id);
      if (!known && leaving) return false;
      const now = known ?? (await this.client.get<Sounds>(`/api/scenes/${scene.id}/state`));
      if (now.sounds_sha256 === null) return this.#later(key, heard);
      this.#sounds.set(scene.id, now);
      if (!isOf(preview, now)) return false; /* what was heard is not what is there now */
      await this.client.tell(`/api/scenes/${scene.id}/heard`, {
        sounds_sha256: now.sounds_sha256,
        lfe: preview.recipe.lfe === 'out' ? 'out' : 'in',
        temps: preview.sources.some((s) => s.kind === 'dialogue' || s.kind === 'effects'),
        monitoring,
        spans: heard.spans
          .slice(0, SPANS_MOST)
          .map((s) => [Math.round(s.in_samples), Math.round(s.out_samples)] as const)
          .filter(([from, to]) => from < to),
      } satisfies HeardReport);
      return true;
    } catch (cause) {
      this.#sounds.delete(scene.id);
      if (cause instanceof ApiError && (cause.lost || cause.status === 401))
        return this.#later(key, heard);
      return false; /* 409: the sound has changed meanwhile */
    }
  }

  /* Keeps it for the next time, with what was heard meanwhile. */
  #later(key: string, heard: Heard): boolean {
    const since = this.#heard.get(key)?.spans ?? [];
    this.#heard.set(key, { ...heard, spans: since.reduce(mergeSpan, [...heard.spans]) });
    return false;
  }
}

function isOf(preview: Preview, { sounds }: Sounds): boolean {
  const played = new Set(preview.sources.map((source) => source.set_id));
  return sounds.every(({ set_id }) => played.has(set_id));
}
