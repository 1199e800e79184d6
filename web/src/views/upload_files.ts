/* What every file name was read as, to be put right, and how far each is. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { roleShape } from './icons.js';
import { cellsOfFile } from './upload_facts.js';
import { again, cross, halt, on, tick } from './upload_marks.js';
import { asSentence } from '../pure/format.js';
import { upload as text } from '../text.js';
import { isDone, nameOf } from '../upload/lines.js';
import type { Line } from '../upload/lines.js';
import { isTemp, rolesOf } from '../upload/plan.js';
import type { Filter, UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.files;
const valueOf = (event: Event): string => (event.target as HTMLInputElement).value.trim();

export type Versions = (line: Line) => number | null;

export function files(
  s: UploadState,
  lines: readonly Line[],
  versionOf: Versions,
  u: Uploads,
): Part {
  if (lines.length === 0) return nothing;
  const done = lines.filter((line) => isDone(line, s.progress));
  const open = lines.filter((line) => !done.includes(line));
  const shown = { open, done, all: lines }[s.filter];
  const counts = [t.open(open.length), t.done(done.length), t.all(lines.length)];
  return html`<section class="up-files">
    <div class="up-sub">
      <h2>${t.title}</h2>
      <span class="c3 t12">${t.what}</span>
      <span class="space"></span>
      ${filters(s.filter, counts, u)}
    </div>
    ${shown.length === 0 ? html`<p class="up-none c3">${s.filter === 'open' ? t.none_open : t.none_done}</p>` : table(s, shown, versionOf, u)}
    <datalist id="upload-cues">
      ${u.cueNames.map((cue) => html`<option value=${cue}></option>`)}
    </datalist>
  </section>`;
}

const FILTERS: readonly Filter[] = ['open', 'done', 'all'];

function filters(now: Filter, words: readonly string[], u: Uploads): TemplateResult {
  return html`<div class="switch small" role="group" aria-label=${t.filter}>
    ${FILTERS.map(
      (filter, i) =>
        html`<button
          type="button"
          class="num"
          aria-pressed=${now === filter}
          @click=${() => u.show(filter)}
        >
          ${words[i]}
        </button>`,
    )}
  </div>`;
}

function table(
  s: UploadState,
  lines: readonly Line[],
  versionOf: Versions,
  u: Uploads,
): TemplateResult {
  const heads = [t.file, t.cue, t.set, t.stem, t.channels, t.length, t.starts, t.progress];
  return html`<table>
    <thead>
      <tr>
        ${heads.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${repeat(
        lines,
        (line) => line.key,
        (line) => lineOf(line, versionOf(line), s, u),
      )}
    </tbody>
  </table>`;
}

function lineOf(line: Line, version: number | null, s: UploadState, u: Uploads): TemplateResult {
  const name = nameOf(line);
  const { channels, length, starts } = cellsOfFile(line, u.facts.rate);
  const temp = isTemp(line.first.role);
  const refused = line.error === null ? nothing : refusal(line.error);
  return html`<tr class=${line.state}>
      <td class="file" title=${line.rows.map((row) => row.path).join('\n')}>
        <span>${name}</span>
      </td>
      <td class="cue">${temp ? html`<span class="c3">${t.temp}</span>` : cueOf(line, name, u)}</td>
      <td class="set print-text">${temp ? nothing : text.version(version)}</td>
      <td class="stem">${stemOf(line, name, u)}</td>
      <td class="c2 facts">${channels}</td>
      <td class="c2 facts">${length}</td>
      <td class="c2 facts">${starts}</td>
      <td class="progress">
        <div class="progress-in">${progressOf(line, name, s)}${acts(line, name, u)}</div>
      </td>
    </tr>
    ${refused}`;
}

const refusal = (error: string): TemplateResult =>
  html`<tr class="refusal">
    <td colspan="8">
      <p class="refused">${asSentence(error)} <span class="c2">${t.lost_nothing}</span></p>
    </td>
  </tr>`;

/* Only before it is on its way. */
const isFixed = ({ state }: Line): boolean => state !== 'ready' && state !== 'asked';

