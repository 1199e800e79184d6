/* Pointers, wheels and fingers on the timeline. One finger or the mouse scrubs, with Shift it marks a
 * range; the wheel scrolls in time, with Ctrl or Cmd (and so a pinch on a trackpad) it zooms; two
 * fingers scroll and pinch. */
import { positionOf } from '../pure/geometry.js';
import { lengthOf } from '../pure/window.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';

const LINE_PX = 16;
const ZOOM_PX = 240; /* of wheel travel for a factor of e */
const BOX_MS = 500;
const SLIP_PX = 6; /* a finger that moves less taps */

interface Two {
  readonly middle_px: number;
  readonly apart_px: number;
}

export class Hand {
  readonly #touches = new Map<number, number>(); /* x by pointer */
  #two: Two | null = null;
  #scrubs = false;
  #pressed: number | null = null; /* x where a finger went down and has not slipped yet */
  #mark: number | null = null;
  #box = { left: 0, width: 1 };
  #boxed_ms = -Infinity;

  constructor(
    private readonly surface: HTMLElement,
    private readonly model: () => Model,
    private readonly actions: () => Actions,
  ) {}

  /* Asking for it makes the browser lay out all that has changed, so it is not asked with every wheel. */
  #surface(): { readonly left: number; readonly width: number } {
    const now_ms = performance.now();
    if (now_ms - this.#boxed_ms > BOX_MS) {
      const { left, width } = this.surface.getBoundingClientRect();
      this.#box = { left, width: Math.max(1, width) };
      this.#boxed_ms = now_ms;
    }
    return this.#box;
  }

  #at(x: number): number {
    const { left, width } = this.#surface();
    const { in_samples, out_samples } = this.actions().timeline.window;
    const scale = { from_samples: in_samples, to_samples: out_samples, width_px: width };
    return positionOf(scale, x - left);
  }

  /* Samples under so many pixels. */
  #samples(px: number): number {
    return (px / this.#surface().width) * lengthOf(this.actions().timeline.window);
  }

  readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { timeline } = this.actions();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
    if (event.ctrlKey || event.metaKey)
      return timeline.zoom(Math.exp((event.deltaY * unit) / ZOOM_PX), this.#at(event.clientX));
    const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    timeline.scroll(this.#samples(delta * unit));
  };

  readonly down = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (event.button !== 0 || target.closest('button')) return;
    if (event.pointerType === 'touch') return this.#touchDown(event);
    this.surface.setPointerCapture(event.pointerId);
    if (event.shiftKey) this.#mark = this.#at(event.clientX);
    else this.#scrubTo(event.clientX);
  };

  #touchDown(event: PointerEvent): void {
    this.#touches.set(event.pointerId, event.clientX);
    this.#pressed = this.#touches.size === 1 ? event.clientX : null;
    this.#two = this.#spread();
    if (this.#two) this.#letGo();
  }

  #scrubTo(x: number): void {
    this.#scrubs = true;
    this.actions().scrub(this.#at(x));
  }

  readonly move = (event: PointerEvent): void => {
    if (this.#touches.has(event.pointerId)) this.#touches.set(event.pointerId, event.clientX);
    if (this.#two) return this.#pinch();
    if (this.#mark !== null) return this.#markTo(event.clientX);
    const slipped = this.#pressed !== null && Math.abs(event.clientX - this.#pressed) > SLIP_PX;
    if (slipped) this.#pressed = null;
    if (slipped) this.surface.setPointerCapture(event.pointerId);
    if (slipped || this.#scrubs) this.#scrubTo(event.clientX);
  };

  #markTo(x: number): void {
    const [a, b] = [this.#mark ?? 0, this.#at(x)];
    this.actions().listen.markSpan({ in_samples: Math.min(a, b), out_samples: Math.max(a, b) });
  }

  readonly up = (event: PointerEvent): void => {
    const tapped = this.#pressed !== null;
    if (this.#scrubs || tapped) this.actions().seek(this.#at(event.clientX));
    this.#end(event);
  };

  /* The browser took it: for scrolling the page, say. */
  readonly cancel = (event: PointerEvent): void => {
    this.#letGo();
    this.#end(event);
  };

  #letGo(): void {
    if (this.model().scrub !== null) this.actions().scrub(null);
    this.#scrubs = false;
  }

  #end(event: PointerEvent): void {
    this.#touches.delete(event.pointerId);
    this.#two = this.#spread();
    this.#scrubs = false;
    this.#pressed = null;
    this.#mark = null;
  }

  #spread(): Two | null {
    const [a, b] = [...this.#touches.values()];
    if (a === undefined || b === undefined) return null;
    return { middle_px: (a + b) / 2, apart_px: Math.max(24, Math.abs(a - b)) };
  }

  #pinch(): void {
    const [before, now] = [this.#two, this.#spread()];
    if (!before || !now) return;
    const { timeline } = this.actions();
    timeline.scroll(this.#samples(before.middle_px - now.middle_px));
    timeline.zoom(before.apart_px / now.apart_px, this.#at(now.middle_px));
    this.#two = now;
  }
}
