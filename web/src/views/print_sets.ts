/* The print set that stands for each cue, newest first, with what was found in it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { mixShape, roleShape } from './icons.js';
import type { Check } from '../api/overview_types.js';
import { formatClock, formatDay, withMinus } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.overview.sets;
const LATEST = 8;
const ALL = 'overview/all_sets'; /* kept like what was typed */

export function printSets(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const all = m.checks ?? [];
  const whole = m.drafts[ALL] === 'yes' || all.length <= LATEST + 1;
  return html`<section class="print-sets" aria-labelledby="print-sets">
    <h2 id="print-sets">
      ${t.title} ${all.length > 0 ? html`<span class="c3">${t.latest(all.length)}</span>` : nothing}
    </h2>
    ${m.checks?.length === 0 ? empty(a) : table(loaded, whole ? all : all.slice(0, LATEST), a)}
    ${arriving(m)}
    ${
      all.length > LATEST + 1
        ? html`<button class="link t12" @click=${() => a.draft(ALL, whole ? null : 'yes')}>
            ${whole ? t.fewer : t.all(all.length)}
          </button>`
        : nothing
    }
  </section>`;
}

/* Newer sets that are on their way; none is hidden because an older one stands for its cue. */
function arriving({ states }: Model): Part {
  const all = new Map<string, string>();
  for (const { cue, version, prints, of } of (states ?? []).flatMap((state) => state.arriving))
    all.set(`${cue} ${version}`, text.talk.arriving(cue, version, prints, of));
  return html`${[...all.values()].map((words) => html`<p class="t12 w5 num arriving">${words}</p>`)}`;
}

function empty(a: Actions): TemplateResult {
  return html`<div class="next">
    <p><b>${t.empty}</b> <span class="c2">${t.empty_next}</span></p>
    <button class="btn small" @click=${() => a.showPart('upload')}>${t.to_upload}</button>
  </div>`;
}

function table(loaded: Loaded, checks: readonly Check[], a: Actions): Part {
  if (checks.length === 0) return nothing;
  return html`<table class="sets-table num">
    <thead>
      <tr>
        <th>${t.cue}</th>
        <th>${t.set}</th>
        <th>${t.prints}</th>
        <th>${t.qc}</th>
        <th>${t.null}</th>
        <th>${t.arrived}</th>
      </tr>
    </thead>
    <tbody>
      ${checks.map((check) => row(loaded, check, a))}
    </tbody>
  </table>`;
}

function row({ production: p }: Loaded, check: Check, a: Actions): TemplateResult {
  const roles = shapesOf(check, p.stems);
  const nulls = nullWords(check);
  return html`<tr>
    <td class="w6 cut">
      <button
        class="row-button"
        aria-haspopup="dialog"
        aria-label=${t.open(check.cue, check.version)}
        @click=${() => a.overview.openSet(check.cue_id, check.set_id)}
      >
        ${check.cue}
      </button>
    </td>
    <td class="print-text">v${check.version}</td>
    <td>
      <span class="shapes" role="img" aria-label=${roles} title=${roles}
        >${p.stems.map((role) => roleShape(role, p, there(check, role)))}${mixShape(there(check, null))}</span
      >
    </td>
    <td class=${check.qc.must > 0 ? 'w6' : plain(check) ? 'c3' : 'c2'}>${qcWords(check)}</td>
    <td class="c2 cut" title=${nulls}>${nulls}</td>
    <td class="c3">${arrived(check.arrived_at_ms)}</td>
  </tr>`;
}

/* role null: the full mix. */
const there = ({ prints }: Check, role: string | null): boolean =>
  prints.some((p) => (role === null ? p.kind === 'mix' : p.role === role) && p.playable);

function shapesOf(check: Check, stems: readonly string[]): string {
  const missing = [
    ...stems.filter((role) => !there(check, role)),
    ...(there(check, null) ? [] : [text.panel.mix]),
  ];
  return missing.length > 0 ? text.panel.missing(missing.join(', ')) : text.panel.whole;
}

const plain = ({ qc, is_complete }: Check): boolean =>
  qc.state === 'done' && qc.should === 0 && is_complete;

/* The gravest in words. */
export function qcWords({ qc, is_complete }: Check): string {
  if (qc.must > 0) return t.must(qc.must);
  if (!is_complete) return t.incomplete;
  if (qc.state !== 'done') return t.states[qc.state];
  return qc.should > 0 ? t.should(qc.should) : t.pass;
}

/* "\u221294 dB, pass" */
export function nullWords({ null: of }: Check): string {
  if (of.verdict === null)
    return of.lacks !== null ? t.waits_for(lower(of.lacks)) : t.states[of.state];
  const figure = withMinus((of.text ?? '').replace(/^residual /, ''));
  return [figure, t.verdicts[of.verdict]].filter((part) => part !== '').join(', ');
}

const lower = (roles: string): string =>
  roles.replace(text.panel.mix, text.panel.mix.toLowerCase());

const arrived = (ms: number): string =>
  new Date(ms).toDateString() === new Date().toDateString() ? formatClock(ms) : formatDay(ms);
