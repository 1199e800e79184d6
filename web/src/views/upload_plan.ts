/* What goes where, to be put right before anything is sent. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { text } from '../text_upload.js';
import { isInTheWay, isTemp, problemsOf, rolesOf } from '../upload/plan.js';
import type { Problem, Row } from '../upload/plan.js';
import { formatBytes } from '../upload/speed.js';
import { CHANNELS } from '../upload/suffix.js';
import type { Channel } from '../upload/suffix.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.plan;
const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

export function plan({ rows }: UploadState, u: Uploads): Part {
  if (rows.length === 0) return nothing;
  const problems = new Map(rows.map((row) => [row.key, problemsOf(row, rows)]));
  const open = [...problems.values()].filter((found) => found.some(isInTheWay)).length;
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  return html`<section class="part">
    <h3>${t.title}</h3>
    ${cueForAll(rows, u)}
    <table class="upload-table">
      <thead>
        <tr>
          ${[t.cue, t.role, t.channel, t.file].map((name) => html`<th scope="col">${name}</th>`)}
          <th scope="col" class="size">${t.size}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          (row) => row.key,
          (row) => line(row, problems.get(row.key) ?? [], u),
        )}
      </tbody>
    </table>
    <datalist id="upload-cues">
      ${u.cueNames.map((cue) => html`<option value=${cue}></option>`)}
    </datalist>
    <div class="acts upload-acts">
      <button class="btn primary" ?disabled=${open > 0} @click=${() => u.send()}>
        ${t.send(rows.length, formatBytes(bytes))}
      </button>
      <button class="btn" @click=${() => u.clear()}>${t.clear}</button>
      <p class="c2" role="status">${open > 0 ? t.not_yet(open) : t.ready}</p>
    </div>
  </section>`;
}

/* One answer for all that lack a cue. */
function cueForAll(rows: readonly Row[], u: Uploads): Part {
  if (rows.filter((row) => row.cue === '' && !isTemp(row.role)).length < 2) return nothing;
  const set = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('cue') as HTMLInputElement;
    if (field.value.trim() !== '') u.setCue(field.value.trim());
  };
  return html`<form class="side-by-side" @submit=${set}>
    <label class="row narrow"
      ><span class="label">${t.cue_for_all}</span
      ><input class="field" name="cue" list="upload-cues" autocomplete="off" maxlength="60"
    /></label>
    <button class="btn">${t.set_cue}</button>
  </form>`;
}

function line(row: Row, problems: readonly Problem[], u: Uploads): TemplateResult {
  const wrong = problems.some(isInTheWay);
  return html`<tr class=${wrong ? 'wrong' : ''}>
      <td class="cue">${cueField(row, problems, u)}</td>
      <td class="role">${roleMenu(row, problems, u)}</td>
      <td class="channel">${channelMenu(row, u)}</td>
      <td class="file" title=${row.path}><span>${row.filename}</span></td>
      <td class="size num">${formatBytes(row.bytes)}</td>
      <td class="act">
        <button
          class="btn small"
          aria-label=${t.remove(row.filename)}
          @click=${() => u.leaveOut(row.key)}
        >
          ${t.remove_short}
        </button>
      </td>
    </tr>
    ${problems.map(
      (problem) =>
        html`<tr class="problem ${isInTheWay(problem) ? 'wrong' : ''}">
          <td colspan="6">${wordsOf(problem)}</td>
        </tr>`,
    )}`;
}

function wordsOf(problem: Problem): string {
  const w = text.problems;
  if (problem.what === 'twice') return w.twice(problem.other);
  if (problem.what === 'lacks') return w.lacks(problem.channels.join(', '));
  return w[problem.what];
}

const isAsked = (problems: readonly Problem[], what: Problem['what']): 'true' | 'false' =>
  problems.some((p) => p.what === what) ? 'true' : 'false';

function cueField(row: Row, problems: readonly Problem[], u: Uploads): TemplateResult {
  if (isTemp(row.role)) return html`<span class="c3">${t.temp}</span>`;
  return html`<input
    class="field"
    list="upload-cues"
    autocomplete="off"
    maxlength="60"
    aria-label=${t.cue_of(row.filename)}
    aria-invalid=${isAsked(problems, 'cue')}
    .value=${live(row.cue)}
    @input=${(e: Event) => u.change(row.key, { cue: valueOf(e) })}
  />`;
}

function roleMenu(row: Row, problems: readonly Problem[], u: Uploads): TemplateResult {
  return html`<select
    class="btn"
    aria-label=${t.role_of(row.filename)}
    aria-invalid=${isAsked(problems, 'role')}
    @change=${(e: Event) => u.change(row.key, { role: valueOf(e) })}
  >
    ${row.role === '' ? html`<option value="" selected>${t.choose_role}</option>` : nothing}
    ${rolesOf(u.facts.stems).map((role) => html`<option value=${role} .selected=${live(role === row.role)}>${role}</option>`)}
  </select>`;
}

/* What a name says of a channel the server reads too: then it can be another, but not none. */
function channelMenu(row: Row, u: Uploads): TemplateResult {
  return html`<select
    class="btn"
    aria-label=${t.channel_of(row.filename)}
    @change=${(e: Event) => u.change(row.key, { channel: (valueOf(e) || null) as Channel | null })}
  >
    ${row.told_channel === null ? html`<option value="" .selected=${live(row.channel === null)}>${t.all_channels}</option>` : nothing}
    ${CHANNELS.map((c) => html`<option value=${c} .selected=${live(c === row.channel)}>${c}</option>`)}
  </select>`;
}
