/* The scenes of the cut, in film order or worst first: a press goes there, arrows walk, Enter plays
 * from there. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { measuresOf, nothingIn, progressOf, whyNot } from './findings.js';
import { ladder, mixShape, roleShape } from './icons.js';
import { signedCell, standingWords } from './standing.js';
import type { Recording, Scene } from '../api/types.js';
import { byConcern, findingsOf, levelOf, wordsOf } from '../pure/concern.js';
import type { Concern, SceneMeasures } from '../pure/concern.js';
import { currentSet } from '../pure/current.js';
import { asSentence, formatDb, formatLength, withMinus } from '../pure/format.js';
import type { Planned } from '../pure/looks.js';
import type { Order } from '../pure/route.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function sceneList(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  if (loaded.scenes.length === 0) return empty(loaded);
  const t = text.scenes;
  const measured = loaded.scenes.map((scene) => measuresOf(m.measures, scene));
  const order = m.order === 'concern' ? byConcern(measured) : loaded.scenes.map((_, i) => i);
  return html`<section class="scenes" aria-label=${t.title} @keydown=${walk}>
    ${bar(m, a)}
    <table class="scene-table">
      <thead>
        <tr>
          <th class="col-level"><span class="unseen">${t.concern}</span></th>
          <th class="col-number">${t.number}</th>
          <th class="col-name">${t.name}</th>
          <th class="col-tc">${t.tc_in}</th>
          <th class="col-tc roomy">${t.tc_out}</th>
          <th class="col-length">${t.length}</th>
          <th class="col-what">${t.stands_out}</th>
          <th class="col-cause">${t.cause}</th>
          <th class="col-clears">${t.clears}</th>
          <th class="col-signed">${text.talk.signed}</th>
          <th class="col-state">${text.talk.state}</th>
          <th class="col-prints roomy">${t.prints}</th>
          <th class="col-temps roomy">${t.temps}</th>
        </tr>
      </thead>
      <tbody>
        ${order.map((i) => row(m, loaded, i, measured[i], a))}
      </tbody>
    </table>
  </section>`;
}

/* The order, and how far the measures are. */
function bar(m: Model, a: Actions): TemplateResult {
  const t = text.scenes;
  const way = (order: Order, label: string): TemplateResult =>
    html`<button
      aria-pressed=${m.order === order ? 'true' : 'false'}
      @click=${() => a.setOrder(order)}
    >
      ${label}
    </button>`;
  return html`<div class="list-bar">
    <div class="switch" role="group" aria-label=${t.order}>
      ${way('concern', t.by_concern)}${way('film', t.in_film_order)}
    </div>
    <span class="c2 num measuring">${m.work ? asSentence(progressOf(m)) : ''}</span>
    ${
      m.measures_failure === null
        ? nothing
        : html`<span class="c2">${text.measures.not_read(m.measures_failure)}</span>
            <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>`
    }
  </div>`;
}

function empty({ production, picture }: Loaded): TemplateResult {
  const t = text.empty;
  const [what, next, command] = picture
    ? [
        t.scenes,
        t.scenes_next,
        t.scenes_command(`${location.origin}/api/pictures/${picture.id}/scenes`),
      ]
    : [
        t.picture,
        t.picture_next,
        t.picture_command(`${location.origin}/api/productions/${production.id}/pictures`),
      ];
  return html`<section class="scenes" aria-label=${text.scenes.title}>
    <div class="empty">
      <b>${what}</b>
      <p>${next}</p>
      <p><code>${command}</code></p>
    </div>
  </section>`;
}

