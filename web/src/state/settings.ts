/* What a person set up for this browser, kept in it. */
import { MONITORINGS } from '../api/talk_types.js';
import type { Model, Theme } from './model.js';

const KEY = 'predub';
export const THEMES: readonly Theme[] = ['auto', 'dark', 'light'];

export function readSettings(): Pick<Model, 'theme' | 'letters' | 'typing_pauses' | 'monitoring'> {
  const saved = readSaved();
  const theme = THEMES.find((t) => t === saved['theme']) ?? 'auto';
  const monitoring = MONITORINGS.find((m) => m === saved['monitoring']) ?? 'headphones';
  return {
    theme,
    letters: saved['letters'] !== false,
    typing_pauses: saved['typing_pauses'] === true,
    monitoring,
  };
}

function readSaved(): Record<string, unknown> {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof saved === 'object' && saved !== null ? { ...saved } : {};
  } catch {
    return {}; /* storage is closed to us, or holds something else */
  }
}

export function writeSettings({ theme, letters, typing_pauses, monitoring }: Model): void {
  const text = JSON.stringify({ theme, letters, typing_pauses, monitoring });
  try {
    if (localStorage.getItem(KEY) !== text) localStorage.setItem(KEY, text);
  } catch {
    /* storage is closed to us: the choice lasts as long as the page */
  }
}
