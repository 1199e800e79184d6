/* A lane as a table: the same figures in rows, with their units, and why where there are none. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { nameOf } from './timeline_heads.js';
import { LFE_FLOOR_DB } from './timeline_paint_measures.js';
import type { Limits } from './timeline_paint_measures.js';
import { asSentence } from '../pure/format.js';
import { audibilityRow, lfeRow, waveRow } from '../pure/lane_rows.js';
import type { RowOf } from '../pure/lane_rows.js';
import { SAMPLES_PER_SECOND, formatTimecode } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import type { Table } from '../state/timeline_state.js';
import { text, timeline } from '../text.js';

const t = timeline.rows;

export function tableSheet(m: Model, loaded: Loaded, a: Actions, limits: Limits): TemplateResult {
  const { table } = m;
  const show = (element?: Element): void => {
    if (!(element instanceof HTMLDialogElement) || element.open === (table !== null)) return;
    if (table) element.showModal();
    else element.close();
  };
  return html`<dialog
    class="sheet tl-sheet"
    aria-labelledby="tl-sheet-title"
    ${ref(show)}
    @close=${() => table && a.timeline.openTable(null)}
    @click=${(event: Event) => event.target === event.currentTarget && a.timeline.openTable(null)}
  >
    <div class="sheet-body">
      <div class="sheet-head">
        <h2 id="tl-sheet-title">${table ? t.title(nameOf(table.key)) : ''}</h2>
        <button class="btn small" @click=${() => a.timeline.openTable(null)}>${t.close}</button>
      </div>
      ${table ? body(loaded, table, limits) : nothing}
    </div>
  </dialog>`;
}

function body(loaded: Loaded, table: Table, limits: Limits): TemplateResult {
  const { in_samples, out_samples, rows } = table;
  const step = (out_samples - in_samples) / rows;
  const scene = loaded.scenes.find((s) => s.in_samples === in_samples);
  const tc = (at: number): string => formatTimecode(loaded.rate, at);
  const where = t.of(tc(in_samples), tc(out_samples), step / SAMPLES_PER_SECOND);
  const note = noteOf(table, limits);
  return html`<p class="c2 num">
      ${scene ? html`${asSentence(t.in_scene(scene.number))}, ` : nothing}${where}. ${note}
    </p>
    ${reasons(table)}
    ${
      table.failure === null && (table.waves || table.lanes)
        ? rowsOf(table, limits, (i) => tc(in_samples + i * step))
        : html`<p class=${table.failure === null ? 'c3' : ''}>${table.failure ?? t.reading}</p>`
    }`;
}

function noteOf({ kind }: Table, limits: Limits): string {
  if (kind === 'lfe') return t.lfe_note(LFE_FLOOR_DB);
  if (kind === 'audibility')
    return t.audibility_note(limits.amber.toFixed(2), limits.red.toFixed(2));
  return t.level;
}

/* Why figures are missing, as far as the server says it. */
function reasons({ waves, lanes, kind }: Table): TemplateResult {
  const what = kind === 'lfe' ? 'lfe' : 'dialogue';
  const missing = (lanes?.missing ?? []).filter((each) => each.what === what);
  const lines = [
    ...new Set(missing.map((each) => timeline.not_measured(each.text))),
    ...(waves && waves.waiting.length > 0 ? [t.waiting(waves.waiting.join(', '))] : []),
    ...(lanes?.state === 'waiting' ? [text.measures.measuring] : []),
    ...(lanes?.state === 'failed' ? [timeline.not_measured(lanes.error ?? '')] : []),
  ];
  return html`${lines.map((line) => html`<p>${asSentence(line)}.</p>`)}`;
}

function rowsOf(table: Table, limits: Limits, tc: (row: number) => string): TemplateResult {
  const { waves, lanes, key, kind } = table;
  const lane = waves?.lanes.find((each) =>
    kind === 'stem' ? each.role === key : each.kind === kind,
  );
  const [head, row]: [readonly string[], (i: number) => RowOf] =
    kind === 'lfe'
      ? [
          [t.music, t.stem, t.effects, t.pumping, t.state],
          (i) => lfeRow(lanes?.lfe ?? null, i, limits),
        ]
      : kind === 'audibility'
        ? [
            [t.without_music, t.with_music, t.cost, t.state],
            (i) => audibilityRow(lanes?.dialogue ?? null, i, limits),
          ]
        : [[t.peak, t.rms], (i) => waveRow(lane, i)];
  return html`<div class="tl-rows" tabindex="0" role="region" aria-label=${t.title(nameOf(key))}>
    <table class="dense num">
      <thead>
        <tr>
          <th scope="col">${t.timecode}</th>
          ${head.map((word) => html`<th scope="col">${word}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: table.rows }, (_, i) => line(tc(i), head.length, row(i)))}
      </tbody>
    </table>
  </div>`;
}

function line(tc: string, columns: number, { cells, why }: RowOf): TemplateResult {
  return html`<tr>
    <th scope="row">${tc}</th>
    ${
      why === null
        ? cells.map((cell) => html`<td>${cell}</td>`)
        : html`<td class="c3" colspan=${columns}>${t[why]}</td>`
    }
  </tr>`;
}
