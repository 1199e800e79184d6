/* What of the music is heard: solo and mute, gains and groups, print sets A and B, range and loop. */
import type { Client } from './api/client.js';
import type { Evidence } from './api/talk_types.js';
import type { PrintSet } from './api/types.js';
import type { Listening } from './listening.js';
import type { Playing } from './playing.js';
import { cueAt, otherSet, othersOf } from './pure/cues.js';
import { currentSet } from './pure/current.js';
import { withMark } from './pure/marks.js';
import type { Choice, Group } from './pure/recipe.js';
import type { Span } from './pure/scenes.js';
import { choiceOf } from './pure/saved.js';
import * as solo from './pure/solo.js';
import { frameAt, frameStart } from './pure/timecode.js';
import type { Recipes } from './recipes.js';
import type { ListenActions } from './state/listen_state.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';

export class Mixing implements ListenActions {
  #looped: Span | null = null;

  constructor(
    private readonly store: Store<Model>,
    private readonly playing: Playing,
    private readonly listening: Listening,
    private readonly client: Client,
    private readonly saved: Recipes,
  ) {}

  get #choice(): Choice {
    return this.store.state.choice;
  }

  get #stems(): readonly string[] {
    return this.store.state.loaded?.production.stems ?? [];
  }

  solo(role: string): void {
    this.playing.choose(solo.withSolo(this.#choice, role));
  }

  mute(role: string): void {
    this.playing.choose(solo.withMute(this.#choice, role));
  }

  clear(): void {
    this.playing.choose(solo.cleared(this.#choice));
  }

  toggle(part: solo.Part): void {
    this.playing.choose(solo.withPart(this.#choice, part, this.#stems));
  }

  setGain(role: string, gain_db: number): void {
    this.playing.choose(solo.withGain(this.#choice, role, gain_db));
  }

  addGroup(name: string, stems: readonly string[]): void {
    if (name.trim() === '' || stems.length === 0) return;
    this.playing.choose(solo.withGroup(this.#choice, name.trim(), stems));
  }

  changeGroup(index: number, change: Partial<Group>): void {
    this.playing.choose(solo.withGroupChanged(this.#choice, index, change));
  }

  dissolve(index: number): void {
    this.playing.choose(solo.withoutGroup(this.#choice, index));
  }

  reset(): void {
    this.playing.choose(solo.asPrinted(this.#choice));
  }

  setLoop(loop: boolean): void {
    this.store.set({ loop });
    this.#aim(loop);
  }

  mark(end: 'in' | 'out'): void {
    const { loaded, marked, scene, range } = this.store.state;
    const ground = loaded?.scenes[scene] ?? range;
    if (!loaded || !ground) return;
    const frame = frameStart(loaded.rate, frameAt(loaded.rate, this.playing.position()));
    this.store.set({ marked: withMark(marked, end, frame, ground) });
    this.#aim();
  }

  markSpan({ in_samples, out_samples }: Span): void {
    const rate = this.store.state.loaded?.rate;
    if (!rate) return;
    const frame = (at: number): number => frameStart(rate, frameAt(rate, at));
    const marked = { in_samples: frame(in_samples), out_samples: frame(out_samples) };
    if (marked.in_samples < marked.out_samples) this.store.set({ marked });
    this.#aim();
  }

  unmark(): void {
    this.store.set({ marked: null });
    this.#aim();
  }

  toggleSet(): void {
    const { cue, on_b } = this.store.state;
    if (cue !== null) this.setSide(on_b.includes(cue) ? 'a' : 'b');
  }

  setSide(side: 'a' | 'b'): void {
    const { cue: id, on_b, loaded } = this.store.state;
    const cue = loaded?.production.cues.find((each) => each.id === id);
    if (!cue || !otherSet(cue, this.store.state)) return;
    const others = on_b.filter((each) => each !== cue.id);
    this.store.set({ on_b: side === 'b' ? [...others, cue.id] : others, failure: null });
    void this.listening.apply();
  }

  chooseB(set: number): void {
    const { cue, against } = this.store.state;
    if (cue === null) return;
    this.store.set({ against: { ...against, [cue]: set } });
    this.setSide('b');
  }

  /* Prints that have newer ones now are heard as B. */
  async hearAsked({ sounds, recipe }: Evidence, position: number): Promise<void> {
    const { loaded } = this.store.state;
    if (!loaded || !recipe) return;
    const version = new Map(sounds.map((sound) => [sound.cue, sound.version]));
    const cues = loaded.production.cues.filter(({ name }) => version.has(name));
    const past = cues.filter((cue) => currentSet(cue)?.version !== version.get(cue.name));
    await Promise.all(past.map(({ id }) => this.#readSets(id)));
    const { against, on_b } = this.store.state;
    const asked = past.flatMap((cue): [number, number][] => {
      const others = othersOf(cue, this.store.state);
      const set = others.find((other) => other.version === version.get(cue.name));
      return set ? [[cue.id, set.id]] : [];
    });
    this.store.set({
      against: { ...against, ...Object.fromEntries(asked) },
      on_b: [
        ...on_b.filter((id) => !cues.some((cue) => cue.id === id)),
        ...asked.map(([id]) => id),
      ],
    });
    this.playing.choose(choiceOf({ recipe, groups: [] }, this.#stems));
    this.playing.seek(position);
    this.playing.play();
  }

  readRecipes(): void {
    this.saved.read().catch(() => undefined); /* without them, it plays all the same */
  }

  save(name: string, is_shared: boolean): void {
    this.saved.save(name, is_shared);
  }

  use(recipe: number): void {
    const choice = this.saved.choiceOf(recipe);
    if (choice) this.playing.choose(choice);
  }

  share(recipe: number, is_shared: boolean): void {
    this.saved.share(recipe, is_shared);
  }

  remove(recipe: number): void {
    this.saved.remove(recipe);
  }

  /* The position moves on, or has jumped to another place. */
  follow(): void {
    const { loaded, cue, loop } = this.store.state;
    const now = cueAt(loaded?.production.cues ?? [], this.playing.position())?.id ?? null;
    if (now !== cue) {
      this.store.set({ cue: now });
      if (now !== null) void this.#readSets(now);
    }
    if (loop && !this.#looped) this.#aim();
  }

  moved(): void {
    if (this.store.state.loop) this.#aim();
  }

  /* The sound of another place, or another production, was loaded. */
  loaded(): void {
    this.#looped = null;
    const { cue } = this.store.state;
    if (cue !== null) void this.#readSets(cue);
    this.#aim();
  }

  /* All print sets of a cue, for the production knows the current ones alone. */
  async #readSets(cue: number): Promise<void> {
    if (this.store.state.loaded?.guest) return;
    const { sets } = await this.client
      .get<{ sets: PrintSet[] }>(`/api/cues/${cue}/sets`)
      .catch(() => ({ sets: null })); /* there is nothing to compare with then */
    if (sets) this.store.set({ sets: { ...this.store.state.sets, [cue]: sets } });
  }

  /* Settles what is played again and again. It stays with its scene while the sound goes on, even
   * where another scene begins before this one ends. */
  #aim(jump = false): void {
    const { loaded, loop, marked } = this.store.state;
    const at = this.playing.position();
    const scene = loaded?.scenes[this.store.state.scene];
    const span = loop ? (marked ?? scene ?? null) : null;
    this.#looped = span && { in_samples: span.in_samples, out_samples: span.out_samples };
    this.listening.setLoop(this.#looped);
    if (jump && span && at >= span.out_samples) this.playing.seek(span.in_samples);
  }
}
