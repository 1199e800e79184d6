/* From what is switched on to what sounds: asks the server for the preview of a choice, hands it to
 * the player together with the likely next one, and says in the state what is really heard. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { Cue, Preview } from './api/types.js';
import type { Player, Variant } from './player/player.js';
import { heardSet } from './pure/cues.js';
import type { Sides } from './pure/cues.js';
import { otherLfe, recipeKey, recipeOf } from './pure/recipe.js';
import type { Choice } from './pure/recipe.js';
import { runAt } from './pure/scenes.js';
import type { Span } from './pure/scenes.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';

const OVERS_AGAIN_MS = 2000;

/* All variants are made of the same prints and cover the same range, whatever arrives meanwhile. */
interface Material {
  readonly picture: number | null; /* null: of the link that a guest opened */
  readonly stems: readonly string[];
  readonly cues: readonly Cue[] | null; /* null: whose sets sound is not a guest's to choose */
  range: Span | null;
  readonly previews: Map<string, Promise<Preview>>;
  readonly known: Map<string, Preview>; /* by id */
}

export class Listening {
  #material: Material | null = null;
  #wanted: string | null = null;
  #start: number | null = null; /* timeline position to begin at */
  #loop: Span | null = null; /* on the timeline */
  #turn = 0;
  #oversTimer = 0;

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly player: Player,
  ) {
    player.onChange = () => this.#publish();
    player.onTrouble = (failure) => store.set({ failure });
  }

  /* Where the first preview of the material starts on the timeline. */
  get origin(): number {
    return this.#material?.range?.in_samples ?? 0;
  }

  position(): number {
    return this.#start ?? this.origin + this.player.position();
  }

  seek(position: number): void {
    const { loaded, heard } = this.store.state;
    const past = heard && (position < heard.in_samples || position >= heard.out_samples);
    if (past && loaded?.guest) return this.load(loaded, position); /* to the other side of a gap */
    if (this.#material?.range) this.player.seek(position - this.origin);
    else this.#start = position;
  }

  /* New material, from a position on the timeline; null: from its beginning. */
  load(loaded: Loaded, position: number | null): void {
    this.player.pause();
    this.#start = position;
    this.#material = loaded.picture && {
      picture: loaded.guest ? null : loaded.picture.id,
      stems: loaded.production.stems,
      cues: loaded.guest ? null : loaded.production.cues,
      range: loaded.guest ? (runAt(loaded.scenes, position ?? 0) ?? null) : null,
      previews: new Map(),
      known: new Map(),
    };
    this.store.set({ heard: null, overs: null });
    void this.apply();
  }

  /* Plays a stretch of the timeline again and again; null: plays on. */
  setLoop(span: Span | null): void {
    this.#loop = span;
    this.#aim();
  }

  #aim(): void {
    const at = (position: number): number => position - this.origin;
    const loop = this.#material?.range ? this.#loop : null;
    this.player.loop(
      loop && { in_samples: at(loop.in_samples), out_samples: at(loop.out_samples) },
    );
  }

  close(): void {
    this.player.pause();
    this.#material = null;
    this.#turn++;
  }

  /* Brings what sounds in line with the choice. */
  async apply(): Promise<void> {
    const material = this.#material;
    const turn = ++this.#turn;
    const { choice, sets, against, on_b } = this.store.state;
    const sides = { sets, against, on_b };
    if (!material) return;
    this.store.set({ switching: true });
    try {
      const preview = await this.#preview(material, choice, sides);
      if (turn !== this.#turn) return;
      this.#wanted = preview.id;
      this.#choose(preview, []);
      const likely = await Promise.all(this.#likely(material, choice, sides));
      if (turn === this.#turn) this.#choose(preview, likely);
    } catch (cause) {
      if (turn === this.#turn) this.#failed(cause);
    }
  }

  #choose(preview: Preview, likely: readonly Preview[]): void {
    this.#aim();
    this.player.choose(variantOf(preview), likely.map(variantOf));
    if (this.#start !== null) this.player.seek(this.#start - this.origin);
    this.#start = null;
    this.#publish();
  }

  /* The other state of the LFE; once print sets are compared, the other set as well. */
  #likely(material: Material, choice: Choice, sides: Sides): Promise<Preview>[] {
    const { cue } = this.store.state;
    const lfe = this.#preview(material, otherLfe(choice), sides);
    if (cue === null || (!sides.on_b.includes(cue) && !(cue in sides.against))) return [lfe];
    const others = sides.on_b.filter((id) => id !== cue);
    const on_b = sides.on_b.includes(cue) ? others : [...others, cue];
    return [lfe, this.#preview(material, choice, { ...sides, on_b })];
  }

  #preview(material: Material, choice: Choice, sides: Sides): Promise<Preview> {
    const recipe = recipeOf(choice, material.stems);
    const sets = material.cues?.flatMap((cue) => heardSet(cue, sides)?.id ?? []);
    const key = `${recipeKey(recipe)} ${sets?.join() ?? ''}`;
    const known = material.previews.get(key);
    if (known) return known;
    const { range } = material;
    const wish = { recipe, ...(sets ? { sets } : {}), ...range };
    const asked = this.client.preview(material.picture, wish).then((preview) => {
      const { in_samples, out_samples } = preview;
      material.range ??= { in_samples, out_samples };
      material.known.set(preview.id, preview);
      return preview;
    });
    asked.catch(() => material.previews.delete(key));
    material.previews.set(key, asked);
    return asked;
  }

  #failed(cause: unknown): void {
    if (cause instanceof ApiError && cause.lost) return; /* the bar says so and tries again */
    this.store.set({
      switching: false,
      failure: cause instanceof Error ? cause.message : String(cause),
    });
  }

  #publish(): void {
    const { heard: id, state: sound } = this.player;
    const heard = (id !== null && this.#material?.known.get(id)) || null;
    const place = sound === 'playing' ? this.store.state.place : this.position();
    if (heard?.id !== this.store.state.heard?.id) {
      this.store.set({ heard, overs: null });
      void this.#readOvers(heard);
    }
    const gaps = !this.player.gapless;
    this.store.set({ sound, place, gaps, switching: heard?.id !== this.#wanted });
  }

  /* The list of overs grows while the server reads on. */
  async #readOvers(heard: Preview | null): Promise<void> {
    window.clearTimeout(this.#oversTimer);
    if (!heard) return;
    const guest = this.store.state.loaded?.guest != null;
    const overs = await this.client.overs(heard.id, guest).catch(() => null);
    if (this.store.state.heard?.id !== heard.id) return;
    this.store.set({ overs });
    if (!overs?.complete)
      this.#oversTimer = window.setTimeout(() => void this.#readOvers(heard), OVERS_AGAIN_MS);
  }
}

function variantOf(preview: Preview): Variant {
  return {
    id: preview.id,
    samples: preview.samples,
    pre_skip_samples: preview.codec.pre_skip_samples,
    files: preview.files,
  };
}
