/* Where the fold-down passes full scale, each a way there. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.heard;

export function oversSheet({ overs }: Model, a: Actions): TemplateResult {
  if (!overs) return html`<p class="c3">${t.counting}</p>`;
  const left = overs.count - overs.overs.length;
  return html`<p class="c2 t12">${t.overs_why}</p>
    ${overs.count === 0 && overs.complete ? html`<p>${t.overs_none}</p>` : nothing}
    <ul class="over-list">
      ${overs.overs.map(
        (over) =>
          html`<li>
            <button class="jump num" @click=${() => a.seek(over.in_samples)}>${over.tc_in}</button>
          </li>`,
      )}
    </ul>
    ${left > 0 ? html`<p class="c3">${t.overs_more(left)}</p>` : nothing}
    ${overs.complete ? nothing : html`<p class="c3">${t.counting}</p>`}`;
}
