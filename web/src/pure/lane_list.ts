/* The lanes of the timeline from top to bottom, and how high each is. */

export type LaneKind = 'stem' | 'mix' | 'dialogue' | 'effects' | 'lfe' | 'audibility';

export interface Lane {
  readonly key: string; /* the role of what sounds, or the kind of the lane */
  readonly kind: LaneKind;
}

export interface Row extends Lane {
  readonly top_px: number;
  readonly height_px: number;
}

const SHARES: Readonly<Record<LaneKind, number>> = {
  stem: 1,
  mix: 0.8,
  dialogue: 0.7,
  effects: 0.7,
  lfe: 1.6,
  audibility: 1.6,
};
const LEAST_PX = 28; /* the header's buttons need 24 */
const PHONE_PX = 34;
const PHONE_HIGH_PX = 52;

export function lanesOf(stems: readonly string[]): Lane[] {
  return [
    ...stems.map((key): Lane => ({ key, kind: 'stem' })),
    { key: 'Full mix', kind: 'mix' },
    { key: 'Dialogue', kind: 'dialogue' },
    { key: 'Effects', kind: 'effects' },
    { key: 'lfe', kind: 'lfe' },
    { key: 'audibility', kind: 'audibility' },
  ];
}

/* Whole pixels that add up to height_px, unless lanes would be too low for their headers; then they
 * are higher together than what there is. */
export function rowsOf(lanes: readonly Lane[], height_px: number, phone: boolean): Row[] {
  const shares = lanes.map(({ kind }) => SHARES[kind]);
  const unit =
    height_px /
    Math.max(
      1,
      shares.reduce((sum, share) => sum + share, 0),
    );
  let [edge, top_px] = [0, 0];
  return lanes.map((lane, i) => {
    const share = shares[i] as number;
    edge += share * unit;
    const fixed = share > 1 ? PHONE_HIGH_PX : PHONE_PX;
    const least = share > 1 ? LEAST_PX * 1.5 : LEAST_PX;
    const height = phone ? fixed : Math.max(least, Math.round(edge) - top_px);
    const row = { ...lane, top_px, height_px: height };
    top_px += height;
    return row;
  });
}

export const heightOf = (rows: readonly Row[]): number => {
  const last = rows[rows.length - 1];
  return last ? last.top_px + last.height_px : 0;
};
