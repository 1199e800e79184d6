/* Two bars: the level of what plays, with a mark that holds the last peak. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { Live } from './live.js';
import { text } from '../text.js';

const FALL_DB_PER_S = 24;
const HOLD_MS = 1200;
const STEP_MS = 250; /* with reduced motion the meter steps at 4 Hz */
const MARKS_DB = [-40, -20, -6, 0];
const FLOOR_DB = -50;

const shareOf = (db: number): number => Math.max(0, Math.min(1, (db - FLOOR_DB) / -FLOOR_DB));

interface Bar {
  db: number;
  held_db: number;
  held_ms: number;
}

class LevelMeter extends Live {
  readonly #bars: readonly [Bar, Bar] = [
    { db: FLOOR_DB, held_db: FLOOR_DB, held_ms: 0 },
    { db: FLOOR_DB, held_db: FLOOR_DB, held_ms: 0 },
  ];
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #last_ms = 0;
  #settling = false;

  protected override render(): TemplateResult | typeof nothing {
    if (this.actions.peaks() === null) return nothing;
    return html`<div class="meter" role="img" aria-label=${text.transport.level}>
      ${[0, 1].map(() => html`<div class="meter-bar"><i class="level"></i><i class="held"></i></div>`)}
      <div class="meter-scale">
        ${MARKS_DB.map((db) => html`<span>${db < 0 ? `\u2212${-db}` : db}</span>`)}
      </div>
    </div>`;
  }

  /* Falls to rest after the sound has stopped. */
  protected override get moving(): boolean {
    return super.moving || this.#settling;
  }

  protected override tick(): void {
    const now_ms = performance.now();
    const past_ms = now_ms - this.#last_ms;
    const peaks = this.actions.peaks();
    if (!peaks || past_ms < (this.#calm.matches ? STEP_MS : 0)) return;
    this.#last_ms = now_ms;
    this.#bars.forEach((bar, i) => follow(bar, peaks[i] as number, past_ms, now_ms));
    this.#settling = this.#bars.some((bar) => bar.held_db > FLOOR_DB);
    this.querySelectorAll('.meter-bar').forEach((element, i) =>
      place(element, this.#bars[i] as Bar),
    );
    this.querySelectorAll<HTMLElement>('.meter-scale span').forEach((element, i) => {
      element.style.left = `${shareOf(MARKS_DB[i] as number) * 100}%`;
    });
  }
}

function follow(bar: Bar, peak: number, past_ms: number, now_ms: number): void {
  const db = Math.max(FLOOR_DB, 20 * Math.log10(Math.max(peak, 1e-6)));
  bar.db = Math.max(db, bar.db - (FALL_DB_PER_S * past_ms) / 1000, FLOOR_DB);
  if (db >= bar.held_db || now_ms - bar.held_ms > HOLD_MS) {
    bar.held_db = bar.db;
    bar.held_ms = now_ms;
  }
}

function place(element: Element, bar: Bar): void {
  const [level, held] = element.children as unknown as [HTMLElement, HTMLElement];
  level.style.transform = `scaleX(${shareOf(bar.db)})`;
  held.style.left = `${shareOf(bar.held_db) * 100}%`;
  held.hidden = bar.held_db <= FLOOR_DB;
}

customElements.define('predub-meter', LevelMeter);
