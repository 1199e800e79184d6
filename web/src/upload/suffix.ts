/* The channel that the end of a name tells: "Name.Ls", "Name_LFE", "Name (Left)". */

export type Channel = 'L' | 'R' | 'C' | 'LFE' | 'Ls' | 'Rs';
export const CHANNELS: readonly Channel[] = ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'];

/* Longer ones first where one ends in another. */
const SUFFIXES: readonly (readonly [Channel, readonly string[]])[] = [
  ['Ls', ['left surround', 'left_surround', 'leftsurround', 'left sur', 'l surround']],
  ['Ls', ['surround left', 'lsur']],
  ['Rs', ['right surround', 'right_surround', 'rightsurround', 'right sur', 'r surround']],
  ['Rs', ['surround right', 'rsur']],
  ['C', ['centre', 'center']],
  ['R', ['right']],
  ['L', ['left']],
  ['LFE', ['lfe', 'sub']],
  ['C', ['ctr', 'cen']],
  ['Ls', ['ls']],
  ['Rs', ['rs']],
  ['Ls', ['sl']],
  ['Rs', ['sr']],
  ['Ls', ['bl']],
  ['Rs', ['br']],
  ['L', ['l']],
  ['R', ['r']],
  ['C', ['c']],
];
const SEPARATORS = '._- ([';

export interface Suffix {
  readonly channel: Channel | null;
  readonly base: string; /* without the suffix and its separators */
}

/* name has no extension any more. */
export function readSuffix(name: string): Suffix {
  const text = name.replace(/[ )\]]+$/, '').toLowerCase();
  for (const [channel, words] of SUFFIXES) {
    const word = words.find((w) => text.endsWith(w));
    if (word === undefined) continue;
    const before = text.length - word.length;
    if (before > 0 && !SEPARATORS.includes(text.charAt(before - 1))) continue;
    return { channel, base: name.slice(0, before).replace(/[._\- ([]+$/, '') };
  }
  return { channel: null, base: name };
}
