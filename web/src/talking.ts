/* What is said about scenes: sign-off, queries, notes. Reads it, and sends what a person says. */
import { ApiError } from './api/client.js';
import type { Client } from './api/client.js';
import type { HeardShare, NoteState, SceneState, ThreadEntry } from './api/talk_types.js';
import type { Scene } from './api/types.js';
import type { Forms } from './forms.js';
import { recipeOf } from './pure/recipe.js';
import { Printing } from './printing.js';
import { SceneTalk } from './scene_talk.js';
import type { TalkActions } from './state/actions.js';
import type { Compose, Model, Paged } from './state/model.js';
import { Newest } from './state/newest.js';
import type { Store } from './state/store.js';
import { text } from './text.js';

const SETTLE_MS = 150; /* whoever steps through scenes asks for the last one alone */
const CHECK_MS = 1500;

export class Talking implements TalkActions {
  readonly #here: SceneTalk;
  readonly #printing: Printing;
  #timer = 0;
  #checkTimer = 0;
  readonly #reads = new Newest();

  constructor(
    private readonly store: Store<Model>,
    private readonly client: Client,
    private readonly forms: Forms,
    private readonly position: () => number,
  ) {
    this.#here = new SceneTalk(store, client);
    this.#printing = new Printing(store, client, forms);
  }

