/* The few drawings of the page. Each means something and has a word next to it or as its label. */
import { html, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { text } from '../text.js';
import type { Level } from '../pure/concern.js';
import { colourOf, lookOf, MIX_LOOK, OTHER_LOOKS } from '../pure/looks.js';
import type { Look, Planned } from '../pure/looks.js';

const icon = (path: SVGTemplateResult): TemplateResult =>
  html`<svg class="icon" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    ${path}
  </svg>`;

export const icons = {
  play: icon(svg`<path d="M2 .5v11l9.5-5.5z" />`),
  pause: icon(svg`<path d="M2 1h3v10H2zM7 1h3v10H7z" />`),
  before: icon(svg`<path d="M1 1h2v10H1zM11 1v10L4 6z" />`),
  up: icon(svg`<path d="M6 2 11 9H1z" />`),
  down: icon(svg`<path d="M6 10 1 3h10z" />`),
  after: icon(svg`<path d="M9 1h2v10H9zM1 1v10l7-5z" />`),
  loop: icon(
    svg`<path class="drawn" d="M3.4 2.5h4.8a3 3 0 0 1 0 7H3.8a3 3 0 0 1-2.6-4.4M5.6.5 3.4 2.5l2.2 2" />`,
  ),
  close: icon(svg`<path class="drawn" d="m2 2 8 8M10 2l-8 8" />`),
};

const SHAPES: Readonly<Record<string, SVGTemplateResult>> = {
  circle: svg`<circle cx="6" cy="6" r="5" />`,
  triangle: svg`<path d="M6 .8 11.5 11H.5z" />`,
  square: svg`<rect x="1.2" y="1.2" width="9.6" height="9.6" />`,
  diamond: svg`<path d="M6 0 12 6 6 12 0 6z" />`,
  cross: svg`<path d="M4 .5h4V4h3.5v4H8v3.5H4V8H.5V4H4z" />`,
  star: svg`<path d="M6 .2 7.5 4.3l4.3.1-3.4 2.7 1.2 4.2L6 8.9l-3.6 2.4 1.2-4.2L.2 4.4l4.3-.1z" />`,
  wedge: svg`<path d="M.5 1h11L6 11.2z" />`,
  bar: svg`<rect x="4" y=".5" width="4" height="11" />`,
  half: svg`<path d="M.5 9a5.5 5.5 0 0 1 11 0z" />`,
  hourglass: svg`<path d="M1 .5h10L7.4 6l3.6 5.5H1L4.6 6z" />`,
  bars: svg`<path d="M.5 1.5h11v3.4H.5zM.5 7.1h11v3.4H.5z" />`,
  temp: svg`<circle cx="6" cy="6" r="4.4" />`,
};

/* The shapes a stem may have; "bars" and "temp" are taken. */
export const STEM_SHAPES = Object.keys(SHAPES).filter((s) => s !== 'bars' && s !== 'temp');

/* Filled where there is something, else an outline. A temp is always a dashed ring. */
export function lookShape(look: Look, there = true): TemplateResult {
  return html`<svg
    class="shape ${look.shape === 'temp' ? 'temp' : ''} ${there ? '' : 'outline'}"
    color=${colourOf(look)}
    width="12"
    height="12"
    viewBox="0 0 12 12"
    aria-hidden="true"
  >
    ${SHAPES[look.shape] ?? SHAPES.circle}
  </svg>`;
}

/* Of any role of a production, the full mix and the temps as well. */
export const roleShape = (role: string, production: Planned, there = true): TemplateResult =>
  lookShape(lookOf(production, role), there);

export const mixShape = (there: boolean): TemplateResult => lookShape(MIX_LOOK, there);

export const tempShape: TemplateResult = lookShape(OTHER_LOOKS.Effects ?? MIX_LOOK);

/* Who signed: filled, an outline where not, dashed and bright where the sound has changed since. */
export function pair(
  states: Readonly<Record<'music' | 'stage', string>>,
  label: string,
): TemplateResult {
  return html`<span class="pair" role="img" aria-label=${label} title=${label}
    >${(['music', 'stage'] as const).map((side) => html`<i class=${states[side]} aria-hidden="true">${text.talk.marks[side]}</i>`)}</span
  >`;
}

/* Asked is filled, answered an outline. */
export function queryMark(state: 'open' | 'answered', label: string): TemplateResult {
  return html`<span class="query-mark ${state}" role="img" aria-label=${label} title=${label}
    ><span aria-hidden="true">?</span></span
  >`;
}

const RUNGS: Readonly<Record<Level, number>> = { unmeasured: 0, clear: 1, amber: 2, red: 3 };

/* Three rungs, filled from below; dashed outlines where nothing was measured. The word for it stands
 * beside it, or is given as its label. */
export function ladder(level: Level, label?: string): TemplateResult {
  return html`<svg
    class="ladder ${level}"
    width="12"
    height="12"
    viewBox="0 0 12 12"
    role=${label ? 'img' : 'presentation'}
    aria-label=${label ?? nothing}
    aria-hidden=${label ? nothing : 'true'}
  >
    ${rungs(level)}
  </svg>`;
}

/* What a ladder is drawn of, in a box of 12 by 12. */
export function rungs(level: Level): SVGTemplateResult[] {
  return [8.5, 4.5, 0.5].map(
    (y, i) =>
      svg`<rect class=${i < RUNGS[level] ? 'on' : ''} x="1" y=${y} width="10" height="3" />`,
  );
}
