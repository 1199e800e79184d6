/* What stands before each row: its name, and before a lane what sounds there and its two latches. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { lookShape } from './icons.js';
import { audibilityY } from './timeline_paint_measures.js';
import type { Limits } from './timeline_paint_measures.js';
import { lookOf } from '../pure/looks.js';
import { formatLength } from '../pure/format.js';
import type { LaneKind, Row } from '../pure/lane_list.js';
import { isHeard, isMuted, isSoloed } from '../pure/recipe.js';
import { lengthOf } from '../pure/window.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text, timeline as t } from '../text.js';
import { printsIn } from '../lane_facts.js';

type Part = TemplateResult | typeof nothing;

export interface Heads {
  readonly m: Model;
  readonly loaded: Loaded;
  readonly a: Actions;
  readonly rows: readonly Row[];
  readonly limits: Limits;
  readonly inside: boolean; /* lanes and marks can be reached with Tab */
  readonly waiting: readonly string[]; /* roles of which something is still listened to */
}

const LATCHED: readonly LaneKind[] = ['stem', 'mix', 'dialogue', 'effects'];

const SCALE_PX = 64; /* in a lower lane, its figures would lie on each other */

export const nameOf = (key: string): string => t.names[key] ?? key;

export function heads(h: Heads): TemplateResult {
  const { extent } = h.a.timeline;
  const length = formatLength(lengthOf(extent));
  const sounding = h.rows.filter(({ kind }) => LATCHED.includes(kind)).length;
  return html`<div class="tl-heads">
    <div class="tl-head of-overview">
      ${extent.number === null ? t.all(length) : t.reel(extent.number, length)}
    </div>
    <div class="tl-head of-ruler">
      <span class="full">${t.timecode}</span>
      <span class="tl-there" role="status"
        >${h.waiting.length > 0 ? t.lanes_there(sounding - h.waiting.length, sounding) : ''}</span
      >
    </div>
    <div class="tl-head of-scenes">${both(t.scenes, t.short.scenes)}</div>
    <div class="tl-head of-marks">${both(t.marks, t.short.marks)}</div>
    <div class="tl-head of-prints">${both(t.prints, t.short.prints)}</div>
    ${h.rows.map((row) => laneHead(h, row))}
  </div>`;
}

const both = (full: string, short: string): TemplateResult =>
  html`<span class="full">${full}</span><span class="brief" aria-hidden="true">${short}</span>`;

function laneHead(h: Heads, row: Row): TemplateResult {
  const { key, kind, height_px } = row;
  const sounds = LATCHED.includes(kind);
  const look = lookOf(h.loaded.production, key);
  const brief = t.short_names[key] ?? look.label;
  return html`<div
    class="tl-head of-lane of-${kind} ${height_px < 40 ? 'low' : ''}"
    role="group"
    aria-label=${nameOf(key)}
    data-lane=${key}
    .style=${`height:${height_px}px`}
  >
    ${sounds ? lookShape(look) : nothing}
    <div class="tl-name">
      <div class="n cut" title=${nameOf(key)}>${both(nameOf(key), brief)}</div>
      <div class="d cut">${detail(h, row)}</div>
    </div>
    ${kind === 'audibility' && height_px >= SCALE_PX ? scale(row, h.limits) : nothing}
    ${sounds ? latches(h, key) : nothing} ${tableButton(h, key, sounds)}
  </div>`;
}

/* What there is to say of the lane at this place. */
function detail({ m, loaded, waiting }: Heads, { key, kind }: Row): string {
  if (kind === 'lfe') return t.lfe_detail;
  if (kind === 'audibility') return t.audibility_detail;
  if (waiting.includes(key)) return t.on_its_way;
  if (kind === 'dialogue' || kind === 'effects')
    return loaded.temps.some((temp) => temp.kind === kind)
      ? t.temp_of(loaded.picture?.name ?? '')
      : t.no_temp;
  if (kind === 'mix' && !isHeard(m.choice, key, loaded.production.stems)) return t.not_summed;
  const prints = printsIn(loaded, loaded.scenes[m.scene]).filter((print) =>
    kind === 'mix' ? print.kind === 'mix' : print.role === key,
  );
  const [print] = prints;
  if (!print) return loaded.scenes[m.scene] ? t.no_print : '';
  const lufs = m.loudness[print.id];
  return lufs === undefined ? '' : lufs === null ? t.silent : t.lufs(lufs);
}

function latches({ m, a, inside }: Heads, key: string): Part {
  const name = nameOf(key);
  const latch = (letter: string, label: string, on: boolean, act: () => void): TemplateResult =>
    html`<button
      class="tl-latch"
      tabindex=${inside ? 0 : -1}
      aria-pressed=${on ? 'true' : 'false'}
      aria-label=${label}
      title=${label}
      @click=${act}
    >
      ${letter}
    </button>`;
  return html`<span class="tl-latches">
    ${latch('S', t.solo(name), isSoloed(m.choice, key), () => a.listen.solo(key))}
    ${latch('M', t.mute(name), isMuted(m.choice, key), () => a.listen.mute(key))}
  </span>`;
}

const tableButton = ({ a, inside }: Heads, key: string, hidden: boolean): TemplateResult =>
  html`<button
    class="tl-table-open ${hidden ? 'quiet' : ''}"
    tabindex=${inside ? 0 : -1}
    aria-haspopup="dialog"
    aria-label=${t.table(nameOf(key))}
    title=${`${t.table(nameOf(key))} (T)`}
    @click=${() => a.timeline.openTable(key)}
  >
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <path d="M.5 1.5h11v9H.5zM.5 4.5h11M.5 7.5h11M4.5 1.5v9" />
    </svg>
  </button>`;

/* Beside the lines that they name. */
const scale = (row: Row, { clear, red }: Limits): TemplateResult =>
  html`<span class="tl-scale num" aria-hidden="true"
    >${[clear, red].map(
      (value) =>
        html`<i .style=${`top:${Math.round(audibilityY(row, value)) - 7}px`}
          >${value.toFixed(2)}</i
        >`,
    )}</span
  >`;

export const emptyTimeline = (a: Actions): TemplateResult =>
  html`<div class="tl-empty">
    <b>${t.nothing}</b>
    <p class="c2">${t.nothing_next}</p>
    <button class="btn" @click=${() => a.showPart('upload')}>${text.parts.upload}</button>
  </div>`;
