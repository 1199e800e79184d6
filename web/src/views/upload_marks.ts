/* Small drawings of the upload view, each with a word beside it or as its label. */
import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { isTemp } from '../upload/plan.js';
import type { Row } from '../upload/plan.js';

const stroked = (path: SVGTemplateResult): TemplateResult =>
  html`<svg class="stroked" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    ${path}
  </svg>`;

export const tick = stroked(svg`<path d="m1.5 6.5 3 3 6-7" />`);
export const cross = stroked(svg`<path d="m2 2 8 8M10 2 2 10" />`);
export const again = stroked(svg`<path d="M10 6.5A4.2 4.2 0 1 1 8.6 3M8.9.6v2.8H6.1" />`);
export const halt = stroked(svg`<path d="M4 2v8M8 2v8" />`);
export const on = stroked(svg`<path d="M3.5 2v8l6-4z" />`);

/* What a question is about. */
export const what = ({ cue, role, filename }: Row): string =>
  isTemp(role) ? filename : [cue, role].filter(Boolean).join(' ') || filename;

export const title = (words: string): TemplateResult =>
  html`<h2><span class="query-mark open" aria-hidden="true">?</span><span>${words}</span></h2>`;
