/* Two print sets of the cue at the playhead against each other: A is the current one, B another. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Cue, PrintSet } from '../api/types.js';
import { currentSet } from '../pure/current.js';
import { otherSet, othersOf } from '../pure/cues.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.listen;

/* Nothing for a guest, who hears what stands. */
export function setSwitch(m: Model, loaded: Loaded, a: Actions): TemplateResult | typeof nothing {
  if (loaded.guest) return nothing;
  const cue = loaded.production.cues.find((each) => each.id === m.cue);
  const other = cue && otherSet(cue, m);
  const on_b = cue !== undefined && other !== undefined && m.on_b.includes(cue.id);
  const version = (n: number | undefined): string => (n === undefined ? '' : ` ${t.version(n)}`);
  const side = (which: 'a' | 'b', n: number | undefined): TemplateResult =>
    html`<button
      aria-pressed=${cue && on_b === (which === 'b') ? 'true' : 'false'}
      ?disabled=${n === undefined}
      @click=${() => a.listen.setSide(which)}
    >
      ${t[which]}${version(n)}
    </button>`;
  return html`<div
    class="switch sets"
    role="group"
    aria-label=${cue ? t.sets_of(cue.name) : t.sets}
    title=${!cue ? t.no_cue : other ? cue.name : t.no_other}
  >
    ${side('a', cue && currentSet(cue)?.version)} ${side('b', other?.version)}
    ${cue && other && othersOf(cue, m).length > 1 ? choice(m, cue, other, a) : nothing}
  </div>`;
}

function choice(m: Model, cue: Cue, other: PrintSet, a: Actions): TemplateResult {
  return html`<select
    aria-label=${t.which_b}
    title=${t.which_b}
    .value=${live(String(other.id))}
    @change=${(e: Event) => a.listen.chooseB(Number((e.target as HTMLSelectElement).value))}
  >
    ${othersOf(cue, m).map(
      (set) =>
        html`<option value=${set.id} ?selected=${set.id === other.id}>
          ${t.b} ${t.version(set.version)}
        </option>`,
    )}
  </select>`;
}
