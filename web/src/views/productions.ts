/* The list of productions. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { go } from './go.js';
import { formatDb } from '../pure/format.js';
import type { Actions, Model } from '../state/model.js';
import { text } from '../text.js';

export function productions(m: Model, a: Actions): TemplateResult {
  return html`<main class="list" id="main">
    <h1>${text.productions}</h1>
    ${m.productions === null ? loading(m) : m.productions.length === 0 ? empty() : lines(m, a)}
  </main>`;
}

function loading(m: Model): TemplateResult {
  return html`<p class="c3">${m.failure || m.lost ? '' : text.loading.productions}</p>`;
}

function empty(): TemplateResult {
  return html`<div class="empty">
    <b>${text.empty.productions}</b>
    <p>${text.empty.productions_next} <code>${text.empty.productions_command}</code></p>
  </div>`;
}

function lines(m: Model, a: Actions): TemplateResult {
  return html`<ul class="productions">
    ${m.productions?.map(
      (p) =>
        html`<li>
          <a href=${a.hrefOf(p.id)} @click=${go(() => a.openProduction(p.id))}>
            <b class="cut">${p.name}</b>
            <span class="c2 num">${text.head.rate(p.frame_rate)}</span>
            <span class="c3 num">${text.head.headroom(formatDb(p.headroom_db))}</span></a
          >
        </li>`,
    )}
  </ul>`;
}
