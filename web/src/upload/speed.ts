/* How fast it goes and how long it still takes. */

const WINDOW_MS = 15000;
const ENOUGH_MS = 2000; /* less of it says nothing */

export class Speed {
  #marks: { at_ms: number; bytes: number }[] = [];

  /* bytes: sent so far; fewer than before (what broke off) are no speed. */
  mark(at_ms: number, bytes: number): void {
    const last = this.#marks.at(-1);
    if (last && bytes < last.bytes) this.#marks = [];
    this.#marks = [...this.#marks.filter((m) => m.at_ms > at_ms - WINDOW_MS), { at_ms, bytes }];
  }

  forget(): void {
    this.#marks = [];
  }

  /* null: not known yet */
  get bytes_per_s(): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last || last.at_ms - first.at_ms < ENOUGH_MS) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at_ms - first.at_ms);
  }

  secondsFor(bytes: number): number | null {
    const speed = this.bytes_per_s;
    return speed === null || speed <= 0 ? null : bytes / speed;
  }
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/* "6.2 GB", "840 kB", "12 bytes": thousands, as file managers count. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit > 0 && value < 99.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/* "about 40 min left": no finer than the guess is. */
export function roundedTime(seconds: number): { value: number; unit: 's' | 'min' | 'h' } {
  if (seconds < 50) return { value: Math.max(5, Math.ceil(seconds / 5) * 5), unit: 's' };
  if (seconds < 5400) return { value: Math.max(1, Math.round(seconds / 60)), unit: 'min' };
  return { value: Math.round(seconds / 1800) / 2, unit: 'h' };
}
