/* Addresses that every event of a production is sent to; for those who manage it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, given, lineButton, sending, submit, textField } from './fields.js';
import type { Hook } from '../api/overview_types.js';
import { asSentence } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.overview.hooks;

export function hooks(m: Model, a: Actions): TemplateResult | typeof nothing {
  if (!m.hooks) return nothing;
  const line = (hook: Hook): TemplateResult =>
    html`<li>
      <b>${hook.url}</b>
      <span class="c2"
        >${t.states[hook.state]},
        ${t.by(hook.made_by.name)}${hook.error === null ? nothing : html`<br />${asSentence(hook.error)}`}</span
      >
      <span></span>
      ${lineButton(m, 'hooks', t.remove, () => a.overview.removeHook(hook.id))}
    </li>`;
  return html`<div class="part">
    <h3>${t.title}</h3>
    <p class="c3">${t.why}</p>
    <ul class="lines">
      ${m.hooks.map(line)}
    </ul>
    ${failureOf(m, 'hooks')}
    <form class="form" @submit=${sending(m, 'hook', () => a.overview.addHook())}>
      <div class="side-by-side">
        ${textField(m, a, 'hook/url', t.url, { required: true, hint: 'https://' })}
        ${submit(m, 'hook', t.add, false)}
      </div>
      ${failureOf(m, 'hook')} ${given(m, 'hook', t.once)}
    </form>
  </div>`;
}
