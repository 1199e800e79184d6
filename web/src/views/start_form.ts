/* Where a file starts that does not tell: a timecode that exists at the production's rate. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { parseTimecode } from '../pure/timecode.js';
import type { Rate } from '../pure/timecode.js';
import { text } from '../text.js';

const t = text.questions;

export interface StartForm {
  readonly rate: Rate;
  readonly label: string; /* of the field, for those who do not see what stands around it */
  readonly likely?: string;
  readonly buttons?: TemplateResult;
  take(start: string, event: SubmitEvent): void;
}

export function startForm({ rate, label, likely = '', buttons, take }: StartForm): TemplateResult {
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('start') as HTMLInputElement;
    const exists = parseTimecode(rate, field.value) !== undefined;
    field.setCustomValidity(exists ? '' : t.no_timecode(rate.text));
    if (field.reportValidity()) take(field.value.trim(), event);
  };
  const clear = (event: Event): void => (event.target as HTMLInputElement).setCustomValidity('');
  return html`<form class="answers" novalidate @submit=${send}>
    <input
      class="field num"
      name="start"
      required
      autocomplete="off"
      placeholder="01:00:00:00"
      size="11"
      value=${likely}
      aria-label=${label}
      @input=${clear}
    />
    ${buttons ?? html`<button class="btn small">${t.set_start}</button>`}
  </form>`;
}
