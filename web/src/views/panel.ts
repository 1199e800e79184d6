/* The right side: the scene, open questions, the print sets and the temps. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { complete } from './complete.js';
import { figuresOf, findings } from './findings.js';
import { foot } from './foot.js';
import { tempShape } from './icons.js';
import { notes } from './notes.js';
import { queries } from './queries.js';
import { questions } from './questions.js';
import { shapes } from './scene_list.js';
import type { Cue, Recording } from '../api/types.js';
import { currentSet } from '../pure/current.js';
import { formatLength } from '../pure/format.js';
import { spanOf } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Rate } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

export function panel(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<aside class="panel" aria-label=${text.panel.label} tabindex="0">
    <div class="panel-body">
      ${scene(m, loaded)}${questions(loaded, a)}${findings(m, loaded, a)}${queries(m, loaded, a)}
      ${complete(m, loaded, a)}${notes(m, loaded, a)}${figuresOf(m, loaded)}${sets(loaded, a)}${temps(loaded, a)}
    </div>
    ${foot(m, loaded, a)}
  </aside>`;
}

function scene(m: Model, loaded: Loaded): Part {
  const s = loaded.scenes[m.scene];
  if (loaded.scenes.length === 0) return nothing;
  if (!s) return html`<section class="place"><h2>${text.scenes.gap}</h2></section>`;
  return html`<section class="place">
    <h2><span class="num">${s.number}</span> ${s.name}</h2>
    <p class="num">
      <span class="c2">${s.tc_in} ${text.scenes.to} ${s.tc_out}</span>
      <span class="c3">${formatLength(s.out_samples - s.in_samples)}</span>
    </p>
  </section>`;
}

function sets({ production: p, rate }: Loaded, a: Actions): TemplateResult {
  const t = text.panel;
  const line = (cue: Cue): Part => {
    const set = currentSet(cue);
    if (!set) return nothing;
    const span = spanOf(set.prints);
    return html`<tr>
      <td class="w6">${cue.name}</td>
      <td class="print-text">v${set.version}</td>
      <td>${shapes(p, set.prints)}</td>
      ${place(span, rate, a)}
    </tr>`;
  };
  return html`<section class="tables">
    <h3>${t.sets} <span class="c3">${t.newest}</span></h3>
    ${
      p.cues.length === 0
        ? empty(text.empty.prints, text.empty.prints_next)
        : html`<table class="dense">
            <thead>
              <tr>
                <th>${t.cue}</th>
                <th>${t.set}</th>
                <th>${t.prints}</th>
                <th>${t.start}</th>
                <th>${t.length}</th>
              </tr>
            </thead>
            <tbody>
              ${p.cues.map(line)}
            </tbody>
          </table>`
    }
  </section>`;
}

function temps({ temps: all, rate }: Loaded, a: Actions): TemplateResult {
  const t = text.panel;
  const name = (r: Recording): string =>
    r.kind === 'dialogue' ? text.listen.dialogue : text.listen.effects;
  const line = (r: Recording): TemplateResult =>
    html`<tr>
      <td class="w6">${tempShape} ${name(r)}</td>
      <td class="file c2" title=${r.filename}>${r.filename}</td>
      ${place(spanOf([r]), rate, a)}
    </tr>`;
  return html`<section class="tables">
    <h3>${t.temps}</h3>
    ${
      all.length === 0
        ? empty(text.empty.temps, text.empty.temps_next)
        : html`<table class="dense">
            <thead>
              <tr>
                <th>${t.temp}</th>
                <th>${t.file}</th>
                <th>${t.start}</th>
                <th>${t.length}</th>
              </tr>
            </thead>
            <tbody>
              ${all.map(line)}
            </tbody>
          </table>`
    }
  </section>`;
}

const empty = (what: string, next: string): TemplateResult =>
  html`<p class="c3">${what}. ${next}</p>`;

/* Where something starts, as a button that goes there, and how long it is. */
function place(span: Span | undefined, rate: Rate, a: Actions): TemplateResult {
  if (!span)
    return html`<td></td>
      <td></td>`;
  return html`<td>
      <button class="jump num" @click=${() => a.seek(span.in_samples)}>
        ${formatTimecode(rate, span.in_samples)}
      </button>
    </td>
    <td class="num c2">${formatLength(span.out_samples - span.in_samples)}</td>`;
}
