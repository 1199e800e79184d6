/* Whether the scene is complete without its LFE: the one thing both sides must know. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, ways } from './fields.js';
import { formatWhen } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.talk.lfe;

export function complete(m: Model, loaded: Loaded, a: Actions): TemplateResult | typeof nothing {
  const scene = loaded.scenes[m.scene];
  const state = m.states?.find((each) => each.scene_id === scene?.id);
  if (!scene || !state) return nothing;
  const { lfe } = state;
  const now = lfe && !lfe.is_stale ? (lfe.complete ? 'yes' : 'no') : undefined;
  const said = lfe
    ? `${t.said(lfe.by.name, formatWhen(lfe.at_ms))}${lfe.is_stale ? `; ${t.stale}` : ''}`
    : t.unsaid;
  const may = loaded.production.side !== 'none' && state.sounds_sha256 !== null;
  return html`<section class="complete">
    <h3>${t.question}</h3>
    <span class="c3 t12 num">${said}</span>
    <span class="space"></span>
    ${
      may
        ? ways(
            t.question,
            [
              ['yes', t.yes],
              ['no', t.no],
            ] as const,
            now,
            (way) => a.talk.setComplete(way === 'yes'),
          )
        : html`<b>${now === undefined ? '' : t[now]}</b>`
    }
    ${m.failures[`lfe/${scene.id}`] ? failureOf(m, `lfe/${scene.id}`) : nothing}
  </section>`;
}
