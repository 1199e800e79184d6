/* The ways in: signing in, the first account, an invitation, a guest's name. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, passwordField, sending, submit, textField } from './fields.js';
import { go } from './go.js';
import type { Look } from '../api/people_types.js';
import { asSentence, formatDay } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.people;

/* The page behind it is not read yet, or nobody may see it. */
export function signIn(m: Model, a: Actions): TemplateResult {
  return frame(t.sign_in.title, signInForm(m, a));
}

export function signInForm(m: Model, a: Actions): TemplateResult {
  const w = t.sign_in;
  const send = sending(m, 'sign_in', (said) =>
    a.session.signIn(String(said.get('name')), String(said.get('password'))),
  );
  return html`<form class="form" @submit=${send}>
    ${textField(m, a, 'sign_in/name', w.name, { required: true, autocomplete: 'username', otherwise: m.session?.person?.name ?? '' })}
    ${passwordField('password', w.password, 'current-password')} ${failureOf(m, 'sign_in')}
    <div class="acts">${submit(m, 'sign_in', w.enter)}</div>
    ${m.session?.person || m.view === 'invite' ? nothing : html`<p class="c3 t12">${m.session?.needs_owner ? w.needs_owner : w.invited}</p>`}
  </form>`;
}

/* What stands at /start, /invite and, before its name is known, /guest. */
export function door(m: Model, a: Actions): TemplateResult {
  if (m.view === 'start') return frame(t.start.title, behind(m, a, start));
  if (m.view === 'invite') return frame(t.invite.title, behind(m, a, invite));
  return frame(t.guest.title, guest(m, a));
}

function behind(
  m: Model,
  a: Actions,
  inside: (m: Model, look: Look, a: Actions) => TemplateResult,
): TemplateResult {
  const words = !a.session.hasSecret ? t.no_secret : m.look === 'gone' ? t.secret_gone : null;
  if (words === null && m.look !== null && m.look !== 'gone') return inside(m, m.look, a);
  return html`<p class="c2">${words ?? (m.failure || m.lost ? '' : t.invite.looking)}</p>
    ${words === null ? nothing : toPage(a)}`;
}

const toPage = (a: Actions): TemplateResult =>
  html`<p><a href=${a.hrefOf(null)} @click=${go(() => a.openProductions())}>${t.to_page}</a></p>`;

function start(m: Model, _look: Look, a: Actions): TemplateResult {
  return html`<p class="c2">${t.start.why}</p>
    ${newPerson(m, a, t.start.make)}`;
}

function invite(m: Model, look: Look, a: Actions): TemplateResult {
  const w = t.invite;
  const person = m.session?.person;
  return html`<p class="invited">
      ${look.production === null ? nothing : html`<b>${w.to(look.production)}</b>, ${w.as[look.side]}.`}
      ${look.may_manage ? w.manages : ''} ${look.makes_owner ? w.owner : ''}
    </p>
    <p class="c3 t12">
      ${look.made_by === null ? '' : w.by(look.made_by)} ${w.until(formatDay(look.expires_at_ms))}
    </p>
    ${person ? asPerson(m, person.name, a) : newPerson(m, a, w.make)}
    ${person ? nothing : html`<p class="or"><button class="link" @click=${() => a.session.signInFirst()}>${w.have_account}</button></p>`}`;
}

function asPerson(m: Model, name: string, a: Actions): TemplateResult {
  const w = t.invite;
  return html`<form class="form" @submit=${sending(m, 'door', () => a.session.join())}>
    <p class="c2">${w.signed_in(name)}</p>
    ${failureOf(m, 'door')}
    <div class="acts">
      ${submit(m, 'door', w.join)}
      <button type="button" class="btn" @click=${() => a.session.signOut(false)}>
        ${w.somebody_else}
      </button>
    </div>
  </form>`;
}

function newPerson(m: Model, a: Actions, make: string): TemplateResult {
  const send = sending(m, 'door', (said) => {
    const [password, repeat] = [String(said.get('password')), String(said.get('repeat'))];
    a.session.enter(
      m.drafts['door/name'] ?? '',
      password,
      m.drafts['door/mail'] ?? '',
      password === repeat,
    );
  });
  return html`<form class="form" @submit=${send}>
    ${textField(m, a, 'door/name', t.sign_in.name, { required: true, autocomplete: 'username' })}
    ${passwordField('password', t.sign_in.password, 'new-password')}
    ${passwordField('repeat', t.password.repeat, 'new-password')}
    <p class="c3 t12">${t.password.rule}</p>
    ${textField(m, a, 'door/mail', t.password.mail, { mode: 'email', autocomplete: 'email' })}
    ${failureOf(m, 'door')}
    <div class="acts">${submit(m, 'door', make)}</div>
  </form>`;
}

function guest(m: Model, a: Actions): TemplateResult {
  const w = t.guest;
  if (!a.session.hasSecret) return html`<p class="c2">${m.look === 'gone' ? w.ended : ''}</p>`;
  const send = sending(m, 'door', () => a.session.openAsGuest(m.drafts['door/name'] ?? ''));
  return html`<form class="form" @submit=${send}>
    ${textField(m, a, 'door/name', w.name, { required: true, autocomplete: 'name' })}
    <p class="c3 t12">${w.why}</p>
    ${failureOf(m, 'door')}
    <div class="acts">${submit(m, 'door', w.listen)}</div>
  </form>`;
}

function frame(title: string, inside: TemplateResult): TemplateResult {
  return html`<main class="door" id="main">
    <div class="door-inside">
      <h1>${asSentence(title)}</h1>
      ${inside}
    </div>
  </main>`;
}
