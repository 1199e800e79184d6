/* The top bar: where one is, what can be looked at, whether news come, and who sits here. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { go } from './go.js';
import { formatDay } from '../pure/format.js';
import type { Part } from '../pure/route.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

type Shown = TemplateResult | typeof nothing;

const PARTS: readonly Part[] = ['review', 'scenes', 'upload'];

export function top(m: Model, a: Actions): TemplateResult {
  return html`<header class="top">
    <a class="brand" href=${a.hrefOf(null)} @click=${go(() => a.openProductions())}
      >${text.brand}</a
    >
    ${crumbs(m, a)} ${tabs(m, a)}
    <span class="space"></span>
    ${hushed(m)} ${facts(m)} ${liveMark(m)} ${who(m, a)}
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

/* The production; where one reviews, with the reel and the cut. */
function crumbs(m: Model, a: Actions): Shown {
  if (!m.loaded || m.loaded.guest) return nothing;
  const { production, picture } = m.loaded;
  const reel = a.timeline.extent.number;
  const more = [reel === null ? null : text.head.reel(reel), picture?.name ?? null];
  const shown = m.view === 'review' ? more.filter((part) => part !== null) : [];
  return html`<span class="crumbs cut" title=${[production.name, ...shown].join(' / ')}
    ><b>${production.name}</b
    >${shown.map((part) => html`<span class="c2 wide"> / ${part}</span>`)}</span
  >`;
}

function tabs(m: Model, a: Actions): Shown {
  if (!m.session?.person || !m.loaded || m.loaded.guest) return nothing;
  return html`<nav class="tabs" aria-label=${text.views}>
    ${PARTS.map(
      (part) =>
        html`<a
          class="tab"
          href=${a.hrefOf(m.loaded?.production.id ?? null, part)}
          aria-current=${m.view === part ? 'page' : 'false'}
          @click=${go(() => a.showPart(part))}
          >${part === 'upload' && m.uploaded !== null ? text.head.uploading(m.uploaded) : text.parts[part]}</a
        >`,
    )}
  </nav>`;
}

/* Why the sound stopped. */
const hushed = (m: Model): TemplateResult =>
  html`<span class="hushed c2" role="status">${m.hushed ? text.keys.paused : ''}</span>`;

function facts(m: Model): Shown {
  if (!m.loaded || m.loaded.guest || m.view !== 'review') return nothing;
  return html`<span class="facts c3 num"
    >${text.head.rate(m.loaded.rate.text)}, ${text.head.sampling}</span
  >`;
}

function liveMark(m: Model): Shown {
  if (!m.loaded || m.loaded.guest || !m.session?.person) return nothing;
  const t = text.people.here;
  return html`<span class="live ${m.live && !m.lost ? 'on' : ''}" title=${t.what}
    ><span class="dot" aria-hidden="true"></span
    >${m.lost ? t.lost : m.live ? t.live : t.not_live}</span
  >`;
}

/* Who one is here, and on which side. */
function who(m: Model, a: Actions): Shown {
  const guest = m.loaded?.guest;
  if (guest)
    return html`<span class="c2 cut">${guest.name}, ${text.people.guest.guest}</span>
      <span class="c3 num wide">${text.people.guest.until(formatDay(guest.expires_at_ms))}</span>`;
  const person = m.session?.person;
  if (!person || m.view === 'guest') return nothing;
  const side = m.loaded ? ` \u00b7 ${text.people.sides[m.loaded.production.side]}` : '';
  return html`<button
    class="who"
    aria-haspopup="dialog"
    title=${text.people.account.open(person.name)}
    @click=${() => a.setSheet('account')}
  >
    <span class="wide cut">${person.name}${side}</span
    ><span class="narrow-only" aria-hidden="true">${initialsOf(person.name)}</span>
  </button>`;
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
