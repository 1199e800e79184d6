/* The whole page as a picture of the state. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { bars } from './bars.js';
import { door, signIn } from './doors.js';
import { go } from './go.js';
import { review } from './review.js';
import { guest } from './guest.js';
import { papers } from './paper.js';
import { sheets } from './sheets.js';
import { production } from './production.js';
import { productions } from './productions.js';
import { top } from './top.js';
import { transport } from './transport.js';
import { uploadPage } from './upload_page.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

export function page(m: Model, a: Actions): TemplateResult {
  return html`<div class="page ${m.loaded ? 'with-transport' : ''}">
      ${top(m, a)} ${bars(m, a)} ${main(m, a)} ${foot(m, a)} ${sheets(m, a)}
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
