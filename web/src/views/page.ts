/* The whole page as a picture of the state. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { door, signIn } from './doors.js';
import { go } from './go.js';
import { review } from './review.js';
import { guest } from './guest.js';
import { papers } from './paper.js';
import { sheets } from './sheets.js';
import { production } from './production.js';
import { productions } from './productions.js';
import { transport } from './transport.js';
import { uploadPage } from './upload_page.js';
import { asSentence, formatClock, formatDay } from '../pure/format.js';
import type { Part } from '../pure/route.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

export function page(m: Model, a: Actions): TemplateResult {
  return html`<div class="page ${m.loaded ? 'with-transport' : ''}">
      ${top(m, a)}
      <div class="bars" role="status">${lostBar(m)}${failureBar(m, a)}${lateBar(m)}</div>
      ${main(m, a)} ${foot(m, a)} ${sheets(m, a)}
    </div>
    ${papers(m)}`;
}

/* What sounds is in view wherever one looks; where files are sent, only while it sounds. */
function foot(m: Model, a: Actions): TemplateResult | typeof nothing {
  if (!m.loaded || !m.range) return nothing;
  if (m.view === 'upload' && m.sound === 'paused') return nothing;
  return transport(m, m.loaded, a);
}

function main(m: Model, a: Actions): TemplateResult {
  if (m.loaded?.guest) return guest(m, m.loaded, a);
  if (m.view === 'start' || m.view === 'invite' || m.view === 'guest') return door(m, a);
  if (m.out && !m.loaded && !m.productions) return signIn(m, a);
  if (m.view === 'productions') return productions(m, a);
  if (!m.loaded) return missing(m, a);
  if (m.view === 'upload') return uploadPage(m);
  return m.view === 'scenes' ? production(m, m.loaded, a) : review(m, m.loaded, a);
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
    ${crumbs(m)}
    <nav aria-label=${text.views} ?hidden=${!person || m.view === 'guest'}>
      ${m.loaded ? PARTS.map((part) => tab(m, part, a)) : nothing}
    </nav>
    <span class="space"></span>
    ${facts(m)} ${who(m, a)}
    <button
      class="keys-open"
      aria-haspopup="dialog"
      aria-label=${text.keys.open}
      title=${text.keys.open}
      @click=${() => a.setSheet('keys')}
    >
      <kbd>?</kbd>
    </button>
  </header>`;
}

const PARTS: readonly Part[] = ['review', 'scenes', 'upload'];

/* Where one is: the production and its cut. */
function crumbs(m: Model): TemplateResult | typeof nothing {
  if (!m.loaded || m.loaded.guest) return nothing;
  const { production, picture } = m.loaded;
  return html`<span class="crumbs cut"
    ><b>${production.name}</b
    >${picture ? html`<span class="c2 wide"> / ${picture.name}</span>` : nothing}</span
  >`;
}

function tab(m: Model, part: Part, a: Actions): TemplateResult {
  return html`<a
    class="tab"
    href=${a.hrefOf(m.loaded?.production.id ?? null, part)}
    aria-current=${m.view === part ? 'page' : 'false'}
    @click=${go(() => a.showPart(part))}
    >${part === 'upload' && m.uploaded !== null ? text.head.uploading(m.uploaded) : text.parts[part]}</a
  >`;
}

function facts(m: Model): TemplateResult | typeof nothing {
  if (!m.loaded || m.loaded.guest) return nothing;
  return html`<span class="c3 num roomy"
    >${text.head.rate(m.loaded.rate.text)}, ${text.head.sampling}</span
  >`;
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
  return html`${m.loaded ? liveMark(m) : nothing}
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

function lostBar(m: Model): TemplateResult | typeof nothing {
  if (!m.lost) return nothing;
  const { since_ms, retry_s } = m.lost;
  return html`<div class="bar">
    <span class="dot" aria-hidden="true"></span>
    <b>${text.link.since(formatClock(since_ms))}</b>
    <span class="c3 num" aria-hidden="true">${text.link.next(retry_s)}</span>
    <span class="c2">${m.heard ? text.link.sound : ''}</span>
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
