/* Prints and temps on their way to the server: what goes where, how far it is, what became of it. */
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plan } from './upload_plan.js';
import { outcomes } from './upload_outcome.js';
import { sending } from './upload_sending.js';
import { asSentence, joinWords } from '../pure/format.js';
import { text } from '../text_upload.js';
import { ofDrop, ofField } from '../upload/chosen.js';
import type { Draft } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

export class UploadView extends LitElement {
  static override properties = {
    uploads: { attribute: false },
    over: { state: true },
  };
  declare uploads: Uploads;
  declare over: boolean; /* files are held above it */
  #out: (() => void) | null = null;

  /* One sheet of styles for the whole page: no shadow tree. */
  protected override createRenderRoot(): this {
    return this;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('uploads')) return;
    this.#out?.();
    this.#out = this.uploads.store.subscribe(() => this.requestUpdate());
    this.uploads.readDrafts();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#out?.();
    this.#out = null;
  }

  override render(): TemplateResult {
    const { uploads: u } = this;
    const s = u.store.state;
    const choosing = s.phase === 'choosing';
    return html`<div class="parts upload-parts">
      ${s.failure === null ? nothing : html`<p class="refused" role="alert">${asSentence(s.failure)}</p>`}
      ${choosing ? this.#choose(u) : nothing}
      ${choosing ? html`${s.drafts.map((draft) => draftLine(draft, u))}${plan(s, u)}` : nothing}
      ${choosing ? nothing : html`${sending(s, u)}${outcomes(s, u)}`}
    </div>`;
  }

  #choose(u: Uploads): TemplateResult {
    const t = text.choose;
    const { rows, ignored } = u.store.state;
    const any = rows.length > 0;
    const hold = (event: DragEvent): void => {
      event.preventDefault();
      this.over = true;
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      this.over = false;
      if (event.dataTransfer) void ofDrop(event.dataTransfer).then((chosen) => u.add(chosen));
    };
    return html`<div
      class="part drop ${this.over ? 'over' : ''}"
      @dragover=${hold}
      @dragleave=${() => (this.over = false)}
      @drop=${drop}
    >
      ${any ? nothing : html`<p>${t.drop}</p>`}
      <div class="acts">
        ${pick(any ? t.more : t.files, !any, false, u)}
        ${pick(any ? t.more_folder : t.folder, false, true, u)}
      </div>
      ${any ? nothing : html`<p class="c3">${t.none}</p>`}
      ${ignored.length > 0 ? html`<p class="c2">${t.ignored(ignored.slice(0, 6).join(', '))}</p>` : nothing}
    </div>`;
  }
}
customElements.define('predub-upload', UploadView);

/* A button that opens the browser's own choice of files. */
function pick(words: string, primary: boolean, folder: boolean, u: Uploads): TemplateResult {
  const open = (event: Event): void =>
    ((event.currentTarget as HTMLElement).nextElementSibling as HTMLInputElement).click();
  const take = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    u.add(ofField(field.files));
    field.value = ''; /* the same files may be chosen again */
  };
  return html`<button type="button" class=${primary ? 'btn primary' : 'btn'} @click=${open}>
      ${words}</button
    ><input
      type="file"
      class=${folder ? 'pick-folder' : 'pick-files'}
      aria-label=${words}
      hidden
      multiple
      ?webkitdirectory=${folder}
      @change=${take}
    />`;
}

function draftLine(draft: Draft, u: Uploads): Part {
  const t = text.drafts;
  const cue = u.cueName(draft.cue_id);
  const heard = draft.prints.filter((p) => p.playable);
  const roles = draft.prints.filter((p) => p.complete).map((p) => p.role);
  return html`<section class="part draft">
    <p>
      <b>${t.line(cue, draft.version)}</b>
      <span class="c2"
        >${roles.length > 0 ? t.has(joinWords(roles, 'and')) : t.empty},
        ${t.lacks(joinWords(draft.lacks, 'and'))}.</span
      >
    </p>
    ${draft.uploads.map((up) => html`<p class="c2">${t.broken(up.filename, Math.floor((100 * up.offset) / up.bytes))}</p>`)}
    <p class="c3">${t.go_on}</p>
    <div class="acts">
      ${
        heard.length > 0 && draft.uploads.length === 0
          ? html`<button class="btn small" @click=${() => u.publishDraft(draft)}>
              ${t.publish}
            </button>`
          : nothing
      }
      <button class="btn small" @click=${() => u.dropDraft(draft)}>${t.drop}</button>
    </div>
  </section>`;
}
