/* The departure board: one row a print set, one cell a role; the temps in a row of their own. Pure. */
import { DIALOGUE, EFFECTS, FULL_MIX, isTemp, readRow, sameCue } from './plan.js';
import type { Row } from './plan.js';
import type { Line } from './lines.js';
import type { Draft, Outcome, Progress, ServerRecording } from './types.js';

export type CellState = Line['state'] | 'none' | 'same' | 'stopped' | 'question';

export interface Cell {
  readonly role: string;
  readonly state: CellState;
  readonly percent: number;
  readonly left: number; /* bytes */
  readonly version: number | null; /* of the earlier set whose audio it is */
  readonly lines: readonly Line[];
}

export interface BoardRow {
  readonly key: string;
  readonly cue: string; /* "": temps, or not told yet */
  readonly is_temps: boolean;
  readonly version: number | null;
  readonly stays: number | null; /* the version that stood for the cue before */
  readonly cells: readonly Cell[];
  readonly placeless: number; /* lines of no role that found no free cell */
}

/* What the page knows of a cue: its published sets, newest first. */
export interface CueThere {
  readonly name: string;
  readonly sets: readonly { readonly version: number; readonly published_at_ms: number | null }[];
}

export interface BoardFacts {
  readonly stems: readonly string[];
  readonly cues: readonly CueThere[];
  readonly drafts: readonly (Draft & { readonly cue: string })[]; /* one's own */
  readonly outcomes: readonly Outcome[];
}

const isWhole = (state: Progress['state'] | string): boolean =>
  state === 'done' || state === 'there';

export function boardOf(lines: readonly Line[], facts: BoardFacts): readonly BoardRow[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const known = groups.find(([first]) => first && together(first.first, line.first));
    if (known) known.push(line);
    else groups.push([line]);
  }
  const rows = groups.map((group) =>
    isTemp(group[0]?.first.role ?? '') ? tempsRow(group) : setRow(group, facts),
  );
  const shown = new Set(rows.map((row) => `${row.cue.toLowerCase()} ${row.version}`));
  const left = facts.drafts.filter((d) => !shown.has(`${d.cue.toLowerCase()} ${d.version}`));
  return [...rows, ...left.map((draft) => draftRow(draft, facts))];
}

const together = (a: Row, b: Row): boolean =>
  a.batch === b.batch &&
  (isTemp(a.role) || isTemp(b.role)
    ? isTemp(a.role) && isTemp(b.role)
    : a.cue === b.cue || (a.cue !== '' && b.cue !== '' && sameCue(a.cue, b.cue)));

const cueOf = (cue: string, { cues }: BoardFacts): CueThere | undefined =>
  cue === '' ? undefined : cues.find((c) => sameCue(c.name, cue));

/* A set that will be made comes after all that are there. */
function versionOf(cue: string, facts: BoardFacts, outcome: Outcome | undefined): number | null {
  if (outcome?.set) return outcome.set.version;
  if (cue === '') return null;
  const draft = facts.drafts.find((d) => sameCue(d.cue, cue));
  if (draft) return draft.version;
  return Math.max(0, ...(cueOf(cue, facts)?.sets ?? []).map((set) => set.version)) + 1;
}

function staysOf(cue: string, version: number | null, facts: BoardFacts): number | null {
  const sets = cueOf(cue, facts)?.sets ?? [];
  const before = sets.filter(
    (s) => s.published_at_ms !== null && s.version < (version ?? Infinity),
  );
  return before.length > 0 ? Math.max(...before.map((s) => s.version)) : null;
}

function setRow(group: readonly Line[], facts: BoardFacts): BoardRow {
  const { cue, batch } = (group[0] as Line).first;
  const outcome = batch > 0 ? facts.outcomes.find((o) => o.batch === batch) : undefined;
  const version = versionOf(cue, facts, outcome);
  const draft = facts.drafts.find((d) => sameCue(d.cue, cue) && d.version === version);
  const prints = (outcome?.set ?? draft)?.prints ?? [];
  const roles = [...facts.stems, FULL_MIX];
  const placeless = group.filter((line) => line.first.role === '');
  const cells = roles.map((role) => {
    const of = group.filter((line) => line.first.role === role);
    const print = prints.find((p) => p.role === role);
    if (of.length > 0 || print) return cellOf(role, of, print);
    const guest = placeless.shift();
    return cellOf(role, guest ? [guest] : [], undefined);
  });
  return {
    key: `${batch} ${cue.toLowerCase()}`,
    cue,
    is_temps: false,
    version,
    stays: outcome?.set ? (outcome.before?.version ?? null) : staysOf(cue, version, facts),
    cells,
    placeless: placeless.length,
  };
}

function tempsRow(group: readonly Line[]): BoardRow {
  const cells = [DIALOGUE, EFFECTS].map((role) =>
    cellOf(
      role,
      group.filter((line) => line.first.role === role),
      undefined,
    ),
  );
  const key = `${group[0]?.first.batch} temps`;
  return { key, cue: '', is_temps: true, version: null, stays: null, cells, placeless: 0 };
}

const ORDER: readonly CellState[] = [
  'asked',
  'failed',
  'lost',
  'paused',
  'sending',
  'reading',
  'checking',
  'waiting',
  'ready',
  'cancelled',
];

function cellOf(role: string, lines: readonly Line[], print: ServerRecording | undefined): Cell {
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
  const sent = lines.reduce((sum, line) => sum + line.sent, 0);
  const cell = {
    role,
    percent: bytes > 0 ? Math.floor((100 * sent) / bytes) : 0,
    left: bytes - sent,
    version: null,
    lines,
  };
  const worst = ORDER.find((state) => lines.some((line) => line.state === state));
  if (worst) return { ...cell, state: worst };
  if (print?.question) return { ...cell, state: 'question' };
  const version =
    print?.unchanged_from?.version ?? lines.find((line) => line.version !== null)?.version ?? null;
  if (version !== null) return { ...cell, version, state: 'same' };
  if (lines.length > 0 && lines.every((line) => isWhole(line.state)))
    return { ...cell, state: 'done' };
  return { ...cell, state: print?.complete ? 'done' : 'none' };
}

/* A draft of which nothing is chosen now. */
function draftRow(draft: Draft & { readonly cue: string }, facts: BoardFacts): BoardRow {
  const cells = [...facts.stems, FULL_MIX].map((role): Cell => {
    const print = draft.prints.find((p) => p.role === role);
    const cell = cellOf(role, [], print);
    const roleOf = (path: string): string =>
      readRow(facts.stems, [], { path, bytes: 0, modified_ms: 0 }).role;
    const broken = draft.uploads.find((u) => roleOf(u.filename) === role);
    if (!broken || cell.state !== 'none') return cell;
    const percent = Math.floor((100 * broken.offset) / broken.bytes);
    return { ...cell, state: 'stopped', percent };
  });
  return {
    key: `draft ${draft.id}`,
    cue: draft.cue,
    is_temps: false,
    version: draft.version,
    stays: staysOf(draft.cue, draft.version, facts),
    cells,
    placeless: 0,
  };
}