  get #scene(): Scene | undefined {
    const { loaded, scene } = this.store.state;
    return loaded?.scenes[scene];
  }

  close(): void {
    window.clearTimeout(this.#timer);
    window.clearTimeout(this.#checkTimer);
    this.#reads.close();
  }

  /* The current scene is another one. */
  follow(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.store.state.talk?.scene_id !== this.#scene?.id) this.#quietly(this.readScene());
    }, SETTLE_MS);
  }

  /* Somebody said something, or prints came. */
  refresh(): void {
    this.#here.forget();
    this.#quietly(Promise.all([this.readStates(), this.readScene(), this.#readThreads()]));
  }

  async readStates(): Promise<void> {
    const { loaded } = this.store.state;
    if (!loaded?.picture || loaded.guest) return;
    const stands = this.#reads.begin('states');
    const path = `/api/pictures/${loaded.picture.id}/states`;
    const { states } = await this.client.get<{ states: SceneState[] }>(path);
    if (!stands()) return;
    this.store.set({ states });
    window.clearTimeout(this.#checkTimer);
    if (states.some((state) => state.is_checking))
      this.#checkTimer = window.setTimeout(() => {
        if (!document.hidden) this.#quietly(this.readStates());
      }, CHECK_MS);
  }

  readScene(): Promise<void> {
    return this.#here.read();
  }

  /* What was heard of the current scene has grown. */
  async readHeard(): Promise<void> {
    const { talk } = this.store.state;
    if (!talk || talk.scene_id !== this.#scene?.id) return;
    const of = `/api/scenes/${talk.scene_id}`;
    const [{ heard }, state] = await Promise.all([
      this.client.get<{ heard: HeardShare[] }>(`${of}/heard`),
      this.client.get<Pick<SceneState, 'heard'>>(`${of}/state`),
    ]);
    const { talk: now, states } = this.store.state;
    if (now?.scene_id === talk.scene_id) this.store.set({ talk: { ...now, heard } });
    const { heard: share } = state;
    if (share && states)
      this.store.set({
        states: states.map((s) => (s.scene_id === talk.scene_id ? { ...s, heard: share } : s)),
      });
  }

  /* What cannot be read now is read with the next news, or the next try of the link. */
  #quietly(reading: Promise<unknown>): void {
    reading.catch((cause: unknown) => {
      const known = cause instanceof ApiError && (cause.lost || cause.status === 401);
      if (!known && cause instanceof Error) this.store.set({ failure: cause.message });
    });
  }

  stateOf(scene_id: number): SceneState | undefined {
    return this.store.state.states?.find((state) => state.scene_id === scene_id);
  }

  compose(what: Compose['what'] | null): void {
    const scene = this.#scene;
    const guest = this.store.state.loaded?.guest;
    if (what === null || !scene || guest?.may_note === false)
      return this.store.set({ compose: null });
    const sounds = this.stateOf(scene.id)?.sounds_sha256 ?? null;
    if (what === 'note') this.#atPlayhead(scene);
    this.store.set({ compose: { what, scene_id: scene.id, sounds } });
  }

  /* A note begins where one listens, unless it was begun before. */
  #atPlayhead(scene: Scene): void {
    const form = `note/${scene.id}`;
    const begun = Object.keys(this.store.state.drafts).some((key) => key.startsWith(`${form}/`));
    const at = Math.round(this.position()) - scene.in_samples;
    if (!begun && at > 0) this.forms.draft(`${form}/from`, String(at));
  }

  more(what: Paged): void {
    this.#quietly(this.#here.more(what));
  }

  seen(place: string): void {
    this.#here.seen(place);
  }

  print(which: 'scene' | 'all'): void {
    this.#printing.print(which);
  }

  send(): void {
    const { compose } = this.store.state;
    if (!compose) return;
    const form = `${compose.what}/${compose.scene_id}`;
    void this.#say(form, () => this.#sending(compose, form)).then((sent) => {
      if (sent && this.store.state.compose === compose) this.store.set({ compose: null });
      else if (!sent && compose.what === 'sign') this.#signAgain(compose);
    });
  }

  #sending({ what, scene_id, sounds }: Compose, form: string): Promise<unknown> {
    const { drafts, loaded, choice, monitoring, heard } = this.store.state;
    const said = (name: string): string => drafts[`${form}/${name}`] ?? '';
    const of = `/api/${loaded?.guest ? 'guest/' : ''}scenes/${scene_id}`;
    const remark = { text: said('text').trim(), ...placeOf(said) };
    switch (what) {
      case 'note':
        return this.client.post(`${of}/notes`, { about: said('about') || 'anything', ...remark });
      case 'ask':
        return this.#untilListened(scene_id, form).then(() =>
          this.client.post(`${of}/queries`, {
            about: said('about') || 'lfe',
            ...remark,
            recipe: recipeOf(choice, loaded?.production.stems ?? []),
            ...(heard ? { preview_id: heard.id } : {}),
          }),
        );
      case 'sign':
        return this.client.post(`${of}/signoffs`, {
          sounds_sha256: sounds ?? '',
          monitoring,
          text: said('text').trim(),
        });
      case 'revoke': {
        const side = loaded?.production.side;
        const state = this.stateOf(scene_id);
        const id = side && side !== 'none' ? state?.sides[side].signoff_id : null;
        return this.client.post(`/api/signoffs/${id}/revoke`, { reason: said('text').trim() });
      }
    }
  }

  /* A question goes with what was measured, which just after an upload takes a moment. */
  async #untilListened(scene_id: number, form: string): Promise<void> {
    await this.readStates();
    while (this.stateOf(scene_id)?.is_checking) {
      this.forms.fail(form, text.talk.ask.waits);
      await new Promise((done) => window.setTimeout(done, CHECK_MS));
      await this.readStates();
    }
    this.forms.fail(form, null);
  }

  /* What came in meanwhile is seen before it is signed. */
  #signAgain(compose: Compose): void {
    const form = `sign/${compose.scene_id}`;
    const failure = this.store.state.failures[form];
    this.#quietly(
      this.readStates().then(() => {
        const sounds = this.stateOf(compose.scene_id)?.sounds_sha256 ?? null;
        if (this.store.state.compose !== compose || sounds === compose.sounds) return;
        this.store.set({ compose: { ...compose, sounds } });
        if (failure) this.forms.fail(form, `${failure}. ${text.talk.sign.changed}`);
      }),
    );
  }

  /* Says something, and reads what stands there then, also when it was refused. */
  async #say(form: string, work: () => Promise<unknown>): Promise<boolean> {
    const said = await this.forms.run(form, work);
    this.refresh();
    return said;
  }

  answer(query: number): void {
    const form = `answer/${query}`;
    const { drafts } = this.store.state;
    const said = (name: string): string => drafts[`${form}/${name}`] ?? '';
    if (!said('likelihood')) return this.forms.fail(form, text.talk.query.choose_step);
    const advice = said('advice') || 'keep';
    const trim_db = -Math.abs(Number(said('trim_db').replace(',', '.').replace('\u2212', '-')));
    void this.#say(form, () =>
      this.client.post(`/api/queries/${query}/answers`, {
        likelihood: said('likelihood'),
        advice,
        ...(advice === 'trim' ? { trim_db } : {}),
        text: said('text').trim(),
      }),
    );
  }

  closeQuery(query: number): void {
    void this.#say(`close/${query}`, () => this.client.post(`/api/queries/${query}/close`));
  }

  openThread(note: number): void {
    const { [note]: open, ...others } = this.store.state.threads;
    if (open) this.store.set({ threads: others });
    else this.#quietly(this.#readThread(note));
  }

  async #readThread(note: number): Promise<void> {
    const stands = this.#reads.begin(`note/${note}`);
    const { thread } = await this.client.get<{ thread: ThreadEntry[] }>(`/api/notes/${note}`);
    if (!stands()) return;
    this.store.set({ threads: { ...this.store.state.threads, [note]: thread } });
  }

  async #readThreads(): Promise<void> {
    const open = Object.keys(this.store.state.threads).map(Number);
    await Promise.all(open.map((note) => this.#readThread(note)));
  }

  reply(note: number): void {
    const form = `reply/${note}`;
    const said = (this.store.state.drafts[`${form}/text`] ?? '').trim();
    void this.#say(form, () => this.client.post(`/api/notes/${note}/replies`, { text: said }));
  }

  setState(note: number, state: NoteState): void {
    void this.#say(`note-state/${note}`, () =>
      this.client.post(`/api/notes/${note}/state`, { state }),
    );
  }

  setComplete(complete: boolean): void {
    const scene = this.#scene;
    if (!scene) return;
    const sounds_sha256 = this.stateOf(scene.id)?.sounds_sha256 ?? '';
    void this.#say(`lfe/${scene.id}`, () =>
      this.client.post(`/api/scenes/${scene.id}/lfe`, {
        complete_without: complete,
        sounds_sha256,
      }),
    );
  }
}

/* From and to of a draft, relative to the scene; without them it is about all of it. */
function placeOf(said: (name: string) => string): object {
  const [from, to] = [said('from'), said('to')];
  return {
    ...(from === '' ? {} : { from_samples: Number(from) }),
    ...(from === '' || to === '' ? {} : { to_samples: Number(to) }),
  };
}
