/* Keys of the whole page. */
import { nextFold } from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';

type Act = (m: Model, a: Actions) => unknown;

const JUMP_S = 5;

const LETTERS: Readonly<Record<string, Act>> = {
  j: (_, a) => a.stepSeconds(-JUMP_S),
  k: (_, a) => a.pause(),
  l: (m, a) => (m.sound === 'paused' ? a.play() : a.stepSeconds(JUMP_S)),
  e: (m, a) => a.choose({ lfe: m.choice.lfe === 'out' ? 'plus_4' : 'out' }),
  c: (m, a) => a.choose({ centre: !m.choice.centre }),
  f: (m, a) => a.choose({ fold: nextFold(m.choice.fold) }),
  '6': (m, a) => a.choose({ music: !m.choice.music }),
  '7': (m, a) => a.choose({ dialogue: !m.choice.dialogue }),
  '8': (m, a) => a.choose({ effects: !m.choice.effects }),
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

const letterOf = (key: string): Act | undefined => LETTERS[key] ?? LETTERS[key.toLowerCase()];

/* What a key does now; undefined where it belongs to the browser or to the focused control. */
function actOf(event: KeyboardEvent, m: Model): Act | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, select, textarea, dialog')) return undefined;
  if (event.key === ' ' && target?.closest('button, a')?.matches(':focus-visible'))
    return undefined;
  const shift = event.shiftKey && event.key.startsWith('Arrow') ? 'Shift ' : '';
  return OTHERS[shift + event.key] ?? (m.letters ? letterOf(event.key) : undefined);
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
