/* The scenes of the cut, worst first, by state or in film order: a press opens one in Review, arrows
 * walk and take the playhead along, Space plays. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { ladder, mixShape, roleShape } from './icons.js';
import { listBar } from './list_bar.js';
import { sceneFacts, standsOut, stateWords } from './scene_facts.js';
import { signedCell } from './standing.js';
import type { Recording, Scene } from '../api/types.js';
import type { Concern } from '../pure/concern.js';
import { formatDb, formatLength, withMinus } from '../pure/format.js';
import { parseShow, shownScenes } from '../pure/overview.js';
import type { Facts } from '../pure/overview.js';
import type { Planned } from '../pure/looks.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.scenes;

export function sceneList(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const facts = sceneFacts(m, loaded);
  const shown = shownScenes(facts, m.order, m.show, m.find);
  const rests = [loaded, facts, m.scene, m.order, m.show, m.find];
  return html`<section class="scenes" aria-label=${t.title}>
    ${listBar(m, facts, shown.length, a)}
    <div class="scroll" @keydown=${(event: KeyboardEvent) => keys(event, m, a)}>
      ${guard(rests, () => table(m, loaded, facts, shown, a))}
    </div>
  </section>`;
}

function table(
  m: Model,
  loaded: Loaded,
  facts: readonly Facts[],
  shown: readonly number[],
  a: Actions,
): TemplateResult {
  if (shown.length === 0 && (parseShow(m.show).length > 0 || m.find !== ''))
    return html`<p class="c2 none-found">${text.overview.none_found}</p>`;
  const tab = shown.includes(m.scene) ? m.scene : shown[0];
  return html`<table class="scene-table" id="scene-table">
    <thead>
      <tr>
        <th class="col-level"><span class="unseen">${t.concern}</span></th>
        <th class="col-number">${t.number}</th>
        <th class="col-name">${t.name}</th>
        <th class="col-tc">${t.tc_in}</th>
        <th class="col-length">${t.length}</th>
        <th class="col-what">${t.stands_out}</th>
        <th class="col-cause">${t.cause}</th>
        <th class="col-clears">${t.clears}</th>
        <th class="col-signed">${text.talk.signed}</th>
        <th class="col-heard">${text.overview.heard}</th>
        <th class="col-state">${text.talk.state}</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map((i) => row(m, loaded, facts[i] as Facts, i === tab, a))}
    </tbody>
  </table>`;
}

function row(m: Model, loaded: Loaded, facts: Facts, tab: boolean, a: Actions): TemplateResult {
  const scene = loaded.scenes[facts.index] as Scene;
  const { worst, level, state } = facts;
  const words = standsOut(m, facts);
  const standing = stateWords(facts);
  const current = facts.index === m.scene;
  const open = (): void => {
    a.toScene(facts.index);
    a.showPart('review');
  };
  return html`<tr class=${current ? 'current' : ''} ${ref(current ? show : undefined)}>
    <td class="col-level">${ladder(level, text.measures.levels[level])}</td>
    <td class="w6 num">${scene.number}</td>
    <td class="name">
      <button
        class="row-button"
        data-scene=${facts.index}
        tabindex=${tab ? 0 : -1}
        aria-current=${current ? 'true' : 'false'}
        @click=${open}
      >
        ${scene.name || t.unnamed}
      </button>
      <span class="under"
        ><span class=${worst ? 'cut c2' : 'cut c3'}>${words}</span
        ><span class="c2">${standing}</span></span
      >
    </td>
    <td class="col-tc num c2">${scene.tc_in}</td>
    <td class="col-length num c2">${formatLength(scene.out_samples - scene.in_samples)}</td>
    <td
      class=${worst ? 'col-what num' : 'col-what wide-what c3'}
      title=${worst ? withMinus(worst.text) : words}
    >
      ${words}
    </td>
    <td class="col-cause c2">${worst ? cause(loaded, worst) : nothing}</td>
    <td class="col-clears num c2">${worst ? clears(worst) : nothing}</td>
    <td class="col-signed">${signedCell(state)}</td>
    <td class="col-heard">${heard(facts)}</td>
    <td class="col-state c2" title=${standing}>${standing}</td>
  </tr>`;
}

function cause({ production: p }: Loaded, { stem }: Concern): Part {
  if (stem === null) return nothing;
  return html`<span class="cause">${roleShape(stem, p)} ${stem}</span>`;
}

function clears({ trim_db }: Concern): string {
  return trim_db === null ? text.measures.no_trim_short : formatDb(trim_db);
}

const HEARD_PX = 46;

/* Two bars: with the LFE out, and below with the LFE in. */
function heard({ state }: Facts): Part {
  if (!state?.heard) return nothing;
  const percent = (share: number): number => Math.floor(share * 100 + 0.5);
  const words = text.overview.heard_share(percent(state.heard.out), percent(state.heard.in));
  return html`<svg class="heard-bar" width=${HEARD_PX} height="7" role="img" aria-label=${words}>
    <title>${words}</title>
    <rect class="track" width=${HEARD_PX} height="3" />
    <rect width=${Math.round(HEARD_PX * state.heard.out)} height="3" />
    <rect class="track" y="4" width=${HEARD_PX} height="3" />
    <rect y="4" width=${Math.round(HEARD_PX * state.heard.in)} height="3" />
  </svg>`;
}

/* Pages the list, where it scrolls by itself, so that the current scene is in view. */
function show(row?: Element): void {
  const list = row?.closest('.scroll');
  if (list && list.scrollHeight > list.clientHeight) row?.scrollIntoView({ block: 'nearest' });
}

/* One shape a role: filled where the print can be heard, an outline where it is missing or waits
 * for an answer. */
export function shapes(p: Planned, prints: readonly Recording[]): TemplateResult {
  const find = (role: string): Recording | undefined =>
    prints.find((r) => (role === text.panel.mix ? r.kind === 'mix' : r.role === role));
  const roles = [...p.stems, text.panel.mix];
  const waiting = roles.filter((role) => find(role)?.complete && !find(role)?.playable);
  const missing = roles.filter((role) => !find(role)?.complete);
  const words = [
    ...(missing.length > 0 ? [text.panel.missing(missing.join(', '))] : []),
    ...(waiting.length > 0 ? [text.panel.waiting(waiting.join(', '))] : []),
  ];
  const said = words.join('; ') || text.panel.whole;
  const there = (role: string): boolean => find(role)?.playable ?? false;
  return html`<span class="shapes" role="img" aria-label=${said} title=${said}
    >${p.stems.map((role) => roleShape(role, p, there(role)))}${mixShape(there(text.panel.mix))}</span
  >`;
}

/* Space plays the selected scene; up and down take the selection along. */
function keys(event: KeyboardEvent, m: Model, a: Actions): void {
  const button = (event.target as Element).closest<HTMLElement>('.row-button');
  if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === ' ') {
    event.preventDefault();
    const index = Number(button.dataset['scene']);
    if (index !== m.scene) a.toScene(index);
    a.toggle();
    return;
  }
  const to = walk(event);
  if (to) a.toScene(Number(to.dataset['scene']));
}

/* Up and down inside a list move the focus from scene to scene; answers where it went. */
export function walk(event: KeyboardEvent): HTMLElement | undefined {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const rows = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.row-button')];
  const at = rows.indexOf(event.target as HTMLElement);
  if (step === 0 || at < 0 || !(event.target as Element).matches(':focus-visible'))
    return undefined;
  event.preventDefault();
  event.stopPropagation();
  const to = rows[at + step];
  to?.focus();
  return to;
}
