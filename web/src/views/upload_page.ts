/* Where prints and temps are sent from. Its element comes with the part of the page that sends
 * (uploading.ts). */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

export function uploadPage(m: Model): TemplateResult {
  return html`<main class="upload-page" id="main">
    ${
      m.uploads
        ? html`<predub-upload
            .uploads=${m.uploads}
            .letters=${m.letters}
            .production=${m.loaded?.production.id}
          ></predub-upload>`
        : html`<p class="c3">${m.loaded?.picture ? '' : text.empty.picture_next}</p>`
    }
  </main>`;
}
