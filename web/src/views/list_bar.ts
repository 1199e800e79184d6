/* Over the list of scenes: its order, its filters, and a field to find one by. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { progressOf } from './findings.js';
import { ladder, pair, queryMark } from './icons.js';
import { asSentence } from '../pure/format.js';
import { countsOf, parseShow, toggleShow } from '../pure/overview.js';
import type { Facts, Filter } from '../pure/overview.js';
import { remember } from '../pure/memo.js';
import type { Order } from '../pure/route.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.overview;
const counted = remember(countsOf);

export function listBar(
  m: Model,
  facts: readonly Facts[],
  shown: number,
  a: Actions,
): TemplateResult {
  const way = (order: Order, label: string): TemplateResult =>
    html`<button
      aria-pressed=${m.order === order ? 'true' : 'false'}
      @click=${() => a.setOrder(order)}
    >
      ${label}
    </button>`;
  return html`<div class="list-bar">
    <div class="switch small" role="group" aria-label=${text.scenes.order}>
      ${way('concern', text.scenes.by_concern)}${way('state', t.by_state)}${way('film', text.scenes.in_film_order)}
    </div>
    ${tasks(m, facts, a)} ${narrowed(m, facts, shown, a)}
    <span class="space"></span>
    <label class="find"
      ><span class="unseen">${t.find_hint}</span
      ><input
        class="field"
        id="find"
        type="search"
        placeholder=${t.find}
        title=${t.find_hint}
        aria-keyshortcuts="/"
        .value=${live(m.find)}
        @input=${(e: Event) => a.overview.setFind((e.target as HTMLInputElement).value)}
      /><kbd aria-hidden="true">/</kbd></label
    >
    ${state(m, a)}
  </div>`;
}

/* What one has to do comes first. */
function tasks(m: Model, facts: readonly Facts[], a: Actions): Part {
  const n = counted(facts);
  const side = m.loaded?.production.side;
  const known = (task: Filter): boolean =>
    m.states !== null && (task !== 'unheard' || facts.some(({ heard }) => heard !== null));
  const all: readonly (keyof typeof t.tasks)[] = ['waiting', 'unheard', 'queries', 'stale'];
  return html`${all.map((task) =>
    task === 'waiting' && side === 'none'
      ? nothing
      : html`<button
          class="latch small num"
          aria-pressed=${parseShow(m.show).includes(task) ? 'true' : 'false'}
          @click=${() => a.overview.setShow(toggleShow(m.show, task))}
        >
          ${t.tasks[task]}${known(task) ? ` ${n[task]}` : ''}
        </button>`,
  )}`;
}

/* Said only where not all is shown, with the way back to all. */
function narrowed(m: Model, facts: readonly Facts[], shown: number, a: Actions): Part {
  if (parseShow(m.show).length === 0 && m.find.trim() === '') return nothing;
  const all = (): void => {
    a.overview.setShow(null);
    a.overview.setFind('');
  };
  return html`<span class="c2 num narrowed" role="status">${t.shown(shown, facts.length)}</span>
    <button class="link t12" @click=${all}>${t.all}</button>`;
}

/* How far the measures are, and why there are none. */
function state(m: Model, a: Actions): Part {
  if (m.measures_failure !== null)
    return html`<span class="c2">${text.measures.not_read(m.measures_failure)}</span>
      <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>`;
  return m.work
    ? html`<span class="c2 num measuring">${asSentence(progressOf(m))}</span>`
    : nothing;
}

/* The film in figures: by who signed, then by concern. Each is a filter. */
export function counts(m: Model, facts: readonly Facts[], a: Actions): TemplateResult {
  const n = counted(facts);
  const on = parseShow(m.show);
  const one = (filter: Filter, glyph: TemplateResult, shown = true): Part =>
    !shown
      ? nothing
      : html`<button
          class="count num"
          aria-pressed=${on.includes(filter) ? 'true' : 'false'}
          @click=${() => a.overview.setShow(toggleShow(m.show, filter))}
        >
          <span class="glyph" aria-hidden="true">${glyph}</span
          ><span>${n[filter]} ${t.count[filter]}</span
          ><span class="unseen"> ${t.says[filter]}</span>
        </button>`;
  const signs = (music: string, stage: string): TemplateResult => pair({ music, stage }, '');
  /* what is not known yet has its room */
  return html`<div class="counts ${m.states ? '' : 'coming'}" role="group" aria-label=${t.counts}>
    ${one('both', signs('signed', 'signed'))} ${one('music', signs('signed', 'open'))}
    ${one('stage', signs('open', 'signed'), n.stage > 0 || on.includes('stage'))}
    ${one('stale', signs('stale', 'open'))} ${one('queries', queryMark('open', ''))}
    ${one('unsigned', signs('open', 'open'))}
    ${one('lacking', signs('open', 'open'), on.includes('lacking'))}
    <span class="rule" aria-hidden="true"></span>
    ${m.measures ? (['red', 'amber', 'clear', 'unmeasured'] as const).map((level) => one(level, ladder(level))) : nothing}
  </div>`;
}
