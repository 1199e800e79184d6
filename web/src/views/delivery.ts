/* What holds up delivery, each with the way to where it is mended. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { sceneFacts } from './scene_facts.js';
import { deliveryOf, heldUpBy } from '../pure/delivery.js';
import type { Held, Row, Way } from '../pure/delivery.js';
import { joinWords } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.overview.delivery;
const SOME = 3; /* cues that are named; more are counted */

export function delivery(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const facts = m.states && loaded.scenes.length > 0 ? sceneFacts(m, loaded) : null;
  const rows = deliveryOf(
    m.checks,
    facts,
    loaded.production.cues.map(({ name }) => name),
  );
  const held = heldUpBy(rows);
  const sum = rows.length === 0 ? t.reading : held > 0 ? t.held(held) : t.free;
  return html`<section class="delivery" aria-labelledby="delivery">
    <h2 id="delivery">${t.title} <span class="c3">${sum}</span></h2>
    <ul>
      ${rows.map(
        (row) =>
          html`<li class=${row.held}>
            ${mark(row.held)}
            <span class=${row.held === 'good' ? 'c2' : 'w5'}>${wordsOf(row)}</span>
            ${row.way && row.held !== 'good' ? way(row.way, wordsOf(row), a) : nothing}
          </li>`,
      )}
    </ul>
    <p class="c3 t12">${t.limits}</p>
  </section>`;
}

const mark = (held: Held): TemplateResult =>
  html`<svg
    class="held ${held}"
    width="12"
    height="12"
    viewBox="0 0 12 12"
    role="img"
    aria-label=${t.state[held]}
  >
    <path
      d=${held === 'good' ? 'm1.5 6.5 3 3 6-7' : 'M6 1.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2z'}
    />
  </svg>`;

function way(way: Way, of: string, a: Actions): TemplateResult {
  const label = way.to === 'upload' ? t.upload : t.show;
  return html`<button
    class="link t12"
    aria-label=${`${label}: ${of}`}
    @click=${() => follow(way, a)}
  >
    ${label}
  </button>`;
}

function follow(way: Way, a: Actions): void {
  if (way.to === 'upload') return a.showPart('upload');
  if (way.to === 'set') return a.overview.openSet(way.cue_id, way.set_id);
  a.overview.setFind('');
  a.overview.setShow(way.filter);
}

function wordsOf(row: Row): string {
  switch (row.kind) {
    case 'none':
      return t.none;
    case 'sets': {
      const { first, more } = row;
      const roles = (first?.missing ?? []).map((role) =>
        role === text.panel.mix ? t.full_mix : role,
      );
      return [
        t.sets(row.complete, row.of),
        ...(first
          ? [
              first.missing
                ? t.lacks(first.cue, joinWords(roles, text.heard.and))
                : t.bare(first.cue),
            ]
          : []),
        ...(more > 0 ? [t.more(more)] : []),
      ].join(', ');
    }
    case 'must': {
      const named = row.cues.slice(0, SOME).join(', ');
      if (row.findings > 0) return t.must(row.findings, named);
      return row.waiting > 0 ? t.qc_waits(row.waiting) : t.no_must;
    }
    case 'queries':
      return row.held === 'good' ? t.no_query : t.queries(row.open, row.outdated);
    case 'signoffs':
      return row.held === 'good' ? t.all_signed : t.signoffs(row.lacking, row.stale);
    case 'nulls':
      return t.nulls(row.verdicts, row.of);
  }
}
