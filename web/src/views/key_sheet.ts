/* The list of keys, which is the table of what they do, and what a person sets up for this browser. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ways } from './fields.js';
import { IS_MAC } from './keys.js';
import { KEYS, typingKeys } from './key_table.js';
import type { Key } from './key_table.js';
import { capsOf } from '../pure/keys.js';
import type { Actions } from '../state/actions.js';
import { THEMES } from '../state/settings.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.keys;
const MANY = 3; /* more are shown as the first to the last */

const cap = (name: string): TemplateResult => html`<kbd>${name}</kbd>`;

/* What all presses begin with is shown once. */
function capsIn({ presses }: Key): TemplateResult {
  const all = Object.keys(presses).map(capsOf);
  const [first = []] = all;
  const shared = first.slice(0, -1).filter((name, i) => all.every((caps) => caps[i] === name));
  const own = all.map((caps) => caps.slice(shared.length));
  const shown = own.length > MANY ? [own[0] ?? [], own[own.length - 1] ?? []] : own;
  const between = own.length > MANY ? html`<span>${t.to}</span>` : '';
  return html`${shared.map(cap)}${shown.map((caps, i) => html`${i > 0 ? between : ''}${caps.map(cap)}`)}`;
}

export function keySheet(m: Model, a: Actions): TemplateResult {
  return html`<dl class="key-list">
      ${KEYS.map(
        (key) =>
          html`<div data-key=${key.name}>
            <dt>${capsIn(key)}</dt>
            <dd>${t.does[key.name]}</dd>
          </div>`,
      )}
    </dl>
    <p class="key-typing c2">
      ${t.typing}
      ${typingKeys(IS_MAC).map(
        (key) =>
          html`<span data-key="typing-${key.name}"
            >${capsIn(key)} ${t.while_typing[key.name]}</span
          >`,
      )}
    </p>
    ${settings(m, a)}`;
}

function settings(m: Model, a: Actions): TemplateResult {
  const check = (on: boolean, label: string, set: (on: boolean) => void): TemplateResult =>
    html`<label class="check"
      ><input
        type="checkbox"
        .checked=${on}
        @change=${(e: Event) => set((e.target as HTMLInputElement).checked)}
      />${label}</label
    >`;
  return html`<div class="settings">
    <h3>${t.settings}</h3>
    ${ways(
      t.theme,
      THEMES.map((theme) => [theme, t.themes[theme]] as const),
      m.theme,
      (theme) => a.setTheme(theme),
    )}
    ${check(m.letters, t.letters, (on) => a.setLetters(on))}
    ${check(m.typing_pauses, t.typing_pauses, (on) => a.setTypingPauses(on))}
  </div>`;
}
