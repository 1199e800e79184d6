/* The whole reel as one slider: ruler, scenes, print sets and temps, and where we are. */
import { html, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { Live } from './live.js';
import { positionOf, ticksOf, xOf } from '../pure/geometry.js';
import type { Scale } from '../pure/geometry.js';
import { sceneAt } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND, formatTimecode } from '../pure/timecode.js';
import type { Loaded } from '../state/model.js';
import { text } from '../text.js';

const LABEL_PX = 84;
const RULER = 18;
const SCENES = { y: RULER, height: 22 };
const CUES = { y: SCENES.y + SCENES.height + 3, height: 16 };
const DIALOGUE = { y: CUES.y + CUES.height + 3, height: 10 };
const EFFECTS = { y: DIALOGUE.y + DIALOGUE.height, height: 10 };
const STRIP_PX = EFFECTS.y + EFFECTS.height + 2; /* as in style.css */

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

  get #scale(): Scale {
    const heard = this.model.heard;
    return {
      from_samples: heard?.in_samples ?? 0,
      to_samples: heard?.out_samples ?? 1,
      width_px: this.width_px,
    };
  }

  protected override render(): TemplateResult | typeof nothing {
    const { loaded, heard } = this.model;
    if (!loaded || !heard) return nothing;
    const scale = this.#scale;
    return html`<div
      class="strip"
      role="slider"
      tabindex="0"
      aria-label=${text.transport.slider}
      aria-orientation="horizontal"
      aria-valuemin="0"
      aria-valuemax=${Math.floor(heard.samples / SAMPLES_PER_SECOND)}
      @pointerdown=${this.#down}
      @pointermove=${this.#move}
      @pointerup=${this.#up}
      @pointercancel=${() => this.actions.scrub(null)}
      @keydown=${this.#key}
    >
      <svg width=${scale.width_px} height=${STRIP_PX} aria-hidden="true">
        ${ruler(loaded, scale)}${scenes(loaded, scale, this.model.scene)}${cues(loaded, scale)}${temps(loaded, scale)}
      </svg>
      <div class="playhead"></div>
    </div>`;
  }

  protected override tick(): void {
    const slider = this.querySelector('.strip');
    const head = this.querySelector<HTMLElement>('.playhead');
    const { loaded, heard } = this.model;
    if (!slider || !head || !loaded || !heard) return;
    const at = this.shown;
    head.style.transform = `translateX(${Math.round(xOf(this.#scale, at))}px)`;
    const second = String(Math.floor((at - heard.in_samples) / SAMPLES_PER_SECOND));
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

function ruler(loaded: Loaded, scale: Scale): SVGTemplateResult[] {
  return ticksOf(scale, loaded.rate, LABEL_PX).map((tick) => {
    const x = Math.round(xOf(scale, tick)) + 0.5;
    const fits = x + LABEL_PX < scale.width_px;
    return svg`<path class="tick" d=${`M${x} 2V${RULER}`} />
      ${fits ? svg`<text class="tick-label" x=${x + 5} y="12">${formatTimecode(loaded.rate, tick)}</text>` : nothing}`;
  });
}

/* A box on the timeline; what is written in it ends where the box does. */
function box(
  scale: Scale,
  at: { from: number; to: number; y: number; height: number },
  name: string,
  label: SVGTemplateResult | typeof nothing,
): SVGTemplateResult {
  const x = Math.round(xOf(scale, at.from));
  const width = Math.max(1, Math.round(xOf(scale, at.to)) - x - 1);
  return svg`<svg class=${name} x=${x} y=${at.y} width=${width} height=${at.height}>
    <rect class="body" width="100%" height="100%" />${width > 20 ? label : nothing}</svg>`;
}

function scenes(loaded: Loaded, scale: Scale, current: number): SVGTemplateResult[] {
  return loaded.scenes.map((s, i) =>
    box(
      scale,
      { from: s.in_samples, to: s.out_samples, ...SCENES },
      `scene ${i === current ? 'current' : ''}`,
      svg`<text x="6" y="15"><tspan class="number">${s.number}</tspan> ${s.name}</text>`,
    ),
  );
}

function cues({ production }: Loaded, scale: Scale): SVGTemplateResult[] {
  return production.cues.flatMap((cue) => {
    const set = cue.sets[0];
    const placed = set?.prints.filter((r) => r.start_samples !== null) ?? [];
    if (!set || placed.length === 0) return [];
    const from = Math.min(...placed.map((r) => r.start_samples as number));
    const to = Math.max(...placed.map((r) => (r.start_samples as number) + r.samples));
    return [
      box(
        scale,
        { from, to, ...CUES },
        'cue',
        svg`<rect class="edge" width="4" height="100%" />
      <text x="10" y="12">${cue.name} v${set.version}</text>`,
      ),
    ];
  });
}

function temps(loaded: Loaded, scale: Scale): SVGTemplateResult[] {
  return loaded.temps.flatMap((r) => {
    const [row, word] =
      r.kind === 'dialogue' ? [DIALOGUE, text.listen.dialogue] : [EFFECTS, text.listen.effects];
    if (r.start_samples === null) return [];
    return [
      box(
        scale,
        { from: r.start_samples, to: r.start_samples + r.samples, ...row },
        'temp-line',
        svg`<rect class="gap" width="20" height="100%" /><text x="0" y="8.5">${word}</text>`,
      ),
    ];
  });
}

customElements.define('predub-strip', Strip);
