/* Both signatures of a scene on paper: who, when, what they had heard, and on what. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { MONITORINGS } from '../api/talk_types.js';
import type { BothSides, Monitoring, SceneState, SideState, Signoff } from '../api/talk_types.js';
import { formatWhen, joinWords } from '../pure/format.js';
import { SIDES, fullWhy } from '../pure/standing.js';
import type { Paper } from '../state/model.js';
import { panel, text } from '../text.js';

const w = panel.paper;

export const signatures = (paper: Paper, state: SceneState | undefined): TemplateResult =>
  html`<section class="signatures">
    <h2>${w.signatures}</h2>
    <div>${SIDES.map((side) => signature(side, paper.signoffs, state?.sides[side]))}</div>
  </section>`;

function signature(
  side: BothSides,
  signoffs: readonly Signoff[],
  of: SideState | undefined,
): TemplateResult {
  const signoff = signoffs.find(({ id }) => id === of?.signoff_id);
  return html`<div class="signature ${of?.state ?? 'open'}">
    <h3>${text.talk.sides[side]}</h3>
    ${of && of.state !== 'open' ? standing(of) : html`<p class="c3">${w.not_signed}</p>`}
    ${signoff ? evidence(signoff) : nothing}
  </div>`;
}

function standing(of: SideState): TemplateResult {
  const name = of.by?.name ?? '';
  const when = of.at_ms === null ? '' : formatWhen(of.at_ms, 0);
  if (of.state === 'revoked')
    return html`<p class="typed"><b>${w.revoked(name, when, of.reason ?? '')}</b></p>`;
  return html`<p><b class="num">${w.signed_by(name, when)}</b></p>
    ${of.state === 'stale' ? html`<p><b>${w.stale(fullWhy(of.why))}</b></p>` : nothing}`;
}

const percent = (share: number): number => Math.floor(share * 100);

function evidence(s: Signoff): TemplateResult {
  const { all, lfe_in, lfe_out, temps } = s.heard_shares;
  return html`<p class="num">
      ${w.heard(percent(all))}: ${w.lfe_out(percent(lfe_out), onWhat(s, 'out'))};
      ${w.lfe_in(percent(lfe_in), onWhat(s, 'in'))}; ${w.temps(percent(temps))}.
    </p>
    ${onHeadphones(s) ? html`<p><b>${w.lfe_on_headphones}</b></p>` : nothing}
    <p>${w.on(text.talk.heard.monitorings[s.monitoring])}</p>
    ${s.text === '' ? nothing : html`<p class="typed">${s.text}</p>`}
    <p class="c3 hash num">${w.sounds} ${s.sounds_sha256}</p>
    <p class="c3 hash num">${w.receipt} ${s.id}:${s.receipt}</p>`;
}

const heardWith = ({ heard }: Signoff, lfe: 'in' | 'out'): readonly Monitoring[] =>
  MONITORINGS.filter((on) =>
    heard.some((h) => h.lfe === lfe && h.monitoring === on && h.share > 0),
  );

const onWhat = (s: Signoff, lfe: 'in' | 'out'): string =>
  joinWords(
    heardWith(s, lfe).map((on) => text.talk.heard.monitorings[on]),
    text.heard.and,
  );

/* What headphones say of an LFE is little. */
const onHeadphones = (s: Signoff): boolean => heardWith(s, 'in').join() === 'headphones';
