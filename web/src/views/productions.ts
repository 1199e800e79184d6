/* The list of productions. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { go } from './go.js';
import { formatDb } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

export function productions(m: Model, a: Actions): TemplateResult {
  return html`<main class="list" id="main">
    <div class="list-head">
      <h1>${text.productions}</h1>
      <span class="space"></span>
      ${m.productions !== null && m.productions.length > 0 && owner(m) ? newButton(a, false) : ''}
    </div>
    ${m.productions === null ? loading(m) : m.productions.length === 0 ? empty(m, a) : lines(m, a)}
  </main>`;
}

function loading(m: Model): TemplateResult {
  return html`<p class="c3">${m.failure || m.lost ? '' : text.loading.productions}</p>`;
}

const owner = (m: Model): boolean => m.session?.person?.is_owner ?? false;

/* primary: it is the next step. */
const newButton = (a: Actions, primary: boolean): TemplateResult =>
  html`<button
    class=${primary ? 'btn primary' : 'btn'}
    aria-haspopup="dialog"
    @click=${() => a.setSheet('new_production')}
  >
    ${text.people.new_production.title}
  </button>`;

function empty(m: Model, a: Actions): TemplateResult {
  return html`<div class="empty">
    <b>${text.empty.productions}</b>
    <p>
      ${owner(m) ? html`${text.empty.productions_own} <code>${text.empty.productions_command}</code>.` : text.empty.productions_next}
    </p>
    ${owner(m) ? html`<p class="acts">${newButton(a, true)}</p>` : ''}
  </div>`;
}

function lines(m: Model, a: Actions): TemplateResult {
  return html`<ul class="productions">
    ${m.productions?.map(
      (p) =>
        html`<li>
          <a href=${a.hrefOf(p.id)} @click=${go(() => a.openProduction(p.id))}>
            <b class="cut">${p.name}</b>
            <span class="c2">${text.people.sides[p.side]}</span>
            <span class="c2 num">${text.head.rate(p.frame_rate)}</span>
            <span class="c2 num">${text.head.headroom(formatDb(p.headroom_db))}</span>
            <span class="c3 num">${text.overview.holds(p.picture_count, p.cue_count)}</span></a
          >
        </li>`,
    )}
  </ul>`;
}
