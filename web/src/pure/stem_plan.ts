/* The stem plan while it is being chosen: what is typed over what is kept, and why the server would
 * refuse it (server/api/stem_check.c has the same rules). */
import { SIGHTS, contrast, distance, huesApart, isColour, seen } from './colours.js';
import type { Lab, Sight } from './colours.js';
import { MIX_LOOK, PANEL } from './looks.js';
import type { Lit, PlannedStem } from './looks.js';

export const LITS: readonly Lit[] = ['dark', 'light'];
export const LEAST_DISTANCE = 10;
export const PRINT_DISTANCE = 25;
const PRINT_HUE_DEG = 30;
export const LEAST_CONTRAST = 3;
export const LABEL_CHARS = 4;
const TAKEN = ['MIX', 'DX', 'FX'];

/* Which stems it is about, by their place, and why. */
export interface Refusal {
  readonly stems: readonly number[];
  readonly why:
    | {
        readonly what: 'alike';
        readonly sight: Sight;
        readonly lit: Lit;
        readonly distance: number;
      }
    | { readonly what: 'print'; readonly lit: Lit; readonly distance: number }
    | { readonly what: 'faint'; readonly lit: Lit; readonly contrast: number }
    | { readonly what: 'label_same' | 'label_taken' | 'label_empty' | 'label_long' }
    | { readonly what: 'shape_same' | 'one_theme' | 'no_colour' };
}

/* ---- what is typed ---- */

export const FORM = 'stem_plan';
export const fieldKey = (name: string, field: string): string => `${FORM}/${name}/${field}`;
export const ORDER_KEY = `${FORM}//order`;

/* The kept plan with the drafts over it; a colour that was emptied is none. */
export function draftedPlan(
  kept: readonly PlannedStem[],
  drafts: Readonly<Record<string, string>>,
): readonly PlannedStem[] {
  const order = drafts[ORDER_KEY]?.split('\n') ?? [];
  const place = (name: string): number => {
    const i = order.indexOf(name);
    return i < 0 ? order.length : i;
  };
  const typed = (stem: PlannedStem): PlannedStem => {
    const draft = (field: string): string | undefined => drafts[fieldKey(stem.name, field)]?.trim();
    const colour = (lit: Lit): string | null => {
      const text = draft(lit);
      return text === undefined ? stem[lit] : text === '' ? null : text.toLowerCase();
    };
    return {
      name: stem.name,
      label: draft('label') ?? stem.label,
      shape: draft('shape') ?? stem.shape,
      dark: colour('dark'),
      light: colour('light'),
    };
  };
  return kept.map(typed).sort((a, b) => place(a.name) - place(b.name));
}

/* ---- distances ---- */

interface Row {
  readonly distance: number;
  readonly pair: readonly [number, number];
}

const labsOf = (plan: readonly PlannedStem[], lit: Lit, sight: Sight): readonly (Lab | null)[] =>
  plan.map((stem) => {
    const colour = stem[lit];
    return colour !== null && isColour(colour) ? seen(colour, sight) : null;
  });

/* Every pair of coloured stems as one sight has them. */
function pairs(plan: readonly PlannedStem[], lit: Lit, sight: Sight): readonly Row[] {
  const labs = labsOf(plan, lit, sight);
  return labs.flatMap((one, i) =>
    labs
      .slice(0, i)
      .flatMap((other, j) =>
        one && other ? [{ distance: distance(one, other), pair: [j, i] as const }] : [],
      ),
  );
}

/* The two that are nearest to each other by any of the sights; null: there are no two. */
export function nearest(
  plan: readonly PlannedStem[],
  lit: Lit,
  sights: readonly Sight[],
): (Row & { readonly sight: Sight }) | null {
  const rows = sights.flatMap((sight) => pairs(plan, lit, sight).map((row) => ({ ...row, sight })));
  return rows.reduce<(Row & { sight: Sight }) | null>(
    (least, row) => (least && least.distance <= row.distance ? least : row),
    null,
  );
}

/* Each pair once, with the theme and the sight that tell it apart least; the worst first. */
function alike(plan: readonly PlannedStem[]): readonly Refusal[] {
  const worst = new Map<string, Refusal & { readonly distance: number }>();
  for (const lit of LITS)
    for (const sight of SIGHTS)
      for (const { distance: d, pair } of pairs(plan, lit, sight)) {
        const key = pair.join();
        if (d >= LEAST_DISTANCE || (worst.get(key)?.distance ?? Infinity) <= d) continue;
        const why = { what: 'alike', sight, lit, distance: d } as const;
        worst.set(key, { stems: pair, why, distance: d });
      }
  return [...worst.values()]
    .sort((a, b) => a.distance - b.distance)
    .map(({ stems, why }) => ({ stems, why }));
}

/* ---- one stem ---- */

function ofColours(stem: PlannedStem, i: number): readonly Refusal[] {
  if ((stem.dark === null) !== (stem.light === null))
    return [{ stems: [i], why: { what: 'one_theme' } }];
  return LITS.flatMap((lit): readonly Refusal[] => {
    const colour = stem[lit];
    const print = MIX_LOOK[lit];
    if (colour === null || print === null) return [];
    if (!isColour(colour)) return [{ stems: [i], why: { what: 'no_colour' } }];
    const clear = contrast(colour, PANEL[lit]);
    if (clear < LEAST_CONTRAST)
      return [{ stems: [i], why: { what: 'faint', lit, contrast: clear } }];
    const far = distance(seen(colour, 'normal'), seen(print, 'normal'));
    return far < PRINT_DISTANCE && huesApart(colour, print) <= PRINT_HUE_DEG
      ? [{ stems: [i], why: { what: 'print', lit, distance: far } }]
      : [];
  });
}

function ofLabel(plan: readonly PlannedStem[], i: number): readonly Refusal[] {
  const label = plan[i]?.label.toUpperCase() ?? '';
  const why = (
    what: 'label_same' | 'label_taken' | 'label_empty' | 'label_long',
    ...more: number[]
  ) => [{ stems: [...more, i], why: { what } }];
  if (label === '') return why('label_empty');
  if ([...label].length > LABEL_CHARS) return why('label_long');
  if (TAKEN.includes(label)) return why('label_taken');
  const same = plan.slice(0, i).findIndex((stem) => stem.label.toUpperCase() === label);
  return same < 0 ? [] : why('label_same', same);
}

function ofShape(
  plan: readonly PlannedStem[],
  i: number,
  shapes: readonly string[],
): readonly Refusal[] {
  const same = plan.slice(0, i).findIndex((stem) => stem.shape === plan[i]?.shape);
  return same < 0 || plan.length > shapes.length
    ? []
    : [{ stems: [same, i], why: { what: 'shape_same' } }];
}

/* Everything that is wrong with the plan; empty: it can be saved. shapes: all that there are. */
export function refusals(
  plan: readonly PlannedStem[],
  shapes: readonly string[],
): readonly Refusal[] {
  return [
    ...plan.flatMap((stem, i) => [
      ...ofLabel(plan, i),
      ...ofShape(plan, i, shapes),
      ...ofColours(stem, i),
    ]),
    ...alike(plan),
  ];
}
