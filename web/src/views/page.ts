/* The whole page as a picture of the state. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { door, signIn } from './doors.js';
import { go } from './go.js';
import { guest } from './guest.js';
import { sheets } from './sheets.js';
import { production } from './production.js';
import { productions } from './productions.js';
import { transport } from './transport.js';
import { asSentence, formatClock, formatDay } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

export function page(m: Model, a: Actions): TemplateResult {
  return html`<div class="page ${m.loaded ? 'with-transport' : ''}">
    ${top(m, a)}
    <div class="bars" role="status">${lostBar(m)}${failureBar(m, a)}${lateBar(m)}</div>
    ${main(m, a)} ${m.loaded && m.range ? transport(m, m.loaded, a) : nothing} ${sheets(m, a)}
  </div>`;
}

function main(m: Model, a: Actions): TemplateResult {
  if (m.loaded?.guest) return guest(m, m.loaded, a);
  if (m.view === 'start' || m.view === 'invite' || m.view === 'guest') return door(m, a);
  if (m.out && !m.loaded && !m.productions) return signIn(m, a);
  return m.view === 'productions' ? productions(m, a) : production(m, a);
}

export function titleOf(m: Model): string {
  const name = m.loaded?.production.name;
  return name ? `${name} \u2013 ${text.brand}` : text.brand;
}

function top(m: Model, a: Actions): TemplateResult {
  const person = m.session?.person;
  return html`<header class="top">
    <a class="brand" href=${a.hrefOf(null)} @click=${go(() => a.openProductions())}
      >${text.brand}</a
    >
    <nav aria-label=${text.views} ?hidden=${!person || m.view === 'guest'}>
      <a
        class="tab"
        href=${a.hrefOf(null)}
        aria-current=${m.view === 'productions' ? 'page' : 'false'}
        @click=${go(() => a.openProductions())}
        >${text.productions}</a
      >
    </nav>
    <span class="space"></span>
    ${who(m, a)} ${themeButton(m, a)}
    <button class="btn small" aria-haspopup="dialog" @click=${() => a.setSheet('keys')}>
      ${text.keys_open} <kbd>?</kbd>
    </button>
  </header>`;
}

/* Who one is here, and on which side. */
function who(m: Model, a: Actions): TemplateResult | typeof nothing {
  const guest = m.loaded?.guest;
  if (guest)
    return html`<span class="c2 cut">${guest.name}, ${text.people.guest.guest}</span>
      <span class="c3 num wide">${text.people.guest.until(formatDay(guest.expires_at_ms))}</span>`;
  const person = m.session?.person;
  if (!person || m.view === 'guest') return nothing;
  const side = m.loaded ? ` \u00b7 ${text.people.sides[m.loaded.production.side]}` : '';
  return html`${m.loaded && m.view === 'production' ? liveMark(m) : nothing}
    <button
      class="who cut"
      aria-haspopup="dialog"
      title=${text.people.account.open(person.name)}
      @click=${() => a.setSheet('account')}
    >
      ${person.name}${side}
    </button>`;
}

function liveMark(m: Model): TemplateResult {
  const t = text.people.here;
  return html`<span class="live wide ${m.live ? 'on' : 'c3'}"
    ><span class="dot" aria-hidden="true"></span>${m.live ? t.live : t.not_live}</span
  >`;
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

function lateBar(m: Model): TemplateResult | typeof nothing {
  return m.late ? html`<div class="bar"><span>${text.talk.news.waits}</span></div>` : nothing;
}

function failureBar(m: Model, a: Actions): TemplateResult | typeof nothing {
  if (m.failure === null) return nothing;
  return html`<div class="bar">
    <span>${asSentence(m.failure)}</span>
    <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>
  </div>`;
}