function row(
  m: Model,
  loaded: Loaded,
  i: number,
  measured: SceneMeasures | undefined,
  a: Actions,
): TemplateResult {
  const scene = loaded.scenes[i] as Scene;
  const level = levelOf(measured);
  const [worst] = findingsOf(measured?.concerns ?? []);
  const words = asSentence(withMinus(standsOut(m, measured, worst)));
  const current = i === m.scene;
  const state = m.states?.find((each) => each.scene_id === scene.id);
  const standing = standingWords(state);
  const tab = current || (m.scene < 0 && i === 0) ? 0 : -1;
  return html`<tr class=${current ? 'current' : ''} ${ref(current ? show : undefined)}>
    <td>${ladder(level, text.measures.levels[level])}</td>
    <td class="w6 num">${scene.number}</td>
    <td class="name">
      <button
        class="row-button"
        tabindex=${tab}
        aria-current=${current ? 'true' : 'false'}
        @click=${(e: MouseEvent) => a.toScene(i, e.detail === 0)}
        @dblclick=${() => a.toScene(i, true)}
      >
        ${scene.name || text.scenes.unnamed}
      </button>
      <span class=${worst ? 'under c2' : 'under c3'}>${words}</span>
      <span class="under c2">${signedCell(state)} ${standing}</span>
    </td>
    <td class="num">${scene.tc_in}</td>
    <td class="num c2 roomy">${scene.tc_out}</td>
    <td class="num c2">${formatLength(scene.out_samples - scene.in_samples)}</td>
    <td
      class=${worst ? 'col-what num' : 'col-what c3'}
      title=${worst ? withMinus(worst.text) : words}
    >
      ${words}
    </td>
    <td class="col-cause c2">${worst ? cause(loaded, worst) : nothing}</td>
    <td class="col-clears num c2">${worst ? clears(worst) : nothing}</td>
    <td class="col-signed">${signedCell(state)}</td>
    <td class="col-state c2" title=${standing}>${standing}</td>
    <td class="roomy">${printsIn(loaded, scene)}</td>
    <td class="roomy c2">${tempsIn(loaded, scene)}</td>
  </tr>`;
}

function standsOut(m: Model, measured: SceneMeasures | undefined, worst?: Concern): string {
  if (measured?.state !== 'measured') return whyNot(m, measured);
  return worst ? wordsOf(worst.text).headline : nothingIn(measured.concerns);
}

function cause({ production: p }: Loaded, { stem }: Concern): TemplateResult | typeof nothing {
  if (stem === null) return nothing;
  return html`<span class="cause">${roleShape(stem, p)} ${stem}</span>`;
}

function clears({ trim_db }: Concern): string {
  return trim_db === null ? text.measures.no_trim_short : formatDb(trim_db);
}

const within =
  (scene: Scene) =>
  (r: Recording): boolean => {
    const span = spanOf([r]);
    return span !== undefined && overlaps(scene, span);
  };

/* Pages the list, where it scrolls by itself, so that the current scene is in view. */
function show(row?: Element): void {
  const list = row?.closest('.scenes');
  if (list && list.scrollHeight > list.clientHeight) row?.scrollIntoView({ block: 'nearest' });
}

/* The cues that sound in a scene, with the stems that are there. */
function printsIn({ production: p }: Loaded, scene: Scene): TemplateResult {
  const cues = p.cues.flatMap((cue) => {
    const prints = currentSet(cue)?.prints.filter(within(scene)) ?? [];
    return prints.length > 0 ? [{ cue, prints }] : [];
  });
  if (cues.length === 0) return html`<span class="c3">${text.scenes.none}</span>`;
  return html`${cues.map(
    ({ cue, prints }) =>
      html`<span class="cue-in-scene">
        <span class="c2">${cue.name}</span>${shapes(p, prints)}</span
      >`,
  )}`;
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

function tempsIn({ temps }: Loaded, scene: Scene): TemplateResult {
  const there = temps.filter(within(scene));
  const words = [
    there.some((r) => r.kind === 'dialogue') ? text.listen.dialogue : null,
    there.some((r) => r.kind === 'effects') ? text.listen.effects : null,
  ].filter((word) => word !== null);
  return words.length > 0
    ? html`${words.join(' ')}`
    : html`<span class="c3">${text.scenes.none}</span>`;
}

/* Up and down inside the list move the focus from scene to scene. */
export function walk(event: KeyboardEvent): void | typeof nothing {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const rows = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.row-button')];
  const at = rows.indexOf(event.target as HTMLElement);
  if (step === 0 || at < 0 || !(event.target as Element).matches(':focus-visible')) return;
  event.preventDefault();
  event.stopPropagation();
  rows[at + step]?.focus();
}
