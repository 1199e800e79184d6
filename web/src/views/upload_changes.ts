/* What a new set changed against the one before it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roleShape } from './icons.js';
import { asSentence } from '../pure/format.js';
import { upload as text } from '../text.js';
import { rolesOfChange, signedOf } from '../upload/changed.js';
import type { Changes, Comparison, Outcome } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const t = text.outcome;

export function changes(o: Outcome, u: Uploads): Part {
  const found = o.changes;
  if (!found || !o.set) return nothing;
  const { answer } = found;
  return html`<section class="up-changes">
    <h2>${t.changed_title(o.cue, o.set.version, found.version)}</h2>
    ${answer.result ? result(answer.result, found, u) : html`<p class="c2 t12">${answer.state === 'failed' ? asSentence(answer.error ?? '') : t.changed_waiting}</p>`}
  </section>`;
}

function result(comparison: Comparison, { states }: Changes, u: Uploads): TemplateResult {
  const roles = rolesOfChange(comparison);
  return html`<ul class="up-roles">
      ${roles.map(
        ({ role, verdict, scenes }) =>
          html`<li>
            ${roleShape(role, u.facts)}<span>${role}</span>
            <span class="c3"
              >${t.verdicts[verdict]}${scenes.length > 0 ? `, ${t.in_scenes(scenes)}` : ''}</span
            >
          </li>`,
      )}
    </ul>
    ${states ? signs(comparison, states) : nothing}`;
}

function signs(comparison: Comparison, states: NonNullable<Changes['states']>): Part {
  const { stale, keeps, is_checking } = signedOf(comparison, states);
  if (is_checking) return html`<p class="c3 t12">${t.changed_waiting}</p>`;
  const words = [
    stale.length > 0 ? t.stale(stale) : '',
    keeps.length > 0 ? t.keeps(keeps) : '',
    stale.length + keeps.length === 0 ? t.unsigned : '',
  ];
  return html`<p class="c2 t12">${words.filter(Boolean).join(' ')}</p>`;
}
