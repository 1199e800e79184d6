/* The lanes as strips of canvas side by side. A strip is painted once for a scale; scrolling moves the
 * strips as they are. While the scale changes, strips of another scale are stretched, until those of
 * the new one are there: so many a frame as the time allows. */
import type { Span } from '../pure/scenes.js';
import type { Piece } from './timeline_paint.js';

const STRIP_PX = 256; /* device pixels */
const BUDGET_MS = 4; /* of painting in a frame */
const SETTLED_MS = 120; /* without a change of scale */
const STRETCH = 2; /* further than this, strips are painted anew while the scale still changes */

interface Strip {
  readonly canvas: HTMLCanvasElement;
  fresh: boolean;
}

/* Its strips stand still in a box, which alone is moved and stretched. */
interface Sheet {
  readonly per_px: number;
  readonly strips: Map<number, Strip>;
  readonly box: HTMLElement;
  readonly origin: number; /* the strip at the left edge of the box */
}

const POOL = 40; /* canvases that wait to be used again */

export interface Frame {
  readonly window: Span;
  readonly width_px: number;
  readonly height_px: number;
  readonly ratio: number;
}

export class Sheets {
  #now: Sheet | null = null;
  #before: Sheet | null = null;
  #pool: HTMLCanvasElement[] = [];
  #per_px = 0;
  #rescaled_ms = 0;

  constructor(
    private readonly host: HTMLElement,
    private readonly paint: (canvas: HTMLCanvasElement, piece: Piece) => void,
  ) {}

  /* What is drawn there is out of date; without a span, all of it. */
  outdate(span?: Span): void {
    for (const sheet of [this.#now, this.#before])
      sheet?.strips.forEach((strip, index) => {
        const length = STRIP_PX * sheet.per_px;
        const apart =
          span && (span.out_samples <= index * length || span.in_samples >= (index + 1) * length);
        if (!apart) strip.fresh = false;
      });
  }

  /* The lanes have another height. */
  clear(): void {
    for (const sheet of [this.#now, this.#before]) if (sheet) this.#drop(sheet);
    this.#now = this.#before = null;
    this.#pool = [];
    this.#per_px = 0;
  }

  /* Puts the strips in their places, and paints what is missing; true: there is more to do. */
  place(frame: Frame): boolean {
    const { window, width_px, ratio } = frame;
    const per_px = (window.out_samples - window.in_samples) / Math.max(1, width_px * ratio);
    const now_ms = performance.now();
    if (per_px !== this.#per_px) this.#rescaled_ms = now_ms;
    this.#per_px = per_px;
    this.#choose(per_px, now_ms, window.in_samples);
    const rest = this.#fill(frame, now_ms);
    for (const sheet of [this.#before, this.#now]) if (sheet) this.#arrange(sheet, frame);
    return rest || this.#now?.per_px !== per_px;
  }

  #choose(per_px: number, now_ms: number, from: number): void {
    const now = this.#now;
    if (now?.per_px === per_px) return;
    const stretch = now ? Math.max(per_px / now.per_px, now.per_px / per_px) : Infinity;
    if (stretch < STRETCH && now_ms - this.#rescaled_ms < SETTLED_MS) return;
    /* the older sheet stays behind while the newer one was not ready yet */
    if (now && this.#before) this.#drop(now);
    else this.#before = now;
    this.#now = this.#sheet(per_px, from);
  }

  #sheet(per_px: number, from: number): Sheet {
    const box = document.createElement('div');
    this.host.append(box);
    return { per_px, strips: new Map(), box, origin: Math.floor(from / (STRIP_PX * per_px)) };
  }

  #fill(frame: Frame, began_ms: number): boolean {
    const now = this.#now as Sheet;
    const wanted = stripsIn(now.per_px, frame.window);
    const middle = ((wanted[0] ?? 0) + (wanted[wanted.length - 1] ?? 0)) / 2;
    const late = wanted
      .filter((index) => !now.strips.get(index)?.fresh)
      .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
    for (const index of late) {
      this.#paintStrip(now, index, frame);
      if (performance.now() - began_ms > BUDGET_MS) break;
    }
    const missing = wanted.some((index) => !now.strips.has(index));
    if (!missing && this.#before) {
      this.#drop(this.#before);
      this.#before = null;
    }
    const rest = wanted.some((index) => !now.strips.get(index)?.fresh);
    return rest || (now.per_px === this.#per_px && this.#ahead(now, wanted, frame, began_ms));
  }

  /* One strip beyond either side, while nothing else is to do; what lies far away is let go. */
  #ahead(now: Sheet, wanted: readonly number[], frame: Frame, began_ms: number): boolean {
    const [first, last] = [wanted[0] ?? 0, wanted[wanted.length - 1] ?? 0];
    for (const [index, { canvas }] of now.strips)
      if (index < first - 4 || index > last + 4) {
        now.strips.delete(index);
        this.#release(canvas);
      }
    const next = [last + 1, first - 1].filter((i) => i >= 0 && !now.strips.get(i)?.fresh);
    for (const index of next) {
      if (performance.now() - began_ms > BUDGET_MS) return true;
      this.#paintStrip(now, index, frame);
    }
    return false;
  }

  #paintStrip(sheet: Sheet, index: number, frame: Frame): void {
    const strip = sheet.strips.get(index) ?? this.#strip(sheet, index, frame);
    const from = index * STRIP_PX * sheet.per_px;
    this.paint(strip.canvas, { from, per_px: sheet.per_px, width: STRIP_PX, ratio: frame.ratio });
    strip.fresh = true;
  }

  #strip(sheet: Sheet, index: number, { height_px, ratio }: Frame): Strip {
    const canvas = this.#pool.pop() ?? document.createElement('canvas');
    const height = Math.max(1, Math.round(height_px * ratio));
    if (canvas.width !== STRIP_PX) canvas.width = STRIP_PX;
    if (canvas.height !== height) canvas.height = height;
    canvas.style.width = `${STRIP_PX / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
    canvas.style.left = `${((index - sheet.origin) * STRIP_PX) / ratio}px`;
    sheet.box.append(canvas);
    const strip = { canvas, fresh: false };
    sheet.strips.set(index, strip);
    return strip;
  }

  #release(canvas: HTMLCanvasElement): void {
    canvas.remove();
    if (this.#pool.length < POOL) this.#pool.push(canvas);
  }

  #drop({ strips, box }: Sheet): void {
    strips.forEach(({ canvas }) => this.#release(canvas));
    strips.clear();
    box.remove();
  }

  /* At its own scale a sheet stands on whole device pixels. */
  #arrange(sheet: Sheet, { window, ratio }: Frame): void {
    const stretch = sheet.per_px / this.#per_px;
    const exact = stretch === 1;
    const x = sheet.origin * STRIP_PX * stretch - window.in_samples / this.#per_px;
    const scale = exact ? '' : ` scaleX(${stretch})`;
    sheet.box.style.transform = `translateX(${(exact ? Math.round(x) : x) / ratio}px)${scale}`;
    sheet.box.style.zIndex = sheet === this.#now ? '1' : '0';
  }
}

function stripsIn(per_px: number, { in_samples, out_samples }: Span): number[] {
  const length = STRIP_PX * per_px;
  const first = Math.floor(in_samples / length);
  const end = Math.ceil(out_samples / length);
  return Array.from({ length: end - first }, (_, i) => first + i);
}
