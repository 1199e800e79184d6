/* The number of a worst moment, as it stands on the timeline and by its finding. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Level } from '../pure/concern.js';

/* What it says stands on the button that holds it. */
export function badge(number: number, level: Level): TemplateResult {
  return html`<svg
    class="worst-badge ${level}"
    width="16"
    height="16"
    viewBox="0 0 16 16"
    aria-hidden="true"
  >
    <path d="M1 1h14v9.5L8 15.5 1 10.5z" />
    <text x="8" y="10.5" text-anchor="middle">${number}</text>
  </svg>`;
}
