/* Where in a scene something is: a point, a range, or all of it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Scene } from '../api/types.js';
import { within } from '../pure/spans.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Rate } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.talk.place;

/* Buttons that take the place where the player is; drafts hold samples from the scene's start. */
export function placeFields(
  m: Model,
  form: string,
  scene: Scene,
  rate: Rate,
  a: Actions,
): TemplateResult {
  const [from, to] = [m.drafts[`${form}/from`], m.drafts[`${form}/to`]];
  const now = (): string => {
    const length = scene.out_samples - scene.in_samples;
    return String(Math.max(0, Math.min(Math.round(a.position()) - scene.in_samples, length - 1)));
  };
  const tc = (samples: string): string => formatTimecode(rate, scene.in_samples + Number(samples));
  const end = (): void => {
    const at = now();
    if (from !== undefined && Number(at) > Number(from)) a.draft(`${form}/to`, at);
  };
  const begin = (): void => {
    const at = now();
    if (to !== undefined && Number(to) <= Number(at)) a.draft(`${form}/to`, null);
    a.draft(`${form}/from`, at);
  };
  const whole = (): void => {
    a.draft(`${form}/from`, null);
    a.draft(`${form}/to`, null);
  };
  return html`<div class="switch num" role="group" aria-label=${t.label}>
    <button type="button" aria-pressed=${from === undefined ? 'true' : 'false'} @click=${whole}>
      ${t.scene}
    </button>
    <button type="button" aria-pressed=${from === undefined ? 'false' : 'true'} @click=${begin}>
      ${from === undefined ? t.here : t.from(tc(from))}
    </button>
    ${
      from === undefined
        ? nothing
        : html`<button
            type="button"
            aria-pressed=${to === undefined ? 'false' : 'true'}
            @click=${end}
          >
            ${to === undefined ? t.to_here : t.to(tc(to))}
          </button>`
    }
    ${range(m, form, scene, rate, a)}
  </div>`;
}

/* What is marked on the timeline, as far as it lies in the scene, is one press away. */
function range(m: Model, form: string, scene: Scene, rate: Rate, a: Actions): Part {
  const marked = m.marked && within(scene, m.marked);
  if (!marked) return nothing;
  const from = String(Math.round(marked.in_samples));
  const to = String(Math.round(marked.out_samples));
  const on = m.drafts[`${form}/from`] === from && m.drafts[`${form}/to`] === to;
  const tc = (samples: number): string => formatTimecode(rate, scene.in_samples + samples);
  const take = (): void => {
    a.draft(`${form}/from`, from);
    a.draft(`${form}/to`, to);
  };
  if (on) return nothing; /* it stands there as from and to */
  return html`<button type="button" aria-pressed="false" @click=${take}>
    ${t.range(tc(marked.in_samples), tc(marked.out_samples))}
  </button>`;
}

interface Placed {
  readonly from_samples: number | null;
  readonly tc_from: string | null;
  readonly tc_to: string | null;
}

/* The place as a button that goes there; nothing where it is the whole scene. */
export function placeButton(of: Placed, scene: Scene | undefined, a: Actions): Part {
  const { from_samples: from, tc_from, tc_to } = of;
  if (from === null || tc_from === null || !scene) return nothing;
  return html`<button class="jump num" @click=${() => a.seek(scene.in_samples + from)}>
    ${tc_to === null ? tc_from : t.range(tc_from, tc_to)}
  </button>`;
}
