/* The whole reel in one row: what concerns in each scene as a skyline, and the window that the lanes
 * show, which can be dragged and pulled wider. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { levelOf } from '../pure/concern.js';
import type { Level } from '../pure/concern.js';
import { xOf } from '../pure/geometry.js';
import { overlaps } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { lengthOf } from '../pure/window.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { timeline as t } from '../text.js';

const HEIGHTS: Readonly<Record<Level, number>> = { red: 16, amber: 10, clear: 5, unmeasured: 5 };

export function overview(m: Model, loaded: Loaded, a: Actions, width_px: number): TemplateResult {
  const { extent } = a.timeline;
  return html`<div class="tl-overview" title=${t.overview} aria-hidden="true">
    ${loaded.scenes.map((scene) => {
      if (!overlaps(scene, extent)) return nothing;
      const measured = m.measures?.scenes.find(({ scene_id }) => scene_id === scene.id);
      const level = levelOf(measured);
      return html`<i
        class="tl-sky ${level}"
        .style=${`${box(extent, scene, width_px)};height:${HEIGHTS[level]}px`}
      ></i>`;
    })}
    <div class="tl-window"><b class="from"></b><b class="to"></b></div>
    <div class="tl-overhead"></div>
  </div>`;
}

function box(extent: Span, span: Span, width_px: number): string {
  const scale = scaleOf(extent, width_px);
  const left = xOf(scale, span.in_samples);
  const width = Math.max(1, xOf(scale, span.out_samples) - left - 1.5);
  return `left:${(left + 0.5).toFixed(1)}px;width:${width.toFixed(1)}px`;
}

const scaleOf = (
  extent: Span,
  width_px: number,
): { from_samples: number; to_samples: number; width_px: number } => ({
  from_samples: extent.in_samples,
  to_samples: extent.out_samples,
  width_px,
});

/* Moves what moves. */
export function placeOverview(host: HTMLElement, a: Actions, at: number, width_px: number): void {
  const frame = host.querySelector<HTMLElement>('.tl-window');
  const head = host.querySelector<HTMLElement>('.tl-overhead');
  const { extent, window } = a.timeline;
  if (!frame || !head) return;
  const scale = scaleOf(extent, width_px);
  const left = xOf(scale, window.in_samples);
  frame.style.transform = `translateX(${left.toFixed(1)}px)`;
  frame.style.width = `${Math.max(10, xOf(scale, window.out_samples) - left).toFixed(1)}px`;
  head.style.transform = `translateX(${Math.round(xOf(scale, at))}px)`;
}

type Grip = 'move' | 'from' | 'to';

/* Dragging the window or one of its edges; a press beside it brings it there. */
export class Grips {
  #grip: Grip | null = null;
  #hold = 0; /* from the window's start to the pointer, in samples */

  constructor(private readonly a: () => Actions) {}

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const row = event.currentTarget as HTMLElement;
    const target = event.target as Element;
    const { window } = this.a().timeline;
    const at = this.#at(event, row);
    row.setPointerCapture(event.pointerId);
    this.#grip = target.classList.contains('from')
      ? 'from'
      : target.classList.contains('to')
        ? 'to'
        : 'move';
    const inside = at >= window.in_samples && at < window.out_samples;
    this.#hold =
      this.#grip === 'move' ? (inside ? at - window.in_samples : lengthOf(window) / 2) : 0;
    this.move(event);
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.#grip) return;
    const { timeline } = this.a();
    const at = this.#at(event, event.currentTarget as HTMLElement);
    const { in_samples, out_samples } = timeline.window;
    if (this.#grip === 'move') timeline.scroll(at - this.#hold - in_samples);
    else if (this.#grip === 'from')
      timeline.show({ in_samples: Math.min(at, out_samples - 1), out_samples });
    else timeline.show({ in_samples, out_samples: Math.max(at, in_samples + 1) });
  };

  readonly up = (): void => {
    this.#grip = null;
  };

  #at(event: PointerEvent, row: HTMLElement): number {
    const { left, width } = row.getBoundingClientRect();
    const { extent } = this.a().timeline;
    const share = Math.max(0, Math.min(1, (event.clientX - left) / Math.max(1, width)));
    return extent.in_samples + share * lengthOf(extent);
  }
}
