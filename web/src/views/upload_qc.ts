/* What the QC finds in the sets that have arrived, the gravest first. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { asSentence, withMinus } from '../pure/format.js';
import { upload as text } from '../text.js';
import { findingsOf } from '../upload/findings.js';
import type { Found } from '../upload/findings.js';
import type { Outcome } from '../upload/types.js';

type Part = TemplateResult | typeof nothing;

const t = text.outcome;
const SHOWN = 6;
const LEVELS = { must: 'w6', should: 'w5', info: 'c3', pass: 'c3' } as const;

export function qc(all: readonly Outcome[]): Part {
  const tested = all.filter((o) => o.qc !== null);
  if (tested.length === 0) return nothing;
  const found = findingsOf(tested);
  const rest = found.length > SHOWN + 1 ? found.slice(SHOWN) : [];
  const shown = rest.length > 0 ? found.slice(0, SHOWN) : found;
  return html`<section class="up-qc">
    <h2>${t.qc}<span class="space"></span><span class="c3 t12">${t.against}</span></h2>
    ${tested.map(waiting)}
    <ul>
      ${shown.map(line)}
    </ul>
    ${
      rest.length === 0
        ? nothing
        : html`<details>
            <summary class="t12">${t.qc_more(rest.length)}</summary>
            <ul>
              ${rest.map(line)}
            </ul>
          </details>`
    }
  </section>`;
}

const nameOf = (o: Outcome): string => text.of_cue(o.cue, o.set?.version ?? null);

function waiting(o: Outcome): Part {
  if (o.qc?.state === 'waiting') return html`<p class="c3 t12">${nameOf(o)} ${t.qc_waiting}</p>`;
  if (o.qc?.state !== 'failed') return nothing;
  return html`<p class="t12">${nameOf(o)}: ${asSentence(o.qc.error ?? '')}</p>`;
}

const line = ({ level, what, text: words }: Found): TemplateResult =>
  html`<li>
    <span class=${LEVELS[level]}>${t.levels[level]}</span>
    <span class=${level === 'info' || level === 'pass' ? 'c2' : ''}
      >${what}${level === 'pass' ? '' : ':'} ${withMinus(words)}</span
    >
  </li>`;
