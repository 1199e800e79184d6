/* What has to be answered before a set is sent, one question after the other, or for a whole cue. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { roleShape } from './icons.js';
import { startForm } from './start_form.js';
import { title, what } from './upload_marks.js';
import { orderAsk } from './upload_order.js';
import { formatTimecode } from '../pure/timecode.js';
import { upload as text } from '../text.js';
import { asksOf } from '../upload/asks.js';
import type { Ask } from '../upload/asks.js';
import { nameOf } from '../upload/lines.js';
import type { Line } from '../upload/lines.js';
import { isTemp, rolesOf, sameGoal } from '../upload/plan.js';
import type { Row } from '../upload/plan.js';
import { CHANNELS } from '../upload/suffix.js';
import type { Channel } from '../upload/suffix.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.asks;

/* pick: opens the browser's choice of files. */
export function asks(s: UploadState, lines: readonly Line[], pick: () => void, u: Uploads): Part {
  const open = asksOf(lines);
  if (open.length === 0) return nothing;
  return html`<div class="up-asks" role="group" aria-label=${t.title}>
    ${repeat(
      open,
      (ask) => ask.key,
      (ask) => html`<section class="up-ask">${one(ask, s, pick, u)}</section>`,
    )}
  </div>`;
}

function one(ask: Ask, s: UploadState, pick: () => void, u: Uploads): TemplateResult {
  switch (ask.what) {
    case 'cue':
      return cueAsk(ask, u);
    case 'role':
      return roleAsk(ask, u);
    case 'twice':
      return twiceAsk(ask, u);
    case 'order':
      return orderAsk(ask, s, u);
    case 'start':
      return startAsk(ask, s, u);
    case 'lacks':
      return lacksAsk(ask, pick, u);
    default:
      return unfitAsk(ask, u);
  }
}

/* The answer is for one, or for all that ask the same. */
function both(ask: Ask, use: string, all: string): TemplateResult {
  const more = ask.others.length > ask.rows.length;
  return html`<div class="acts">
    <button class="btn small primary" name="for" value="one">${use}</button>
    ${more ? html`<button class="btn small" name="for" value="all">${all}</button>` : nothing}
  </div>`;
}

const chosenRows = (ask: Ask, event: SubmitEvent): readonly Row[] =>
  (event.submitter as HTMLButtonElement | null)?.value === 'all' ? ask.others : ask.rows;

const fieldOf = (event: SubmitEvent, name: string): HTMLInputElement =>
  (event.target as HTMLFormElement).elements.namedItem(name) as HTMLInputElement;

function cueAsk(ask: Ask, u: Uploads): TemplateResult {
  const set = (event: SubmitEvent): void => {
    event.preventDefault();
    const cue = fieldOf(event, 'cue').value.trim();
    if (cue !== '') u.change(chosenRows(ask, event), { cue });
  };
  return html`${title(t.cue(nameOf(ask.line)))}
    <p class="c2 t12">${t.cue_why}</p>
    <form @submit=${set}>
      <input
        class="field"
        name="cue"
        list="upload-cues"
        required
        autocomplete="off"
        maxlength="60"
        aria-label=${`${t.cue_field}, ${nameOf(ask.line)}`}
      />
      ${both(ask, t.use_it, t.for_all(ask.others.length))}
    </form>`;
}

function roleAsk(ask: Ask, u: Uploads): TemplateResult {
  const { cue } = ask.line.first;
  const taken = (role: string): boolean =>
    u.store.state.rows.some((row) => row.role === role && sameGoal(row, ask.line.first));
  const roles = rolesOf(u.facts.stems);
  const weight = (role: string): number => Number(taken(role)) + 2 * Number(isTemp(role));
  const sorted = [...roles].sort((a, b) => weight(a) - weight(b));
  const name = nameOf(ask.line);
  return html`${title(t.role(name.includes(cue) ? '' : cue, name))}
    <div class="acts">
      ${sorted.map(
        (role) =>
          html`<button class="btn small" @click=${() => u.change(ask.rows, { role })}>
            ${roleShape(role, u.facts)}${role}
          </button>`,
      )}
    </div>`;
}

