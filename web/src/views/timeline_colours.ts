/* The colours that the canvas is drawn in: the page's tokens and the looks of the roles. */
import { colourIn, lookOf, waveColours } from '../pure/looks.js';
import type { Lit, Planned } from '../pure/looks.js';
import { pixelOf } from '../pure/raster.js';

const TOKENS = ['panel', 'line', 'edge', 'text', 'text2', 'text3', 'amber', 'red'] as const;
type Token = (typeof TOKENS)[number];

export interface Colours {
  readonly lit: Lit;
  readonly css: Readonly<Record<Token, string>>;
  readonly pixel: Readonly<Record<Token, number>>;
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const onScheme = (changed: () => void): (() => void) => {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
};

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const scheme = style.colorScheme;
  const lit: Lit = scheme === 'light' || (scheme !== 'dark' && !dark.matches) ? 'light' : 'dark';
  const read = (token: Token): string => {
    const [light = '#808080', night = light] =
      style.getPropertyValue(`--${token}`).match(/#\w+/g) ?? [];
    const hex = lit === 'light' ? light : night;
    return hex.length === 4 ? hex.replace(/\w/g, (digit) => digit + digit) : hex;
  };
  const css = Object.fromEntries(TOKENS.map((token) => [token, read(token)]));
  const pixel = TOKENS.map((token) => [token, pixelOf(css[token] ?? '#808080')]);
  return { lit, css, pixel: Object.fromEntries(pixel) } as Colours;
}

export interface WavePixels {
  readonly peak: number;
  readonly core: number;
}

/* Temps are flat: they are not what is looked at. */
export function wavePixels(production: Planned, role: string, lit: Lit): WavePixels {
  const look = lookOf(production, role);
  const { peak, core } = waveColours(look, lit);
  const flat = look.shape === 'temp';
  return { peak: pixelOf(flat ? core : peak), core: pixelOf(core) };
}

export const solidPixel = (production: Planned, role: string, lit: Lit): number =>
  pixelOf(colourIn(lookOf(production, role), lit));
