/* The account: name, password, where one is signed in, tokens for scripts. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  failureOf,
  given,
  lineButton,
  passwordField,
  sending,
  submit,
  textField,
} from './fields.js';
import { SCOPES } from '../api/people_types.js';
import type { Scope, SessionLine, Token } from '../api/people_types.js';
import { browserOf, formatWhen } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.people.account;

export function account(m: Model, a: Actions): TemplateResult {
  const person = m.session?.person;
  if (!person) return html``;
  return html`<div class="parts">
    ${who(m, person.name, person.mail, a)} ${notices(m, person.mail, a)} ${password(m, a)}
    ${sessions(m, a)} ${tokens(m, a)}
  </div>`;
}

function who(m: Model, name: string, mail: string, a: Actions): TemplateResult {
  return html`<form class="form part" @submit=${sending(m, 'person', () => a.session.rename())}>
    <h3>${t.who}</h3>
    <div class="side-by-side">
      ${textField(m, a, 'person/name', t.name, { required: true, otherwise: name, autocomplete: 'username' })}
      ${textField(m, a, 'person/mail', t.mail, { otherwise: mail, mode: 'email', autocomplete: 'email' })}
      ${submit(m, 'person', t.save, false)}
    </div>
    ${failureOf(m, 'person')}
  </form>`;
}

/* Mail about the production that is open. */
function notices(m: Model, mail: string, a: Actions): TemplateResult | typeof nothing {
  if (!m.loaded || m.loaded.guest || m.mail === null) return nothing;
  const w = text.overview.notices;
  const set = (event: Event): void =>
    a.overview.setMail((event.target as HTMLInputElement).checked);
  return html`<div class="part">
    <h3>${w.title}</h3>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${live(m.mail)}
        ?disabled=${m.busy.has('mail') || (mail === '' && !m.mail)}
        @change=${set}
      />${w.mail(m.loaded.production.name)}</label
    >
    <p class="c3 t12">${mail === '' ? w.no_address : w.why}</p>
    ${failureOf(m, 'mail')}
  </div>`;
}

function password(m: Model, a: Actions): TemplateResult {
  const send = (event: SubmitEvent): void => {
    sending(m, 'password', (said) =>
      a.session.changePassword(String(said.get('old')), String(said.get('fresh'))),
    )(event);
    (event.target as HTMLFormElement).reset();
  };
  return html`<form class="form part" @submit=${send}>
    <h3>${t.password}</h3>
    <div class="side-by-side">
      ${passwordField('old', t.old, 'current-password')}
      ${passwordField('fresh', t.fresh, 'new-password')} ${submit(m, 'password', t.change, false)}
    </div>
    ${failureOf(m, 'password')}
  </form>`;
}

function sessions(m: Model, a: Actions): TemplateResult {
  const line = (s: SessionLine): TemplateResult =>
    html`<li>
      <b>${browserOf(s.agent)}</b>
      <span class="c2 num">${s.address}</span>
      <span class="c3 num">${s.is_this ? t.this_one : t.seen(formatWhen(s.seen_at_ms))}</span>
    </li>`;
  return html`<div class="part">
    <h3>${t.sessions}</h3>
    <ul class="lines">
      ${m.account?.sessions.map(line)}
    </ul>
    ${failureOf(m, 'sign_out')}
    <div class="acts">
      <button class="btn" @click=${() => a.session.signOut(false)}>${t.sign_out}</button>
      <button class="btn" @click=${() => a.session.signOut(true)}>${t.everywhere}</button>
    </div>
  </div>`;
}

function tokens(m: Model, a: Actions): TemplateResult {
  const send = sending(m, 'token', (said) =>
    a.session.makeToken(
      m.drafts['token/name'] ?? '',
      SCOPES.filter((scope) => said.get(scope) !== null),
    ),
  );
  const line = (token: Token): TemplateResult =>
    html`<li>
      <b>${token.name}</b>
      <span class="c2">${token.scopes.map((s) => t.scopes[s]).join('; ')}</span>
      <span class="c3 num"
        >${token.used_at_ms === null ? t.unused : t.used(formatWhen(token.used_at_ms))}</span
      >
      ${lineButton(m, 'tokens', t.revoke, () => a.session.revokeToken(token.id))}
    </li>`;
  const scope = (s: Scope): TemplateResult =>
    html`<label class="check"
      ><input type="checkbox" name=${s} ?checked=${s === 'listen'} />${t.scopes[s]}</label
    >`;
  return html`<div class="part">
    <h3>${t.tokens}</h3>
    ${m.account?.tokens.length === 0 ? html`<p class="c3">${t.no_tokens}</p>` : ''}
    <ul class="lines">
      ${m.account?.tokens.map(line)}
    </ul>
    ${failureOf(m, 'tokens')}
    <form class="form" @submit=${send}>
      <div class="side-by-side">
        ${textField(m, a, 'token/name', t.token_name, { required: true })}
        ${submit(m, 'token', t.make_token, false)}
      </div>
      <div class="checks">${SCOPES.map(scope)}</div>
      ${failureOf(m, 'token')} ${given(m, 'token', t.once)}
    </form>
  </div>`;
}
