/* The foot of the panel, always in view: how both sides stand, what was heard, and what one may do
 * about it. A form opens here, so that scene and player stay in view while one types. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { failureOf, sendKey, sending, submit, textArea, ways } from './fields.js';
import { freshMark } from './fresh.js';
import { placeFields } from './place.js';
import { pairOf, sideLines } from './standing.js';
import type { About, BothSides, HeardShare, Monitoring, SceneState } from '../api/talk_types.js';
import { MONITORINGS } from '../api/talk_types.js';
import type { Scene } from '../api/types.js';
import { joinWords } from '../pure/format.js';
import { SIDES, otherSide } from '../pure/standing.js';
import type { Actions } from '../state/actions.js';
import type { Compose, Loaded, Model } from '../state/model.js';
import { panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.talk;

export function foot(m: Model, loaded: Loaded, a: Actions): Part {
  const composed = m.compose && loaded.scenes.find((s) => s.id === m.compose?.scene_id);
  if (m.compose && composed) return form(m, m.compose, composed, loaded, a);
  const scene = loaded.scenes[m.scene];
  const state = m.states?.find((each) => each.scene_id === scene?.id);
  if (!scene || !state) return nothing;
  const side = loaded.production.side;
  return html`<section class="foot">
    ${standings(m, state, side, a)} ${heard(m, state)}
    <div class="acts">
      ${side === 'none' ? nothing : acts(m, state, side, a)}${noteButton(m, scene, a)}
    </div>
    ${side === 'none' ? html`<p class="c3 t12">${t.sign.no_side}</p>` : nothing}
  </section>`;
}

function standings(
  m: Model,
  state: SceneState,
  side: 'music' | 'stage' | 'none',
  a: Actions,
): TemplateResult {
  const waiting = m.talk?.queries.some(
    (q) => q.scene_id === state.scene_id && q.state === 'open' && q.by.side !== side,
  );
  return html`<div class="standings">
    ${SIDES.map((each) => freshMark(m, `side/${each}`, a))}${pairOf(state)}
    <div>
      ${sideLines(state).map((line) => html`<p>${line}</p>`)}
      ${waiting && side !== 'none' ? html`<p class="w6">${t.waits_for_you}</p>` : nothing}
      ${state.is_checking ? html`<p class="c3">${t.checking}</p>` : nothing}
      ${state.arriving.map((x) => html`<p class="c2">${t.arriving(x.cue, x.version, x.prints, x.of)}</p>`)}
    </div>
  </div>`;
}

function acts(m: Model, state: SceneState, side: BothSides, a: Actions): TemplateResult {
  const mine = state.sides[side].state;
  const name = text.people.sides[side];
  const sign =
    mine === 'signed'
      ? html`<button class="btn" @click=${() => a.talk.compose('revoke')}>
          ${t.sign.take_back}
        </button>`
      : html`<button
          class="btn primary"
          ?disabled=${state.sounds_sha256 === null}
          @click=${() => a.talk.compose('sign')}
        >
          ${begun(m, 'sign', state.scene_id) ? panel.drafted.sign : mine === 'open' ? t.sign.open(name) : t.sign.again}
          <kbd class="wide" aria-hidden="true">⇧ S</kbd>
        </button>`;
  return html`${sign}
    <button class="btn" @click=${() => a.talk.compose('ask')}>
      ${begun(m, 'ask', state.scene_id) ? panel.drafted.ask : t.ask.open[otherSide(side)]}
      <kbd class="wide" aria-hidden="true">Q</kbd>
    </button>`;
}

/* Something was typed here and not sent: the button says so. */
const begun = (m: Model, what: Compose['what'], scene: number): boolean =>
  (m.drafts[`${what}/${scene}/text`] ?? '').trim() !== '';

/* Whoever opened it types at once. */
function begin(element?: Element): void {
  queueMicrotask(() => element?.querySelector('textarea')?.focus()); /* once it is there */
}

const noteButton = (m: Model, scene: Scene, a: Actions): TemplateResult =>
  html`<button class="btn" @click=${() => a.talk.compose('note')}>
    ${begun(m, 'note', scene.id) ? panel.drafted.note : t.note.open}
    <kbd class="wide" aria-hidden="true">M</kbd>
  </button>`;

/* What this person heard of the sound that is there now, and on what. */
function heard(m: Model, state: SceneState): TemplateResult {
  const all = sharesOf(m, state.scene_id);
  const share = sharesIn(state, all);
  const on = monitoringsOf(all);
  return html`<div class="shares">
    ${bar(panel.heard.out, share.out)} ${bar(panel.heard.in, share.in)}
    <p class="c3">
      ${on.length === 0 ? panel.heard.nothing : `${panel.heard.label} ${panel.heard.on(joinWords(on, text.heard.and))}`}
    </p>
  </div>`;
}

