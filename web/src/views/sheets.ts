/* What comes up over the page: the list of keys, the account, people and agreement, on a phone the
 * rest of what can be switched, and the password where a session has ended. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { account } from './account.js';
import { agreement } from './agreement.js';
import { crew } from './crew.js';
import { cutsSheet } from './cuts.js';
import { signInForm } from './doors.js';
import { failureOf } from './fields.js';
import { gotoSheet } from './goto_sheet.js';
import { keySheet } from './key_sheet.js';
import { listenSheet } from './listen_sheet.js';
import { mixSheet } from './mix_sheet.js';
import { newProduction } from './new_production.js';
import { oversSheet } from './overs_sheet.js';
import { setSheet, setTitle } from './set_sheet.js';
import { sinceSheet } from './since.js';
import { stemPlan } from './stem_plan.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model, Sheet } from '../state/model.js';
import { text } from '../text.js';

export function sheets(m: Model, a: Actions): TemplateResult {
  const t = text.people;
  const over = m.out && (m.loaded !== null || m.productions !== null || m.view === 'invite');
  return html`${sheet('keys', m, a, text.keys.title, () => keySheet(m, a))}
  ${sheet('goto', m, a, text.goto.title, () => ofLoaded(m, (l) => gotoSheet(m, l, a)))}
  ${sheet('listen', m, a, text.listen.more, () => ofLoaded(m, (l) => listenSheet(m, l, a)))}
  ${sheet('mix', m, a, text.mix.title, () => ofLoaded(m, (l) => mixSheet(m, l, a)))}
  ${sheet('overs', m, a, text.heard.overs_title, () => oversSheet(m, a))}
  ${sheet('account', m, a, t.account.title, () => account(m, a))}
  ${sheet('crew', m, a, t.crew.title, () => crew(m, a))}
  ${sheet('agreement', m, a, t.agreement.title, () => agreement(m, a))}
  ${sheet('stem_plan', m, a, text.looks.title, () => stemPlan(m, a))}
  ${sheet('new_production', m, a, t.new_production.title, () => newProduction(m, a))}
  ${m.loaded && !m.loaded.guest ? ofProduction(m, m.loaded, a) : nothing} ${signInAgain(m, over, a)}`;
}

/* What belongs to one production. */
function ofProduction(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const t = text.overview;
  return html`${sheet('set', m, a, setTitle(m), () => setSheet(m, loaded, a))}
  ${sheet('since', m, a, t.since.title, () => sinceSheet(m, loaded, a))}
  ${sheet('cuts', m, a, t.cuts.title, () => cutsSheet(m, loaded, a))}`;
}

/* Over all that is open, which stays as it is until it is known again who sits here. */
function signInAgain(m: Model, over: boolean, a: Actions): TemplateResult {
  const t = text.people.sign_in;
  const again = m.view !== 'invite';
  return html`<dialog
    class="sheet narrow"
    aria-labelledby="sheet-out"
    ${ref(shown(over))}
    @cancel=${(event: Event) => event.preventDefault()}
  >
    <div class="sheet-body">
      ${
        over
          ? html`<div class="sheet-head">
                <h2 id="sheet-out">${again ? t.again : t.title}</h2>
              </div>
              ${again ? html`<p class="c2">${t.again_why}</p>` : nothing} ${signInForm(m, a)}`
          : nothing
      }
    </div>
  </dialog>`;
}

const shown =
  (open: boolean) =>
  (element?: Element): void => {
    if (!(element instanceof HTMLDialogElement) || element.open === open) return;
    if (open) element.showModal();
    else element.close();
  };

function sheet(
  name: Sheet,
  m: Model,
  a: Actions,
  title: string,
  body: () => TemplateResult,
): TemplateResult {
  const open = m.sheet === name;
  const outside = (event: Event): void => {
    if (event.target === event.currentTarget) a.setSheet(null);
  };
  return html`<dialog
    class="sheet ${name}"
    aria-labelledby="sheet-${name}"
    ${ref(shown(open))}
    @close=${() => open && a.setSheet(null)}
    @click=${outside}
  >
    <div class="sheet-body">
      <div class="sheet-head">
        <h2 id="sheet-${name}">${title}</h2>
        <button class="btn small" @click=${() => a.setSheet(null)}>${text.listen.close}</button>
      </div>
      ${open ? html`${body()} ${m.failures['sheet'] ? failureOf(m, 'sheet') : nothing}` : nothing}
    </div>
  </dialog>`;
}

const ofLoaded = (m: Model, body: (loaded: Loaded) => TemplateResult): TemplateResult =>
  m.loaded ? body(m.loaded) : html``;
