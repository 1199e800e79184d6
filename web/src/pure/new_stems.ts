/* What is typed of a new production, read. */

export const FIVE_STEMS = ['String', 'Brass', 'Atmospheric', 'FX inst', 'Percussion'] as const;

/* One name a line, or with commas; each once. */
export function stemsOf(typed: string): readonly string[] {
  const names = typed
    .split(/[\n,;]/)
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter((name) => name !== '');
  return [...new Set(names)];
}

/* "-6", "\u22126 dB", "-6,5"; undefined: not a number from -24 to 0. */
export function headroomOf(typed: string): number | undefined {
  const match = /^[-\u2212]?(\d+(?:[.,]\d+)?)\s*(?:dB)?$/i.exec(typed.trim());
  const db = match?.[1] === undefined ? NaN : -Number(match[1].replace(',', '.'));
  return db >= -24 && db <= 0 ? db + 0 : undefined;
}
