/* What became of the files of each cue: published, lacking something, and what the QC finds. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { asSentence, joinWords, withMinus } from '../pure/format.js';
import { text as page } from '../text.js';
import { text } from '../text_upload.js';
import { isTemp, sameCue } from '../upload/plan.js';
import { isOver } from '../upload/types.js';
import type { Finding, Outcome, QcAnswer, ServerRecording, UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.outcome;

export function outcomes(s: UploadState, u: Uploads): Part {
  if (s.outcomes.length === 0) return nothing;
  return html`<section class="part" aria-live="polite">
    <h3>${t.title}</h3>
    ${s.outcomes.map((outcome) => one(outcome, s, u))}
  </section>`;
}

function one(o: Outcome, s: UploadState, u: Uploads): TemplateResult {
  return html`<div class="outcome">
    <h4 class="w6">${o.cue === '' ? t.temps : o.set ? t.set(o.cue, o.set.version) : o.cue}</h4>
    <p>${standing(o, s)}</p>
    ${o.error === null ? nothing : html`<p class="refused" role="alert">${asSentence(o.error)}</p>`}
    ${o.set && o.set.published_at_ms === null ? open(o, s, u) : listen(o, u)}
    ${o.qc ? qc(o.qc) : nothing}
  </div>`;
}

const isTargetOver = (o: Outcome, s: UploadState): boolean =>
  s.rows
    .filter((row) => (isTemp(row.role) ? o.cue === '' : o.cue !== '' && sameCue(o.cue, row.cue)))
    .every((row) => isOver(s.progress[row.key] ?? { state: 'waiting', bytes: 0, error: null }));

const areTempsThere = (s: UploadState): boolean =>
  s.rows
    .filter((row) => isTemp(row.role))
    .every((row) => ['done', 'there'].includes(s.progress[row.key]?.state ?? ''));

function standing(o: Outcome, s: UploadState): string {
  if (o.cue === '') return areTempsThere(s) ? t.temps_there : '';
  if (!o.set) return '';
  if (o.was_there) return t.was_there;
  const lacks = joinWords(o.set.lacks ?? [], 'and');
  if (o.set.published_at_ms !== null)
    return o.set.is_incomplete ? t.incomplete(lacks) : t.published;
  return isTargetOver(o, s) ? t.lacks(lacks) : t.under_way;
}

/* What the set still waits for. */
function open(o: Outcome, s: UploadState, u: Uploads): Part {
  const asked = o.set?.prints.filter((p) => p.question !== null) ?? [];
  const heard = o.set?.prints.some((p) => p.playable) ?? false;
  return html`${asked.length > 0 ? html`<p class="c2">${t.answer_first}</p>` : nothing}
  ${asked.map((print) => question(o, print, u))}
  ${
    isTargetOver(o, s) && heard
      ? html`<div class="acts">
          <button class="btn" @click=${() => u.outcomes.publish(o)}>${text.drafts.publish}</button>
        </div>`
      : nothing
  }`;
}

function question(o: Outcome, print: ServerRecording, u: Uploads): TemplateResult {
  const known =
    print.order_known_by !== 'unknown' && print.order_known_by !== 'heuristic'
      ? []
      : print.channels === 6
        ? page.questions.orders_6
        : print.channels === 2
          ? page.questions.orders_2
          : [];
  const start = (event: SubmitEvent): void => {
    event.preventDefault();
    const said = String(new FormData(event.target as HTMLFormElement).get('start')).trim();
    u.outcomes.answer(o, print.id, { start: said });
  };
  return html`<div class="question">
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
        ? html`<form class="acts" @submit=${start}>
            <input
              class="field num"
              name="start"
              required
              autocomplete="off"
              placeholder="01:00:00:00"
              size="11"
              aria-label=${page.questions.start_of(print.filename)}
            />
            <button class="btn small">${page.questions.set_start}</button>
          </form>`
        : nothing
    }
  </div>`;
}

function listen(o: Outcome, u: Uploads): Part {
  const starts = o.set?.prints.flatMap((p) => (p.start_samples === null ? [] : [p.start_samples]));
  if (!starts || starts.length === 0) return nothing;
  const at = Math.min(...starts);
  const go = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    u.listen(at);
  };
  return html`<p><a class="link" href=${u.hrefOf(at)} @click=${go}>${t.listen}</a></p>`;
}

function qc(answer: QcAnswer): Part {
  if (answer.state === 'waiting') return html`<p class="c3">${t.qc_waiting}</p>`;
  if (answer.state === 'failed')
    return html`<p class="refused">${asSentence(answer.error ?? '')}</p>`;
  const all = answer.result?.findings ?? [];
  return html`<h4 class="c2">${t.qc}</h4>
    ${
      all.length === 0
        ? html`<p>${t.qc_fine}</p>`
        : html`<ul class="upload-qc">
            ${all.map(finding)}
          </ul>`
    }`;
}

const finding = (f: Finding): TemplateResult =>
  html`<li>
    <span class=${f.level === 'must' ? 'w6' : 'c2'}>${t.levels[f.level]}</span>
    <span>${asSentence(withMinus(f.text))}</span>
  </li>`;
