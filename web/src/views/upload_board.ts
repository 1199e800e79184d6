/* The departure board: a row a print set, a column a role, the temps in a row of their own. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { roleShape } from './icons.js';
import { tick } from './upload_marks.js';
import { asSentence } from '../pure/format.js';
import { upload as text } from '../text.js';
import { boardOf } from '../upload/board.js';
import type { BoardRow, Cell } from '../upload/board.js';
import { nameOf } from '../upload/lines.js';
import type { Line } from '../upload/lines.js';
import { DIALOGUE, EFFECTS, FULL_MIX } from '../upload/plan.js';
import { roundedTime } from '../upload/speed.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.board;

export function board(s: UploadState, lines: readonly Line[], u: Uploads): Part {
  const rows = boardOf(lines, u.boardFacts);
  if (rows.length === 0) return nothing;
  const roles = [...u.facts.stems, FULL_MIX];
  return html`<section class="up-board" aria-label=${t.label}>
    <table>
      <thead>
        <tr>
          <th scope="col" class="c3">${t.head}</th>
          ${roles.map((role) => html`<th scope="col">${roleName(role, u)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          (row) => row.key,
          (row) => (row.is_temps ? tempsLine(row, roles.length, s, u) : setLine(row, s, u)),
        )}
      </tbody>
    </table>
  </section>`;
}

const roleName = (role: string, u: Uploads): TemplateResult =>
  html`<span class="role-name">${roleShape(role, u.facts)}<span class="cut">${role}</span></span>`;

function setLine(row: BoardRow, s: UploadState, u: Uploads): TemplateResult {
  const before = row.stays === null ? t.first : t.stays(row.stays);
  return html`<tr>
    <th scope="row">
      <div class="set-name">
        ${row.cue === '' ? t.no_cue : html`<b>${row.cue}</b> <span class="print-text">${text.version(row.version)}</span>`}
      </div>
      <div class="label">${row.cue === '' ? nothing : before}</div>
      ${row.placeless > 0 ? html`<div class="label">${t.placeless(row.placeless)}</div>` : nothing}
    </th>
    ${row.cells.map((cell) => html`<td class=${classOf(cell)}>${inside(cell, 1, s, u)}</td>`)}
  </tr>`;
}

/* DX and FX side by side, over the width of all columns. */
function tempsLine(row: BoardRow, columns: number, s: UploadState, u: Uploads): TemplateResult {
  const first = Math.ceil(columns / 2);
  const spans = [first, columns - first];
  return html`<tr class="temps">
    <th scope="row"><b>${text.temps}</b></th>
    ${row.cells.map(
      (cell, i) =>
        html`<td class=${classOf(cell)} colspan=${Math.max(1, spans[i] ?? 1)}>
          ${inside(cell, 2, s, u)}
        </td>`,
    )}
  </tr>`;
}

const classOf = ({ state }: Cell): string =>
  state === 'asked' || state === 'question' ? 'cell asks' : `cell ${state}`;

/* names 2: the column does not name it. */
function inside(cell: Cell, names: number, s: UploadState, u: Uploads): TemplateResult {
  const named = cell.role === DIALOGUE || cell.role === EFFECTS || names > 1;
  const files =
    cell.lines.length > 1 ? html`<span class="c3">${cell.lines.length}</span>` : nothing;
  return html`<div class="cell-in" title=${titleOf(cell)}>
    <span class="cell-role ${named ? 'always' : ''}">${roleName(cell.role, u)} ${files}</span>
    ${wordsOf(cell, s)}
  </div>`;
}

const titleOf = ({ lines }: Cell): string =>
  lines.map((line) => [nameOf(line), line.error ?? ''].filter(Boolean).join(': ')).join('\n');

function wordsOf(cell: Cell, s: UploadState): TemplateResult {
  const { state, percent, version } = cell;
  const w = t.states;
  const released = cell.lines.some((line) => s.released.has(line.key));
  switch (state) {
    case 'asked':
      return ask(askedWord(cell));
    case 'question':
      return ask(t.asks.question);
    case 'same':
      return html`${tick}<span class="c2">${t.same(version ?? 0)}</span>`;
    case 'done':
    case 'there':
      return html`${tick}<span class="c2">${w[state]}</span>`;
    case 'ready':
      return html`<span class="c3">${released ? w.waiting : w.ready}</span>`;
    case 'failed':
      return html`<span class="w6 why">${w.failed}</span
        ><span class="c2 cut">${asSentence(reasonOf(cell))}</span>`;
    case 'sending':
      return html`<span class="num">${percent} %</span> ${secondsOf(cell, s)}${bar(percent)}`;
    case 'stopped':
      return html`<span class="c2 num">${w.stopped} ${percent} %</span>${bar(percent)}`;
    case 'reading':
    case 'paused':
    case 'lost':
      return html`<span class="c2 num">${w[state]} ${percent} %</span>${bar(percent)}`;
    default:
      return html`<span class="c3">${w[state]}</span>`;
  }
}

const reasonOf = ({ lines }: Cell): string => lines.find((line) => line.error)?.error ?? '';

const bar = (percent: number): TemplateResult =>
  html`<progress class="cell-bar" aria-hidden="true" max="100" .value=${percent}></progress>`;

const ask = (words: string): TemplateResult =>
  html`<span class="query-mark open" aria-hidden="true">?</span><span class="w5">${words}</span>`;

function askedWord({ lines }: Cell): string {
  const line = lines.find((each) => each.problems.length > 0);
  const [problem] = line?.problems ?? [];
  if (!line || !problem) return '';
  if (problem.what === 'lacks') return t.of_six(6 - problem.channels.length);
  if (problem.what === 'role') return line.first.filename.replace(/\.\w+$/, '');
  return t.asks[problem.what];
}

function secondsOf(cell: Cell, s: UploadState): Part {
  const sending = Object.values(s.progress).filter((p) => p.state === 'sending').length;
  if (s.bytes_per_s === null || s.bytes_per_s <= 0 || sending === 0) return nothing;
  const { value, unit } = roundedTime((cell.left * sending) / s.bytes_per_s);
  return html`<span class="c3 num">${t.seconds(value, unit)}</span>`;
}
