/* Where a typed place is, also when only its end was typed: "47:10" is in this minute's hour, "4710"
 * the same, "+12" twelve frames on, "s48" scene 48. */
import { formatTimecode, frameAt, frameStart, parseTimecode } from './timecode.js';
import type { Rate } from './timecode.js';

export interface Numbered {
  readonly number: string;
  readonly in_samples: number;
}

/* At most four groups of two digits, from hours to frames; undefined where it is no such thing. */
function groupsOf(typed: string): readonly string[] | undefined {
  const parts = /^\d+$/.test(typed)
    ? (typed.padStart(typed.length + (typed.length % 2), '0').match(/../g) ?? [])
    : typed.split(/[:;., ]+/);
  return parts.length <= 4 && parts.every((part) => /^\d{1,2}$/.test(part)) ? parts : undefined;
}

const two = (part: string): string => part.padStart(2, '0');

/* undefined: there is no such place. */
export function placeOf(
  rate: Rate,
  typed: string,
  here: number,
  scenes: readonly Numbered[],
): number | undefined {
  const said = typed.trim();
  const named = /^(?:s|scene|#)\s*(\S+)$/i.exec(said)?.[1]?.toLowerCase();
  if (named) return scenes.find(({ number }) => number.toLowerCase() === named)?.in_samples;
  const [, sign, rest = ''] = /^([+\-\u2212]?)(.*)$/.exec(said) ?? [];
  const groups = groupsOf(rest);
  if (!groups) return undefined;
  if (sign) return moved(rate, groups, sign === '+' ? 1 : -1, here);
  const now = formatTimecode(rate, here).split(/[:;]/);
  const whole = [...now.slice(0, 4 - groups.length), ...groups.map(two)];
  return parseTimecode(rate, whole.join(':'));
}

/* Counted in frames and in seconds of as many, as a counter beside the picture does. */
function moved(rate: Rate, groups: readonly string[], sign: 1 | -1, here: number): number {
  const [h, m, s, f] = [...Array<string>(4 - groups.length).fill('0'), ...groups].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const frames = ((h * 60 + m) * 60 + s) * Math.round(rate.num / rate.den) + f;
  return frameStart(rate, Math.max(0, frameAt(rate, here) + sign * frames));
}
