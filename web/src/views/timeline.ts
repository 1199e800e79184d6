/* The reel along time: scenes, marks, prints, and a lane for each thing that sounds. One stop of the
 * Tab key: a slider; Enter goes in to lanes and marks, Escape comes back. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { Live } from './live.js';
import { onScheme, readColours } from './timeline_colours.js';
import type { Colours } from './timeline_colours.js';
import { paintStrip, tilesFor, waitingRoles } from './timeline_drawing.js';
import { emptyTimeline, heads } from './timeline_heads.js';
import { Hand } from './timeline_input.js';
import { Inside } from './timeline_inside.js';
import { Moving } from './timeline_moving.js';
import { Grips, overview, placeOverview } from './timeline_overview.js';
import { LANE_LEVELS, WAVE_LEVELS } from './timeline_paint.js';
import { limitsOf } from './timeline_paint_measures.js';
import { LABEL_PX } from './timeline_rows.js';
import { showOpened, slider, tellSlider } from './timeline_slider.js';
import { Sheets } from './timeline_sheet.js';
import { tableSheet } from './timeline_table.js';
import { heightOf, lanesOf, rowsOf } from '../pure/lane_list.js';
import type { Row } from '../pure/lane_list.js';
import type { Span } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND } from '../pure/timecode.js';
import { isIn, lengthOf } from '../pure/window.js';
import { timeline as t } from '../text.js';

const ROWS_PX = 144; /* overview, ruler, scenes, marks and prints, as in timeline.css */
const ASK_MS = 100;
const phone = window.matchMedia('(max-width: 700px)');

class Timeline extends Live {
  #size = { width: 0, height: 0 };
  #rows: readonly Row[] = [];
  #colours: Colours | null = null;
  #sheets: Sheets | null = null;
  #hand: Hand | null = null;
  readonly #moving = new Moving();
  #frame = 0;
  #asked_ms = 0;
  #settling: ReturnType<typeof setTimeout> | number = 0;
  #at: number | null = null; /* where the playhead was */
  #painted: readonly unknown[] = []; /* what the strips were painted from */
  #leave: (() => void)[] = [];
  readonly #resized = new ResizeObserver(() => this.#measure());
  readonly #grips = new Grips(() => this.actions);
  readonly #inside = new Inside(this, () => this.actions);

  override connectedCallback(): void {
    super.connectedCallback();
    const again = (): void => this.requestUpdate();
    const scheme = onScheme(() => {
      this.#colours = null;
      again();
    });
    phone.addEventListener('change', again);
    this.#leave = [scheme, () => phone.removeEventListener('change', again)];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave.forEach((leave) => leave());
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#sheets = null;
    this.#hand = null;
  }

  protected override firstUpdated(): void {
    const { timeline } = this.actions;
    this.#leave.push(
      timeline.watch(
        () => this.#soon(),
        (span) => {
          this.#sheets?.outdate(span);
          if (this.#waitingRoles().join() !== this.#waiting.join()) this.requestUpdate();
          this.#soon();
        },
      ),
    );
  }

  #soon(): void {
    if (this.#frame === 0)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
  }

