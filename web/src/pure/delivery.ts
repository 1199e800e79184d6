/* What holds up delivery, of what the server can check today. */
import type { Check } from '../api/overview_types.js';
import type { Facts, Filter } from './overview.js';
import { signingOf } from './overview.js';

/* good: nothing holds it up; waiting: not known yet, and nothing to be done about it. */
export type Held = 'good' | 'held' | 'waiting';

/* Where a row leads to: scenes, a print set, or where prints are sent from. */
export type Way =
  | { readonly to: 'show'; readonly filter: Filter }
  | { readonly to: 'set'; readonly cue_id: number; readonly set_id: number }
  | { readonly to: 'upload' };

export type Row =
  | { readonly kind: 'none'; readonly held: Held; readonly way: Way | null }
  | {
      readonly kind: 'sets';
      readonly held: Held;
      readonly way: Way | null;
      readonly complete: number;
      readonly of: number;
      /* missing null: it has no print set at all */
      readonly first: { readonly cue: string; readonly missing: readonly string[] | null } | null;
      readonly more: number;
    }
  | {
      readonly kind: 'must';
      readonly held: Held;
      readonly way: Way | null;
      readonly findings: number;
      readonly cues: readonly string[];
      readonly waiting: number; /* cues whose prints are not looked at yet */
    }
  | {
      readonly kind: 'queries';
      readonly held: Held;
      readonly way: Way | null;
      readonly open: number;
      readonly outdated: number;
    }
  | {
      readonly kind: 'signoffs';
      readonly held: Held;
      readonly way: Way | null;
      readonly lacking: number; /* signed by one side or none */
      readonly stale: number;
    }
  | {
      readonly kind: 'nulls';
      readonly held: Held;
      readonly way: Way | null;
      readonly verdicts: number;
      readonly of: number;
      readonly waiting: number;
    };

const toSet = (check: Check | undefined): Way | null =>
  check ? { to: 'set', cue_id: check.cue_id, set_id: check.set_id } : null;

/* cues: by name, all of the production. */
function setsRow(checks: readonly Check[], cues: readonly string[]): Row {
  const lacking = checks.filter((check) => !check.is_complete);
  const bare = cues.filter((name) => !checks.some(({ cue }) => cue === name));
  const [first] = lacking;
  const all = lacking.length + bare.length;
  return {
    kind: 'sets',
    held: all === 0 ? 'good' : 'held',
    way: toSet(first) ?? (bare.length > 0 ? { to: 'upload' } : null),
    complete: checks.length - lacking.length,
    of: checks.length + bare.length,
    first: first
      ? { cue: first.cue, missing: first.missing }
      : bare[0] !== undefined
        ? { cue: bare[0], missing: null }
        : null,
    more: Math.max(0, all - 1),
  };
}

function mustRow(checks: readonly Check[]): Row {
  const found = checks.filter(({ qc }) => qc.must > 0);
  const waiting = checks.filter(({ qc }) => qc.state === 'waiting');
  const failed = checks.filter(({ qc }) => qc.state === 'failed' || qc.state === 'lacking');
  return {
    kind: 'must',
    held: found.length + failed.length > 0 ? 'held' : waiting.length > 0 ? 'waiting' : 'good',
    way: toSet(found[0] ?? failed[0]),
    findings: found.reduce((sum, { qc }) => sum + qc.must, 0),
    cues: found.map(({ cue }) => cue),
    waiting: waiting.length + failed.length,
  };
}

function nullsRow(checks: readonly Check[]): Row {
  const without = checks.filter((check) => check.null.verdict === null);
  const waiting = without.filter((check) => check.null.state === 'waiting');
  return {
    kind: 'nulls',
    held: without.length === 0 ? 'good' : waiting.length === without.length ? 'waiting' : 'held',
    way: toSet(without.find((check) => check.null.state !== 'waiting') ?? without[0]),
    verdicts: checks.length - without.length,
    of: checks.length,
    waiting: waiting.length,
  };
}

function queriesRow(scenes: readonly Facts[]): Row {
  const sum = (of: 'open' | 'outdated'): number =>
    scenes.reduce((all, { state }) => all + (state?.queries[of] ?? 0), 0);
  const [open, outdated] = [sum('open'), sum('outdated')];
  const held = open + outdated > 0;
  return {
    kind: 'queries',
    held: held ? 'held' : 'good',
    way: held ? { to: 'show', filter: 'queries' } : null,
    open,
    outdated,
  };
}

function signoffsRow(scenes: readonly Facts[]): Row {
  const stands = scenes.map(({ state }) => signingOf(state));
  const stale = stands.filter((standing) => standing === 'stale').length;
  const lacking = stands.filter((standing) => standing !== 'both').length - stale;
  return {
    kind: 'signoffs',
    held: lacking + stale > 0 ? 'held' : 'good',
    way: lacking + stale > 0 ? { to: 'show', filter: lacking > 0 ? 'lacking' : 'stale' } : null,
    lacking,
    stale,
  };
}

/* checks null: not read yet, and nothing is said of them. scenes null likewise. */
export function deliveryOf(
  checks: readonly Check[] | null,
  scenes: readonly Facts[] | null,
  cues: readonly string[] = [],
): readonly Row[] {
  const sets: readonly Row[] =
    checks?.length === 0
      ? [{ kind: 'none', held: 'held', way: { to: 'upload' } }]
      : checks
        ? [setsRow(checks, cues), mustRow(checks)]
        : [];
  const talk = scenes ? [queriesRow(scenes), signoffsRow(scenes)] : [];
  return [...sets, ...talk, ...(checks && checks.length > 0 ? [nullsRow(checks)] : [])];
}

export const heldUpBy = (rows: readonly Row[]): number =>
  rows.filter((row) => row.held !== 'good').length;
