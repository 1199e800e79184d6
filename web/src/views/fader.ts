/* A gain in decibels to take hold of. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { text } from '../text.js';

/* A trial is about decibels that one hears; what a recipe can hold goes further. */
const MIN_DB = -24;
const MAX_DB = 12;

/* Heard when it is let go; a double click brings 0 dB back. */
export function fader(
  label: string,
  gain_db: number,
  set: (gain_db: number) => void,
): TemplateResult {
  const input = (event: Event): HTMLInputElement => event.currentTarget as HTMLInputElement;
  const show = (event: Event): void => {
    const words = text.mix.db(Number(input(event).value));
    input(event).setAttribute('aria-valuetext', words);
    input(event).nextElementSibling!.textContent = words;
  };
  return html`<span class="fader"
    ><input
      type="range"
      min=${MIN_DB}
      max=${MAX_DB}
      step="0.5"
      aria-label=${label}
      aria-valuetext=${text.mix.db(gain_db)}
      .value=${live(String(gain_db))}
      @input=${show}
      @change=${(e: Event) => set(Number(input(e).value))}
      @dblclick=${() => set(0)} /><output
      class="num"
      .textContent=${live(text.mix.db(gain_db))}
    ></output
  ></span>`;
}
