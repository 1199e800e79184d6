/* Which scenes of a film are shown, in which order, and how many there are of each kind. */
import type { BothSides, Query, SceneState } from '../api/talk_types.js';
import type { Side } from '../api/people_types.js';
import { byConcern, findingsOf, levelOf } from './concern.js';
import type { Concern, Level, SceneMeasures } from './concern.js';
import type { Order } from './route.js';
import { standingOf } from './standing.js';

/* One of a group can be on; what several groups say must hold together. */
export const FILTERS = {
  concern: ['red', 'amber', 'clear', 'unmeasured'],
  standing: ['both', 'music', 'stage', 'stale', 'unsigned', 'lacking'],
  query: ['queries'],
  task: ['waiting', 'unheard'],
} as const;

type Group = keyof typeof FILTERS;
export type Filter = (typeof FILTERS)[Group][number];

const ALL = Object.values(FILTERS).flat() as readonly Filter[];
const groupOf = (filter: Filter): Group =>
  (Object.keys(FILTERS) as Group[]).find((group) =>
    (FILTERS[group] as readonly Filter[]).includes(filter),
  ) as Group;

/* The filters that an address names; what it does not know it leaves out. */
export function parseShow(show: string | null): readonly Filter[] {
  const named = (show ?? '').split(',');
  return ALL.filter((filter) => named.includes(filter));
}

/* On is switched off; off takes the place of another of its group. */
export function toggleShow(show: string | null, filter: Filter): string | null {
  const on = parseShow(show);
  const others = on.filter((each) => each !== filter && groupOf(each) !== groupOf(filter));
  return [...others, ...(on.includes(filter) ? [] : [filter])].join(',') || null;
}

/* All that is known of a scene, as the list shows and filters it. */
export interface Facts {
  readonly index: number;
  readonly number: string;
  readonly level: Level;
  readonly worst: Concern | undefined;
  readonly measured: SceneMeasures | undefined;
  readonly state: SceneState | undefined;
  readonly queries: readonly Query[]; /* not closed */
  readonly heard: number | null; /* share, of whichever LFE state was heard more; null: not known */
  readonly waiting: boolean;
  readonly words: string; /* what it can be found by, beside its number */
}

export interface Known {
  readonly scenes: readonly { readonly id: number; readonly number: string }[];
  readonly measures: readonly SceneMeasures[];
  readonly states: readonly SceneState[];
  readonly queries: readonly Query[];
  readonly side: Side;
}

const byScene = <T extends { readonly scene_id: number }>(all: readonly T[]): Map<number, T> =>
  new Map(all.map((each) => [each.scene_id, each]));

/* words: what else a scene can be found by. */
export function factsOf(known: Known, words: (facts: Omit<Facts, 'words'>) => string): Facts[] {
  const [measures, states] = [byScene(known.measures), byScene(known.states)];
  const queries = new Map<number, Query[]>();
  for (const query of known.queries)
    queries.set(query.scene_id, [...(queries.get(query.scene_id) ?? []), query]);
  return known.scenes.map(({ id, number }, index) => {
    const [measured, state] = [measures.get(id), states.get(id)];
    const asked = queries.get(id) ?? [];
    const facts = {
      index,
      number,
      level: levelOf(measured),
      worst: findingsOf(measured?.concerns ?? [])[0],
      measured,
      state,
      queries: asked,
      heard: state?.heard ? Math.max(state.heard.out, state.heard.in) : null,
      waiting: waitsFor(known.side, state, asked),
    };
    return { ...facts, words: words(facts) };
  });
}

/* Whether a side has something to do about a scene: a question of the others, an answer of theirs to
 * close, a signature that is missing, was taken back or went stale. What the server still listens to
 * cannot be signed yet. */
export function waitsFor(
  side: Side,
  state: SceneState | undefined,
  queries: readonly Query[],
): boolean {
  if (side === 'none') return false;
  const mine = (query: Query): boolean => query.by.side === side;
  const toAnswer = queries.some((q) => q.state === 'open' && !mine(q));
  const toClose = queries.some((q) => q.state === 'answered' && mine(q));
  const toSign = state !== undefined && !state.is_checking && state.sides[side].state !== 'signed';
  return toAnswer || toClose || toSign;
}

export type Signing = 'both' | BothSides | 'stale' | 'unsigned';

/* How a scene stands with both sides; each scene is one of these. */
export function signingOf(state: SceneState | undefined): Signing {
  if (!state) return 'unsigned';
  const { music, stage } = state.sides;
  if (music.state === 'stale' || stage.state === 'stale') return 'stale';
  if (music.state === 'signed') return stage.state === 'signed' ? 'both' : 'music';
  return stage.state === 'signed' ? 'stage' : 'unsigned';
}

export function passes(facts: Facts, filter: Filter): boolean {
  switch (filter) {
    case 'waiting':
      return facts.waiting;
    case 'unheard':
      return facts.heard === 0;
    case 'queries':
      return (facts.state?.queries.open ?? 0) + (facts.state?.queries.outdated ?? 0) > 0;
    case 'lacking':
      return signingOf(facts.state) !== 'both';
    case 'both':
    case 'music':
    case 'stage':
    case 'stale':
    case 'unsigned':
      return signingOf(facts.state) === filter;
    default:
      return facts.level === filter;
  }
}

export function countsOf(all: readonly Facts[]): Readonly<Record<Filter, number>> {
  const count = (filter: Filter): number => all.filter((facts) => passes(facts, filter)).length;
  return Object.fromEntries(ALL.map((filter) => [filter, count(filter)])) as Record<Filter, number>;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/* Every word must be found: a bare number in the scene's own, anything else in its number or its
 * words. */
export function isFound(facts: Pick<Facts, 'number' | 'words'>, find: string): boolean {
  const [number, words] = [plain(facts.number), plain(facts.words)];
  return plain(find)
    .split(/\s+/)
    .filter((term) => term !== '')
    .every((term) => number.startsWith(term) || (!/^\d+$/.test(term) && words.includes(term)));
}

const STANDINGS = [
  'stale',
  'revoked',
  'query',
  'outdated',
  'answered',
  'checking',
  'open',
  'one',
  'both',
];

/* What needs somebody first; among unsigned scenes the unheard, then those heard least. */
function urgency({ state, heard }: Facts): number {
  if (!state) return STANDINGS.indexOf('open');
  const { kind } = standingOf(state);
  return STANDINGS.indexOf(kind) + (kind === 'open' ? (heard ?? 0) / 2 : 0);
}

/* The scenes to show, as indexes of the film, in their order. */
export function shownScenes(
  all: readonly Facts[],
  order: Order,
  show: string | null,
  find: string,
): readonly number[] {
  const filters = parseShow(show);
  const wanted = (i: number): boolean => {
    const facts = all[i] as Facts;
    return filters.every((filter) => passes(facts, filter)) && isFound(facts, find);
  };
  const film = all.map((_, i) => i);
  const concern = (): readonly number[] => byConcern(all.map((facts) => facts.measured));
  const ordered =
    order === 'film'
      ? film
      : order === 'concern'
        ? concern()
        : [...concern()].sort((a, b) => urgency(all[a] as Facts) - urgency(all[b] as Facts));
  return ordered.filter(wanted);
}
