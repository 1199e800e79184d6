/* The rows and boxes that move with the lanes: rendered wider than what is seen, moved as they are while
 * that lasts, and rendered again when the scale or what they tell of changes. */
import { html, render } from 'lit';
import { marks } from './timeline_marks.js';
import { marked, over } from './timeline_over.js';
import { prints, ruler, scenes, stick } from './timeline_rows.js';
import type { Sight } from './timeline_rows.js';
import type { Row } from '../pure/lane_list.js';
import type { Span } from '../pure/scenes.js';
import { lengthOf } from '../pure/window.js';

const BEYOND = 0.75; /* of the window, on either side */

export type Seen = Omit<Sight, 'span' | 'px_per_sample'> & {
  readonly rows: readonly Row[];
  readonly window: Span;
  readonly width_px: number;
};

export class Moving {
  #base: Span | null = null;
  #scale = 0;
  #stuck: readonly HTMLElement[] = [];

  /* What they tell of has changed. */
  outdate(): void {
    this.#base = null;
  }

  place(host: HTMLElement, seen: Seen): void {
    const { window, width_px } = seen;
    const scale = width_px / lengthOf(window);
    const past =
      !this.#base ||
      window.in_samples < this.#base.in_samples ||
      window.out_samples > this.#base.out_samples;
    if (past || scale !== this.#scale) this.#render(host, seen, scale);
    const base = this.#base as unknown as Span;
    const shift = Math.round((window.in_samples - base.in_samples) * scale);
    host.style.transform = `translateX(${-shift}px)`;
    for (const stuck of this.#stuck) stick(stuck, window, scale);
  }

  #render(host: HTMLElement, { rows, window, ...seen }: Seen, scale: number): void {
    /* while it zooms, what lies beyond the window is not worth the time */
    const beyond = (scale === this.#scale || this.#scale === 0 ? BEYOND : 0.05) * lengthOf(window);
    const span = {
      in_samples: window.in_samples - beyond,
      out_samples: window.out_samples + beyond,
    };
    this.#base = span;
    this.#scale = scale;
    const sight = { ...seen, span, px_per_sample: scale };
    render(
      html`${ruler(sight)}${scenes(sight)}${marks(sight)}${prints(sight)}${marked(sight)}${over(sight, rows)}`,
      host,
    );
    this.#stuck = [...host.querySelectorAll<HTMLElement>('[data-in] > .tl-stuck')];
  }
}
