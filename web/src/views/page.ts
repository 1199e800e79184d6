/* The whole page as a picture of the state. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { go } from './go.js';
import { sheets } from './sheets.js';
import { production } from './production.js';
import { productions } from './productions.js';
import { transport } from './transport.js';
import { asSentence, formatClock } from '../pure/format.js';
import type { Actions, Model } from '../state/model.js';
import { text } from '../text.js';

export function page(m: Model, a: Actions): TemplateResult {
  return html`<div class="page ${m.loaded ? 'with-transport' : ''}">
    ${top(m, a)}
    <div class="bars" role="status">${lostBar(m)}${failureBar(m, a)}</div>
    ${m.view === 'productions' ? productions(m, a) : production(m, a)}
    ${m.loaded && m.range ? transport(m, m.loaded, a) : nothing} ${sheets(m, a)}
  </div>`;
}

export function titleOf(m: Model): string {
  const name = m.loaded?.production.name;
  return name ? `${name} \u2013 ${text.brand}` : text.brand;
}

function top(m: Model, a: Actions): TemplateResult {
  return html`<header class="top">
    <a class="brand" href=${a.hrefOf(null)} @click=${go(() => a.openProductions())}
      >${text.brand}</a
    >
    <nav aria-label=${text.views}>
      <a
        class="tab"
        href=${a.hrefOf(null)}
        aria-current=${m.view === 'productions' ? 'page' : 'false'}
        @click=${go(() => a.openProductions())}
        >${text.productions}</a
      >
    </nav>
    <span class="space"></span>
    ${themeButton(m, a)}
    <button class="btn small" aria-haspopup="dialog" @click=${() => a.setSheet('keys')}>
      ${text.keys_open} <kbd>?</kbd>
    </button>
  </header>`;
}

function themeButton(m: Model, a: Actions): TemplateResult {
  const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  const dark = (m.theme === 'auto' ? system : m.theme) === 'dark';
  return html`<button class="btn small" @click=${() => a.setTheme(dark ? 'light' : 'dark')}>
    ${dark ? text.theme.to_light : text.theme.to_dark}
  </button>`;
}

function lostBar(m: Model): TemplateResult | typeof nothing {
  if (!m.lost) return nothing;
  const { since_ms, retry_s } = m.lost;
  return html`<div class="bar">
    <span class="dot" aria-hidden="true"></span>
    <b>${text.lost.since(formatClock(since_ms))}</b>
    <span class="c3 num" aria-hidden="true">${text.lost.next(retry_s)}</span>
    <span class="c2">${m.heard ? text.lost.kept : ''}</span>
  </div>`;
}

function failureBar(m: Model, a: Actions): TemplateResult | typeof nothing {
  if (m.failure === null) return nothing;
  return html`<div class="bar">
    <span>${asSentence(m.failure)}</span>
    <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>
  </div>`;
}
