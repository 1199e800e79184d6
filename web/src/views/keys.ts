/* Listens to the keys of the whole page. */
import { isSingle, pressesOf } from '../pure/keys.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { KEYS, typingKeys } from './key_table.js';
import type { Act, Key } from './key_table.js';

export const IS_MAC = /^(?:Mac|iP)/.test(navigator.platform);

const TYPING = typingKeys(IS_MAC);

/* Where letters are typed. */
const TYPED_IN =
  'textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])';

type Found = { readonly key: Key; readonly act: Act };

function among(keys: readonly Key[], presses: readonly string[]): Found | undefined {
  for (const press of presses)
    for (const key of keys) {
      const act = key.presses[press];
      if (act) return { key, act };
    }
  return undefined;
}

/* What belongs to the focused control: Space presses it, arrows move it. */
function isOfControl(key: string, target: Element | null): boolean {
  if (key === ' ')
    return target?.closest('button, a, summary, input')?.matches(':focus-visible') ?? false;
  return key.startsWith('Arrow') && (target?.matches('input') ?? false);
}

/* What a key does now; undefined where it belongs to the browser or to the focused control. */
function foundOf(event: KeyboardEvent, m: Model): Found | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  const presses = pressesOf(event, event.getModifierState('AltGraph'));
  const dialog = target?.closest('dialog') ?? document.querySelector('dialog:modal');
  const typing = target?.closest(TYPED_IN) ?? null;
  if (presses[0]?.startsWith('Ctrl ')) return among(TYPING, presses);
  if (typing) return dialog ? undefined : among(TYPING, presses);
  if (dialog || isOfControl(event.key, target)) return undefined;
  return among(KEYS, m.letters ? presses : presses.filter((press) => !isSingle(press)));
}

export function listenToKeys(on: Document, state: () => Model, actions: Actions): void {
  on.addEventListener('keydown', (event) => {
    const m = state();
    const found = foundOf(event, m);
    if (!found || (m.heard === null && !found.key.silent)) return;
    if (event.repeat && !found.key.repeats) return event.preventDefault();
    event.preventDefault();
    found.act(m, actions, event.target instanceof Element ? event.target : null);
  });
  on.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) actions.typed();
  });
}
