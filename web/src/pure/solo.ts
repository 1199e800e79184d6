/* What the buttons of a lane and the latches of the transport do to what is heard. */
import { DIALOGUE, EFFECTS, FULL_MIX, groupsOf, isMuted } from './recipe.js';
import type { Choice, Group } from './recipe.js';

export type Part = 'music' | 'dialogue' | 'effects';

const without = (list: readonly string[], roles: readonly string[]): readonly string[] =>
  list.filter((role) => !roles.includes(role));

const isTemp = (role: string): boolean => role === DIALOGUE || role === EFFECTS;

/* The full mix and a stem are never soloed together: they would be summed. */
export function withSolo(choice: Choice, role: string): Choice {
  if (choice.soloed.includes(role)) return { ...choice, soloed: without(choice.soloed, [role]) };
  const stays = (other: string): boolean =>
    isTemp(role) || isTemp(other) || (role === FULL_MIX) === (other === FULL_MIX);
  return { ...choice, soloed: [...choice.soloed.filter(stays), role] };
}

/* Turns the mute of a lane over. To unmute the full mix is to hear it in place of the stems, and to
 * unmute a stem while it is heard, the other way round. */
export function withMute(choice: Choice, role: string): Choice {
  const bare = { ...choice, soloed: without(choice.soloed, [role]) };
  if (role === DIALOGUE) return { ...bare, dialogue: isMuted(choice, role) };
  if (role === EFFECTS) return { ...bare, effects: isMuted(choice, role) };
  if (role === FULL_MIX) return { ...bare, mix: isMuted(choice, role) };
  if (!isMuted(choice, role)) return { ...bare, muted: [...without(bare.muted, [role]), role] };
  return {
    ...bare,
    mix: false,
    muted: without(bare.muted, [role]),
    groups: bare.groups.map((group) =>
      groupsOf(choice, role).includes(group) ? { ...group, is_muted: false } : group,
    ),
  };
}

/* Takes back every solo and mute. */
export function cleared(choice: Choice): Choice {
  const groups = choice.groups.map((group) => ({ ...group, is_muted: false }));
  return { ...choice, mix: false, muted: [], soloed: [], groups };
}

function rolesOfPart(choice: Choice, part: Part, stems: readonly string[]): readonly string[] {
  if (part === 'dialogue') return [DIALOGUE];
  if (part === 'effects') return [EFFECTS];
  return choice.mix ? [FULL_MIX] : stems;
}

/* Whether the latch of a part is on; under a solo, whether any of it is soloed. */
export function isPartIn(choice: Choice, part: Part, stems: readonly string[]): boolean {
  if (choice.soloed.length === 0) return choice[part];
  const roles = part === 'music' ? [...stems, FULL_MIX] : rolesOfPart(choice, part, stems);
  return roles.some((role) => choice.soloed.includes(role));
}

export function withPart(choice: Choice, part: Part, stems: readonly string[]): Choice {
  const on = !isPartIn(choice, part, stems);
  const roles = part === 'music' ? [...stems, FULL_MIX] : rolesOfPart(choice, part, stems);
  const others = without(choice.soloed, roles);
  const more = on && others.length > 0 ? rolesOfPart(choice, part, stems) : [];
  return { ...choice, [part]: on, soloed: [...others, ...more] };
}

/* The prints as they are; parts, LFE, Centre and fold-down stay. */
export const asPrinted = (choice: Choice): Choice => ({
  ...choice,
  mix: false,
  muted: [],
  soloed: [],
  gains: {},
  groups: [],
});

export function withGain(choice: Choice, role: string, gain_db: number): Choice {
  const { [role]: _, ...others } = choice.gains;
  return { ...choice, gains: gain_db === 0 ? others : { ...others, [role]: gain_db } };
}

/* A stem obeys one group: a new group takes it out of the one it was in. */
export function withGroup(choice: Choice, name: string, stems: readonly string[]): Choice {
  const left = choice.groups
    .map((group) => ({ ...group, stems: without(group.stems, stems) }))
    .filter((group) => group.stems.length > 0);
  const made = { name, stems, gain_db: 0, is_muted: false, is_suspended: false };
  return { ...choice, groups: [...left, made] };
}

export function withGroupChanged(choice: Choice, index: number, change: Partial<Group>): Choice {
  const groups = choice.groups.map((group, i) => (i === index ? { ...group, ...change } : group));
  return { ...choice, groups };
}

export const withoutGroup = (choice: Choice, index: number): Choice => ({
  ...choice,
  groups: choice.groups.filter((_, i) => i !== index),
});
