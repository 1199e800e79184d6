/* A draft from before, of one's own: what it has, what stopped, what can be done with it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { joinWords } from '../pure/format.js';
import { upload as text } from '../text.js';
import type { Draft } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

const t = text.drafts;

export function draftSection(draft: Draft, u: Uploads): TemplateResult {
  const heard = draft.prints.filter((p) => p.playable);
  const roles = draft.prints.filter((p) => p.complete).map((p) => p.role);
  const has = roles.length > 0 ? t.has(joinWords(roles, 'and')) : t.empty;
  return html`<section class="up-draft">
    <h2>${t.title(u.cueName(draft.cue_id), draft.version)}</h2>
    <p class="c2 t12">${has}, ${t.lacks(joinWords(draft.lacks, 'and'))}.</p>
    ${draft.uploads.map((up) => html`<p class="c2 t12">${t.broken(up.filename, Math.floor((100 * up.offset) / up.bytes))}</p>`)}
    <p class="t12">${t.go_on}</p>
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
