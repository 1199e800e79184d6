/* Every key of the page: what it does, and the list of them that is shown. Both read this one table. */
import { byConcern } from '../pure/concern.js';
import { nextFold } from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { keys as words } from '../text.js';

export type Act = (m: Model, a: Actions, on: Element | null) => unknown;

export interface Key<Name extends string = string> {
  readonly name: Name; /* of its words */
  readonly presses: Readonly<Record<string, Act>>;
  readonly repeats?: boolean; /* goes on while it is held down */
  readonly silent?: boolean; /* of use before there is anything to hear */
}

const JUMP_S = 5;
const ZOOM = 2;
const STEMS = [1, 2, 3, 4, 5];

/* The stems by their place in the plan. */
const stemKeys = (shift: string, act: 'solo' | 'mute'): Record<string, Act> =>
  Object.fromEntries(
    STEMS.map((n) => [
      `${shift}Digit${n}`,
      (m, a) => {
        const stem = m.loaded?.production.stems[n - 1];
        if (stem !== undefined) a.listen[act](stem);
      },
    ]),
  );

/* Who stands on no side neither asks nor signs. A guest may note, if anything. */
const hasSide = (m: Model): boolean => (m.loaded?.production.side ?? 'none') !== 'none';

/* Where one says something about a scene. */
const compose =
  (what: 'note' | 'ask' | 'sign'): Act =>
  (m, a) => {
    if (what !== 'note' && !hasSide(m)) return;
    a.showPart('review');
    a.talk.compose(what);
  };

function nextByConcern(m: Model, a: Actions): void {
  const scenes = m.loaded?.scenes ?? [];
  const order = byConcern(
    scenes.map(({ id }) => m.measures?.scenes.find(({ scene_id }) => scene_id === id)),
  );
  const next = order[(order.indexOf(m.scene) + 1) % order.length];
  if (next !== undefined) a.toScene(next);
}

function openTable(_: Model, a: Actions, on: Element | null): void {
  a.showPart('review');
  a.timeline.openTable(on?.closest<HTMLElement>('[data-lane]')?.dataset['lane'] ?? 'lfe');
}

function find(m: Model, a: Actions): void {
  if (!m.loaded || m.loaded.guest) return;
  a.showPart('scenes');
  requestAnimationFrame(() => document.getElementById('find')?.focus());
}

const toggleLfe: Act = (m, a) => a.choose({ lfe: m.choice.lfe === 'out' ? 'plus_4' : 'out' });

export const KEYS: readonly Key<keyof typeof words.does>[] = [
  { name: 'play', presses: { Space: (_, a) => a.toggle() } },
  {
    name: 'shuttle',
    presses: {
      j: (_, a) => a.stepSeconds(-JUMP_S),
      k: (_, a) => a.pause(),
      l: (m, a) => (m.sound === 'paused' ? a.play() : a.stepSeconds(JUMP_S)),
    },
  },
  {
    name: 'frame',
    repeats: true,
    presses: { ArrowLeft: (_, a) => a.stepFrames(-1), ArrowRight: (_, a) => a.stepFrames(1) },
  },
  {
    name: 'second',
    repeats: true,
    presses: {
      'Shift ArrowLeft': (_, a) => a.stepSeconds(-1),
      'Shift ArrowRight': (_, a) => a.stepSeconds(1),
    },
  },
  {
    name: 'scene',
    repeats: true,
    presses: { ArrowUp: (_, a) => a.sceneBefore(), ArrowDown: (_, a) => a.sceneAfter() },
  },
  { name: 'concern', presses: { n: nextByConcern } },
  {
    name: 'worst',
    presses: { w: (_, a) => a.timeline.toWorst(1), 'Shift w': (_, a) => a.timeline.toWorst(-1) },
  },
  {
    name: 'range',
    presses: { '[': (_, a) => a.listen.mark('in'), ']': (_, a) => a.listen.mark('out') },
  },
  { name: 'loop', presses: { r: (m, a) => a.listen.setLoop(!m.loop) } },
  { name: 'note', presses: { m: compose('note') } },
  { name: 'ask', presses: { q: askOrAnswer } },
  { name: 'sign', presses: { 'Shift s': compose('sign') } },
  { name: 'find', silent: true, presses: { '/': find } },
  { name: 'lfe', presses: { e: toggleLfe } },
  { name: 'centre', presses: { c: (m, a) => a.choose({ centre: !m.choice.centre }) } },
  { name: 'solo', presses: stemKeys('', 'solo') },
  { name: 'mute', presses: stemKeys('Shift ', 'mute') },
  { name: 'clear', presses: { Digit0: (_, a) => a.listen.clear() } },
  {
    name: 'parts',
    presses: {
      Digit6: (_, a) => a.listen.toggle('music'),
      Digit7: (_, a) => a.listen.toggle('dialogue'),
      Digit8: (_, a) => a.listen.toggle('effects'),
    },
  },
  { name: 'fold', presses: { f: (m, a) => a.choose({ fold: nextFold(m.choice.fold) }) } },
  { name: 'set', presses: { a: (_, a) => a.listen.toggleSet() } },
  { name: 'table', presses: { t: openTable } },
  {
    name: 'zoom',
    repeats: true,
    presses: { '+': (_, a) => a.timeline.zoom(1 / ZOOM), '-': (_, a) => a.timeline.zoom(ZOOM) },
  },
  { name: 'reel', presses: { z: (_, a) => a.timeline.toggleReel() } },
  { name: 'goto', presses: { g: (_, a) => a.setSheet('goto') } },
  { name: 'list', silent: true, presses: { '?': (_, a) => a.setSheet('keys') } },
];

/* Answers the question that waits for one's own side, where there is one. */
function askOrAnswer(m: Model, a: Actions): void {
  if (!hasSide(m)) return;
  a.showPart('review');
  const field = (): HTMLElement | null =>
    document.querySelector('.panel form .switch.five > button');
  if (field()) field()?.focus();
  else a.talk.compose('ask');
}

const send: Act = (_m, _a, on) => on?.closest('form')?.requestSubmit();
const leave: Act = (_m, _a, on) => on instanceof HTMLElement && on.blur();

/* Also while one types. On a Mac, Ctrl Space belongs to the system. */
export const typingKeys = (mac: boolean): readonly Key<keyof typeof words.while_typing>[] => [
  { name: 'play', presses: { [mac ? 'Ctrl p' : 'Ctrl Space']: (_, a) => a.toggle() } },
  {
    name: 'second',
    repeats: true,
    presses: { 'Ctrl ,': (_, a) => a.stepSeconds(-1), 'Ctrl .': (_, a) => a.stepSeconds(1) },
  },
  { name: 'lfe', presses: { 'Ctrl e': toggleLfe } },
  { name: 'send', silent: true, presses: { 'Ctrl Enter': send } },
  { name: 'leave', silent: true, presses: { Escape: leave } },
];
