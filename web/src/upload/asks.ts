/* What has to be answered before something is sent, one question after the other. Pure. */
import { isTemp, sameGoal, sameRecording } from './plan.js';
import type { Problem, Row } from './plan.js';
import type { Line } from './lines.js';

export interface Ask {
  readonly key: string;
  readonly what: Problem['what'];
  readonly problem: Problem;
  readonly line: Line;
  readonly rows: readonly Row[]; /* the answer is about */
  readonly others: readonly Row[]; /* of the same cue that ask the same, these among them */
}

export function asksOf(lines: readonly Line[]): readonly Ask[] {
  const asked = lines.flatMap((line) => line.problems.map((problem) => ({ line, problem })));
  const asks: Ask[] = [];
  for (const { line, problem } of asked) {
    const { what } = problem;
    if (what === 'twice' && asks.some((a) => a.what === what && isOneFight(a.line, line))) continue;
    const same = asked.filter((a) => a.problem.what === what && goesAlong(what, a.line, line));
    asks.push({
      key: `${what} ${line.key}`,
      what,
      problem,
      line,
      rows: what === 'twice' ? same.flatMap((a) => a.line.rows) : line.rows,
      others: same.flatMap((a) => a.line.rows),
    });
  }
  return asks;
}

const isOneFight = (a: Line, b: Line): boolean => sameRecording(a.first, b.first);

/* Which other lines one answer may be good for. */
function goesAlong(what: Problem['what'], a: Line, b: Line): boolean {
  if (what === 'cue') return true;
  if (what === 'twice') return isOneFight(a, b);
  if (what === 'order' && a.head?.channels !== b.head?.channels) return false;
  return sameGoal(a.first, b.first) && isTemp(a.first.role) === isTemp(b.first.role);
}
