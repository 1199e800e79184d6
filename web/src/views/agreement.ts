/* What the two sides agreed on, and a proposal that one makes to the other. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, menu, sending, submit, textArea, textField } from './fields.js';
import type { Agreement } from '../api/people_types.js';
import { formatWhen } from '../pure/format.js';
import { SIDES } from '../pure/standing.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.people.agreement;

export function agreement(m: Model, a: Actions): TemplateResult {
  if (!m.agreements || !m.loaded) return html`<p class="c3">${t.reading}</p>`;
  const [newest] = m.agreements;
  const inForce = m.agreements.find((each) => each.is_in_force);
  const waiting = newest && !newest.is_in_force ? newest : undefined;
  return html`<div class="parts">
    ${inForce ? one(m, inForce, m.loaded, a) : nothing}
    ${waiting ? one(m, waiting, m.loaded, a) : nothing}
    ${newest ? nothing : html`<p class="c2 part">${t.none}</p>`}
    ${m.loaded.production.side === 'none' ? nothing : propose(m, newest !== undefined, a)}
    ${older(m.agreements)}
  </div>`;
}

function one(m: Model, of: Agreement, { production }: Loaded, a: Actions): TemplateResult {
  const { side } = production;
  const mine = side !== 'none' && !of.is_in_force && of.accepted[side] === null;
  return html`<div class="part">
    <h3>${of.is_in_force ? t.in_force(of.version) : t.waiting(of.version)}</h3>
    <dl class="terms">
      ${terms(of).map(
        ([name, words]) =>
          html`<div>
            <dt class="c3">${name}</dt>
            <dd>${words}</dd>
          </div>`,
      )}
    </dl>
    <ul class="c2">
      ${SIDES.map((s) => {
        const by = of.accepted[s];
        const name = text.people.side_names[s];
        return html`<li>
          ${by ? t.accepted(name, by.name, formatWhen(by.at_ms)) : t.not_accepted(name)}
        </li>`;
      })}
    </ul>
    ${failureOf(m, 'accept')}
    ${
      mine
        ? html`<div class="acts">
            <button class="btn primary" @click=${() => a.crew.accept(of.id)}>
              ${t.accept(of.version)}
            </button>
          </div>`
        : nothing
    }
  </div>`;
}

function terms(of: Agreement): [string, string][] {
  const moments = of.lfe_moments.length > 0 ? `: ${t.in_scenes(of.lfe_moments.join(', '))}` : '';
  return [
    [t.lfe, t.lfe_policies[of.lfe_policy] + moments],
    [t.centre, t.centre_policies[of.centre_policy]],
    [t.files, `${t.format(of.rate_hz, of.bits)}, ${t.pop_ways[of.pops]}`],
    [t.start, of.start ?? t.start_stamps],
    [t.stems, of.stems.join(', ')],
    ...(of.text === '' ? [] : [[t.text, of.text] as [string, string]]),
  ];
}

const entries = <T extends string>(words: Record<T, string>): [T, string][] =>
  Object.entries(words) as [T, string][];

function propose(m: Model, again: boolean, a: Actions): TemplateResult {
  const lfe = m.drafts['agreement/lfe'] ?? 'free';
  const rates = [44100, 48000, 96000, 192000].map((r) => [String(r), `${r / 1000} kHz`] as const);
  const bits = ['16', '24', '32'].map((b) => [b, b] as const);
  return html`<details class="part" ?open=${!again}>
    <summary class="w6">${again ? t.propose : t.propose_first}</summary>
    <form class="form" @submit=${sending(m, 'agreement', () => a.crew.propose())}>
      ${menu(m, a, 'agreement/lfe', t.lfe, entries(t.lfe_policies), 'free')}
      ${lfe === 'agreed_moments' ? textField(m, a, 'agreement/moments', t.moments, { required: true }) : nothing}
      ${menu(m, a, 'agreement/centre', t.centre, entries(t.centre_policies), 'free')}
      <div class="side-by-side">
        ${menu(m, a, 'agreement/rate', t.rate, rates, '48000')}
        ${menu(m, a, 'agreement/bits', t.bits, bits, '24')}
        ${menu(m, a, 'agreement/pops', t.pops, entries(t.pop_ways), 'none')}
      </div>
      ${textField(m, a, 'agreement/start', t.start, { hint: t.start_hint })}
      ${textArea(m, a, 'agreement/text', t.text)} ${failureOf(m, 'agreement')}
      <div class="acts">${submit(m, 'agreement', t.send, !again)}</div>
    </form>
  </details>`;
}

function older(all: readonly Agreement[]): Part {
  if (all.length < 2) return nothing;
  return html`<details class="part">
    <summary class="w6">${t.older}</summary>
    <ul class="c2 num">
      ${all.map((each) => html`<li>${t.line(each.version, each.proposed_by.name, formatWhen(each.proposed_at_ms))}</li>`)}
    </ul>
  </details>`;
}
