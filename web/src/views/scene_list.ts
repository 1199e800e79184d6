/* The scenes of the cut, in film order: a press goes there, arrows walk, Enter plays from there. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { mixShape, stemShape } from './icons.js';
import type { Recording, Scene } from '../api/types.js';
import { formatLength } from '../pure/format.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Actions, Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function sceneList(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  if (loaded.scenes.length === 0) return empty(loaded);
  const t = text.scenes;
  return html`<section class="scenes" aria-label=${t.title} @keydown=${walk}>
    <table class="scene-table">
      <thead>
        <tr>
          <th>${t.number}</th>
          <th>${t.name}</th>
          <th>${t.tc_in}</th>
          <th class="mid">${t.tc_out}</th>
          <th>${t.length}</th>
          <th class="mid">${t.prints}</th>
          <th class="mid">${t.temps}</th>
        </tr>
      </thead>
      <tbody>
        ${loaded.scenes.map((scene, i) => row(m, loaded, scene, i, a))}
      </tbody>
    </table>
  </section>`;
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

function row(m: Model, loaded: Loaded, scene: Scene, i: number, a: Actions): TemplateResult {
  const current = i === m.scene;
  const tab = current || (m.scene < 0 && i === 0) ? 0 : -1;
  return html`<tr class=${current ? 'current' : ''} ${ref(current ? show : undefined)}>
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
    </td>
    <td class="num">${scene.tc_in}</td>
    <td class="num c2 mid">${scene.tc_out}</td>
    <td class="num c2">${formatLength(scene.out_samples - scene.in_samples)}</td>
    <td class="mid">${printsIn(loaded, scene)}</td>
    <td class="mid c2">${tempsIn(loaded, scene)}</td>
  </tr>`;
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
    const prints = cue.sets[0]?.prints.filter(within(scene)) ?? [];
    return prints.length > 0 ? [{ cue, prints }] : [];
  });
  if (cues.length === 0) return html`<span class="c3">${text.scenes.none}</span>`;
  return html`${cues.map(
    ({ cue, prints }) =>
      html`<span class="cue-in-scene">
        <span class="c2">${cue.name}</span>${shapes(p.stems, prints)}</span
      >`,
  )}`;
}

/* One shape a role: filled where the print can be heard, an outline where it is missing or waits
 * for an answer. */
export function shapes(stems: readonly string[], prints: readonly Recording[]): TemplateResult {
  const find = (role: string): Recording | undefined =>
    prints.find((p) => (role === text.panel.mix ? p.kind === 'mix' : p.role === role));
  const roles = [...stems, text.panel.mix];
  const waiting = roles.filter((role) => find(role)?.complete && !find(role)?.playable);
  const missing = roles.filter((role) => !find(role)?.complete);
  const words = [
    ...(missing.length > 0 ? [text.panel.missing(missing.join(', '))] : []),
    ...(waiting.length > 0 ? [text.panel.waiting(waiting.join(', '))] : []),
  ];
  const said = words.join('; ') || text.panel.whole;
  const there = (role: string): boolean => find(role)?.playable ?? false;
  return html`<span class="shapes" role="img" aria-label=${said} title=${said}
    >${stems.map((role) => stemShape(role, stems, there(role)))}${mixShape(there(text.panel.mix))}</span
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
function walk(event: KeyboardEvent): void | typeof nothing {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const rows = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.row-button')];
  const at = rows.indexOf(event.target as HTMLElement);
  if (step === 0 || at < 0 || !(event.target as Element).matches(':focus-visible')) return;
  event.preventDefault();
  event.stopPropagation();
  rows[at + step]?.focus();
}