  /* The height is that of the whole element: the lanes follow it, and never make it. */
  #measure(): void {
    const view = this.querySelector('.tl-view');
    const whole = this.querySelector('.timeline');
    if (!view || !whole) return;
    const size = { width: view.clientWidth, height: whole.clientHeight };
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    this.requestUpdate();
  }

  get #empty(): boolean {
    return this.model.range === null;
  }

  get #limits(): ReturnType<typeof limitsOf> {
    return limitsOf(this.model.thresholds);
  }

  #waiting: readonly string[] = [];

  #waitingRoles(): readonly string[] {
    const { loaded } = this.model;
    return loaded ? waitingRoles(loaded, this.#rows, this.actions.timeline) : [];
  }

  protected override render(): TemplateResult | typeof nothing {
    const { model: m, actions: a } = this;
    const { loaded } = m;
    if (!loaded) return nothing;
    if (this.#empty) return emptyTimeline(a);
    const height = Math.max(0, this.#size.height - ROWS_PX);
    this.#rows = rowsOf(lanesOf(loaded.production.stems), height, phone.matches);
    this.#waiting = this.#waitingRoles();
    return html`<section
      class="timeline"
      aria-label=${t.label}
      @keydown=${this.#key}
      @mousedown=${this.#inside.pressed}
      @focusin=${this.#inside.came}
      @focusout=${this.#inside.left}
    >
      ${heads({ m, loaded, a, rows: this.#rows, limits: this.#limits, inside: this.#inside.on, waiting: this.#waiting })}
      <div class="tl-body">
        <div
          @pointerdown=${this.#grips.down}
          @pointermove=${this.#grips.move}
          @pointerup=${this.#grips.up}
          @pointercancel=${this.#grips.up}
        >
          ${overview(m, loaded, a, this.#size.width)}
        </div>
        <div class="tl-view">
          <div class="tl-lanes" .style=${`height:${heightOf(this.#rows)}px`}></div>
          <div class="tl-moving"></div>
          <div class="tl-playhead"></div>
          ${slider(a)}
        </div>
      </div>
      ${tableSheet(m, loaded, a, this.#limits)}
    </section>`;
  }

  override updated(): void {
    const view = this.querySelector<HTMLElement>('.tl-view');
    if (view && !this.#hand) this.#attach(view);
    this.#repaint();
    this.#moving.outdate();
    super.updated();
    this.#draw();
    showOpened(this.model, this.actions);
  }

  #attach(view: HTMLElement): void {
    const hand = new Hand(
      view,
      () => this.model,
      () => this.actions,
    );
    this.#hand = hand;
    view.addEventListener('wheel', hand.wheel, { passive: false });
    view.addEventListener('pointerdown', hand.down);
    view.addEventListener('pointermove', hand.move);
    view.addEventListener('pointerup', hand.up);
    view.addEventListener('pointercancel', hand.cancel);
    this.#resized.observe(view);
    this.#resized.observe(view.closest('.timeline') ?? view);
    this.#measure();
  }

  /* Strips are painted again where what is on them changes, not with every change of the state. */
  #repaint(): void {
    const { loaded, theme, thresholds } = this.model;
    if (this.#painted[1] !== theme) this.#colours = null;
    const height = this.#rows.map((row) => row.height_px).join();
    const now = [loaded, theme, thresholds, height, this.#colours];
    if (this.#colours && now.every((each, i) => each === this.#painted[i])) return;
    this.#colours ??= readColours();
    if (this.#painted[3] !== height) this.#sheets?.clear();
    this.#painted = [loaded, theme, thresholds, height, this.#colours];
    this.#sheets?.outdate();
  }

  #draw(): void {
    const lanes = this.querySelector<HTMLElement>('.tl-lanes');
    const { loaded } = this.model;
    const { timeline } = this.actions;
    const { width } = this.#size;
    if (!lanes || !loaded || width === 0 || this.#empty) return;
    this.#sheets ??= new Sheets(lanes, (canvas, piece) => {
      const colours = this.#colours ?? readColours();
      const label_px = phone.matches ? LABEL_PX - 16 : LABEL_PX;
      paintStrip(canvas, piece, {
        loaded: this.model.loaded ?? loaded,
        rows: this.#rows,
        colours,
        limits: this.#limits,
        source: timeline,
        label_px,
      });
    });
    this.#need(width, false);
    const frame = {
      window: timeline.window,
      width_px: width,
      height_px: heightOf(this.#rows),
      ratio: devicePixelRatio,
    };
    if (this.#sheets.place(frame)) this.#soon();
    this.#moveRows(timeline.window, width);
    this.tick();
  }

  /* While the window moves, what it passes over is not asked for at once. */
  #need(width: number, settled: boolean): void {
    const { window, extent, waves, lanes } = this.actions.timeline;
    const now_ms = performance.now();
    globalThis.clearTimeout(this.#settling);
    if (!settled && now_ms - this.#asked_ms < ASK_MS) {
      this.#settling = globalThis.setTimeout(() => this.#need(this.#size.width, true), ASK_MS);
      return;
    }
    this.#asked_ms = now_ms;
    const per_px = lengthOf(window) / (width * devicePixelRatio);
    waves.need(tilesFor(window, extent, per_px, WAVE_LEVELS));
    lanes.need(tilesFor(window, extent, per_px, LANE_LEVELS));
  }

  #moveRows(window: Span, width_px: number): void {
    const host = this.querySelector<HTMLElement>('.tl-moving');
    const { model: m, actions: a } = this;
    if (!host || !m.loaded) return;
    const inside = this.#inside.on;
    const seen = { m, loaded: m.loaded, a, inside, phone: phone.matches };
    this.#moving.place(host, { ...seen, rows: this.#rows, window, width_px });
  }

  protected override tick(): void {
    const head = this.querySelector<HTMLElement>('.tl-playhead');
    const { loaded } = this.model;
    if (!head || !loaded) return;
    const at = this.shown;
    this.#follow(at);
    const { window } = this.actions.timeline;
    const x = Math.round(((at - window.in_samples) / lengthOf(window)) * this.#size.width);
    head.style.transform = `translateX(${x}px)`;
    head.hidden = !isIn(window, at);
    placeOverview(this, this.actions, at, this.#size.width);
    tellSlider(this, this.model, this.actions, at);
  }

  /* Whoever looks elsewhere on purpose is left there; whoever sees the playhead leave is taken along,
   * as after a jump. */
  #follow(at: number): void {
    const before = this.#at;
    this.#at = at;
    if (before === at || this.model.scrub !== null) return;
    const { window } = this.actions.timeline;
    const jumped = before === null || Math.abs(at - before) > SAMPLES_PER_SECOND;
    if (jumped || isIn(window, before)) this.actions.timeline.follow(at);
  }

  readonly #key = (event: KeyboardEvent): void => this.#inside.key(event);
}

customElements.define('predub-timeline', Timeline);
