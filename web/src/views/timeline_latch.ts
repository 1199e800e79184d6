/* What the buttons of a lane show. */
import type { Choice } from '../pure/recipe.js';

export const isSoloed = (_choice: Choice, _role: string): boolean => false;

export function isMuted(choice: Choice, role: string): boolean {
  if (role === 'Dialogue') return !choice.dialogue;
  if (role === 'Effects') return !choice.effects;
  return role === 'Full mix';
}

export const isHeard = (choice: Choice, role: string, _stems: readonly string[]): boolean =>
  !isMuted(choice, role) && choice.music;
