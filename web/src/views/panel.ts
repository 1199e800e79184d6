/* The right side of the review: all about one scene, and at its foot what one may do about it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { complete } from './complete.js';
import { figures } from './figures.js';
import { findings } from './findings.js';
import { foot } from './foot.js';
import { history } from './history.js';
import { icons } from './icons.js';
import { notes } from './notes.js';
import { queries } from './queries.js';
import { questions } from './questions.js';
import type { Scene } from '../api/types.js';
import { setsIn } from '../pure/current.js';
import { formatLength } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { panel as words, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

export function panel(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<aside class="panel" aria-label=${words.label} tabindex="0">
    <div class="panel-body">
      ${place(m, loaded, a)}${questions(loaded, a)}${findings(m, loaded, a)}${figures(m, loaded, a)}
      ${complete(m, loaded, a)}${queries(m, loaded, a)}${notes(m, loaded, a)}${history(m, loaded, a)}
    </div>
    ${foot(m, loaded, a)}
  </aside>`;
}

function place(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const s = loaded.scenes[m.scene];
  const none = loaded.scenes.length === 0;
  return html`<section class="place">
    <div class="place-head">
      <h2>
        ${s ? html`<span class="num">${s.number}</span> ${s.name}` : none ? text.empty.scenes : text.scenes.gap}
      </h2>
      ${none ? nothing : steps(a)}
    </div>
    ${s ? where(s, loaded) : html`<p class="c3">${none ? text.empty.scenes_next : words.choose_scene}</p>`}
    ${loaded.production.cues.length === 0 ? html`<p class="c3">${text.empty.prints}. ${text.empty.prints_next}</p>` : nothing}
  </section>`;
}

const steps = (a: Actions): TemplateResult =>
  html`<button
      class="btn square"
      aria-label=${words.before}
      title=${words.before}
      @click=${() => a.sceneBefore()}
    >
      ${icons.before}</button
    ><button
      class="btn square"
      aria-label=${words.after}
      title=${words.after}
      @click=${() => a.sceneAfter()}
    >
      ${icons.after}
    </button>`;

function where(s: Scene, loaded: Loaded): TemplateResult {
  return html`<p class="place-line num">
    <span class="c2">${s.tc_in} ${text.scenes.to} ${s.tc_out}</span>
    <span class="c3">${formatLength(s.out_samples - s.in_samples)}</span>
    <span class="space"></span> ${prints(s, loaded)}
  </p>`;
}

/* "3m3 v4" of every cue that sounds in the scene. */
export const setNames = (s: Scene, { production }: Loaded): readonly string[] =>
  setsIn(production.cues, s).map(({ cue, set }) => `${cue.name} v${set.version}`);

function prints(s: Scene, loaded: Loaded): Part {
  if (loaded.production.cues.length === 0) return nothing;
  const names = setNames(s, loaded);
  if (names.length === 0) return html`<span class="c3">${words.no_print}</span>`;
  return html`<span class="print-text">${names.join(', ')}</span>`;
}