function twiceAsk(ask: Ask, u: Uploads): TemplateResult {
  const { cue, role } = ask.line.first;
  return html`${title(t.twice(cue, role))}
    <p class="c2 t12">${t.twice_why}</p>
    <ul class="up-twice">
      ${ask.rows.map(
        (row) =>
          html`<li>
            <span class="cut" title=${row.path}>${row.filename}</span>${channelMenu(row, u)}
            <button
              class="btn small"
              aria-label=${t.leave_out_of(row.filename)}
              @click=${() => u.leaveOut([row])}
            >
              ${t.leave_out}
            </button>
          </li>`,
      )}
    </ul>`;
}

/* What a name says of a channel the server reads too: then it can be another, but not none. */
function channelMenu(row: Row, u: Uploads): TemplateResult {
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    u.change([row], { channel: (value || null) as Channel | null });
  };
  return html`<select class="btn small" aria-label=${t.channel_of(row.filename)} @change=${choose}>
    ${row.told_channel === null ? html`<option value="" ?selected=${row.channel === null}>${t.all_channels}</option>` : nothing}
    ${CHANNELS.map((c) => html`<option value=${c} ?selected=${c === row.channel}>${c}</option>`)}
  </select>`;
}

/* Where others of the same set start, this one likely does, too. */
function othersStart(ask: Ask, s: UploadState, u: Uploads): string {
  for (const row of s.rows) {
    const start = s.heads[row.key]?.start_samples ?? null;
    const along = row !== ask.line.first && sameGoal(row, ask.line.first);
    if (along && row.start !== null) return row.start;
    if (along && start !== null) return formatTimecode(u.facts.rate, start);
  }
  return '';
}

function startAsk(ask: Ask, s: UploadState, u: Uploads): TemplateResult {
  const about = what(ask.line.first);
  const others = isTemp(ask.line.first.role) ? '' : othersStart(ask, s, u);
  return html`${title(t.start(about))}
    <p class="c2 t12">${t.start_why} ${others === '' ? '' : t.start_others(others)}</p>
    ${startForm({
      rate: u.facts.rate,
      label: t.start_field(about),
      likely: others,
      buttons: both(ask, t.use_it, t.for_cue(ask.line.first.cue)),
      take: (start, event) => u.change(chosenRows(ask, event), { start }),
    })}`;
}

function lacksAsk(ask: Ask, pick: () => void, u: Uploads): TemplateResult {
  const channels = ask.problem.what === 'lacks' ? ask.problem.channels : [];
  const { first, rows } = ask.line;
  const silent = u.canBeSilent(first);
  return html`${title(t.lacks(what(first), channels))}
    <p class="c2 t12">${t.lacks_why(rows.length, channels)} ${silent ? t.silent_why : nothing}</p>
    <div class="acts">
      ${silent ? html`<button class="btn small" @click=${() => u.addSilence(first, channels)}>${t.silent(channels)}</button>` : nothing}
      <button class="btn small" @click=${pick}>${t.add}</button>
      <button class="btn small" @click=${() => u.change(rows, { later: true })}>${t.later}</button>
    </div>`;
}

function unfitAsk(ask: Ask, u: Uploads): TemplateResult {
  const name = nameOf(ask.line);
  const leave = html`<button class="btn small" @click=${() => u.leaveOut(ask.rows)}>
    ${t.leave_out}
  </button>`;
  if (ask.problem.what !== 'unfit')
    return html`${title(t.empty(name))}
      <div class="acts">${leave}</div>`;
  return html`${title(t.unfit(name))}
    <p class="c2 t12">${t.unfit_why[ask.problem.why]}</p>
    <div class="acts">
      ${leave}
      <button class="btn small" @click=${() => u.change(ask.rows, { anyway: true })}>
        ${t.anyway}
      </button>
    </div>`;
}
