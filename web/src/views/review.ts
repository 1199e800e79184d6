/* One screen, one question: left where in time, right what about this scene; the transport below. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { panel } from './panel.js';
import './timeline.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';

export function review(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<main class="review" id="main">
    <predub-timeline .model=${m} .actions=${a}></predub-timeline>
    ${panel(m, loaded, a)}
  </main>`;
}
