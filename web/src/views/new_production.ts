/* A new production: its name, its frame rate, the headroom of what is heard, its stems, and the side
 * of whoever makes it. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureOf, menu, sending, submit, textField } from './fields.js';
import { roleShape } from './icons.js';
import type { Side } from '../api/people_types.js';
import { FIVE_STEMS, stemsOf } from '../pure/new_stems.js';
import { RATES } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const SIDES = Object.entries(text.people.side_names) as [Side, string][];
const FORM = 'new_production';

export function newProduction(m: Model, a: Actions): TemplateResult {
  const t = text.people.new_production;
  const w = text.overview.new_production;
  const send = sending(m, FORM, () =>
    a.crew.makeProduction((m.drafts[`${FORM}/side`] ?? 'music') as Side),
  );
  const rates = RATES.map((rate) => [rate.text, text.head.rate(rate.text)] as const);
  return html`<form class="form" @submit=${send}>
    ${textField(m, a, `${FORM}/name`, t.name, { required: true })}
    <div class="side-by-side">
      ${menu(m, a, `${FORM}/rate`, t.rate, rates, '24')}
      ${menu(m, a, `${FORM}/side`, t.side, SIDES, 'music')}
      ${textField(m, a, `${FORM}/headroom`, w.headroom, { required: true, narrow: true, mode: 'text', otherwise: '\u22126' })}
    </div>
    <p class="c3 t12">${w.headroom_why}</p>
    ${stems(m, a)} ${failureOf(m, FORM)}
    <div class="acts">${submit(m, FORM, t.make)}</div>
  </form>`;
}

/* As they are typed, with the shapes that are proposed for them. */
function stems(m: Model, a: Actions): TemplateResult {
  const w = text.overview.new_production;
  const key = `${FORM}/stems`;
  const typed = m.drafts[key] ?? FIVE_STEMS.join('\n');
  const names = stemsOf(typed);
  return html`<label class="row"
      ><span class="label">${w.stems}</span
      ><textarea
        class="field"
        rows=${Math.max(5, Math.min(12, typed.split('\n').length))}
        required
        .value=${live(typed)}
        @input=${(e: Event) => a.draft(key, (e.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>
    <ul class="plan t12 c2" aria-hidden="true">
      ${names.map((name) => html`<li>${roleShape(name, { stems: names })} ${name}</li>`)}
    </ul>
    <p class="c3 t12">${w.stems_why}</p>`;
}
