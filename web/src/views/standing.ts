/* How a scene stands, in glyphs and words. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { pair, queryMark } from './icons.js';
import type { BothSides, SceneState, SideState } from '../api/talk_types.js';
import { formatWhen } from '../pure/format.js';
import { SIDES, fullWhy, shortWhy, standingOf } from '../pure/standing.js';
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

/* "Stage: signed by Tom Reyes, 11:42"; one line for both where the same made both stale. */
export function sideLines(state: SceneState): TemplateResult[] {
  const { music, stage } = state.sides;
  const same = music.state === 'stale' && stage.state === 'stale';
  if (same && music.why.join() === stage.why.join()) return [stale(t.both, [music, stage])];
  return SIDES.map((side) => sideLine(t.sides[side], state.sides[side]));
}

function sideLine(name: string, of: SideState): TemplateResult {
  const w = t.side_lines;
  const by = of.by?.name ?? '';
  switch (of.state) {
    case 'open':
      return html`<span class="c2">${w.open(name)}</span>`;
    case 'signed':
      return html`${w.signed(name, by, whenOf(of))}`;
    case 'stale':
      return stale(name, [of]);
    case 'revoked':
      return html`${w.revoked(name, by, of.reason ?? '')}`;
  }
}

const whenOf = ({ at_ms }: SideState): string => (at_ms === null ? '' : formatWhen(at_ms));

function stale(name: string, of: readonly SideState[]): TemplateResult {
  const w = t.side_lines;
  const signers = of.map((s) => w.signer(s.by?.name ?? '', whenOf(s))).join('; ');
  return html`<b>${w.stale(name, fullWhy(of[0]?.why ?? []))}</b>
    <span class="c3 t12">${w.was(signers)}</span>`;
}
