/* What became of each set: published or lacking something, what its QC and null test found, and what
 * changed against the set before. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { go } from './go.js';
import { startForm } from './start_form.js';
import { title } from './upload_marks.js';
import { changes } from './upload_changes.js';
import { qc } from './upload_qc.js';
import { asSentence, joinWords, withMinus } from '../pure/format.js';
import { text as page, upload as text } from '../text.js';
import { isTemp } from '../upload/plan.js';
import { isOver } from '../upload/types.js';
import type { Outcome, ServerRecording, UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.outcome;

/* What the server asks once it has heard a file comes before all that was found. */
export function outcomes(s: UploadState, u: Uploads): Part {
  if (s.outcomes.length === 0) return nothing;
  const newest = [...s.outcomes].reverse();
  return html`${newest.map((o) => questions(o, u))} ${newest.map((o) => standing(o, s, u))}
  ${qc(newest)} ${newest.map((o) => nullTest(o))} ${newest.map((o) => changes(o, u))}`;
}

const nameOf = (o: Outcome): string => text.of_cue(o.cue, o.set?.version ?? null);

const rowsOf = (o: Outcome, s: UploadState): UploadState['rows'] =>
  s.rows.filter((row) => row.batch === o.batch);

const isTargetOver = (o: Outcome, s: UploadState): boolean =>
  rowsOf(o, s).every((row) => {
    const progress = s.progress[row.key];
    return progress !== undefined && isOver(progress);
  });

const areTempsThere = (o: Outcome, s: UploadState): boolean =>
  rowsOf(o, s)
    .filter((row) => isTemp(row.role))
    .every((row) => ['done', 'there'].includes(s.progress[row.key]?.state ?? ''));

function saying(o: Outcome, s: UploadState): string {
  if (o.cue === '') return areTempsThere(o, s) ? t.temps_there : '';
  if (!o.set) return '';
  if (o.was_there) return t.was_there;
  const lacks = joinWords(o.set.lacks ?? [], 'and');
  if (o.set.published_at_ms !== null)
    return o.set.is_incomplete ? t.incomplete(lacks) : t.published;
  return isTargetOver(o, s) && lacks !== '' ? t.lacks(lacks) : '';
}

function standing(o: Outcome, s: UploadState, u: Uploads): Part {
  const words = saying(o, s);
  if (words === '' && o.error === null) return nothing;
  const draft = o.set !== null && o.set.published_at_ms === null;
  return html`<section class="up-outcome">
    <h2>
      ${o.cue === '' ? text.temps : nameOf(o)}
      <span class="c2 t12 space">${words}</span>${draft ? nothing : listen(o, u)}
    </h2>
    ${o.error === null ? nothing : html`<p class="refused" role="alert">${asSentence(o.error)}</p>`}
    ${draft ? publish(o, s, u) : nothing}
  </section>`;
}

function publish(o: Outcome, s: UploadState, u: Uploads): Part {
  if (!isTargetOver(o, s) || !o.set?.prints.some((p) => p.playable)) return nothing;
  return html`<div class="acts">
    <button class="btn small" @click=${() => u.outcomes.publish(o)}>${text.drafts.publish}</button>
  </div>`;
}

function listen(o: Outcome, u: Uploads): Part {
  const starts = o.set?.prints.flatMap((p) => (p.start_samples === null ? [] : [p.start_samples]));
  if (!starts || starts.length === 0) return nothing;
  const at = Math.min(...starts);
  return html`<a class="link t12" href=${u.hrefOf(at)} @click=${go(() => u.listen(at))}
    >${t.listen}</a
  >`;
}

/* ---- what the server asks after arrival ---- */

function questions(o: Outcome, u: Uploads): Part {
  const asked = o.set?.published_at_ms === null ? o.set.prints.filter((p) => p.question) : [];
  return html`${asked.map((print) => question(o, print, u))}`;
}

function question(o: Outcome, print: ServerRecording, u: Uploads): TemplateResult {
  const open = print.order_known_by === 'unknown' || print.order_known_by === 'heuristic';
  const { orders_6, orders_2 } = page.questions;
  const known = !open ? [] : print.channels === 6 ? orders_6 : print.channels === 2 ? orders_2 : [];
  return html`<section class="up-ask">
    ${title(text.asks.arrived(`${nameOf(o)} ${print.role}`))}
    <p>${asSentence(print.question ?? '')}</p>
    <div class="acts">
      ${known.map(
        ({ order, name, channels }) =>
          html`<button class="btn small" @click=${() => u.outcomes.answer(o, print.id, { order })}>
            ${name} <span class="c3">${channels}</span>
          </button>`,
      )}
    </div>
    ${
      print.start_samples === null
        ? startForm({
            rate: u.facts.rate,
            label: page.questions.start_of(print.filename),
            take: (said) => u.outcomes.answer(o, print.id, { start: said }),
          })
        : nothing
    }
  </section>`;
}

/* ---- what the machine finds ---- */

function nullTest(o: Outcome): Part {
  const test = o.null_test;
  if (!test || (test.state === 'waiting' && test.waits_for !== null)) return nothing;
  const words =
    test.state === 'waiting'
      ? t.null_waiting
      : test.state === 'failed'
        ? (test.error ?? '')
        : (test.result?.summary ?? '');
  return html`<section class="up-null">
    <h2>${t.null_title(nameOf(o))}</h2>
    <p class="c2 t12">${asSentence(withMinus(words))}</p>
    ${(test.result?.diagnoses ?? []).map((d) => html`<p class="t12">${asSentence(withMinus(d.text))}</p>`)}
  </section>`;
}
