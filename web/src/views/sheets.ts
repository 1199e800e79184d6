/* What comes up over the page: the list of keys and, on a phone, the rest of what can be switched. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { folds, latches } from './transport.js';
import type { Actions, Model } from '../state/model.js';
import { text } from '../text.js';

export function sheets(m: Model, a: Actions): TemplateResult {
  return html`${sheet('keys', m, a, text.keys.title, keys(m, a))}
  ${sheet('listen', m, a, text.listen.more, listen(m, a))}`;
}

function sheet(
  name: 'keys' | 'listen',
  m: Model,
  a: Actions,
  title: string,
  body: TemplateResult,
): TemplateResult {
  const follow = (element?: Element): void => {
    if (!(element instanceof HTMLDialogElement) || element.open === (m.sheet === name)) return;
    if (m.sheet === name) element.showModal();
    else element.close();
  };
  const outside = (event: Event): void => {
    if (event.target === event.currentTarget) a.setSheet(null);
  };
  return html`<dialog
    class="sheet ${name}"
    aria-labelledby="sheet-${name}"
    ${ref(follow)}
    @close=${() => m.sheet === name && a.setSheet(null)}
    @click=${outside}
  >
    <div class="sheet-body">
      <div class="sheet-head">
        <h2 id="sheet-${name}">${title}</h2>
        <button class="btn small" @click=${() => a.setSheet(null)}>${text.listen.close}</button>
      </div>
      ${body}
    </div>
  </dialog>`;
}

function keys(m: Model, a: Actions): TemplateResult {
  return html`<dl class="key-list">
      ${text.keys.rows.map(
        ([caps, words]) =>
          html` <div>
            <dt>${caps.map((cap) => html`<kbd>${cap}</kbd>`)}</dt>
            <dd>${words}</dd>
          </div>`,
      )}
    </dl>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${m.letters}
        @change=${(e: Event) => a.setLetters((e.target as HTMLInputElement).checked)}
      />${text.keys.letters}</label
    >`;
}

function listen(m: Model, a: Actions): TemplateResult {
  if (!m.loaded) return html``;
  return html`<div class="listen-rows">
    <div><span class="label">${text.listen.parts}</span>${latches(m, m.loaded, a)}</div>
    <div><span class="label">${text.listen.fold}</span>${folds(m, a)}</div>
  </div>`;
}
