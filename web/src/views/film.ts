/* The whole film on one strip: concern as a skyline, below it who signed and what was heard. */
import { html, nothing, svg } from 'lit';
import { LitElement } from 'lit';
import type { PropertyValues, SVGTemplateResult, TemplateResult } from 'lit';
import { sceneFacts, standsOut } from './scene_facts.js';
import { inBox, layFilm, outlines, rects, sceneUnder } from '../pure/film.js';
import type { Box, Film } from '../pure/film.js';
import type { Level } from '../pure/concern.js';
import type { Facts } from '../pure/overview.js';
import { remember } from '../pure/memo.js';
import type { Span } from '../pure/scenes.js';
import { secondAt } from '../pure/timecode.js';
import type { BothSides, SideState } from '../api/talk_types.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const LABELS_PX = 54;
const GAP_PX = 10;
const FLOOR = 55; /* what the skyline stands on */
const HEIGHTS: Readonly<Record<Level, number>> = { unmeasured: 10, clear: 10, amber: 22, red: 34 };
const LEVELS: readonly Level[] = ['unmeasured', 'clear', 'amber', 'red'];
const SIDES: readonly (readonly [BothSides, number])[] = [
  ['music', 63],
  ['stage', 78],
];
const SIDE_PX = 7;
const HEARD = { y: 95, height: 4 };
const FRAME = { y: 18.5, height: 84 };
export const FILM_PX = 106; /* as in overview.css */

/* The reel of each scene, as the server tells it, else by the hour of its timecode. */
export const filmScenes = remember((loaded: Loaded, states: Model['states']) => {
  const told = new Map(states?.map((s) => [s.scene_id, s.reels]));
  return loaded.scenes.map(({ id, in_samples, out_samples }) => ({
    reel: told.get(id)?.[0] ?? (Math.floor(secondAt(loaded.rate, in_samples) / 3600) || null),
    in_samples,
    out_samples,
  }));
});

class FilmStrip extends LitElement {
  static override properties = {
    model: { attribute: false },
    actions: { attribute: false },
    width_px: { state: true },
  };
  declare model: Model;
  declare actions: Actions;
  declare width_px: number;
  readonly #size = new ResizeObserver(() => (this.width_px = this.clientWidth));

  constructor() {
    super();
    this.width_px = 0;
  }

