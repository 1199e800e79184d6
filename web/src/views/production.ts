/* The production as a whole: its scenes, and what holds up its delivery. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { sceneList } from './scene_list.js';
import { formatLength } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function production(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<main class="production" id="main">
    ${head(m, loaded, a)}
    <div class="columns">${sceneList(m, loaded, a)}</div>
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
