/* What is shown of the files: one line a recording, its mono files together. Pure. */
import { isTemp, lackingOf, problemsOf, sameRecording } from './plan.js';
import type { Heads, Problem, Row } from './plan.js';
import { CHANNELS } from './suffix.js';
import type { Channel } from './suffix.js';
import { isOver } from './types.js';
import type { FileState, Progress } from './types.js';
import type { Head } from './wave.js';

export interface Line {
  readonly key: string; /* of its first file */
  readonly rows: readonly Row[];
  readonly first: Row;
  readonly lacking: readonly Channel[]; /* of mono files */
  readonly head: Head | null | undefined;
  readonly problems: readonly Problem[];
  readonly state: FileState | 'ready' | 'asked';
  readonly bytes: number; /* that are to be sent */
  readonly sent: number;
  readonly version: number | null; /* an earlier set that has the same file */
  readonly error: string | null;
}

export type ByRow = Readonly<Record<string, Progress>>;

const together = (a: Row, b: Row): boolean =>
  a.channel !== null &&
  b.channel !== null &&
  a.batch === b.batch &&
  sameRecording(a, b) &&
  a.base.toLowerCase() === b.base.toLowerCase();

/* What of several says most. */
const WORST: readonly FileState[] = [
  'failed',
  'lost',
  'paused',
  'sending',
  'reading',
  'checking',
  'waiting',
  'cancelled',
  'done',
  'there',
];

function stateOf(rows: readonly Row[], problems: readonly Problem[], by: ByRow): Line['state'] {
  const states = rows.flatMap((row) => by[row.key]?.state ?? []);
  if (states.length === 0) return problems.length > 0 ? 'asked' : 'ready';
  return WORST.find((state) => states.includes(state)) ?? 'waiting';
}

export function linesOf(rows: readonly Row[], heads: Heads, by: ByRow): readonly Line[] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const known = groups.find(([first]) => first && together(first, row));
    if (known) known.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => lineOf(group, rows, heads, by));
}

function lineOf(group: readonly Row[], rows: readonly Row[], heads: Heads, by: ByRow): Line {
  const first = group[0] as Row;
  const sum = (of: (row: Row) => number): number => group.reduce((all, row) => all + of(row), 0);
  const asked = group.filter((row) => !by[row.key]);
  const problems = asked.flatMap((row) => problemsOf(row, rows, heads));
  const versions = group.map((row) => by[row.key]?.version ?? null);
  return {
    key: first.key,
    rows: group,
    first,
    lacking: first.channel === null ? [] : lackingOf(first, rows),
    head: heads[first.key],
    problems: problems.filter((p, i) => problems.findIndex((q) => q.what === p.what) === i),
    state: stateOf(group, problems, by),
    bytes: sum((row) => row.bytes),
    sent: sum((row) => by[row.key]?.bytes ?? 0),
    version: versions.every((v) => v !== null) ? (versions[0] ?? null) : null,
    error: group.map((row) => by[row.key]?.error ?? null).find((e) => e !== null) ?? null,
  };
}

/* "TSL_3m4_FXinst_v2" and ".L .C .R": what its files are called. */
export function nameOf({ rows, first }: Line): string {
  if (rows.length === 1) return first.filename;
  const order = (row: Row): number => CHANNELS.indexOf(row.channel ?? 'L');
  const ends = [...rows].sort((a, b) => order(a) - order(b)).map((row) => `.${row.channel}`);
  return `${first.base}${ends.join(' ')}`;
}

export const isDone = ({ rows }: Line, by: ByRow): boolean =>
  rows.every(({ key }) => by[key]?.state === 'done' || by[key]?.state === 'there');

export interface Sums {
  readonly prints: number;
  readonly prints_done: number;
  readonly temps: number;
  readonly temps_done: number;
  readonly bytes: number; /* of what is sent or to be sent */
  readonly sent: number;
  readonly asked: number;
  readonly ready: number; /* lines that wait for somebody to say so */
}

export function sumsOf(lines: readonly Line[], by: ByRow): Sums {
  const temps = lines.filter(({ first }) => isTemp(first.role));
  const prints = lines.filter((line) => !temps.includes(line));
  const done = (of: readonly Line[]): number => of.filter((line) => isDone(line, by)).length;
  return {
    prints: prints.length,
    prints_done: done(prints),
    temps: temps.length,
    temps_done: done(temps),
    ...bytesOf(
      lines.flatMap((line) => line.rows),
      by,
    ),
    asked: lines.filter((line) => line.state === 'asked').length,
    ready: lines.filter((line) => line.state === 'ready').length,
  };
}

/* What is read to be compared has not arrived. */
const arrivedOf = (p: Progress | undefined): number => (p && p.state !== 'reading' ? p.bytes : 0);

/* Of all that is sent, or is to be. */
export function bytesOf(rows: readonly Row[], by: ByRow): { bytes: number; sent: number } {
  const gone = (p: Progress | undefined): boolean =>
    p?.state === 'failed' || p?.state === 'cancelled';
  const counted = rows.filter(({ key }) => !gone(by[key]));
  return {
    bytes: counted.reduce((sum, row) => sum + row.bytes, 0),
    sent: counted.reduce((sum, row) => sum + arrivedOf(by[row.key]), 0),
  };
}

export const isGoing = (by: ByRow): boolean =>
  Object.values(by).some((p) => !isOver(p) && p.state !== 'paused');
