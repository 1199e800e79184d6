/* The whole reel as one slider: ruler, scenes, print sets and temps, and where we are. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { Live } from './live.js';
import { STRIP_PX, cues, ruler, scenes, temps } from './strip_drawing.js';
import { positionOf, xOf } from '../pure/geometry.js';
import type { Scale } from '../pure/geometry.js';
import { sceneAt } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND, formatTimecode } from '../pure/timecode.js';
import type { Loaded } from '../state/model.js';
import { text } from '../text.js';

class Strip extends Live {
  static override properties = { ...Live.properties, width_px: { state: true } };
  declare width_px: number;
  readonly #size = new ResizeObserver(() => (this.width_px = this.clientWidth));

  constructor() {
    super();
    this.width_px = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  get #range(): Span {
    return this.model.heard ?? this.model.range ?? { in_samples: 0, out_samples: 1 };
  }

  get #scale(): Scale {
    const range = this.#range;
    return {
      from_samples: range.in_samples,
      to_samples: range.out_samples,
      width_px: this.width_px,
    };
  }

  protected override render(): TemplateResult | typeof nothing {
    const { loaded } = this.model;
    if (!loaded) return nothing;
    const scale = this.#scale;
    const seconds = (scale.to_samples - scale.from_samples) / SAMPLES_PER_SECOND;
    return html`<div
      class="strip"
      role="slider"
      tabindex="0"
      aria-label=${text.transport.slider}
      aria-orientation="horizontal"
      aria-valuemin="0"
      aria-valuemax=${Math.floor(seconds)}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${() => this.actions.scrub(null)}
      @keydown=${this.#key}
    >
      <svg width=${scale.width_px} height=${STRIP_PX} aria-hidden="true">
        ${ruler(loaded, scale)}${scenes(loaded, scale, this.model.scene, this.model.measures)}${cues(loaded, scale)}${temps(loaded, scale)}
      </svg>
      <div class="playhead"></div>
    </div>`;
  }

  protected override tick(): void {
    const slider = this.querySelector('.strip');
    const head = this.querySelector<HTMLElement>('.playhead');
    const { loaded } = this.model;
    if (!slider || !head || !loaded) return;
    const at = this.shown;
    head.style.transform = `translateX(${Math.round(xOf(this.#scale, at))}px)`;
    const second = String(Math.floor((at - this.#range.in_samples) / SAMPLES_PER_SECOND));
    if (slider.getAttribute('aria-valuenow') === second && this.model.sound === 'playing') return;
    slider.setAttribute('aria-valuenow', second);
    slider.setAttribute('aria-valuetext', valueText(loaded, at));
  }

  #at(event: PointerEvent): number {
    return positionOf(this.#scale, event.clientX - this.getBoundingClientRect().left);
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.actions.scrub(this.#at(event));
  };

  readonly #move = (event: PointerEvent): void => {
    if (this.model.scrub !== null) this.actions.scrub(this.#at(event));
  };

  readonly #up = (event: PointerEvent): void => {
    if (this.model.scrub !== null) this.actions.seek(this.#at(event));
  };

  /* What a slider must know beyond the keys of the page. */
  readonly #key = (event: KeyboardEvent): void => {
    const { from_samples, to_samples } = this.#scale;
    const acts: Record<string, () => void> = {
      Home: () => this.actions.seek(from_samples),
      End: () => this.actions.seek(to_samples),
      PageUp: () => this.actions.sceneBefore(),
      PageDown: () => this.actions.sceneAfter(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function valueText(loaded: Loaded, position: number): string {
  const tc = formatTimecode(loaded.rate, position);
  const scene = loaded.scenes[sceneAt(loaded.scenes, position)];
  return scene ? text.transport.in_scene(tc, scene.number, scene.name) : tc;
}

customElements.define('predub-strip', Strip);
