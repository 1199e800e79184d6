/* What a guest sees: the scenes of the link, and their own notes. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { foot } from './foot.js';
import { notes } from './notes.js';
import { walk } from './scene_list.js';
import { formatLength } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function guest(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const scene = loaded.scenes[m.scene];
  return html`<main class="production" id="main">
    <div class="head">
      <h1 class="cut">${loaded.production.name}</h1>
      <span class="c2">${loaded.guest?.label}</span>
      <span class="c2 num">${text.head.scenes(loaded.scenes.length)}</span>
    </div>
    <div class="columns">
      ${list(m, loaded, a)}
      <aside class="panel" aria-label=${text.people.guest.notes} tabindex="0">
        <div class="panel-body">
          ${
            scene
              ? html`<section class="place">
                  <h2><span class="num">${scene.number}</span> ${scene.name}</h2>
                  <p class="num c2">${scene.tc_in} ${text.scenes.to} ${scene.tc_out}</p>
                </section>`
              : html`<section class="place"><h2>${text.scenes.gap}</h2></section>`
          }
          ${loaded.guest?.may_note ? notes(m, loaded, a) : html`<section class="c3">${text.people.guest.no_notes}</section>`}
        </div>
        ${loaded.guest?.may_note ? noteFoot(m, loaded, a) : nothing}
      </aside>
    </div>
  </main>`;
}

function noteFoot(m: Model, loaded: Loaded, a: Actions): TemplateResult | typeof nothing {
  if (m.compose) return foot(m, loaded, a);
  if (m.scene < 0) return nothing;
  return html`<section class="foot">
    <div class="acts">
      <button class="btn primary" @click=${() => a.talk.compose('note')}>
        ${text.talk.note.open}
      </button>
    </div>
  </section>`;
}

function list(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const t = text.scenes;
  return html`<section class="scenes" aria-label=${t.title} @keydown=${walk}>
    <table class="scene-table for-guest">
      <thead>
        <tr>
          <th class="col-number">${t.number}</th>
          <th class="col-name">${t.name}</th>
          <th class="col-tc">${t.tc_in}</th>
          <th class="col-length">${t.length}</th>
        </tr>
      </thead>
      <tbody>
        ${loaded.scenes.map((scene, i) => {
          const current = i === m.scene;
          return html`<tr class=${current ? 'current' : ''}>
            <td class="w6 num">${scene.number}</td>
            <td class="name">
              <button
                class="row-button"
                tabindex=${current || (m.scene < 0 && i === 0) ? 0 : -1}
                aria-current=${current ? 'true' : 'false'}
                @click=${(e: MouseEvent) => a.toScene(i, e.detail === 0)}
                @dblclick=${() => a.toScene(i, true)}
              >
                ${scene.name || t.unnamed}
              </button>
            </td>
            <td class="num">${scene.tc_in}</td>
            <td class="num c2">${formatLength(scene.out_samples - scene.in_samples)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}