const asks = (line: Line, what: string): 'true' | 'false' =>
  line.problems.some((p) => p.what === what) ? 'true' : 'false';

function cueOf(line: Line, name: string, u: Uploads): TemplateResult {
  if (isFixed(line)) return html`<span>${line.first.cue}</span>`;
  return html`<input
    class="field small"
    list="upload-cues"
    autocomplete="off"
    maxlength="60"
    aria-label=${t.cue_of(name)}
    aria-invalid=${asks(line, 'cue')}
    .value=${live(line.first.cue)}
    @change=${(e: Event) => u.change(line.rows, { cue: valueOf(e) })}
  />`;
}

function stemOf(line: Line, name: string, u: Uploads): TemplateResult {
  const { role } = line.first;
  const shape = role === '' ? nothing : roleShape(role, u.facts);
  if (isFixed(line)) return html`<span class="role-name">${shape}${role}</span>`;
  return html`<span class="stem-menu ${role === '' ? 'open' : ''}"
    >${shape}<select
      aria-label=${t.role_of(name)}
      aria-invalid=${asks(line, 'role')}
      @change=${(e: Event) => u.change(line.rows, { role: valueOf(e) })}
    >
      ${role === '' ? html`<option value="" selected>${t.choose}</option>` : nothing}
      ${rolesOf(u.facts.stems).map((each) => html`<option value=${each} .selected=${live(each === role)}>${each}</option>`)}
    </select></span
  >`;
}

function progressOf(line: Line, name: string, s: UploadState): TemplateResult {
  const w = text.board.states;
  const percent = line.bytes > 0 ? Math.floor((100 * line.sent) / line.bytes) : 0;
  switch (line.state) {
    case 'asked':
      return html`<span class="query-mark open" aria-hidden="true">?</span
        ><span class="w5">${askOf(line)}</span>`;
    case 'ready':
      return html`<span class="c3">${s.released.has(line.key) ? w.waiting : t.ready}</span>`;
    case 'done':
      return html`${tick}<span class="c2">${w.done}</span>`;
    case 'there':
      return html`${tick}<span class="c2"
          >${line.version === null ? t.there : t.same(line.version)}</span
        >`;
    case 'sending':
    case 'reading':
    case 'paused':
    case 'lost':
      return html`<progress aria-label=${t.sent_of(name)} max="100" .value=${percent}></progress
        ><span class="num">${percent} %</span> <span class="c3">${w[line.state]}</span>`;
    case 'failed':
      return html`<span class="w6">${w.failed}</span>`;
    default:
      return html`<span class="c3">${w[line.state]}</span>`;
  }
}

function askOf({ problems }: Line): string {
  const [problem] = problems;
  if (!problem) return '';
  return problem.what === 'lacks' ? t.asks_lack(problem.channels) : t.asks[problem.what];
}

/* With what there is to do. */
function acts(line: Line, name: string, u: Uploads): Part {
  const { state, rows } = line;
  const act = (label: string, mark: TemplateResult, work: () => void): TemplateResult =>
    html`<button
      type="button"
      class="btn small square"
      aria-label=${label}
      title=${label}
      @click=${work}
    >
      ${mark}
    </button>`;
  if (state === 'done' || state === 'there' || state === 'checking') return nothing;
  const leave = act(t.leave_out_of(name), cross, () => u.leaveOut(rows));
  if (state === 'ready' || state === 'asked') return html`<span class="file-acts">${leave}</span>`;
  if (state === 'failed' || state === 'cancelled')
    return html`<span class="file-acts"
      >${act(t.again_of(name), again, () => u.resumeFiles(rows))}${leave}</span
    >`;
  return html`<span class="file-acts"
    >${
      state === 'paused'
        ? act(t.resume_of(name), on, () => u.resumeFiles(rows))
        : act(t.pause_of(name), halt, () => u.pauseFiles(rows))
    }${act(t.cancel_of(name), cross, () => u.cancelFiles(rows))}</span
  >`;
}
