/* What the parts of a print set's sheet share. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Tested } from '../api/overview_types.js';
import { asSentence } from '../pure/format.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Loaded } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.overview.set;

/* The result, or why there is none. */
export function tested<T>(of: Tested<T> | null, show: (result: T) => Part): Part {
  if (!of) return html`<p class="c3">${t.reading}</p>`;
  if (of.result) return show(of.result);
  if (of.state === 'failed') return html`<p class="c2">${t.failed(of.error ?? '')}</p>`;
  const words = of.waits_for ? asSentence(text.overview.sets.waits_for(of.waits_for)) : t.waiting;
  return html`<p class="c2">${words}</p>`;
}

/* Goes to a place in Review. */
export function jump(at_samples: number, { rate }: Loaded, a: Actions): TemplateResult {
  return html`<button class="jump num" @click=${() => goTo(at_samples, a)}>
    ${formatTimecode(rate, at_samples)}
  </button>`;
}

export function goTo(at_samples: number, a: Actions): void {
  a.setSheet(null);
  a.seek(at_samples);
  a.showPart('review');
}
