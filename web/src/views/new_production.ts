/* A new production: its name, its frame rate, and the side of whoever makes it. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, menu, sending, submit, textField } from './fields.js';
import type { Side } from '../api/people_types.js';
import { RATES } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const SIDES = Object.entries(text.people.side_names) as [Side, string][];

export function newProduction(m: Model, a: Actions): TemplateResult {
  const t = text.people.new_production;
  const form = 'new_production';
  const send = sending(m, form, () =>
    a.crew.makeProduction((m.drafts[`${form}/side`] ?? 'music') as Side),
  );
  const rates = RATES.map((rate) => [rate.text, text.head.rate(rate.text)] as const);
  return html`<form class="form" @submit=${send}>
    ${textField(m, a, `${form}/name`, t.name, { required: true })}
    <div class="side-by-side">
      ${menu(m, a, `${form}/rate`, t.rate, rates, '24')}
      ${menu(m, a, `${form}/side`, t.side, SIDES, 'music')}
    </div>
    ${failureOf(m, form)}
    <div class="acts">${submit(m, form, t.make)}</div>
  </form>`;
}
