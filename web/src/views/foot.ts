/* The foot of the panel, always in view: how both sides stand, what was heard, and what one may do
 * about it. A form opens here, so that scene and player stay in view while one types. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { failureOf, sending, submit, textArea, ways } from './fields.js';
import { placeFields } from './place.js';
import { pairOf, sideLines } from './standing.js';
import type { About, BothSides, HeardShare, Monitoring, SceneState } from '../api/talk_types.js';
import { MONITORINGS } from '../api/talk_types.js';
import type { Scene } from '../api/types.js';
import { otherSide } from '../pure/standing.js';
import type { Actions } from '../state/actions.js';
import type { Compose, Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

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
    ${standings(m, state, side)} ${heard(m, scene, a)}
    <div class="acts">${side === 'none' ? nothing : acts(state, side, a)}${noteButton(a)}</div>
    ${side === 'none' ? html`<p class="c3 t12">${t.sign.no_side}</p>` : nothing}
  </section>`;
}

function standings(m: Model, state: SceneState, side: 'music' | 'stage' | 'none'): TemplateResult {
  const waiting = m.talk?.queries.some(
    (q) => q.scene_id === state.scene_id && q.state === 'open' && q.by.side !== side,
  );
  return html`<div class="standings">
    ${pairOf(state)}
    <div>
      ${sideLines(state).map((line) => html`<p>${line}</p>`)}
      ${waiting && side !== 'none' ? html`<p class="w6">${t.waits_for_you}</p>` : nothing}
      ${state.is_checking ? html`<p class="c3">${t.checking}</p>` : nothing}
      ${state.arriving.map((x) => html`<p class="c2">${t.arriving(x.cue, x.version, x.prints, x.of)}</p>`)}
    </div>
  </div>`;
}

function acts(state: SceneState, side: BothSides, a: Actions): TemplateResult {
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
          ${mine === 'open' ? t.sign.open(name) : t.sign.again}
          <kbd class="wide" aria-hidden="true">⇧ S</kbd>
        </button>`;
  return html`${sign}
    <button class="btn" @click=${() => a.talk.compose('ask')}>
      ${t.ask.open[otherSide(side)]} <kbd class="wide" aria-hidden="true">Q</kbd>
    </button>`;
}

/* Whoever opened it types at once. */
function begin(element?: Element): void {
  const field = element?.querySelector<HTMLElement>('textarea');
  if (field) queueMicrotask(() => field.focus());
}

const noteButton = (a: Actions): TemplateResult =>
  html`<button class="btn" @click=${() => a.talk.compose('note')}>
    ${t.note.open} <kbd class="wide" aria-hidden="true">M</kbd>
  </button>`;

/* What this person heard of the sound that is there now, on what they listen on. */
function heard(m: Model, scene: Scene, a: Actions): TemplateResult {
  const all = m.talk?.scene_id === scene.id ? m.talk.heard : [];
  const here = all
    .filter((h) => h.monitoring === m.monitoring && h.share > 0)
    .sort((x, y) => (x.lfe === y.lfe ? Number(x.temps) - Number(y.temps) : x.lfe < y.lfe ? 1 : -1));
  const pick = (event: Event): void =>
    a.setMonitoring((event.target as HTMLSelectElement).value as Monitoring);
  return html`<div class="shares">
    <label class="c3"
      ><span>${t.heard.on}</span
      ><select class="btn small" @change=${pick}>
        ${MONITORINGS.map((on) => html`<option value=${on} ?selected=${on === m.monitoring}>${t.heard.monitorings[on]}</option>`)}
      </select></label
    >
    ${here.length === 0 ? html`<span class="c3">${t.heard.none}</span>` : here.map(share)}
  </div>`;
}

function share({ lfe, temps, share: part }: HeardShare): TemplateResult {
  const percent = Math.floor(part * 100 + 0.5);
  return html`<span class="share num"
    >${t.heard.lfe[lfe]}${temps ? ` + ${t.heard.temps}` : ''}
    <svg class="track" width="40" height="6" aria-hidden="true">
      <rect width="40" height="6" />
      <rect class="on" width=${Math.round(part * 40)} height="6" />
    </svg>
    ${t.heard.share(percent)}</span
  >`;
}

function form(m: Model, c: Compose, scene: Scene, loaded: Loaded, a: Actions): TemplateResult {
  const name = `${c.what}/${c.scene_id}`;
  const keys = (event: KeyboardEvent): void => {
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
      ${heard(m, scene, a)} ${textArea(m, a, `${form}/text`, t.sign.remark)}`;
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
