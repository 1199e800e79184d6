/* Pixels in memory, for drawings made of upright bars: many thousand of them in a few milliseconds. */

/* "#rrggbb" as the bytes of an image stand in memory. */
export function pixelOf(hex: string): number {
  const value = parseInt(hex.slice(1), 16);
  return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/* a over b by a share of 0 to 1; both opaque. */
export function blend(a: number, b: number, share: number): number {
  const part = (shift: number): number => {
    const [over, under] = [(a >>> shift) & 255, (b >>> shift) & 255];
    return Math.round(under + (over - under) * share) << shift;
  };
  return (0xff000000 | part(16) | part(8) | part(0)) >>> 0;
}

export class Raster {
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  readonly #pixels: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    const buffer = new ArrayBuffer(width * height * 4);
    this.bytes = new Uint8ClampedArray(buffer);
    this.#pixels = new Uint32Array(buffer);
  }

  clear(pixel: number): void {
    this.#pixels.fill(pixel);
  }

  at(x: number, y: number): number {
    return this.#pixels[y * this.width + x] ?? 0;
  }

  /* From y0 down to y1 in column x; an end within a pixel covers it by its share. */
  column(x: number, y0: number, y1: number, pixel: number): void {
    const [from, to] = [Math.max(0, y0), Math.min(this.height, y1)];
    if (from >= to) return;
    const [first, last] = [Math.floor(from), Math.floor(to)];
    if (first === last) return this.#shade(x, first, pixel, to - from);
    const whole = Math.ceil(from);
    if (whole > from) this.#shade(x, first, pixel, whole - from);
    for (let y = whole, i = y * this.width + x; y < last; y++, i += this.width)
      this.#pixels[i] = pixel;
    if (to > last) this.#shade(x, last, pixel, to - last);
  }

  /* Whole pixels, by a share over what is there. */
  tint(x: number, y0: number, y1: number, pixel: number, share: number): void {
    const end = Math.min(this.height, Math.round(y1));
    for (let y = Math.max(0, Math.round(y0)); y < end; y++) this.#shade(x, y, pixel, share);
  }

  #shade(x: number, y: number, pixel: number, share: number): void {
    const i = y * this.width + x;
    this.#pixels[i] = blend(pixel, this.#pixels[i] ?? pixel, share);
  }
}
