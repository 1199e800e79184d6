/* The English words about how stems look. */
import type { Sight } from './pure/colours.js';
import type { Lit } from './pure/looks.js';
import { LABEL_CHARS, LEAST_CONTRAST, LEAST_DISTANCE, PRINT_DISTANCE } from './pure/stem_plan.js';
import type { Refusal } from './pure/stem_plan.js';

const eyes: Readonly<Record<Sight, string>> = {
  normal: '',
  deutan_machado: ' to people with deuteranopia',
  deutan_vienot: ' to people with deuteranopia',
  protan_machado: ' to people with protanopia',
  protan_vienot: ' to people with protanopia',
  tritan_machado: ' to people with tritanopia',
  tritan_brettel: ' to people with tritanopia',
};
const theme = (lit: Lit): string => `the ${lit} theme`;
const two = (names: readonly string[]): string => names.join(' and ');

function refused(why: Refusal['why'], names: readonly string[]): string {
  const one = names.at(-1) ?? '';
  switch (why.what) {
    case 'alike':
      return `${two(names)} look alike${eyes[why.sight]} in ${theme(why.lit)}: distance ${why.distance.toFixed(1)}, at least ${LEAST_DISTANCE} is needed.`;
    case 'print':
      return `${one} looks like the bright red of the prints in ${theme(why.lit)}: distance ${why.distance.toFixed(1)}, at least ${PRINT_DISTANCE} is needed. Choose another hue.`;
    case 'faint':
      return `${one} can hardly be seen in ${theme(why.lit)}: contrast ${why.contrast.toFixed(1)}, at least ${LEAST_CONTRAST} is needed.`;
    case 'one_theme':
      return `${one} has a colour in one theme alone: choose one for either, or for none.`;
    case 'no_colour':
      return `A colour of ${one} is not written like #a6d895.`;
    case 'label_same':
      return `${two(names)} have the same letters.`;
    case 'label_taken':
      return `${one}: MIX, DX and FX are the full mix and the temps.`;
    case 'label_empty':
      return `${one} has no letters.`;
    case 'label_long':
      return `${one}: at most ${LABEL_CHARS} letters.`;
    case 'shape_same':
      return `${two(names)} have the same shape.`;
  }
}

export const looks = {
  title: 'Stem plan',
  why: 'Shape, letters and colour tell a stem apart on every screen and for every eye.',
  managers: 'Whoever manages the production can change it.',
  columns: { name: 'Stem', label: 'Letters', shape: 'Shape', dark: 'Dark', light: 'Light' },
  of: (name: string, field: string): string => `${name}: ${field}`,
  pick: { dark: 'pick the dark colour', light: 'pick the light colour' } as const,
  none: 'none',
  up: (name: string): string => `Move ${name} up`,
  down: (name: string): string => `Move ${name} down`,
  shapes: {
    circle: 'circle',
    triangle: 'triangle',
    square: 'square',
    diamond: 'diamond',
    cross: 'cross',
    star: 'star',
    wedge: 'wedge',
    bar: 'bar',
    half: 'half disc',
    hourglass: 'hourglass',
  } as Readonly<Record<string, string>>,
  seen: {
    title: 'Stems as others see them',
    sights: ['Normal', 'Deuteranopia', 'Protanopia', 'Tritanopia'] as const,
    figure: (distance: number): string => `ΔE ${distance.toFixed(1)}`,
    nearest: (names: readonly string[], distance: number): string =>
      `nearest: ${two(names)}, ${distance.toFixed(1)}`,
    none: 'no two colours',
    legend: `The stems in order; then print, amber, red. ΔE: CIEDE2000, the two nearest stems; at least ${LEAST_DISTANCE}.`,
  },
  refused,
  save: 'Save for everybody',
  saved: 'This is what everybody sees.',
  discard: 'Undo changes',
};
