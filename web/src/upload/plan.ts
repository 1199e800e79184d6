/* What would be sent where, from the names of the files and what a person corrected. Pure. */
import { isSoundName, readName } from './names.js';
import { roleOfWord, stemWithin } from './roles.js';
import type { RoleFound } from './roles.js';
import { CHANNELS } from './suffix.js';
import type { Channel } from './suffix.js';
import type { Head, Unfit } from './wave.js';

export const FULL_MIX = 'Full mix';
export const DIALOGUE = 'Dialogue';
export const EFFECTS = 'Effects';

export interface Picked {
  readonly path: string; /* within what was chosen */
  readonly bytes: number;
  readonly modified_ms: number;
}

export interface Row extends Picked {
  readonly key: string;
  readonly filename: string;
  readonly base: string;
  readonly cue: string; /* "" of a temp, or not told */
  readonly role: string; /* of the production, or "" */
  readonly channel: Channel | null; /* of one mono file; null: all channels in one file */
  readonly told_channel: Channel | null; /* by the name: the server reads it too */
  readonly order: string | null; /* of its channels, as a person said; null: the file tells */
  readonly start: string | null; /* timecode, the same */
  readonly later: boolean; /* what lacks of its mono files comes later */
  readonly anyway: boolean; /* to be sent though its header looks wrong */
  readonly batch: number; /* what it is sent with; 0: nothing of it is on its way */
}

/* By row; null: of a kind whose header is read when it has arrived; not there: not read yet. */
export type Heads = Readonly<Record<string, Head | null>>;

export type Problem =
  | { readonly what: 'cue' | 'role' | 'empty' | 'order' | 'start' }
  | { readonly what: 'unfit'; readonly why: Unfit }
  | { readonly what: 'twice'; readonly other: string } /* filename of another for the same */
  | { readonly what: 'lacks'; readonly channels: readonly Channel[] };

export const isTemp = (role: string): boolean => role === DIALOGUE || role === EFFECTS;
export const rolesOf = (stems: readonly string[]): readonly string[] => [
  ...stems,
  FULL_MIX,
  DIALOGUE,
  EFFECTS,
];

const keyOf = (p: Picked): string => `${p.path}|${p.bytes}|${p.modified_ms}`;

function roleOf(stems: readonly string[], filename: string): string {
  const facts = readName(filename);
  const none: RoleFound = { kind: null, role: '' };
  const told = facts.kind === null ? none : roleOfWord(stems, facts.role);
  const found = told.kind === null ? stemWithin(stems, filename) : told;
  return found.kind === null ? '' : found.role;
}

export function readRow(stems: readonly string[], cues: readonly string[], p: Picked): Row {
  const filename = p.path.slice(p.path.lastIndexOf('/') + 1);
  const { cue: told, base, channel } = readName(filename);
  const role = roleOf(stems, filename);
  const cue = cues.find((name) => sameCue(name, told)) ?? told;
  return {
    path: p.path,
    bytes: p.bytes,
    modified_ms: p.modified_ms,
    key: keyOf(p),
    filename,
    base,
    cue: isTemp(role) ? '' : cue,
    role,
    channel,
    told_channel: channel,
    order: null,
    start: null,
    later: false,
    anyway: false,
    batch: 0,
  };
}

/* Adds what was chosen now to what was there; the same file twice is one. ignored: no sound. */
export function addPicked(
  rows: readonly Row[],
  picked: readonly Picked[],
  stems: readonly string[],
  cues: readonly string[],
): { rows: readonly Row[]; ignored: readonly string[] } {
  const hidden = (p: Picked): boolean => p.path.split('/').some((part) => part.startsWith('.'));
  const sounds = picked.filter((p) => isSoundName(p.path) && !hidden(p));
  const ignored = picked.filter((p) => !sounds.includes(p) && !hidden(p)).map((p) => p.path);
  const known = new Map(rows.map((row) => [row.key, row]));
  for (const p of sounds) if (!known.has(keyOf(p))) known.set(keyOf(p), readRow(stems, cues, p));
  return { rows: inOrder([...known.values()], stems), ignored };
}

/* Cue by cue, each in the order of the stem plan; temps last. */
export function inOrder(rows: readonly Row[], stems: readonly string[]): readonly Row[] {
  const roles = rolesOf(stems);
  const place = (row: Row): number =>
    (roles.indexOf(row.role) + roles.length + 1) % (roles.length + 1);
  const channel = (row: Row): number => (row.channel ? CHANNELS.indexOf(row.channel) : -1);
  const temps = (row: Row): number => Number(isTemp(row.role));
  return [...rows].sort(
    (a, b) =>
      temps(a) - temps(b) ||
      a.cue.localeCompare(b.cue, 'en', { numeric: true, sensitivity: 'base' }) ||
      place(a) - place(b) ||
      a.base.localeCompare(b.base) ||
      channel(a) - channel(b),
  );
}

