/* Fields of forms. What is typed is a draft at once; passwords never are. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { asSentence } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Given, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

interface Wants {
  readonly required?: boolean;
  readonly otherwise?: string; /* stands there until something is typed */
  readonly hint?: string;
  readonly narrow?: boolean;
  readonly mode?: 'email' | 'decimal' | 'text';
  readonly autocomplete?: string;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

export function textField(
  m: Model,
  a: Actions,
  key: string,
  label: string,
  wants: Wants = {},
): TemplateResult {
  return html`<label class="row ${wants.narrow ? 'narrow' : ''}"
    ><span class="label">${label}</span
    ><input
      class="field"
      name=${key.slice(key.lastIndexOf('/') + 1)}
      .value=${live(m.drafts[key] ?? wants.otherwise ?? '')}
      ?required=${wants.required ?? false}
      inputmode=${wants.mode ?? 'text'}
      autocomplete=${(wants.autocomplete ?? 'off') as 'off'}
      placeholder=${wants.hint ?? ''}
      @input=${(e: Event) => a.draft(key, valueOf(e))}
  /></label>`;
}

export function passwordField(
  name: string,
  label: string,
  autocomplete: 'current-password' | 'new-password',
): TemplateResult {
  return html`<label class="row"
    ><span class="label">${label}</span
    ><input
      class="field"
      type="password"
      name=${name}
      required
      autocomplete=${autocomplete}
      minlength=${autocomplete === 'new-password' ? 10 : 1}
  /></label>`;
}

/* Ctrl Enter, wherever one is in a form, sends it; Esc leaves the field with what stands in it. */
export function sendKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') (event.target as HTMLElement).blur();
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  event.preventDefault();
  (event.target as HTMLElement).closest('form')?.requestSubmit();
}

export function textArea(
  m: Model,
  a: Actions,
  key: string,
  label: string,
  wants: Wants & { readonly rows?: number; readonly focus?: boolean } = {},
): TemplateResult {
  return html`<label class="row"
    ><span class="label">${label}</span
    ><textarea
      class="field"
      rows=${wants.rows ?? 2}
      maxlength="4000"
      .value=${live(m.drafts[key] ?? '')}
      ?required=${wants.required ?? false}
      @keydown=${sendKey}
      @input=${(e: Event) => a.draft(key, valueOf(e))}
    ></textarea>
  </label>`;
}

export function menu<T extends string>(
  m: Model,
  a: Actions,
  key: string,
  label: string,
  options: readonly (readonly [T, string])[],
  first: T,
): TemplateResult {
  const now = m.drafts[key] ?? first;
  return html`<label class="row narrow"
    ><span class="label">${label}</span
    ><select class="btn" .value=${live(now)} @change=${(e: Event) => a.draft(key, valueOf(e))}>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === now}>${words}</option>`)}
    </select></label
  >`;
}

/* A few ways of which one is on. */
export function ways<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  now: T | undefined,
  choose: (way: T) => void,
): TemplateResult {
  return html`<div class="switch" role="group" aria-label=${label}>
    ${options.map(
      ([way, words]) =>
        html`<button
          type="button"
          aria-pressed=${way === now ? 'true' : 'false'}
          @click=${() => choose(way)}
        >
          ${words}
        </button>`,
    )}
  </div>`;
}

export function check(m: Model, a: Actions, key: string, label: string): TemplateResult {
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${live(m.drafts[key] === 'yes')}
      @change=${(e: Event) => a.draft(key, (e.target as HTMLInputElement).checked ? 'yes' : null)}
    />${label}</label
  >`;
}

/* Why it was not taken; all that was typed still stands there. */
export function failureOf(m: Model, form: string): TemplateResult {
  const failure = m.failures[form];
  return html`<p class="refused" role="alert" ?hidden=${failure === undefined}>
    ${asSentence(failure ?? '')}
  </p>`;
}

/* In a line of a list: takes no other press while one of the list is on its way. */
export const lineButton = (
  m: Model,
  form: string,
  label: string,
  act: () => void,
): TemplateResult =>
  html`<button class="btn small" ?disabled=${m.busy.has(form)} @click=${act}>${label}</button>`;

/* A form that sends nothing by itself: what was typed is handed to send. */
export function sending(
  m: Model,
  form: string,
  send: (said: FormData) => void,
): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    if (!m.busy.has(form)) send(new FormData(event.target as HTMLFormElement));
  };
}

export function submit(m: Model, form: string, label: string, primary = true): TemplateResult {
  return html`<button class=${primary ? 'btn primary' : 'btn'} ?disabled=${m.busy.has(form)}>
    ${label}
  </button>`;
}

/* What is shown this once, with a way to take it along. */
export function given(m: Model, what: Given['what'], why: string): Part {
  if (m.given?.what !== what) return nothing;
  const secret = m.given.text;
  const copy = (event: Event): void => {
    const button = event.currentTarget as HTMLButtonElement;
    const field = button.previousElementSibling as HTMLInputElement;
    field.select();
    void navigator.clipboard
      ?.writeText(secret)
      .then(() => (button.textContent = text.people.copied))
      .catch(() => undefined); /* it is selected, and can be copied by hand */
  };
  return html`<div class="given" role="status">
    <p>${why}</p>
    <div class="given-row">
      <input class="field num" readonly .value=${secret} aria-label=${why} />
      <button type="button" class="btn primary" @click=${copy}>${text.people.copy}</button>
    </div>
  </div>`;
}
