/* What was pressed, by name: "e", "Shift s", "Digit1", "Shift ArrowLeft", "Ctrl Space". Letters and
 * signs go by what stands on the key, digits by the key's place, since some keyboards want Shift for
 * them. */

export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/* Where a sign is out of reach on a keyboard, the key at its place on an American one does. */
const PLACES: Readonly<Record<string, string>> = { BracketLeft: '[', BracketRight: ']' };

/* The names, the first that means something counts. third: the keyboard's third level (AltGr), which
 * some systems tell as Ctrl and Alt. */
export function pressesOf(pressed: Pressed, third = false): readonly string[] {
  const { key, code, shiftKey, ctrlKey, metaKey, altKey } = pressed;
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toLowerCase() : key;
  if ((ctrlKey || metaKey || altKey) && !third) {
    const plain = !altKey && !shiftKey && (ctrlKey || name === 'Enter');
    return plain ? [`Ctrl ${name}`] : [];
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  const typed = name.length === 1 && !/\p{L}/u.test(name);
  return [
    ...(typed && !/\d/.test(name) ? [name] : []),
    ...(digit ? [`${shiftKey ? 'Shift ' : ''}Digit${digit}`] : []),
    ...(typed ? [] : [`${shiftKey ? 'Shift ' : ''}${name}`]),
    ...(PLACES[code] !== undefined && !shiftKey ? [PLACES[code]] : []),
  ];
}

/* One letter, digit or sign, which people who speak to their machine press by accident. */
export function isSingle(press: string): boolean {
  return !press.startsWith('Ctrl ') && /^(?:Shift )?(?:.|Digit\d)$/u.test(press);
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
  Escape: 'Esc',
  Shift: '\u21e7',
  '-': '\u2212',
};

/* What stands on the keys of a press. */
export function capsOf(press: string): readonly string[] {
  return press
    .split(' ')
    .map(
      (part) => CAPS[part] ?? (part.length === 1 ? part.toUpperCase() : part.replace('Digit', '')),
    );
}
