/* What stands over the lanes and moves with them: ruler, scenes, print sets. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ladder, queryMark } from './icons.js';
import { pairOf, standingWords } from './standing.js';
import type { Cue, PrintSet, Scene } from '../api/types.js';
import type { SceneState } from '../api/talk_types.js';
import { levelOf } from '../pure/concern.js';
import { otherSet } from '../pure/cues.js';
import { currentSet } from '../pure/current.js';
import { ticksOf } from '../pure/geometry.js';
import type { Scale } from '../pure/geometry.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { formatTimecode } from '../pure/timecode.js';
import { lengthOf } from '../pure/window.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text, timeline as t } from '../text.js';

type Part = TemplateResult | typeof nothing;

export const LABEL_PX = 84;
const NUMBER_PX = 28; /* a narrower scene is a bar, */
const NAME_PX = 72; /* one below this a number alone, */
const WORDS_PX = 132; /* and only a wider one says how it stands */

/* What is rendered: more than what is seen, so that scrolling moves it as it is. */
export interface Sight {
  readonly m: Model;
  readonly loaded: Loaded;
  readonly a: Actions;
  readonly span: Span;
  readonly px_per_sample: number;
  readonly inside: boolean;
  readonly phone: boolean;
}

export const xIn = ({ span, px_per_sample }: Sight, at: number): number =>
  (at - span.in_samples) * px_per_sample;

/* Left edge and width, for an element's style. */
export function placed(sight: Sight, { in_samples, out_samples }: Span): string {
  const left = Math.round(xIn(sight, in_samples));
  return `left:${left}px;width:${Math.max(1, Math.round(xIn(sight, out_samples)) - left)}px`;
}

export const scaleOf = (sight: Sight): Scale => ({
  from_samples: Math.max(0, sight.span.in_samples),
  to_samples: sight.span.out_samples,
  width_px: (sight.span.out_samples - Math.max(0, sight.span.in_samples)) * sight.px_per_sample,
});

export function ruler(sight: Sight): TemplateResult {
  const { rate } = sight.loaded;
  const ticks = ticksOf(scaleOf(sight), rate, sight.phone ? LABEL_PX - 16 : LABEL_PX);
  const label = (tick: number): string => formatTimecode(rate, tick).slice(sight.phone ? 3 : 0);
  return html`<div class="tl-ruler num" aria-hidden="true">
    ${ticks.map(
      (tick) =>
        html`<span class="tl-tick" .style=${`left:${Math.round(xIn(sight, tick))}px`}
          >${label(tick)}</span
        >`,
    )}
  </div>`;
}

export function scenes(sight: Sight): TemplateResult {
  return html`<div class="tl-scenes">
    ${sight.loaded.scenes.map((scene, i) => (overlaps(scene, sight.span) ? block(sight, scene, i) : nothing))}
  </div>`;
}

function block(sight: Sight, scene: Scene, index: number): TemplateResult {
  const { m, a } = sight;
  const state = m.states?.find(({ scene_id }) => scene_id === scene.id);
  const measured = m.measures?.scenes.find(({ scene_id }) => scene_id === scene.id);
  const level = m.measures ? levelOf(measured) : null;
  const width = xIn(sight, scene.out_samples) - xIn(sight, scene.in_samples);
  const words = [
    t.scene(scene.number, scene.name),
    ...(level ? [text.measures.levels[level]] : []),
    ...(state ? [standingWords(state)] : []),
  ];
  return html`<button
    class="tl-scene ${index === m.scene ? 'on' : ''}"
    tabindex="-1"
    data-in=${scene.in_samples}
    data-out=${scene.out_samples}
    aria-label=${width < NAME_PX ? words.filter((word) => word !== '').join(', ') : nothing}
    title=${t.scene(scene.number, scene.name)}
    aria-current=${index === m.scene ? 'true' : 'false'}
    .style=${placed(sight, scene)}
    @click=${() => a.toScene(index)}
    @dblclick=${() => a.timeline.toScene(index)}
  >
    ${
      width < NUMBER_PX
        ? nothing
        : html`<span class="tl-stuck"
            ><span class="l1"
              >${level && width >= NUMBER_PX + 18 ? ladder(level, text.measures.levels[level]) : nothing}<b
                class="num"
                >${scene.number}</b
              >
              ${width < NAME_PX ? nothing : html`<span class="cut w5">${scene.name}</span>`}</span
            >${width < NAME_PX || sight.phone ? nothing : second(sight, scene, state, width)}</span
          >`
    }
    ${heardBar(scene, state)}
  </button>`;
}

