/* Picture timecode. Positions are samples at 48 kHz counted from timecode midnight; text is
 * display. All sums stay below 2^53: a day is 4.2e9 samples, times 60000 is 2.5e14. */

export const SAMPLES_PER_SECOND = 48000;
const DAY_S = 24 * 3600;

export interface Rate {
  readonly text: string;
  readonly num: number; /* frames per second, exact: num / den */
  readonly den: number;
  readonly drop: boolean;
}

export const RATES: readonly Rate[] = [
  { text: '23.976', num: 24000, den: 1001, drop: false },
  { text: '24', num: 24, den: 1, drop: false },
  { text: '25', num: 25, den: 1, drop: false },
  { text: '29.97', num: 30000, den: 1001, drop: false },
  { text: '29.97df', num: 30000, den: 1001, drop: true },
  { text: '30', num: 30, den: 1, drop: false },
  { text: '48', num: 48, den: 1, drop: false },
  { text: '50', num: 50, den: 1, drop: false },
  { text: '59.94', num: 60000, den: 1001, drop: false },
  { text: '59.94df', num: 60000, den: 1001, drop: true },
  { text: '60', num: 60, den: 1, drop: false },
];

/* The rate a production names, or undefined when this page does not know it. */
export function rateOf(text: string): Rate | undefined {
  return RATES.find((rate) => rate.text === text.toLowerCase());
}

/* The frame, counted from midnight, that a position lies in. */
export function frameAt(rate: Rate, samples: number): number {
  return Math.floor((samples * rate.num) / (SAMPLES_PER_SECOND * rate.den));
}

/* The first sample of a frame; rounds up where a frame does not start on a sample. */
export function frameStart(rate: Rate, frame: number): number {
  return Math.ceil((frame * SAMPLES_PER_SECOND * rate.den) / rate.num);
}

const labelsPerSecond = (rate: Rate): number => Math.round(rate.num / rate.den);

/* Drop-frame labels skip 2 (at 60: 4) numbers a minute, except every tenth minute. */
function labelOfFrame(rate: Rate, frame: number): number {
  if (!rate.drop) return frame;
  const skip = labelsPerSecond(rate) / 15;
  const minute = labelsPerSecond(rate) * 60 - skip;
  const ten = minute * 10 + skip;
  const tens = Math.floor(frame / ten);
  const rest = frame % ten;
  return frame + 9 * skip * tens + (rest >= skip ? skip * Math.floor((rest - skip) / minute) : 0);
}

function frameOfLabel(rate: Rate, label: number): number {
  if (!rate.drop) return label;
  const skip = labelsPerSecond(rate) / 15;
  const minutes = Math.floor(label / (labelsPerSecond(rate) * 60));
  return label - skip * (minutes - Math.floor(minutes / 10));
}

const two = (n: number): string => String(n).padStart(2, '0');

/* The label of a frame, ';' before ff at drop-frame rates; wraps at 24 hours as a clock does. */
export function formatFrame(rate: Rate, frame: number): string {
  const fps = labelsPerSecond(rate);
  const day = frameOfLabel(rate, DAY_S * fps);
  const label = labelOfFrame(rate, ((frame % day) + day) % day);
  const s = Math.floor(label / fps);
  const hms = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map(two).join(':');
  return `${hms}${rate.drop ? ';' : ':'}${two(label % fps)}`;
}

export function formatTimecode(rate: Rate, samples: number): string {
  return formatFrame(rate, frameAt(rate, samples));
}

/* The full second that the label of a position names. */
export function secondAt(rate: Rate, samples: number): number {
  return Math.floor(labelOfFrame(rate, frameAt(rate, samples)) / labelsPerSecond(rate));
}

/* The first sample whose label names a full second: frame 00, or the first that is not dropped. */
export function secondStart(rate: Rate, second: number): number {
  const drops = rate.drop && second % 60 === 0 && second % 600 !== 0;
  const skip = drops ? labelsPerSecond(rate) / 15 : 0;
  return frameStart(rate, frameOfLabel(rate, second * labelsPerSecond(rate) + skip));
}

/* The first sample of the named frame, or undefined where no such label exists at this rate. */
export function parseTimecode(rate: Rate, text: string): number | undefined {
  const match = /^(\d{2}):(\d{2}):(\d{2})[:;](\d{2})$/.exec(text.trim());
  if (!match) return undefined;
  const [h, m, s, f] = match.slice(1).map(Number) as [number, number, number, number];
  const fps = labelsPerSecond(rate);
  if (h > 23 || m > 59 || s > 59 || f >= fps) return undefined;
  if (rate.drop && s === 0 && m % 10 !== 0 && f < fps / 15) return undefined;
  return frameStart(rate, frameOfLabel(rate, ((h * 60 + m) * 60 + s) * fps + f));
}
