/* Cuts and their scenes, by hand: the first steps of a production, and later changes. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureOf, sending, submit, textField } from './fields.js';
import { SCENE_CSV_HEAD, sceneCsv } from '../pure/scene_csv.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.overview.cuts;
const LIST = 'scenes/csv';
const FILE = 'scenes/file'; /* the name of the file it was read from */

/* What a production lacks before scenes can be shown. */
export function firstSteps(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const [what, next] = loaded.picture ? [t.no_scenes, t.no_scenes_next] : [t.none, t.none_next];
  return html`<section class="scenes first-steps" aria-label=${text.scenes.title}>
    <div class="empty">
      <h2>${what}</h2>
      <p>${next}</p>
      ${loaded.picture ? scenesForm(m, loaded, a, true) : cutForm(m, a, true)}
    </div>
  </section>`;
}

/* primary: it is the next step. */
function cutForm(m: Model, a: Actions, primary: boolean): TemplateResult {
  return html`<form class="form" @submit=${sending(m, 'cut', () => a.overview.addCut())}>
    <div class="side-by-side">
      ${textField(m, a, 'cut/name', t.name, { required: true, hint: t.hint })}
      ${submit(m, 'cut', t.add, primary)}
    </div>
    ${failureOf(m, 'cut')}
  </form>`;
}

function scenesForm(m: Model, loaded: Loaded, a: Actions, primary: boolean): TemplateResult {
  const typed = (event: Event): void => a.draft(LIST, (event.target as HTMLTextAreaElement).value);
  const from = m.drafts[FILE];
  return html`<form class="form" @submit=${sending(m, 'scenes', () => a.overview.putScenes())}>
    <label class="row"
      ><span class="label"
        >${t.list}:
        <span class="num">${SCENE_CSV_HEAD}</span>${from ? `, ${t.of_file(from)}` : ''}</span
      ><textarea
        class="field num"
        rows="6"
        required
        spellcheck="false"
        placeholder=${`${SCENE_CSV_HEAD}\n1,Pier at dawn,01:00:00:00,01:00:41:12`}
        .value=${live(m.drafts[LIST] ?? sceneCsv(loaded.scenes))}
        @input=${typed}
      ></textarea>
    </label>
    ${failureOf(m, 'scenes')}
    <div class="acts">
      ${submit(m, 'scenes', t.put, primary)}
      <label class="btn file-button"
        >${t.file}<input
          class="unseen"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          @change=${(event: Event) => void read(event.target as HTMLInputElement, a)}
      /></label>
    </div>
  </form>`;
}

async function read(input: HTMLInputElement, a: Actions): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  a.draft(LIST, await file.text());
  a.draft(FILE, file.name);
  input.value = ''; /* the same file can be chosen again once it was mended */
}

export function cutsSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { pictures } = loaded.production;
  return html`<div class="parts">
    <div class="part">
      <ul class="lines">
        ${pictures.map(
          (p) =>
            html`<li>
              <b>${p.name}</b>
              ${
                p.id === loaded.picture?.id
                  ? html`<span class="c2 num">${text.head.scenes(loaded.scenes.length)}</span>`
                  : html`<span></span>
                      <button
                        class="btn small"
                        @click=${() => a.openProduction(loaded.production.id, p.id)}
                      >
                        ${t.open}
                      </button>`
              }
            </li>`,
        )}
      </ul>
    </div>
    <div class="part">
      <h3>${pictures.length > 0 ? t.another : t.none}</h3>
      ${cutForm(m, a, false)}
    </div>
    ${
      loaded.picture
        ? html`<div class="part">
            <h3>${loaded.scenes.length > 0 ? t.replace : t.no_scenes}</h3>
            <p class="c3 t12">${loaded.scenes.length > 0 ? t.replace_why : t.no_scenes_next}</p>
            ${scenesForm(m, loaded, a, false)}
          </div>`
        : nothing
    }
  </div>`;
}
