/* What stands under the top bar until it is over: no connection, something refused, something late.
 * Neutral, with a bright edge: colours say other things. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { asSentence, formatClock } from '../pure/format.js';
import { textsOf } from '../state/drafts.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

type Shown = TemplateResult | typeof nothing;

export function bars(m: Model, a: Actions): TemplateResult {
  return html`<div class="bars" role="status">
    ${lostBar(m, a)}${keptBar(m)}${failureBar(m, a)}${lateBar(m)}
  </div>`;
}

function lostBar(m: Model, a: Actions): Shown {
  if (!m.lost) return nothing;
  const t = text.link;
  const { since_ms, retry_s } = m.lost;
  return html`<div class="bar lost">
    <span class="dot" aria-hidden="true"></span>
    <b>${t.since(formatClock(since_ms))}</b>
    <span class="c3 num" aria-hidden="true">${retry_s > 0 ? t.next(retry_s) : t.trying}</span>
    <span class="c2">${m.unkept ? '' : t.kept(textsOf(m.drafts))} ${m.heard ? t.sound : ''}</span>
    <button class="btn small" @click=${() => a.refresh()}>${t.try_now}</button>
  </div>`;
}

/* The browser's own store is full or closed: only then can what was typed be lost. */
function keptBar(m: Model): Shown {
  if (!m.unkept || textsOf(m.drafts) === 0) return nothing;
  return html`<div class="bar"><span>${text.link.unkept}</span></div>`;
}

function lateBar(m: Model): Shown {
  return m.late ? html`<div class="bar"><span>${text.talk.news.waits}</span></div>` : nothing;
}

function failureBar(m: Model, a: Actions): Shown {
  if (m.failure === null) return nothing;
  return html`<div class="bar">
    <span>${asSentence(m.failure)}</span>
    <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>
  </div>`;
}
