/* What of a scene's measures is said first, and how a figure and a finding are put in words. */
export type Level = 'clear' | 'amber' | 'red' | 'unmeasured';

export interface Concern {
  readonly kind:
    | 'lfe-active'
    | 'lfe-pumping'
    | 'lfe-headroom'
    | 'lfe-overlap'
    | 'lfe-above-band'
    | 'lfe-dependence'
    | 'lfe-only-bass'
    | 'lfe-cancellation'
    | 'dialogue-audibility'
    | 'centre-busy';
  readonly level: Level;
  readonly value: number | null; /* null: unmeasured */
  readonly second: number | null;
  readonly unit: string;
  /* of dialogue-audibility: the value without the music, and the share of the dialogue's time in
   * which the music takes it below amber */
  readonly without_music?: number | null;
  readonly at_risk?: number | null;
  readonly stem: string | null; /* that causes most of it */
  readonly channel: string | null;
  readonly trim_db: number | null; /* null: no trim clears it */
  readonly moments: readonly Moment[]; /* worst first */
  readonly text: string;
}

export interface Moment {
  readonly tc_in: string;
  readonly in_samples: number;
  readonly out_samples: number;
}

export interface SceneMeasures {
  readonly scene_id: number;
  readonly state: 'measured' | 'waiting' | 'failed';
  readonly error: string | null;
  readonly score: number | null;
  readonly concerns: readonly Concern[];
  readonly agreement?: {
    readonly broken: readonly { readonly what: string; readonly text: string }[];
  } | null; /* what of it is not as both sides agreed */
}

const MINUS = '\u2212';
const LIMIT_DB = 99; /* the server holds levels within it */

/* Among findings of one level, what a person hears first comes first; how long the LFE sounds says
 * the least about whether it disturbs. */
const KINDS: readonly Concern['kind'][] = [
  'lfe-pumping',
  'dialogue-audibility',
  'lfe-overlap',
  'lfe-headroom',
  'lfe-only-bass',
  'lfe-cancellation',
  'centre-busy',
  'lfe-dependence',
  'lfe-above-band',
  'lfe-active',
];
const WEIGHTS: Readonly<Record<Level, number>> = { red: 3, amber: 2, clear: 1, unmeasured: 0 };

/* Amber and red, worst first. */
export function findingsOf(concerns: readonly Concern[]): readonly Concern[] {
  return concerns
    .filter(({ level }) => WEIGHTS[level] >= WEIGHTS.amber)
    .sort(
      (a, b) =>
        WEIGHTS[b.level] - WEIGHTS[a.level] || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
    );
}

/* The worst level among what was measured; unmeasured when nothing was. */
export function levelOf(measures: SceneMeasures | undefined): Level {
  return (measures?.concerns ?? []).reduce<Level>(
    (worst, { level }) => (WEIGHTS[level] > WEIGHTS[worst] ? level : worst),
    'unmeasured',
  );
}

/* Indexes of the scenes, worst first; where two are as bad, the greater score, then film order. */
export function byConcern(scenes: readonly (SceneMeasures | undefined)[]): readonly number[] {
  const weight = (i: number): number => WEIGHTS[levelOf(scenes[i])];
  const score = (i: number): number => scenes[i]?.score ?? -1;
  return scenes
    .map((_, i) => i)
    .sort((a, b) => weight(b) - weight(a) || score(b) - score(a) || a - b);
}

export interface Words {
  readonly headline: string;
  readonly details: readonly string[];
  readonly clears: string | null; /* what clears it, where the sentence says so itself */
}

/* A sentence of the server in its parts: "dialogue is lost for 4 s: index 0.1; all music -3 dB clears it". */
export function wordsOf(sentence: string): Words {
  const [headline = '', ...parts] = sentence.split(/[:;] /);
  const clears = parts.find((part) => part.includes('clears it')) ?? null;
  return { headline, details: parts.filter((part) => part !== clears), clears };
}

/* "not measured: no FX temp" without what the ladder beside it says already. */
export function reasonOf(concern: Concern): string {
  return concern.text.replace(/^not measured: /, '');
}

/* "43 %", "9.7 dB", "6.0 s", "index 0.24"; a level at the end of the scale says so; null where there
 * is no figure. */
export function formatFigure(value: number | null, unit: string): string | null {
  if (value === null) return null;
  const sign = value < 0 ? MINUS : '';
  const size = Math.abs(value);
  if (unit === 'share') return `${sign}${Math.round(size * 100)} %`;
  if (unit === 'index') return `index ${sign}${size.toFixed(2)}`;
  if (unit === 'dB' && size >= LIMIT_DB)
    return `${value < 0 ? '\u2264' : '\u2265'} ${sign}${LIMIT_DB} dB`;
  const text = size.toFixed(1);
  return `${text === '0.0' ? '' : sign}${text} ${unit}`;
}