/* "1m01" and "1m1" are one cue; so are "2M03a" and "2m3A". */
export function sameCue(a: string, b: string): boolean {
  if (a.trim().toLowerCase() === b.trim().toLowerCase()) return true;
  const [one, other] = [readName(a), readName(b)];
  const letters = (cue: string): string => /[a-z]*$/i.exec(cue)?.[0].toLowerCase() ?? '';
  return (
    one.cue !== '' &&
    other.cue !== '' &&
    one.reel === other.reel &&
    one.number === other.number &&
    letters(one.cue.replace(/^\d+m\d+/, '')) === letters(other.cue.replace(/^\d+m\d+/, ''))
  );
}

/* Files that would become one recording on the server: of one role of a cue, or of one temp. */
export function sameRecording(a: Row, b: Row): boolean {
  if (a.role === '' || a.role !== b.role) return false;
  return isTemp(a.role) ? a.base.toLowerCase() === b.base.toLowerCase() : sameCue(a.cue, b.cue);
}

const fightsWith = (a: Row, b: Row): boolean =>
  a !== b &&
  a.batch === b.batch &&
  sameRecording(a, b) &&
  (isTemp(a.role) || a.cue !== '') &&
  (a.channel === null ||
    b.channel === null ||
    a.channel === b.channel ||
    a.base.toLowerCase() !== b.base.toLowerCase());

/* What mono files still lack of six channels. */
export function lackingOf(row: Row, rows: readonly Row[]): readonly Channel[] {
  const there = rows.filter((r) => sameRecording(r, row)).map((r) => r.channel);
  return CHANNELS.filter((c) => !there.includes(c));
}

function asksHeader(row: Row, head: Head | null | undefined): Problem[] {
  if (!head) return [];
  if (head.unfit) return row.anyway ? [] : [{ what: 'unfit', why: head.unfit }];
  const order = !head.order_known && row.order === null && row.channel === null;
  const start = head.start_samples === null && row.start === null;
  return [
    ...(order ? [{ what: 'order' } as const] : []),
    ...(start ? [{ what: 'start' } as const] : []),
  ];
}

/* What has to be said before it can be sent. */
export function problemsOf(row: Row, rows: readonly Row[], heads: Heads = {}): readonly Problem[] {
  const found: Problem[] = [];
  if (row.bytes === 0) return [{ what: 'empty' }];
  if (row.role === '') found.push({ what: 'role' });
  if (!isTemp(row.role) && row.cue.trim() === '') found.push({ what: 'cue' });
  const other = rows.find((r) => fightsWith(row, r));
  if (other) found.push({ what: 'twice', other: other.filename });
  found.push(...asksHeader(row, heads[row.key]));
  if (found.length > 0 || row.channel === null || row.later) return found;
  const channels = lackingOf(row, rows);
  const first = rows.find((r) => sameRecording(r, row)) === row;
  return first && channels.length > 0 ? [{ what: 'lacks', channels }] : [];
}

export const maySend = (rows: readonly Row[], heads: Heads = {}): boolean =>
  rows.length > 0 && rows.every((row) => problemsOf(row, rows, heads).length === 0);

export type Change = Partial<
  Pick<Row, 'cue' | 'role' | 'channel' | 'order' | 'start' | 'later' | 'anyway' | 'batch'>
>;

export function changed(
  rows: readonly Row[],
  keys: readonly string[],
  change: Change,
): readonly Row[] {
  return rows.map((row) => {
    if (!keys.includes(row.key)) return row;
    const next = { ...row, ...change };
    return isTemp(next.role) ? { ...next, cue: '' } : next;
  });
}

/* Whether two rows go to the same set, or both to the temps. */
export const sameGoal = (a: Row, b: Row): boolean =>
  isTemp(a.role) || isTemp(b.role) ? isTemp(a.role) && isTemp(b.role) : sameCue(a.cue, b.cue);

export interface Target {
  readonly cue: string; /* "": the temps of the picture */
  readonly rows: readonly Row[];
}

export function targetsOf(rows: readonly Row[]): readonly Target[] {
  const targets: { cue: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const known = targets.find((t) =>
      isTemp(row.role) ? t.cue === '' : t.cue !== '' && sameCue(t.cue, row.cue),
    );
    if (known) known.rows.push(row);
    else targets.push({ cue: isTemp(row.role) ? '' : row.cue.trim(), rows: [row] });
  }
  return targets;
}

/* ---- what a draft has of the files ---- */

export interface FileThere {
  readonly filename: string;
  readonly channel: Channel | null;
  readonly bytes: number;
  readonly sha256: string;
}

export interface RecordingThere {
  readonly role: string;
  readonly complete: boolean;
  readonly files: readonly FileThere[];
}

/* free: it can join; there: it seems to be there, its hash decides; taken: others hold its place. */
export type Fit =
  { readonly fit: 'free' | 'taken' } | { readonly fit: 'there'; readonly sha256: string };

export function fitOf(row: Row, prints: readonly RecordingThere[]): Fit {
  const print = prints.find((p) => p.role === row.role);
  if (!print) return { fit: 'free' };
  const same = print.files.find((f) => f.filename === row.filename && f.bytes === row.bytes);
  if (same) return { fit: 'there', sha256: same.sha256 };
  const held = print.complete || row.channel === null;
  return {
    fit: held || print.files.some((f) => f.channel === row.channel) ? 'taken' : 'free',
  };
}
