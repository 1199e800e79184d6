/* Files on their way: how far each is, and all together. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { asSentence } from '../pure/format.js';
import { text } from '../text_upload.js';
import { isTemp } from '../upload/plan.js';
import type { Row } from '../upload/plan.js';
import { formatBytes, roundedTime } from '../upload/speed.js';
import { isOver } from '../upload/types.js';
import type { Progress, UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.sending;
const NONE: Progress = { state: 'waiting', bytes: 0, error: null };
const progressOf = (s: UploadState, row: Row): Progress => s.progress[row.key] ?? NONE;

export function sending(s: UploadState, u: Uploads): TemplateResult {
  return html`<section class="part">
    ${whole(s, u)}
    <ul class="upload-files">
      ${repeat(
        s.rows,
        (row) => row.key,
        (row) => line(row, progressOf(s, row), u),
      )}
    </ul>
  </section>`;
}

function whole(s: UploadState, u: Uploads): TemplateResult {
  const counted = s.rows.filter(
    (row) => !['failed', 'cancelled'].includes(progressOf(s, row).state),
  );
  const all = counted.reduce((sum, row) => sum + row.bytes, 0);
  const sent = counted.reduce((sum, row) => sum + progressOf(s, row).bytes, 0);
  return html`<div class="upload-whole">
    <p class="w6" role="status">${standing(s)}</p>
    ${s.phase === 'over' ? nothing : bar(t.whole, sent, all)}
    <p class="c2 num">${[t.sent(formatBytes(sent), formatBytes(all)), ...pace(s)].join(', ')}</p>
    <div class="acts">${acts(s, u)}</div>
  </div>`;
}

function standing(s: UploadState): string {
  if (s.phase === 'over') return t.over;
  if (s.phase === 'paused') return t.paused;
  return s.rows.some((row) => progressOf(s, row).state === 'lost') ? t.lost : t.going;
}

function pace(s: UploadState): string[] {
  const moving = s.rows.some((row) => progressOf(s, row).state === 'sending');
  if (s.phase !== 'sending' || !moving || s.bytes_per_s === null) return [];
  const left = s.seconds_left === null ? null : roundedTime(s.seconds_left);
  return [t.speed(formatBytes(s.bytes_per_s)), ...(left ? [t.left(left.value, left.unit)] : [])];
}

function acts(s: UploadState, u: Uploads): Part {
  if (s.phase === 'over')
    return html`<button class="btn" @click=${() => u.clear()}>${t.more}</button>`;
  return html`${
      s.phase === 'paused'
        ? html`<button class="btn primary" @click=${() => u.resume()}>${t.resume}</button>`
        : html`<button class="btn" @click=${() => u.pause()}>${t.pause}</button>`
    }<button class="btn" @click=${() => u.cancel()}>${t.cancel_all}</button>`;
}

const bar = (label: string, sent: number, all: number): TemplateResult =>
  html`<progress aria-label=${label} max=${Math.max(all, 1)} .value=${sent}></progress>`;

function line(row: Row, p: Progress, u: Uploads): TemplateResult {
  const name = [isTemp(row.role) ? '' : row.cue, row.role, row.channel ?? ''].filter(
    (w) => w !== '',
  );
  const percent = row.bytes > 0 ? Math.floor((100 * p.bytes) / row.bytes) : 0;
  const moving = p.state === 'sending' || p.state === 'reading' || p.state === 'lost';
  return html`<li class=${p.state}>
    <b class="cut">${name.join(' ')}</b>
    <span class="cut c2" title=${row.path}>${row.filename}</span>
    ${isOver(p) ? html`<span class="no-bar"></span>` : bar(t.of_file(row.filename), p.bytes, row.bytes)}
    <span class="num c2 state">${t.states[p.state]}${moving ? ` ${percent} %` : ''}</span>
    <span class="file-acts">${fileActs(row, p, u)}</span>
    ${p.error === null ? nothing : html`<p class="refused" role="alert">${asSentence(p.error)}</p>`}
  </li>`;
}

function fileActs({ key, filename: file }: Row, { state }: Progress, u: Uploads): Part {
  const button = (words: string, label: string, act: () => void): TemplateResult =>
    html`<button class="btn small" aria-label=${label} @click=${act}>${words}</button>`;
  if (state === 'done' || state === 'there' || state === 'checking') return nothing;
  if (state === 'failed' || state === 'cancelled')
    return button(t.again, t.again_of(file), () => u.resumeFile(key));
  const cancel = button(t.cancel, t.cancel_of(file), () => u.cancelFile(key));
  return state === 'paused'
    ? html`${button(t.resume, t.resume_of(file), () => u.resumeFile(key))}${cancel}`
    : html`${button(t.pause, t.pause_of(file), () => u.pauseFile(key))}${cancel}`;
}
