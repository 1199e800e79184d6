/* What the list, the strip and the counts know of the scenes of a film, and the words for it. */
import { nothingIn, whyNot } from './findings.js';
import { standingWords } from './standing.js';
import { wordsOf } from '../pure/concern.js';
import { asSentence, withMinus } from '../pure/format.js';
import { factsOf } from '../pure/overview.js';
import type { Facts } from '../pure/overview.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import { currentSet } from '../pure/current.js';
import { standingOf } from '../pure/standing.js';
import type { Scene } from '../api/types.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const DAY_MS = 24 * 3600 * 1000;
const WHOLE = 0.995; /* a scene heard to its end misses a few samples at most */

/* What the words of the scenes rest on. */
const RESTS_ON = ['measures', 'measures_failure', 'work', 'states', 'unclosed'] as const;

let last: { m: Model; loaded: Loaded; facts: readonly Facts[] } | null = null;

/* The same list as before while nothing of it has changed. */
export function sceneFacts(m: Model, loaded: Loaded): readonly Facts[] {
  const before = last;
  if (before?.loaded === loaded && RESTS_ON.every((key) => before.m[key] === m[key]))
    return before.facts;
  const known = {
    scenes: loaded.scenes,
    measures: m.measures?.scenes ?? [],
    states: m.states ?? [],
    queries: m.unclosed ?? [],
    side: loaded.production.side,
  };
  last = { m, loaded, facts: factsOf(known, (facts) => findableBy(m, loaded, facts)) };
  return last.facts;
}

function findableBy(m: Model, loaded: Loaded, facts: Omit<Facts, 'words'>): string {
  const scene = loaded.scenes[facts.index] as Scene;
  return [
    scene.name,
    ...cuesIn(loaded, scene),
    standsOut(m, facts),
    facts.worst?.stem ?? '',
    stateWords(facts),
  ].join(' ');
}

function cuesIn({ production }: Loaded, scene: Scene): string[] {
  return production.cues
    .filter((cue) => {
      const span = spanOf(currentSet(cue)?.prints ?? []);
      return span !== undefined && overlaps(scene, span);
    })
    .map(({ name, title }) => `${name} ${title}`);
}

/* The worst of what was found, or that there is nothing, or why nobody knows. */
export function standsOut(m: Model, { measured, worst }: Omit<Facts, 'words'>): string {
  const words =
    measured?.state !== 'measured'
      ? whyNot(m, measured)
      : worst
        ? wordsOf(worst.text).headline
        : nothingIn(measured.concerns);
  return asSentence(withMinus(words));
}

/* How it stands with both sides, in one short sentence. */
export function stateWords({ state, queries, heard }: Omit<Facts, 'words'>): string {
  if (!state) return '';
  const t = text.overview.standing;
  const { kind } = standingOf(state);
  if (kind === 'query') {
    const asked = queries.filter((q) => q.state === 'open').map((q) => q.created_at_ms);
    return t.query(asked.length > 0 ? Math.floor((Date.now() - Math.min(...asked)) / DAY_MS) : 0);
  }
  const answer = queries.filter((q) => q.state === 'answered').pop()?.answer;
  if (kind === 'answered' && answer)
    return t.answered(text.talk.query.likelihoods[answer.likelihood]);
  if (kind === 'open' && heard !== null)
    return heard === 0 ? t.unheard : heard < WHOLE ? t.part : t.heard;
  return standingWords(state);
}
