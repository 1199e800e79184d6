/* The production as a whole: its scenes as a strip and a list, and what holds up its delivery. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { firstSteps } from './cuts.js';
import { delivery } from './delivery.js';
import { filmScenes } from './film.js';
import { counts } from './list_bar.js';
import { printSets } from './print_sets.js';
import { sceneFacts } from './scene_facts.js';
import { sceneList } from './scene_list.js';
import { sinceLine } from './since.js';
import { agreementLines, cutLines, peopleLines, planLines } from './standing_lines.js';
import { lengthOf, reelsOf } from '../pure/film.js';
import { formatLength } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function production(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const any = loaded.scenes.length > 0;
  return html`<main class="production overview" id="main">
    <div class="overview-top">
      ${head(m, loaded, a)}
      ${any ? html`<predub-film .model=${m} .actions=${a}></predub-film>` : nothing}
    </div>
    <div class="overview-columns">
      ${any ? sceneList(m, loaded, a) : firstSteps(m, loaded, a)}
      <aside
        class="stand ${m.stands ? '' : 'coming'}"
        aria-label=${text.overview.delivery.title}
        tabindex="0"
      >
        ${sinceLine(m, a)} ${delivery(m, loaded, a)} ${printSets(m, loaded, a)}
        ${agreementLines(m, loaded, a)} ${peopleLines(m, loaded, a)} ${planLines(loaded, a)}
        ${cutLines(loaded, a)}
      </aside>
    </div>
  </main>`;
}

function head(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const reels = reelsOf(filmScenes(loaded, m.states));
  const words = [
    ...(reels.length > 0 ? [text.overview.reels(reels.length), formatLength(lengthOf(reels))] : []),
    text.head.rate(loaded.rate.text),
  ];
  return html`<div class="head">
    <h1 class="cut">${loaded.production.name}</h1>
    <span class="c2 num">${words.join(', ')}${cutOf(loaded, a)}</span>
    <span class="space"></span>
    ${loaded.scenes.length > 0 ? counts(m, sceneFacts(m, loaded), a) : nothing}
  </div>`;
}

/* The name of the cut; a menu where there are several. */
function cutOf({ production: p, picture }: Loaded, a: Actions): TemplateResult | string {
  if (!picture) return '';
  if (p.pictures.length < 2) return `, ${text.overview.cut(picture.name)}`;
  const change = (event: Event): void =>
    a.openProduction(p.id, Number((event.target as HTMLSelectElement).value));
  return html`,
    <select class="btn small" aria-label=${text.head.cut} @change=${change}>
      ${p.pictures.map((v) => html`<option value=${v.id} ?selected=${v.id === picture.id}>${v.name}</option>`)}
    </select>`;
}
