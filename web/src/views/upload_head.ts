/* How far the whole upload is, and what can be done with all of it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { upload as text } from '../text.js';
import { isGoing } from '../upload/lines.js';
import type { Line, Sums } from '../upload/lines.js';
import { isTemp } from '../upload/plan.js';
import { formatBytes, roundedTime } from '../upload/speed.js';
import { isOver } from '../upload/types.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.head;

export interface Whole {
  readonly lines: readonly Line[];
  readonly sums: Sums;
}

export function head(s: UploadState, { lines, sums }: Whole, u: Uploads): TemplateResult {
  if (lines.length === 0)
    return html`<div class="up-head">
      <div class="up-sums"><h1>${t.none}</h1></div>
    </div>`;
  return html`<div class="up-head">
    <div class="up-sums num">
      <h1>${counted(sums)}</h1>
      <span class="c2">${t.bytes(formatBytes(sums.sent), formatBytes(sums.bytes))}</span>
      ${pace(s).map((words) => html`<span class="c2">${words}</span>`)}
      ${sums.asked > 0 ? html`<span class="w5">${t.asked(sums.asked)}</span>` : nothing}
      <span class="space"></span>
      ${s.asks_cancel ? sure(u) : acts(s, lines, u)}
    </div>
    <progress
      class="up-whole"
      aria-label=${t.whole}
      max=${Math.max(sums.bytes, 1)}
      .value=${sums.sent}
    ></progress>
    ${said(s)}
  </div>`;
}

function counted(sums: Sums): string {
  const temps = sums.temps > 0 ? [t.temps(sums.temps_done, sums.temps)] : [];
  const prints = sums.prints > 0 ? [t.prints(sums.prints_done, sums.prints)] : [];
  return [...prints, ...temps].join(', ');
}

function pace(s: UploadState): string[] {
  const moving = Object.values(s.progress).some((p) => p.state === 'sending');
  if (!moving || s.bytes_per_s === null) return [];
  const left = s.seconds_left === null ? null : roundedTime(s.seconds_left);
  return [t.speed(formatBytes(s.bytes_per_s)), ...(left ? [t.left(left.value, left.unit)] : [])];
}

/* One line of what is not as it should be. */
function said(s: UploadState): Part {
  const states = Object.values(s.progress);
  if (states.some((p) => p.state === 'lost')) return html`<p class="up-said">${t.lost}</p>`;
  const paused = states.some((p) => p.state === 'paused') && !isGoing(s.progress);
  return paused ? html`<p class="up-said">${t.paused}</p>` : nothing;
}

function sure(u: Uploads): TemplateResult {
  return html`<div class="up-sure" role="alertdialog" aria-label=${t.cancel_sure}>
    <p><b>${t.cancel_sure}</b> <span class="c2">${t.cancel_kept}</span></p>
    <button class="btn primary" @click=${() => u.askCancel(false)}>${t.cancel_no}</button>
    <button class="btn" @click=${() => u.cancel()}>${t.cancel_yes}</button>
  </div>`;
}

function acts(s: UploadState, lines: readonly Line[], u: Uploads): TemplateResult {
  const states = Object.values(s.progress);
  const busy = states.some((p) => !isOver(p));
  const halted = s.paused || (busy && !isGoing(s.progress));
  const pause = html`<button class="btn" @click=${() => u.pause()}>
    ${t.pause} <kbd aria-hidden="true">P</kbd>
  </button>`;
  const resume = html`<button class="btn primary" @click=${() => u.resume()}>
    ${t.resume} <kbd aria-hidden="true">P</kbd>
  </button>`;
  return html`<div class="acts">
    ${send(s, lines, u)} ${busy || s.paused ? (halted ? resume : pause) : nothing}
    ${busy ? html`<button class="btn" @click=${() => u.askCancel(true)}>${t.cancel_all}</button>` : nothing}
    ${busy ? nothing : html`<button class="btn" @click=${() => u.clear()}>${t.clear}</button>`}
  </div>`;
}

/* What nobody has said yet may be sent. */
function send(s: UploadState, lines: readonly Line[], u: Uploads): Part {
  const fresh = lines.filter((line) => line.rows.some((row) => isFresh(row.key, s)));
  if (fresh.length === 0) return nothing;
  const size = formatBytes(fresh.reduce((sum, line) => sum + line.bytes, 0));
  const words = fresh.some((line) => isTemp(line.first.role)) ? t.send_temps : t.send;
  return html`<button class="btn primary" @click=${() => u.send()}>
    ${words(fresh.length, size)}
  </button>`;
}

const isFresh = (key: string, s: UploadState): boolean => !s.released.has(key) && !s.progress[key];
