/* The figures of a scene as rows of a table: with the LFE out, with it in, and from where on each is
 * red. A figure that does not depend on the LFE stands for both; null where one does not apply. */
import { formatFigure, reasonOf } from './concern.js';
import type { Concern, Level } from './concern.js';

export type Thresholds = Readonly<Record<string, number>>;

export interface FigureRow {
  readonly key: FigureKey;
  readonly level: Level | null; /* null: nothing is red about it */
  readonly out: string | null;
  readonly in: string | null;
  readonly both: string | null;
  readonly why: string | null; /* in place of all values: not measured */
  readonly red: string | null;
  readonly spared: boolean; /* past the red limit, and yet not red: the server asks for more */
}

interface Rule {
  readonly of: Concern['kind'];
  readonly from: 'value' | 'second' | 'without_music' | 'at_risk';
  readonly unit?: string; /* where it is not the concern's */
  readonly when: 'out' | 'in' | 'both';
  readonly limits?: readonly [amber: string, red: string];
}

const RULES = {
  active: {
    of: 'lfe-active',
    from: 'value',
    when: 'in',
    limits: ['active_share_amber', 'active_share_red'],
  },
  run: {
    of: 'lfe-active',
    from: 'second',
    unit: 's',
    when: 'in',
    limits: ['active_run_amber_s', 'active_run_red_s'],
  },
  pumping: {
    of: 'lfe-pumping',
    from: 'value',
    when: 'in',
    limits: ['pumping_amber', 'pumping_red'],
  },
  headroom: {
    of: 'lfe-headroom',
    from: 'value',
    when: 'in',
    limits: ['headroom_amber_db', 'headroom_red_db'],
  },
  overlap: {
    of: 'lfe-overlap',
    from: 'value',
    when: 'in',
    limits: ['overlap_amber', 'overlap_red'],
  },
  above: {
    of: 'lfe-above-band',
    from: 'value',
    when: 'in',
    limits: ['above_band_amber_db', 'above_band_red_db'],
  },
  lost: {
    of: 'lfe-dependence',
    from: 'value',
    when: 'out',
    limits: ['dependence_amber_db', 'dependence_red_db'],
  },
  alone: {
    of: 'lfe-only-bass',
    from: 'value',
    when: 'out',
    limits: ['only_bass_amber_s', 'only_bass_red_s'],
  },
  management: {
    of: 'lfe-cancellation',
    from: 'value',
    when: 'in',
    limits: ['cancellation_amber_db', 'cancellation_red_db'],
  },
  audibility: {
    of: 'dialogue-audibility',
    from: 'value',
    when: 'both',
    limits: ['audibility_amber', 'audibility_red'],
  },
  unmasked: { of: 'dialogue-audibility', from: 'without_music', when: 'both' },
  risk: { of: 'dialogue-audibility', from: 'at_risk', unit: 'share', when: 'both' },
  over: { of: 'dialogue-audibility', from: 'second', unit: 'LU', when: 'both' },
  centre: {
    of: 'centre-busy',
    from: 'value',
    when: 'both',
    limits: ['centre_share_amber', 'centre_share_red'],
  },
  part: { of: 'centre-busy', from: 'second', unit: 'share', when: 'both' },
} as const satisfies Record<string, Rule>;

export type FigureKey = keyof typeof RULES;

/* more: how "3 dB more than with the LFE in" is said. */
export function figureRows(
  concerns: readonly Concern[],
  thresholds: Thresholds | null,
  more: (figure: string) => string,
): readonly FigureRow[] {
  return (Object.entries(RULES) as [FigureKey, Rule][]).flatMap(([key, rule]) => {
    const concern = concerns.find(({ kind }) => kind === rule.of);
    if (!concern) return [];
    const unmeasured = concern.level === 'unmeasured';
    const level = unmeasured ? 'unmeasured' : levelOfRow(rule, concern, thresholds);
    if (unmeasured && rule.from !== 'value') return []; /* said once */
    return [
      {
        key,
        ...valuesOf(key, rule, concern, more),
        level,
        why: unmeasured ? reasonOf(concern) : null,
        red: redOf(rule, concern, thresholds),
        spared: level !== 'red' && isPastRed(rule, concern, thresholds),
      },
    ];
  });
}

const figureOf = (value: number | null, unit: string): string | null =>
  formatFigure(value, unit)?.replace(/^index /, '') ?? null;

function valuesOf(
  key: FigureKey,
  rule: Rule,
  concern: Concern,
  more: (figure: string) => string,
): Pick<FigureRow, 'out' | 'in' | 'both'> {
  const none = { out: null, in: null, both: null };
  if (concern.level === 'unmeasured') return none;
  const value = concern[rule.from] ?? null;
  const values = { ...none, [rule.when]: figureOf(value, rule.unit ?? concern.unit) };
  /* what the FX alone leave is told only as what the LFE takes of it */
  if (key === 'headroom' && (concern.second ?? 0) > 0)
    return { ...values, out: more(figureOf(concern.second, 'dB') ?? '') };
  return values;
}

/* The server's word, but for the active share: it gives the worse of share and longest run. */
function levelOfRow(rule: Rule, concern: Concern, thresholds: Thresholds | null): Level | null {
  if (!rule.limits) return null;
  if (concern.kind !== 'lfe-active' || !thresholds) return concern.level;
  const value = concern[rule.from] ?? 0;
  const [amber, red] = rule.limits.map((name) => thresholds[name] ?? Infinity);
  return value > (red as number) ? 'red' : value > (amber as number) ? 'amber' : 'clear';
}

function isPastRed({ limits, from }: Rule, concern: Concern, of: Thresholds | null): boolean {
  const [amber, red] = (limits ?? []).map((name) => of?.[name]);
  const value = concern[from] ?? null;
  if (amber === undefined || red === undefined || value === null) return false;
  return red < amber ? value < red : value > red;
}

/* "> 30 %": red is above or below, as it stands to amber. */
function redOf({ limits, unit }: Rule, concern: Concern, of: Thresholds | null): string | null {
  if (!limits || !of) return null;
  const [amber, red] = [of[limits[0]], of[limits[1]]];
  if (amber === undefined || red === undefined) return null;
  const figure = figureOf(red, unit ?? concern.unit)?.replace(/\.0(?= )/, '') ?? '';
  return `${red < amber ? '<' : '>'} ${figure}`;
}