function bar(name: string, share: number): TemplateResult {
  return html`<span class="share num"
    ><span>${name} ${panel.heard.part(Math.floor(share * 100))}</span>
    <svg class="track" width="100%" height="6" aria-hidden="true">
      <rect width="100%" height="6" />
      <rect class="on" width="${Math.round(share * 100)}%" height="6" />
    </svg>
  </span>`;
}

const sharesOf = (m: Model, scene: number): readonly HeardShare[] =>
  m.talk?.scene_id === scene ? m.talk.heard.filter(({ share }) => share > 0) : [];

/* Without the merged share, the greatest of one way of listening is what is known to be heard. */
function sharesIn(
  state: SceneState,
  all: readonly HeardShare[],
): { readonly out: number; readonly in: number } {
  const most = (lfe: 'in' | 'out'): number =>
    Math.max(0, ...all.filter((h) => h.lfe === lfe).map(({ share }) => share));
  return {
    out: Math.max(state.heard?.out ?? 0, most('out')),
    in: Math.max(state.heard?.in ?? 0, most('in')),
  };
}

const monitoringsOf = (all: readonly HeardShare[]): string[] =>
  MONITORINGS.filter((on) => all.some((h) => h.monitoring === on)).map(
    (on) => t.heard.monitorings[on],
  );

/* What goes with a signature: what was heard so far, on what it is signed. */
function hearing(m: Model, scene: number, a: Actions): Part {
  const state = m.states?.find((each) => each.scene_id === scene);
  if (!state) return nothing;
  const pick = (event: Event): void =>
    a.setMonitoring((event.target as HTMLSelectElement).value as Monitoring);
  const lfe = sharesOf(m, scene).filter((h) => h.lfe === 'in');
  const on_headphones = lfe.length > 0 && lfe.every((h) => h.monitoring === 'headphones');
  return html`${heard(m, state)}
    ${on_headphones ? html`<p class="w6">${panel.heard.lfe_on_headphones}</p>` : nothing}
    <label class="row narrow"
      ><span class="label">${t.heard.on}</span
      ><select class="btn" @change=${pick}>
        ${MONITORINGS.map((on) => html`<option value=${on} ?selected=${on === m.monitoring}>${t.heard.monitorings[on]}</option>`)}
      </select></label
    >`;
}

function form(m: Model, c: Compose, scene: Scene, loaded: Loaded, a: Actions): TemplateResult {
  const name = `${c.what}/${c.scene_id}`;
  const keys = (event: KeyboardEvent): void => {
    sendKey(event);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    a.talk.compose(null);
  };
  const [title, send] = words(c, scene, loaded);
  return html`<section class="foot">
    <form
      class="form"
      @submit=${sending(m, name, () => a.talk.send())}
      @keydown=${keys}
      ${ref(begin)}
    >
      <h3>${title}</h3>
      ${inside(m, c, name, loaded, scene, a)} ${failureOf(m, name)}
      <div class="acts">
        ${submit(m, name, send)}
        <button type="button" class="btn" @click=${() => a.talk.compose(null)}>
          ${t.sign.cancel}
        </button>
      </div>
    </form>
  </section>`;
}

function words(c: Compose, scene: Scene, { production, guest }: Loaded): readonly [string, string] {
  const { side } = production;
  if (c.what === 'note' || side === 'none' || guest)
    return [t.note.title(scene.number), t.note.send];
  if (c.what === 'ask')
    return [t.ask.title(text.people.sides[otherSide(side)], scene.number), t.ask.send];
  if (c.what === 'revoke') return [t.sign.take_back_title(scene.number), t.sign.take_back];
  return [t.sign.title(scene.number, text.people.sides[side]), t.sign.send];
}

function inside(
  m: Model,
  c: Compose,
  form: string,
  loaded: Loaded,
  scene: Scene,
  a: Actions,
): TemplateResult {
  if (c.what === 'sign')
    return html`<p class="c2">${t.sign.means}</p>
      ${hearing(m, scene.id, a)} ${textArea(m, a, `${form}/text`, t.sign.remark, { rows: 3 })}`;
  if (c.what === 'revoke') return textArea(m, a, `${form}/text`, t.sign.reason, { required: true });
  const ask = c.what === 'ask';
  const abouts = Object.entries(ask ? t.ask.abouts : t.note.abouts) as [About, string][];
  const about = m.drafts[`${form}/about`] ?? abouts[0]?.[0];
  return html`<div class="side-by-side">
      ${ways(t.ask.about, abouts, about as About, (way) => a.draft(`${form}/about`, way))}
      ${placeFields(m, form, scene, loaded.rate, a)}
    </div>
    ${textArea(m, a, `${form}/text`, ask ? t.ask.text : t.note.text, { required: true, rows: 3 })}`;
}
