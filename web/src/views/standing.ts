/* How a scene stands, in glyphs and words. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { pair, queryMark } from './icons.js';
import type { BothSides, SceneState } from '../api/talk_types.js';
import { formatWhen } from '../pure/format.js';
import { SIDES, shortWhy, standingOf } from '../pure/standing.js';
import { text } from '../text.js';

const t = text.talk;

/* In the list of scenes: the pair, a mark for queries, and beside them the word for it. */
export function signedCell(state: SceneState | undefined): TemplateResult | typeof nothing {
  if (!state) return nothing;
  const { open, answered } = state.queries;
  return html`${pairOf(state)}
  ${open > 0 ? queryMark('open', t.queries_open(open)) : answered > 0 ? queryMark('answered', t.queries_answered(answered)) : nothing}`;
}

export function pairOf(state: SceneState): TemplateResult {
  const word = (side: BothSides): string =>
    `${t.sides[side]}: ${t.states[state.sides[side].state]}`;
  return pair(
    { music: state.sides.music.state, stage: state.sides.stage.state },
    SIDES.map(word).join(', '),
  );
}

export function standingWords(state: SceneState | undefined): string {
  if (!state) return t.standing.unread;
  const standing = standingOf(state);
  const w = t.standing;
  switch (standing.kind) {
    case 'stale': {
      const { first, more } = shortWhy(standing.why);
      return w.stale(first) + (more > 0 ? w.more(more) : '');
    }
    case 'one':
    case 'revoked':
      return w[standing.kind](text.people.sides[standing.side]);
    default:
      return w[standing.kind];
  }
}

/* "Stage: signed by Tom Reyes, 11:42" */
export function sideLine(state: SceneState, side: BothSides): TemplateResult {
  const of = state.sides[side];
  const w = t.side_lines;
  const name = t.sides[side];
  const when = of.at_ms === null ? '' : formatWhen(of.at_ms);
  const by = of.by?.name ?? '';
  switch (of.state) {
    case 'open':
      return html`<span class="c2">${w.open(name)}</span>`;
    case 'signed':
      return html`<span>${w.signed(name, by, when)}</span>`;
    case 'stale':
      return html`<b>${w.stale(name, of.why.join(', '))}</b>
        <span class="c3">${w.was(by, when)}</span>`;
    case 'revoked':
      return html`<span>${w.revoked(name, by, of.reason ?? '')}</span>`;
  }
}
