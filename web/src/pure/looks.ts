/* What a role looks like wherever it is drawn: three letters, a shape, and a colour in either theme.
 * A stem's are the production's; the full mix and the temps always look the same. */

/* A stem as the production plans it. Colours are "#rrggbb"; null: none keeps its distance from the
 * others, so shape and letters alone tell it apart. */
export interface PlannedStem {
  readonly name: string;
  readonly label: string;
  readonly shape: string;
  readonly dark: string | null;
  readonly light: string | null;
}

export type Look = Omit<PlannedStem, 'name'>;

export interface Planned {
  readonly stems: readonly string[];
  readonly stem_plan?: readonly PlannedStem[]; /* while it is being made: the names alone */
}

export const NEUTRAL = { dark: '#8d959e', light: '#5c656e' } as const;
export const PANEL = { dark: '#15181b', light: '#fcfcfd' } as const;
export const MIX_LOOK: Look = { label: 'MIX', shape: 'bars', dark: '#ff3b30', light: '#e8170c' };
/* Of concerns, to be held beside the stems. */
export const CONCERN = {
  amber: { label: '', shape: 'bar', dark: '#f59a5c', light: '#a66312' },
  red: { label: '', shape: 'bar', dark: '#f4506e', light: '#77062a' },
} as const satisfies Readonly<Record<string, Look>>;
const TEMP = { shape: 'temp', ...NEUTRAL } as const;
export const OTHER_LOOKS: Readonly<Record<string, Look>> = {
  'Full mix': MIX_LOOK,
  Dialogue: { label: 'DX', ...TEMP },
  Effects: { label: 'FX', ...TEMP },
};
const FIVE: Readonly<Record<string, Look>> = {
  String: { label: 'STR', shape: 'circle', dark: '#a6d895', light: '#386d4c' },
  Brass: { label: 'BRS', shape: 'triangle', dark: '#e4c71f', light: '#76853a' },
  Atmospheric: { label: 'ATM', shape: 'square', dark: '#35d3ee', light: '#24879e' },
  'FX inst': { label: 'FXI', shape: 'diamond', dark: '#c062ae', light: '#8446aa' },
  Percussion: { label: 'PRC', shape: 'cross', dark: '#6a8bfb', light: '#191aa3' },
};
/* Of a role that the plan does not know: a print from before the plan was what it is. */
export const UNPLANNED: Look = { label: '', shape: 'circle', dark: null, light: null };

const byName = (name: string): Look =>
  FIVE[name] ?? { ...UNPLANNED, label: name.slice(0, 3).toUpperCase() };

const known = new WeakMap<Planned, ReadonlyMap<string, Look>>();

/* By role: the stems in the plan's order, then "Full mix", "Dialogue" and "Effects". */
export function looksOf(production: Planned): ReadonlyMap<string, Look> {
  let looks = known.get(production);
  if (!looks) {
    const planned = production.stem_plan?.map(({ name, ...look }) => [name, look] as const);
    const stems = planned ?? production.stems.map((name) => [name, byName(name)] as const);
    looks = new Map<string, Look>([...stems, ...Object.entries(OTHER_LOOKS)]);
    known.set(production, looks);
  }
  return looks;
}

export const lookOf = (production: Planned, role: string): Look =>
  looksOf(production).get(role) ?? UNPLANNED;

export type Lit = 'dark' | 'light';

/* For drawing: grey where the look has no colour. */
export const colourIn = (look: Look, lit: Lit): string => look[lit] ?? NEUTRAL[lit];

/* For an attribute or a property: the browser takes the theme's. */
export const colourOf = (look: Look): string =>
  `light-dark(${colourIn(look, 'light')}, ${colourIn(look, 'dark')})`;

/* The two shades of a waveform. In the dark the peaks are three quarters of the colour over the
 * panel and the core is the colour; in the light the peaks are the colour and the core four fifths
 * of it over black. Prints in the light are flat. */
export function waveColours(
  look: Look,
  lit: Lit,
): { readonly peak: string; readonly core: string } {
  const colour = colourIn(look, lit);
  if (lit === 'dark') return { peak: over(colour, 0.75, PANEL.dark), core: colour };
  return { peak: colour, core: look.shape === 'bars' ? colour : over(colour, 0.8, '#000000') };
}

function over(colour: string, share: number, ground: string): string {
  const channel = (from: number): string => {
    const [a, b] = [colour, ground].map((hex) => parseInt(hex.slice(from, from + 2), 16));
    const mixed = Math.round((a ?? 0) * share + (b ?? 0) * (1 - share));
    return mixed.toString(16).padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
