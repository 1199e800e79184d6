/* Moves the window of the timeline, and reads what stands on it. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { Lanes, Waveforms } from './api/lane_types.js';
import type { Note, Query } from './api/talk_types.js';
import { LaneFacts } from './lane_facts.js';
import { laneTile, waveTile } from './pure/columns.js';
import type { LaneTile, WaveTile } from './pure/columns.js';
import { heardSet } from './pure/cues.js';
import { lanesOf } from './pure/lane_list.js';
import { atOf } from './pure/flags.js';
import { reelAt } from './pure/reels.js';
import type { Reel } from './pure/reels.js';
import type { Span } from './pure/scenes.js';
import { TILE_COLUMNS, tileSpan } from './pure/tiles.js';
import type { TileKey } from './pure/tiles.js';
import { SAMPLES_PER_SECOND } from './pure/timecode.js';
import { nextWorst, worstMoments } from './pure/worst.js';
import { around, heldIn, lengthOf, paged, scrolled, zoomed } from './pure/window.js';
import type { Loaded, Model } from './state/model.js';
import type { Store } from './state/store.js';
import { NO_TIMELINE } from './state/timeline_state.js';
import type { TimelineActions } from './state/timeline_state.js';
import { Tiles } from './tiles.js';
import type { Read } from './tiles.js';

const LEAST_S = 60; /* what stands around a short scene is shown with it */
const ROWS = 240; /* of a table */
const NOTHING: Span = { in_samples: 0, out_samples: SAMPLES_PER_SECOND };

/* The page that the timeline is on. */
export interface Place {
  position(): number;
  seek(position: number): void;
}

