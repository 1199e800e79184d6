/* What a file name says: cue, stem, version, channel. The rules of codec/media/names.c, so that the
 * page reads names as the server does. */
import { NAME_CHARACTERS, readRole } from './roles.js';
import type { Kind, RoleFound } from './roles.js';
import { readSuffix } from './suffix.js';
import type { Channel } from './suffix.js';

export interface NameFacts {
  readonly project: string;
  readonly cue: string; /* "1m1" as written, "m" in lower case */
  readonly reel: number; /* 0 when there is no cue */
  readonly number: number;
  readonly version: string; /* "3.2" of v3.2 */
  readonly picture: string; /* "0917" of c0917 */
  readonly kind: Kind | null;
  readonly role: string;
  readonly channel: Channel | null; /* of one mono file of a set */
  readonly base: string; /* what the files of a multi-mono set share */
}

type Facts = { -readonly [K in keyof NameFacts]: NameFacts[K] };

interface Token {
  readonly text: string;
  readonly at: number; /* in base */
  used: boolean; /* told something else than the role */
}

interface Tokens {
  readonly base: string;
  readonly all: readonly Token[];
  afterCue: number; /* the first token behind the cue, 0 if there is none */
}

const EXTENSION = /\.(wav|wave|bwf|rf64|bw64|w64|aiff|aif|aifc|caf|flac)$/i;
const TOKENS = 48;
const BASE_CHARACTERS = 255;
const ROLE_WORDS = 3;
const VERSION = /^v(\d+(?:\.\d+)*)$/i;
const PART_OF_SECTION = /^(low|lo|high|hi|solo|shorts?|longs?)$/i;

export const isSoundName = (name: string): boolean => EXTENSION.test(name);

/* A dot between digits is part of a version, not a border. */
function split(base: string): Token[] {
  const words = base.matchAll(/(?:[^ _\-()[\].]|(?<=\d)\.(?=\d))+/g);
  return [...words].slice(0, TOKENS).map((m) => ({ text: m[0], at: m.index, used: false }));
}

const clean = (text: string): string =>
  text
    .replace(/[\x00-\x1f\x7f]/g, ' ')
    .slice(0, BASE_CHARACTERS)
    .replace(/ +$/, '');

/* "1m01", "2m03A", and "1m1v2" with its version stuck on. */
function readCue(out: Facts, text: string): boolean {
  const match = /^(\d{1,2})m(\d{1,3})([a-z]*)(.*)$/i.exec(text);
  if (!match) return false;
  const [, reel = '', number = '', letters = '', rest = ''] = match;
  const stuck = rest !== '';
  const version = stuck ? VERSION.exec(letters.slice(-1) + rest) : null;
  if (stuck && !version) return false;
  out.version = version?.[1] ?? out.version;
  out.cue = `${reel}m${number}${stuck ? letters.slice(0, -1) : letters}`;
  out.reel = Number(reel);
  out.number = Number(number);
  return true;
}

function readVersion(out: Facts, text: string): boolean {
  const version = out.version === '' ? VERSION.exec(text)?.[1] : undefined;
  if (version === undefined) return false;
  out.version = version;
  return true;
}

function readPicture(out: Facts, text: string): boolean {
  if (out.picture !== '' || (out.cue === '' && out.version === '')) return false;
  const picture = /^c(\d+)$/i.exec(text)?.[1];
  if (picture === undefined) return false;
  out.picture = picture;
  return true;
}

/* "s01e01", "r1": what stands in front is the project where no cue tells. */
const isEpisodeOrReel = (text: string): boolean => /^(r\d{1,2}|s\d+e\d+)$/i.test(text);

/* What stands before a token is the project, unless it is a role ("Strings 1m1"). */
function readProject(out: Facts, tokens: Tokens, end: number): void {
  const before = tokens.all.slice(0, end);
  const last = before[end - 1];
  if (!last || before.some(({ text }) => readRole(text).kind !== null || isEpisodeOrReel(text)))
    return;
  out.project = tokens.base
    .slice(before[0]?.at, last.at + last.text.length)
    .slice(0, NAME_CHARACTERS);
  for (const token of before) token.used = true;
}

