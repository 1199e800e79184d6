/* What is worth saying aloud while files are sent: milestones, not every per cent. Pure. */
import { upload as text } from '../text.js';

export interface Seen {
  readonly files: number; /* on their way */
  readonly percent: number;
  readonly arrived: readonly string[]; /* sets */
  readonly refused: readonly string[]; /* files */
  readonly asked: number;
  readonly paused: boolean;
  readonly lost: boolean;
}

export const SEEN_NOTHING: Seen = {
  files: 0,
  percent: 0,
  arrived: [],
  refused: [],
  asked: 0,
  paused: false,
  lost: false,
};

const quarter = (percent: number): number => Math.floor(percent / 25);

/* "": nothing new. */
export function milestone(before: Seen, now: Seen): string {
  const t = text.live;
  const fresh = (of: 'arrived' | 'refused'): readonly string[] =>
    now[of].filter((name) => !before[of].includes(name));
  const said = [
    ...fresh('refused').map(t.refused),
    ...fresh('arrived').map(t.arrived),
    ...(now.asked > before.asked ? [t.asked(now.asked)] : []),
    ...(now.paused && !before.paused ? [t.paused] : []),
    ...(now.lost && !before.lost ? [t.lost] : []),
  ];
  if (now.files > 0 && before.files === 0 && !now.paused) said.push(t.sending(now.files));
  else if (now.files > 0 && quarter(now.percent) > quarter(before.percent) && now.percent < 100)
    said.push(t.quarter(25 * quarter(now.percent)));
  if (now.files === 0 && before.files > 0 && now.refused.length === 0) said.push(t.over);
  return said.join(' ');
}
