/* Figures as people read them. */
import { SAMPLES_PER_SECOND } from './timecode.js';

const MINUS = '\u2212';
const two = (n: number): string => String(n).padStart(2, '0');

/* "1:30", "1:02:05"; the nearest second, and tenths below ten seconds: "6.5 s". */
export function formatLength(samples: number): string {
  const s = samples / SAMPLES_PER_SECOND;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  const whole = Math.round(s);
  const [h, m] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return h > 0 ? `${h}:${two(m)}:${two(whole % 60)}` : `${m}:${two(whole % 60)}`;
}

/* "+4.0 dB" with a real minus sign; null is silence. */
export function formatDb(db: number | null): string {
  if (db === null) return `${MINUS}\u221e dB`;
  const text = Math.abs(db).toFixed(1);
  return `${db < 0 && text !== '0.0' ? MINUS : db > 0 && text !== '0.0' ? '+' : ''}${text} dB`;
}

/* A server's sentence with hyphens before figures turned into minus signs. */
export function withMinus(text: string): string {
  return text.replace(/(^|[\s(])-(?=\d)/g, `$1${MINUS}`);
}

/* A server's sentence begun with a capital, unless it begins with a name. */
export function asSentence(text: string): string {
  return /^[a-z]+[ ,:]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/* The first eight digits of a hash in two groups, for the eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
}

/* "1m1, 1m2 and 1m3" */
export function joinWords(words: readonly string[], and: string): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${and} ${words[words.length - 1]}`;
}

/* "11:42" of the local day */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/* "22 Nov" of the local day; with the year where it is another one. */
export function formatDay(ms: number, now_ms = Date.now()): string {
  const date = new Date(ms);
  const other = date.getFullYear() !== new Date(now_ms).getFullYear();
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(other ? { year: 'numeric' } : {}),
  });
}

/* "11:42" today, "22 Nov 11:42" on another day. */
export function formatWhen(ms: number, now_ms = Date.now()): string {
  const today = new Date(ms).toDateString() === new Date(now_ms).toDateString();
  return today ? formatClock(ms) : `${formatDay(ms, now_ms)} ${formatClock(ms)}`;
}

const BROWSERS = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari', 'curl'];
const SYSTEMS = ['Windows', 'iPhone', 'iPad', 'Android', 'Mac', 'Linux'];
const NAMES: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Mac: 'macOS' };

/* "Firefox, Windows" from what a browser says of itself. */
export function browserOf(agent: string): string {
  const words = [BROWSERS, SYSTEMS].flatMap((list) => list.find((w) => agent.includes(w)) ?? []);
  return words.map((word) => NAMES[word] ?? word).join(', ') || agent.slice(0, 40);
}
