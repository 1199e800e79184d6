/* Colours as people see them, as the server's colour.c has it: CIEDE2000 between CIE Lab of sRGB
 * under D65; full dichromacy after Machado 2009, Vienot 1999 and Brettel 1997, in linear sRGB and
 * clipped to what a screen can show; hue of OKLCH; contrast of WCAG 2. */

export const SIGHTS = [
  'normal',
  'deutan_machado',
  'deutan_vienot',
  'protan_machado',
  'protan_vienot',
  'tritan_machado',
  'tritan_brettel',
] as const;
export type Sight = (typeof SIGHTS)[number];

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];
export interface Lab {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

/* In two halves where normal is set: full on its side, other on the far one. */
interface Simulation {
  readonly full: Matrix;
  readonly other?: Matrix;
  readonly normal?: Triple;
}

// prettier-ignore
const SIMULATIONS: Readonly<Record<Sight, Simulation>> = {
  normal: { full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] },
  deutan_machado: {
    full: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  },
  deutan_vienot: { full: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]] },
  protan_machado: {
    full: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  },
  protan_vienot: { full: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]] },
  tritan_machado: {
    full: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
  },
  tritan_brettel: {
    full: [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.805, 0.11911]],
    other: [[0.93678, 0.18979, -0.12657], [0.06154, 0.81526, 0.1232], [-0.37562, 1.12767, 0.24796]],
    normal: [0.03901, -0.02788, -0.01113],
  },
};
const XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Triple = [0.95047, 1, 1.08883];

const dot = (row: Triple, v: Triple): number => row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
const times = (m: Matrix, v: Triple): Triple => [dot(m[0], v), dot(m[1], v), dot(m[2], v)];
const each = (v: Triple, f: (x: number) => number): Triple => [f(v[0]), f(v[1]), f(v[2])];
const rad = (deg: number): number => (deg * Math.PI) / 180;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/* Of "#rrggbb", which it must be. */
function linearOf(text: string): Triple {
  const at = (from: number): number => {
    const v = parseInt(text.slice(from, from + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return [at(1), at(3), at(5)];
}

function shownTo(text: string, sight: Sight): Triple {
  const { full, other, normal } = SIMULATIONS[sight];
  const linear = linearOf(text);
  const far = other && normal && dot(normal, linear) < 0;
  return each(times(far ? other : full, linear), (x) => Math.min(1, Math.max(0, x)));
}

/* The colour in which a person with that sight sees it, for a person with normal sight. */
export function simulated(text: string, sight: Sight): string {
  const hex = (x: number): string => {
    const v = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(v * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${shownTo(text, sight).map(hex).join('')}`;
}

export function seen(text: string, sight: Sight): Lab {
  const root = (t: number): number =>
    t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  const [x, y, z] = times(XYZ, shownTo(text, sight));
  const f: Triple = [root(x / WHITE[0]), root(y / WHITE[1]), root(z / WHITE[2])];
  return { l: 116 * f[1] - 16, a: 500 * (f[0] - f[1]), b: 200 * (f[1] - f[2]) };
}

function hueDeg(a: number, b: number): number {
  const deg = a === 0 && b === 0 ? 0 : (Math.atan2(b, a) * 180) / Math.PI;
  return deg < 0 ? deg + 360 : deg;
}

/* The way from one hue to the other, the shorter way round. */
function hueStep(from: number, to: number): number {
  const step = to - from;
  return step > 180 ? step - 360 : step < -180 ? step + 360 : step;
}

function hueMiddle(one: number, other: number): number {
  const sum = one + other;
  if (Math.abs(one - other) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

/* Of a chroma, how much of it is saturated: 0 to 1. */
const saturated = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

const hueWeight = (hue: number): number =>
  1 -
  0.17 * Math.cos(rad(hue - 30)) +
  0.24 * Math.cos(rad(2 * hue)) +
  0.32 * Math.cos(rad(3 * hue + 6)) -
  0.2 * Math.cos(rad(4 * hue - 63));

/* CIEDE2000: about 1 can just be told apart. */
export function distance(one: Lab, other: Lab): number {
  const plain = (Math.hypot(one.a, one.b) + Math.hypot(other.a, other.b)) / 2;
  const stretch = 1 + 0.5 * (1 - saturated(plain));
  const [a1, a2] = [one.a * stretch, other.a * stretch];
  const [c1, c2] = [Math.hypot(a1, one.b), Math.hypot(a2, other.b)];
  const [h1, h2] = [hueDeg(a1, one.b), hueDeg(a2, other.b)];
  const grey = c1 * c2 === 0;
  const chroma = (c1 + c2) / 2;
  const hue = grey ? h1 + h2 : hueMiddle(h1, h2);
  const from50 = ((one.l + other.l) / 2 - 50) ** 2;
  const l = (other.l - one.l) / (1 + (0.015 * from50) / Math.sqrt(20 + from50));
  const c = (c2 - c1) / (1 + 0.045 * chroma);
  const step = grey ? 0 : 2 * Math.sqrt(c1 * c2) * Math.sin(rad(hueStep(h1, h2)) / 2);
  const h = step / (1 + 0.015 * chroma * hueWeight(hue));
  const turn = 60 * Math.exp(-(((hue - 275) / 25) ** 2));
  return Math.sqrt(l * l + c * c + h * h - Math.sin(rad(turn)) * 2 * saturated(chroma) * c * h);
}

/* 0 to 360; of no meaning for a grey. */
export function hueOf(text: string): number {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linearOf(text),
  ).map(Math.cbrt) as [number, number, number];
  return hueDeg(
    dot([1.9779984951, -2.428592205, 0.4505937099], [l, m, s]),
    dot([0.0259040371, 0.7827717662, -0.808675766], [l, m, s]),
  );
}

/* Degrees between two hues: 0 to 180. */
export const huesApart = (one: string, other: string): number =>
  Math.abs(hueStep(hueOf(one), hueOf(other)));

/* 1 to 21. */
export function contrast(one: string, other: string): number {
  const luminance = (text: string): number => dot([0.2126, 0.7152, 0.0722], linearOf(text));
  const [x, y] = [luminance(one), luminance(other)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
