/* Whether the scene is complete without its LFE: the one thing both sides must know. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf } from './fields.js';
import { freshMark } from './fresh.js';
import type { SceneState } from '../api/talk_types.js';
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
  const said = lfe ? t.said(lfe.by.name, formatWhen(lfe.at_ms)) : t.unsaid;
  const may = loaded.production.side !== 'none' && state.sounds_sha256 !== null;
  const failed = m.failures[`lfe/${scene.id}`] !== undefined;
  return html`<section class="complete">
    ${freshMark(m, 'lfe', a)}
    <div>
      <h3>${t.question}</h3>
      <p class="c3 label-line num">
        ${lfe?.is_stale ? html`<b class="c2">${t.stale}</b> ` : nothing}${said}
      </p>
    </div>
    ${may ? answers(lfe, a) : html`<b>${lfe ? t[lfe.complete ? 'yes' : 'no'] : ''}</b>`}
    ${failed ? failureOf(m, `lfe/${scene.id}`) : nothing}
  </section>`;
}

/* What was said of another sound is dashed: it is no answer to this one. */
function answers(lfe: SceneState['lfe'], a: Actions): TemplateResult {
  const answer = (complete: boolean): TemplateResult => {
    const mine = lfe?.complete === complete;
    return html`<button
      type="button"
      class=${mine && lfe?.is_stale ? 'was' : ''}
      aria-pressed=${mine && !lfe?.is_stale ? 'true' : 'false'}
      @click=${() => a.talk.setComplete(complete)}
    >
      ${t[complete ? 'yes' : 'no']}
    </button>`;
  };
  return html`<div class="switch" role="group" aria-label=${t.question}>
    ${answer(true)}${answer(false)}
  </div>`;
}