  /* One sheet of styles for the whole page: no shadow tree. */
  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  /* The page is drawn anew many times a second while something moves that is not on the strip. */
  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    const before = changed.get('model') as Model | undefined;
    if (!before || changed.has('width_px')) return true;
    const m = this.model;
    return (['loaded', 'measures', 'states', 'unclosed', 'scene', 'work'] as const).some(
      (key) => before[key] !== m[key],
    );
  }

  get #film(): Film | null {
    const { loaded, states } = this.model;
    if (!loaded || this.width_px === 0) return null;
    return layFilm(filmScenes(loaded, states), LABELS_PX, this.width_px, GAP_PX);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { loaded, scene } = this.model;
    if (!loaded) return nothing;
    const t = text.overview.strip;
    const film = this.#film;
    const facts = sceneFacts(this.model, loaded);
    return html`<div
      class="film-strip"
      role="slider"
      tabindex="0"
      aria-label=${t.label}
      aria-orientation="horizontal"
      aria-details="scene-table"
      aria-valuemin="0"
      aria-valuemax=${loaded.scenes.length}
      aria-valuenow=${scene + 1}
      aria-valuetext=${this.#words(scene)}
      @click=${this.#click}
      @pointermove=${this.#name}
      @keydown=${this.#key}
    >
      ${film ? drawing(film, loaded.scenes, facts, scene, this.width_px) : nothing}
    </div>`;
  }

  #words(index: number): string {
    const t = text.overview.strip;
    const { loaded } = this.model;
    const scene = loaded?.scenes[index];
    const facts = loaded && scene ? sceneFacts(this.model, loaded)[index] : undefined;
    if (!scene || !facts) return t.nowhere;
    return [
      t.scene(scene.number, scene.name),
      t.level[facts.level],
      standsOut(this.model, facts),
    ].join(', ');
  }

  #under(event: MouseEvent): number {
    const film = this.#film;
    return film ? sceneUnder(film, event.clientX - this.getBoundingClientRect().left) : -1;
  }

  readonly #name = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).title = this.#words(this.#under(event));
  };

  readonly #click = (event: MouseEvent): void => {
    const index = this.#under(event);
    if (index < 0) return;
    this.actions.toScene(index);
    this.actions.showPart('review');
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { scene, loaded } = this.model;
    const last = (loaded?.scenes.length ?? 0) - 1;
    const to = (index: number): void => this.actions.toScene(Math.max(0, Math.min(last, index)));
    const acts: Record<string, () => void> = {
      ArrowRight: () => to(scene + 1),
      ArrowDown: () => to(scene + 1),
      ArrowLeft: () => to(scene - 1),
      ArrowUp: () => to(scene - 1),
      Home: () => to(0),
      End: () => to(last),
      Enter: () => this.actions.showPart('review'),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

function drawing(
  film: Film,
  scenes: readonly Span[],
  facts: readonly Facts[],
  scene: number,
  width_px: number,
): TemplateResult {
  const t = text.overview.strip;
  const of = (wanted: (facts: Facts) => boolean): Box[] =>
    film.boxes.filter((_, i) => wanted(facts[i] as Facts));
  const label = (y: number, words: string): SVGTemplateResult =>
    svg`<text class="row-name" x="0" y=${y}>${words}</text>`;
  return html`<svg width=${width_px} height=${FILM_PX} aria-hidden="true">
    ${label(42, t.rows.concern)}${label(70, t.rows.music)}${label(85, t.rows.stage)}${label(100, t.rows.heard)}
    ${film.reels.map(({ reel, x }) => (reel === null ? nothing : svg`<text class="reel-name" x=${x} y="11">${t.reel(reel)}</text>`))}
    <path class="floor" d=${rects(film.reels, FLOOR, 1)} />
    ${LEVELS.map((level) =>
      skyline(
        level,
        of((f) => f.level === level),
      ),
    )}
    ${SIDES.map(([side, y]) => signed(side, y, of))}
    <path class="none" d=${rects(film.boxes, HEARD.y, HEARD.height)} />
    <path class="heard-share" d=${rects(heardBoxes(film, scenes, facts), HEARD.y, HEARD.height)} />
    ${of((f) => (f.state?.queries.open ?? 0) > 0).map(mark)} ${frame(film.boxes[scene])}
  </svg>`;
}

function skyline(level: Level, boxes: readonly Box[]): SVGTemplateResult {
  const height = HEIGHTS[level];
  const path = level === 'unmeasured' ? outlines : rects;
  return svg`<path class=${level} d=${path(boxes, FLOOR - height, height)} />`;
}

/* Signed is filled, stale a bright dashed outline, anything else a line. */
function signed(
  side: BothSides,
  y: number,
  of: (wanted: (facts: Facts) => boolean) => Box[],
): SVGTemplateResult {
  const those = (state: SideState['state']) => (facts: Facts) =>
    facts.state?.sides[side].state === state;
  const none = of((facts) => !those('signed')(facts) && !those('stale')(facts));
  return svg`<path class="signed" d=${rects(of(those('signed')), y, SIDE_PX)} />
    <path class="stale" d=${outlines(of(those('stale')), y, SIDE_PX)} />
    <path class="none" d=${rects(none, y + 3, 1)} />`;
}

const heardBoxes = (film: Film, scenes: readonly Span[], facts: readonly Facts[]): Box[] =>
  film.boxes.flatMap((box, i) =>
    inBox(box, scenes[i] as Span, facts[i]?.state?.heard?.spans ?? []),
  );

function mark({ x, width }: Box): SVGTemplateResult {
  const centre = x + width / 2;
  return svg`<circle class="asked" cx=${centre} cy="12" r="6" />
    <text class="asked-mark" x=${centre} y="15.5">?</text>`;
}

function frame(box: Box | undefined): SVGTemplateResult | typeof nothing {
  if (!box) return nothing;
  return svg`<rect class="chosen" x=${box.x - 2} y=${FRAME.y} width=${box.width + 4} height=${FRAME.height} />`;
}

customElements.define('predub-film', FilmStrip);
