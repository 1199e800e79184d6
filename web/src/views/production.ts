/* One production: its scenes on the left, what belongs to the place on the right. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { panel } from './panel.js';
import { sceneList } from './scene_list.js';
import { go } from './go.js';
import { formatLength } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function production(m: Model, a: Actions): TemplateResult {
  if (!m.loaded) return missing(m, a);
  return html`<main class="production" id="main">
    ${head(m, m.loaded, a)}
    <div class="columns">${sceneList(m, m.loaded, a)}${panel(m, m.loaded, a)}</div>
  </main>`;
}

function missing(m: Model, a: Actions): TemplateResult {
  if (m.failure === null)
    return html`<main class="list" id="main">
      <p class="c3">${m.lost ? '' : text.loading.production}</p>
    </main>`;
  return html`<main class="list" id="main">
    <div class="empty">
      <b>${text.error.no_production}</b>
      <p>
        <a href=${a.hrefOf(null)} @click=${go(() => a.openProductions())}>${text.error.back}</a>
      </p>
    </div>
  </main>`;
}

function head(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { production: p, scenes, rate } = loaded;
  return html`<div class="head">
    <h1 class="cut">${p.name}</h1>
    ${cutOf(loaded, a)}
    <span class="c2 num"
      >${[
        scenes.length > 0 ? text.head.scenes(scenes.length) : null,
        m.heard ? formatLength(m.heard.samples) : null,
        text.head.rate(rate.text),
        text.head.sampling,
      ]
        .filter((part) => part !== null)
        .join(', ')}</span
    >
    <span class="space"></span>
    ${here(m)} ${buttons(m, a)}
  </div>`;
}

/* Who else looks at this now. */
function here(m: Model): TemplateResult | typeof nothing {
  const t = text.people.here;
  const others = (m.here ?? []).filter((p) => p.id !== m.session?.person?.id);
  if (others.length === 0) return nothing;
  const names = others.map((p) => (m.done.includes(p.id) ? t.done_too(p.name) : p.name)).join(', ');
  return html`<span class="here cut c2" title=${t.label(names)}
    ><span class="c3">${t.title}</span> ${names}</span
  >`;
}

function buttons(m: Model, a: Actions): TemplateResult {
  const t = text.people;
  const said = m.done.includes(m.session?.person?.id ?? 0);
  return html`<div class="head-acts">
    ${m.loaded?.picture ? uploadButton(m, a) : nothing}
    <button
      class="btn small"
      title=${t.here.done_hint}
      ?disabled=${m.busy === 'done' || said}
      @click=${() => a.crew.doneListening()}
    >
      ${said ? t.here.done_said : t.here.done}
    </button>
    <button class="btn small" aria-haspopup="dialog" @click=${() => a.setSheet('crew')}>
      ${t.crew.title}
    </button>
    <button class="btn small" aria-haspopup="dialog" @click=${() => a.setSheet('agreement')}>
      ${t.agreement.title}
    </button>
  </div>`;
}

const uploadButton = (m: Model, a: Actions): TemplateResult =>
  html`<button class="btn small" aria-haspopup="dialog" @click=${() => a.setSheet('upload')}>
    ${m.uploaded === null ? text.head.upload : text.head.uploading(m.uploaded)}
  </button>`;

/* The name of the cut; a menu where there are several. */
function cutOf({ production: p, picture }: Loaded, a: Actions): TemplateResult | typeof nothing {
  if (!picture) return nothing;
  if (p.pictures.length < 2) return html`<span class="c2">${picture.name}</span>`;
  const change = (event: Event): void =>
    a.openProduction(p.id, Number((event.target as HTMLSelectElement).value));
  return html`<select class="btn small" aria-label=${text.head.cut} @change=${change}>
    ${p.pictures.map((v) => html`<option value=${v.id} ?selected=${v.id === picture.id}>${v.name}</option>`)}
  </select>`;
}