function second(sight: Sight, scene: Scene, state: SceneState | undefined, width: number): Part {
  if (!state) return nothing;
  const { open, answered } = state.queries;
  const t2 = text.talk;
  const mark =
    open > 0
      ? queryMark('open', t2.queries_open(open))
      : answered > 0
        ? queryMark('answered', t2.queries_answered(answered))
        : nothing;
  return html`<span class="l2"
    >${pairOf(state)} ${mark}
    ${width < WORDS_PX ? nothing : html`<span class="cut">${wordsOf(sight, scene, state)}</span>`}</span
  >`;
}

/* Why it needs somebody, or that nobody has listened yet, or that there are no temps to judge by. */
function wordsOf({ loaded }: Sight, scene: Scene, state: SceneState): string {
  const { music, stage } = state.sides;
  const heard = state.heard ? Math.max(state.heard.out, state.heard.in) : null;
  const untouched = music.state === 'open' && stage.state === 'open';
  const temps = loaded.temps.some((temp) => {
    const span = spanOf([temp]);
    return span !== undefined && overlaps(span, scene);
  });
  if (untouched && !temps) return t.no_temps;
  if (untouched && heard === 0) return t.unheard;
  return standingWords(state);
}

/* Filled where this person played it, with LFE or without. */
function heardBar(scene: Span, state: SceneState | undefined): TemplateResult {
  const part = (samples: number): string => ((samples / lengthOf(scene)) * 100).toFixed(2);
  return html`<span class="tl-heard" aria-hidden="true"
    >${(state?.heard?.spans ?? []).map(
      ([from, to]) => html`<i .style=${`left:${part(from)}%;width:${part(to - from)}%`}></i>`,
    )}</span
  >`;
}

export function prints(sight: Sight): TemplateResult {
  const boxes = sight.loaded.production.cues.map((cue) => {
    const set = currentSet(cue);
    const span = set && spanOf(set.prints);
    return set && span && overlaps(span, sight.span) ? cueBox(sight, cue, set, span) : nothing;
  });
  return html`<div class="tl-prints">${boxes}</div>`;
}

function cueBox(sight: Sight, cue: Cue, set: PrintSet, span: Span): TemplateResult {
  const other = otherSet(cue, sight.m);
  const onB = other !== undefined && sight.m.on_b.includes(cue.id);
  return html`<div
    class="tl-cue"
    data-in=${span.in_samples}
    data-out=${span.out_samples}
    title=${t.cue(cue.name, set.version)}
    .style=${placed(sight, span)}
  >
    <span class="tl-stuck"
      ><b>${cue.name}</b>
      <span class=${onB ? 'c2' : ''}>v${set.version}</span>
      ${other && !sight.phone ? html`<span class=${onB ? 'w6' : 'c2'}>${t.b_set(other.version)}</span>` : nothing}</span
    >
  </div>`;
}

/* A name stays in view for as long as some of what it names does. */
export function stick(stuck: HTMLElement, window: Span, px_per_sample: number): void {
  const { in: from, out: to } = (stuck.parentElement as HTMLElement).dataset;
  const cut = (window.in_samples - Number(from)) * px_per_sample;
  const most = (Number(to) - Number(from)) * px_per_sample - NAME_PX;
  const shift = Math.round(Math.max(0, Math.min(cut, most)));
  const wanted = shift > 0 ? `translateX(${shift}px)` : '';
  if (stuck.style.transform !== wanted) stuck.style.transform = wanted;
}