function readFacts(out: Facts, tokens: Tokens): void {
  tokens.all.forEach((token, i) => {
    if (out.cue === '' && readCue(out, token.text)) {
      token.used = true;
      tokens.afterCue = i + 1;
      readProject(out, tokens, i);
    } else token.used = readVersion(out, token.text) || readPicture(out, token.text);
  });
  const place = out.cue === '' ? tokens.all.findIndex(({ text }) => isEpisodeOrReel(text)) : -1;
  if (place < 0) return;
  (tokens.all[place] as Token).used = true;
  readProject(out, tokens, place);
}

/* `count` tokens from `first`, blanks between; "" if one of them is used or missing. */
function join(tokens: Tokens, first: number, count: number): string {
  const part = tokens.all.slice(first, first + count);
  const text = part.map((token) => token.text).join(' ');
  const fits = part.length === count && text.length < NAME_CHARACTERS;
  return fits && !part.some((token) => token.used) ? text : '';
}

/* What the words of a name say together. */
interface Findings {
  of: Partial<Record<Kind, string>>; /* the last role of each kind */
  fullMix: boolean; /* said in full, not just "mix" */
}

/* The longest role that starts at a token, and how many tokens it has. */
function longestRole(tokens: Tokens, at: number): { found: RoleFound; words: number } {
  for (let words = ROLE_WORDS; words > 0; words--) {
    const found = readRole(join(tokens, at, words));
    if (found.kind !== null) return { found, words };
  }
  return { found: { kind: null, role: '' }, words: 1 };
}

function findRoles(tokens: Tokens): Findings {
  const out: Findings = { of: {}, fullMix: false };
  for (let at = 0; at < tokens.all.length;) {
    const { found, words } = longestRole(tokens, at);
    const before = tokens.all[at - 1];
    if (found.kind !== null)
      out.of[found.kind] =
        found.kind === 'stem' && before && PART_OF_SECTION.test(before.text)
          ? join(tokens, at - 1, 2) /* "Low strings" is a stem of its own */
          : found.role;
    if (found.kind === 'mix' && (words > 1 || (tokens.all[at]?.text.length ?? 0) > 3))
      out.fullMix = true;
    at += words;
  }
  return out;
}

/* A stem of the production's own: the words between the cue and "stem". */
function readOwnStem(out: Facts, tokens: Tokens): void {
  let stem_at = -1;
  tokens.all.forEach(({ text }, i) => /^stems?$/i.test(text) && (stem_at = i));
  let first = tokens.afterCue;
  while (first < stem_at && tokens.all[first]?.used) first++;
  if (first >= stem_at) return;
  out.role = join(tokens, first, stem_at - first);
  if (out.role !== '') out.kind = 'stem';
}

/* One name can hold words of several kinds: "FX" is a stem in a cue and the temp effects in a reel,
 * and a temp of music, or of dialogue and effects in one, is none of the roles there are. */
function readRoles(out: Facts, tokens: Tokens): void {
  const found = findRoles(tokens);
  const temp = tokens.all.some(({ text }) => /^temp$/i.test(text));
  if (found.of.effects && out.cue !== '' && !temp) {
    found.of.stem ||= 'FX inst';
    delete found.of.effects;
  }
  const { dialogue, effects, stem, mix } = found.of;
  if (dialogue && effects) return;
  const kind: Kind | null = dialogue
    ? 'dialogue'
    : effects
      ? 'effects'
      : temp
        ? null
        : mix && (found.fullMix || !stem)
          ? 'mix'
          : stem
            ? 'stem'
            : null;
  if (kind === null) {
    if (!temp) readOwnStem(out, tokens);
    return;
  }
  out.kind = kind;
  out.role = found.of[kind] ?? '';
}

/* Reads a file name (a path is accepted; only its last part counts). Never fails: what is not told
 * stays empty. */
export function readName(path: string): NameFacts {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const { channel, base } = readSuffix(name.replace(EXTENSION, ''));
  const out: Facts = {
    project: '',
    cue: '',
    reel: 0,
    number: 0,
    version: '',
    picture: '',
    kind: null,
    role: '',
    channel,
    base: clean(base),
  };
  const tokens: Tokens = { base: out.base, all: split(out.base), afterCue: 0 };
  readFacts(out, tokens);
  readRoles(out, tokens);
  return out;
}