export class Timelining implements TimelineActions {
  readonly waves: Tiles<WaveTile>;
  readonly lanes: Tiles<LaneTile>;
  #window: Span | null = null;
  #extent: Reel | null = null;
  #extentOf: readonly unknown[] = [];
  #loaded: Loaded | null = null;
  #looked: readonly unknown[] = [];
  #drawnOf = '';
  readonly #facts: LaneFacts;
  readonly #moved = new Set<() => void>();
  readonly #came = new Set<(span: Span) => void>();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly place: Place,
  ) {
    const came = (key: TileKey): void => this.#came.forEach((tell) => tell(tileSpan(key)));
    this.waves = new Tiles((key, signal) => this.#readWaves(key, signal), came, 400);
    this.lanes = new Tiles((key, signal) => this.#readLanes(key, signal), came, 200);
    this.#facts = new LaneFacts(store, client);
    store.subscribe(() => this.#look());
  }

  get #state(): Readonly<Model> {
    return this.store.state;
  }

  get extent(): Reel {
    const { loaded, states, range, scene } = this.#state;
    const of = [loaded, states, range, scene];
    if (this.#extent && of.every((each, i) => each === this.#extentOf[i])) return this.#extent;
    const scenes = (loaded?.scenes ?? []).map(({ id, in_samples, out_samples }) => {
      const reels = states?.find(({ scene_id }) => scene_id === id)?.reels ?? [];
      return { in_samples, out_samples, reels };
    });
    const before = this.#extent;
    this.#extentOf = of;
    this.#extent = reelAt(scenes, range ?? NOTHING, this.place.position());
    if (before && before.number !== this.#extent.number) this.#window = null;
    return this.#extent;
  }

  get window(): Span {
    this.#window ??= this.#first();
    return heldIn(this.#window, this.extent);
  }

  /* The scene with what surrounds it; on a phone the scene alone. */
  #first(): Span {
    const { loaded, scene } = this.#state;
    const here = loaded?.scenes[scene];
    if (!here) return this.extent;
    const phone = window.matchMedia('(max-width: 700px)').matches;
    return phone
      ? around(here, this.extent, 1.2, 0)
      : around(here, this.extent, 3, LEAST_S * SAMPLES_PER_SECOND);
  }

  watch(moved: () => void, came: (span: Span) => void): () => void {
    this.#moved.add(moved);
    this.#came.add(came);
    return () => {
      this.#moved.delete(moved);
      this.#came.delete(came);
    };
  }

  show(span: Span): void {
    const { in_samples, out_samples } = heldIn(span, this.extent);
    const from = Math.round(in_samples);
    this.#window = { in_samples: from, out_samples: from + Math.round(out_samples - in_samples) };
    this.#moved.forEach((tell) => tell());
  }

  zoom(factor: number, at = this.place.position()): void {
    this.show(zoomed(this.window, this.extent, factor, at));
  }

  scroll(samples: number): void {
    this.show(scrolled(this.window, this.extent, samples));
  }

  follow(position: number): void {
    const page = paged(this.window, this.extent, position);
    if (page.in_samples !== this.window.in_samples) this.show(page);
  }

  toggleReel(): void {
    const whole = lengthOf(this.window) >= lengthOf(this.extent);
    if (whole) this.toScene(this.#state.scene);
    else this.show(this.extent);
  }

  toScene(index: number): void {
    const scene = this.#state.loaded?.scenes[index];
    if (scene) this.show(around(scene, this.extent, 1.08, 0));
  }

  toWorst(step: 1 | -1): void {
    const scenes = this.#state.measures?.scenes ?? [];
    const moments = scenes.flatMap(({ concerns }) => worstMoments(concerns));
    const firsts = moments.filter(({ rank }) => rank === 0);
    const next = nextWorst(firsts, this.place.position(), step);
    if (next) this.place.seek(next.in_samples);
  }

  open(remark: Note | Query, entry: string): void {
    const at = atOf(remark, this.#state.loaded?.scenes ?? []);
    if (at !== undefined) this.place.seek(at);
    this.store.set({ opened: entry });
  }

  shown(): void {
    this.store.set({ opened: null });
  }

  /* What of the state the timeline follows. */
  #look(): void {
    const { loaded, states, measures, on_b, against, scene } = this.#state;
    if (loaded !== this.#loaded) this.#changed(loaded);
    const now = [loaded, states, measures, on_b, against, scene];
    const same = now.every((each, i) => each === this.#looked[i]);
    this.#looked = now;
    if (same || !loaded?.picture || loaded.guest) return;
    const drawnOf = JSON.stringify([
      loaded.picture.id,
      loaded.production.cues.map((cue) => heardSet(cue, this.#state)?.id),
      loaded.temps.map(({ id }) => id),
      measures?.scenes.map(({ state }) => state),
    ]);
    if (drawnOf !== this.#drawnOf) this.#outdate(drawnOf);
    this.#facts.follow(loaded);
  }

  #changed(loaded: Loaded | null): void {
    const before = this.#loaded;
    this.#loaded = loaded;
    if (loaded && before?.picture?.id === loaded.picture?.id) return;
    this.#window = null;
    this.#drawnOf = '';
    this.waves.clear();
    this.lanes.clear();
    this.store.set({ ...NO_TIMELINE });
    this.#facts.close();
    if (loaded?.picture && !loaded.guest) void this.#facts.readThresholds(loaded.production.id);
  }

  #outdate(drawnOf: string): void {
    this.#drawnOf = drawnOf;
    this.waves.outdate();
    this.lanes.outdate();
  }

  get #of(): string {
    return `/api/pictures/${this.#loaded?.picture?.id ?? 0}`;
  }

  async #readWaves(key: TileKey, signal: AbortSignal): Promise<Read<WaveTile>> {
    const read = await this.#readTile<Waveforms>('waveforms', key, signal);
    return { tile: waveTile(read), whole: read.state !== 'waiting' };
  }

  async #readLanes(key: TileKey, signal: AbortSignal): Promise<Read<LaneTile>> {
    const read = await this.#readTile<Lanes>('lanes', key, signal);
    return { tile: laneTile(read), whole: read.state !== 'waiting' };
  }

  /* What is refused is said; what is out of reach, the link says. */
  async #readTile<T>(what: string, key: TileKey, signal: AbortSignal): Promise<T> {
    const query = this.#query(tileSpan(key), TILE_COLUMNS);
    try {
      return await this.client.get<T>(`${this.#of}/${what}?${query}`, signal);
    } catch (cause) {
      const refused = cause instanceof ApiError && !cause.lost && cause.status !== 401;
      if (refused && !signal.aborted) this.store.set({ failure: cause.message });
      throw cause;
    }
  }

  /* Of the sets that stand for their cues, or of those that are compared with them and heard now. */
  #query({ in_samples, out_samples }: Span, columns: number): string {
    const { sets: known, on_b, against } = this.#state;
    const cues = this.#loaded?.production.cues ?? [];
    const sets = cues.flatMap((cue) => heardSet(cue, { sets: known, on_b, against })?.id ?? []);
    const query = `in_samples=${in_samples}&out_samples=${out_samples}&columns=${columns}`;
    return on_b.length > 0 ? `${query}&sets=${sets.join()}` : query;
  }

  /* A lane of the current scene, or of what is in view, with a row each second or more. */
  openTable(lane: string | null): void {
    const { loaded, scene } = this.#state;
    const of = lanesOf(loaded?.production.stems ?? []).find(({ key }) => key === lane);
    if (!loaded || !of) return this.store.set({ table: null });
    const span = loaded.scenes[scene] ?? this.window;
    const from = Math.floor(span.in_samples);
    const seconds = Math.ceil((span.out_samples - from) / SAMPLES_PER_SECOND);
    const step = Math.ceil(seconds / ROWS) * SAMPLES_PER_SECOND;
    const rows = Math.max(1, Math.ceil((span.out_samples - from) / step));
    const out_samples = from + rows * step;
    const table = { ...of, in_samples: from, out_samples, rows, waves: null, lanes: null };
    this.store.set({ table: { ...table, failure: null } });
    void this.#readTable(of.key, of.kind === 'lfe' || of.kind === 'audibility');
  }

  async #readTable(key: string, measured: boolean): Promise<void> {
    const { table } = this.#state;
    if (!table) return;
    const query = this.#query(table, table.rows);
    let read: Partial<Model['table']>;
    try {
      read = measured
        ? { lanes: await this.client.get<Lanes>(`${this.#of}/lanes?${query}`) }
        : { waves: await this.client.get<Waveforms>(`${this.#of}/waveforms?${query}`) };
    } catch (cause) {
      read = { failure: cause instanceof Error ? cause.message : String(cause) };
    }
    const now = this.#state.table;
    if (now?.key === key && now.in_samples === table.in_samples)
      this.store.set({ table: { ...now, ...read } });
  }
}
