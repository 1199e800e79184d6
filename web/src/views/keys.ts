/* Keys of the whole page. */
import { nextFold } from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';

type Act = (m: Model, a: Actions) => unknown;

const JUMP_S = 5;

/* The stems by their place in the plan. */
function stemKey(n: number, act: 'solo' | 'mute'): Act {
  return (m, a) => {
    const stem = m.loaded?.production.stems[n - 1];
    if (stem !== undefined) a.listen[act](stem);
  };
}

const LETTERS: Readonly<Record<string, Act>> = {
  j: (_, a) => a.stepSeconds(-JUMP_S),
  k: (_, a) => a.pause(),
  l: (m, a) => (m.sound === 'paused' ? a.play() : a.stepSeconds(JUMP_S)),
  e: (m, a) => a.choose({ lfe: m.choice.lfe === 'out' ? 'plus_4' : 'out' }),
  c: (m, a) => a.choose({ centre: !m.choice.centre }),
  f: (m, a) => a.choose({ fold: nextFold(m.choice.fold) }),
  a: (_, a) => a.listen.toggleSet(),
  r: (m, a) => a.listen.setLoop(!m.loop),
  '[': (_, a) => a.listen.mark('in'),
  ']': (_, a) => a.listen.mark('out'),
  '0': (_, a) => a.listen.clear(),
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [String(n), stemKey(n, 'solo')])),
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`Shift ${n}`, stemKey(n, 'mute')])),
  '6': (_, a) => a.listen.toggle('music'),
  '7': (_, a) => a.listen.toggle('dialogue'),
  '8': (_, a) => a.listen.toggle('effects'),
  m: (_, a) => a.talk.compose('note'),
  q: (m, a) => hasSide(m) && a.talk.compose('ask'),
  S: (m, a) => hasSide(m) && a.talk.compose('sign'),
  '?': (_, a) => a.setSheet('keys'),
};

const OTHERS: Readonly<Record<string, Act>> = {
  ' ': (_, a) => a.toggle(),
  ArrowLeft: (_, a) => a.stepFrames(-1),
  ArrowRight: (_, a) => a.stepFrames(1),
  'Shift ArrowLeft': (_, a) => a.stepSeconds(-1),
  'Shift ArrowRight': (_, a) => a.stepSeconds(1),
  ArrowUp: (_, a) => a.sceneBefore(),
  ArrowDown: (_, a) => a.sceneAfter(),
};

/* Who stands on no side neither asks nor signs. A guest may note, if anything. */
const hasSide = (m: Model): boolean => (m.loaded?.production.side ?? 'none') !== 'none';

/* A digit with Shift is another sign on every keyboard, so it is known by its key. */
function letterOf({ key, code, shiftKey }: KeyboardEvent): Act | undefined {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return LETTERS[shiftKey ? `Shift ${digit}` : digit];
  return LETTERS[key] ?? LETTERS[key.toLowerCase()];
}

/* What a key does now; undefined where it belongs to the browser or to the focused control. */
function actOf(event: KeyboardEvent, m: Model): Act | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, select, textarea, dialog')) return undefined;
  if (event.key === ' ' && target?.closest('button, a')?.matches(':focus-visible'))
    return undefined;
  const shift = event.shiftKey && event.key.startsWith('Arrow') ? 'Shift ' : '';
  return OTHERS[shift + event.key] ?? (m.letters ? letterOf(event) : undefined);
}

export function listenToKeys(on: Document, state: () => Model, actions: Actions): void {
  on.addEventListener('keydown', (event) => {
    const act = actOf(event, state());
    const here = state().heard !== null || event.key === '?';
    if (!act || !here) return;
    event.preventDefault();
    act(state(), actions);
  });
}
