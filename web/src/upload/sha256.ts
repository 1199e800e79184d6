/* SHA-256 of what comes piece by piece (FIPS 180-4). The browser's own takes a whole file at once,
 * which a print of gigabytes does not fit in. */

const fraction = (x: number): number => ((x - Math.floor(x)) * 2 ** 32) >>> 0;

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

const ROUNDS = Int32Array.from(primes(64), (p) => fraction(Math.cbrt(p)));
const FIRST = Uint32Array.from(primes(8), (p) => fraction(Math.sqrt(p)));
const BLOCK = 64;

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

export class Sha256 {
  readonly #state = FIRST.slice();
  readonly #words = new Int32Array(64);
  readonly #rest = new Uint8Array(BLOCK);
  #used = 0;
  #bytes = 0;

  add(data: Uint8Array): this {
    this.#bytes += data.length;
    let at = 0;
    if (this.#used > 0) {
      at = Math.min(BLOCK - this.#used, data.length);
      this.#rest.set(data.subarray(0, at), this.#used);
      this.#used += at;
      if (this.#used < BLOCK) return this;
      this.#take(this.#rest, 0);
    }
    for (; at + BLOCK <= data.length; at += BLOCK) this.#take(data, at);
    this.#used = data.length - at;
    this.#rest.set(data.subarray(at));
    return this;
  }

  /* Once, at the end. */
  hex(): string {
    const bits = this.#bytes * 8;
    const end = new Uint8Array((this.#used < 56 ? 64 : 128) - this.#used);
    const view = new DataView(end.buffer);
    end[0] = 0x80;
    view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(end.length - 4, bits >>> 0);
    this.add(end);
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #take(data: Uint8Array, at: number): void {
    const w = this.#words;
    for (let i = 0; i < 16; i++, at += 4)
      w[i] =
        ((data[at] as number) << 24) |
        ((data[at + 1] as number) << 16) |
        ((data[at + 2] as number) << 8) |
        (data[at + 3] as number);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15] as number;
      const b = w[i - 2] as number;
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
    }
    this.#mix(w);
  }

  #mix(w: Int32Array): void {
    const s = this.#state;
    const at = (i: number): number => s[i] as number;
    /* one by one: taking an array apart costs more than a round */
    let a = at(0) | 0;
    let b = at(1) | 0;
    let c = at(2) | 0;
    let d = at(3) | 0;
    let e = at(4) | 0;
    let f = at(5) | 0;
    let g = at(6) | 0;
    let h = at(7) | 0;
    for (let i = 0; i < 64; i++) {
      const choose = (e & f) ^ (~e & g);
      const most = (a & b) ^ (a & c) ^ (b & c);
      const t1 =
        (h +
          (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
          choose +
          (ROUNDS[i] as number) +
          (w[i] as number)) |
        0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    const add = (i: number, x: number): number => (s[i] = (at(i) + x) | 0);
    add(0, a);
    add(1, b);
    add(2, c);
    add(3, d);
    add(4, e);
    add(5, f);
    add(6, g);
    add(7, h);
  }
}
