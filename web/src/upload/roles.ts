/* Roles of prints and temps, as people write them: the rules of codec/media/roles.c and
 * server/api/roles.c, so that the page plans what the server will take. */

export type Kind = 'stem' | 'mix' | 'dialogue' | 'effects';

export interface RoleFound {
  readonly kind: Kind | null;
  readonly role: string; /* as given where kind is null */
}

const WRITTEN: readonly (readonly [Kind, string, string])[] = [
  ['stem', 'String', 'string strings str strs stg stgs'],
  ['stem', 'Brass', 'brass brs'],
  ['stem', 'Atmospheric', 'atmospheric atmospherics atmosphere atmos atmo atm'],
  ['stem', 'FX inst', 'fxinst fxinstr fxinstrument fxinstruments fxi'],
  ['stem', 'Percussion', 'percussion percussions perc percs prc'],
  ['mix', 'Full mix', 'fullmix fmix mixdown mix mx'],
  ['dialogue', 'Dialogue', 'dialogue dialogues dialog dia dlg dx'],
  ['effects', 'Effects', 'effects efx sfx fx'],
];
const ALIASES = new Map(
  WRITTEN.flatMap(([kind, role, words]) =>
    words.split(' ').map((word) => [word, { kind, role }] as const),
  ),
);
export const NAME_CHARACTERS = 63;

/* What surrounds a role in a name is no part of it. */
function squeeze(text: string): string {
  const plain = text
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase()
    .slice(0, NAME_CHARACTERS);
  const bare = plain.replace(/(?<=.)stems?$/, '');
  return bare === plain ? plain.replace(/(?<=.)temp$/, '') : bare;
}

export function readRole(text: string): RoleFound {
  return ALIASES.get(squeeze(text)) ?? { kind: null, role: text };
}

function sameStem(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  const [one, other] = [readRole(a), readRole(b)];
  return one.kind === 'stem' && other.kind === 'stem' && one.role === other.role;
}

const fold = (text: string): string =>
  text.replace(/[\x00-\x7f]/g, (c) => (/[a-z0-9]/i.test(c) ? c.toLowerCase() : ''));

/* The role of a production with these stems that a word means. */
export function roleOfWord(stems: readonly string[], word: string): RoleFound {
  const stem = stems.find((s) => sameStem(s, word));
  if (stem !== undefined) return { kind: 'stem', role: stem };
  const found = readRole(word);
  return found.kind === 'stem' ? { kind: null, role: word } : found;
}

/* A stem of the plan that the name spells out; none when it spells out several. */
export function stemWithin(stems: readonly string[], filename: string): RoleFound {
  const name = fold(filename);
  const found = stems.filter((s) => fold(s).length >= 3 && name.includes(fold(s)));
  return found.length === 1 ? { kind: 'stem', role: found[0] as string } : { kind: null, role: '' };
}
