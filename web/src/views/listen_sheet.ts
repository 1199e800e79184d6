/* On a phone, all that the transport has no room for; everywhere, what is switched once a day. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { listenedOn } from './heard.js';
import { mixSheet } from './mix_sheet.js';
import { setSwitch } from './sets.js';
import { folds, latches, loopLatch } from './transport.js';
import { formatTimecode } from '../pure/timecode.js';
import { shortHash, withMinus } from '../pure/format.js';
import type { Choice } from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.listen;
const LFES: readonly Choice['lfe'][] = ['out', 'minus_3', 'plus_4'];

export function listenSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const line = (label: string, body: unknown): TemplateResult =>
    html`<div><span class="label">${label}</span>${body}</div>`;
  return html`<div class="listen-rows">
    ${line(t.parts, latches(m, loaded, a))} ${line(t.fold, folds(m, a))}
    ${line(t.lfe_level, lfeLevel(m, a))}
    ${loaded.guest ? nothing : line(t.sets, setSwitch(m, loaded, a))}
    ${line(t.loop, html`<div class="line">${loopLatch(m, a)} ${range(m, loaded, a)}</div>`)}
    ${loaded.guest ? nothing : line(text.heard.listened_on, listenedOn(m, a))}
    ${m.heard ? line(t.as_heard, html`<p class="c2 t12 num">${facts(m)}</p>`) : nothing}
    ${line(text.mix.title, mixSheet(m, loaded, a))}
  </div>`;
}

function facts({ heard, overs }: Model): string {
  if (!heard) return '';
  const count = overs ? [text.heard.overs(overs.count)] : [];
  const words = heard.heard.split('; ').map(withMinus);
  return [...words, ...count, text.heard.preview(shortHash(heard.id))].join(', ');
}

function lfeLevel(m: Model, a: Actions): TemplateResult {
  return html`<div class="switch" role="group" aria-label=${t.lfe_level}>
    ${LFES.map(
      (lfe) =>
        html`<button
          aria-pressed=${m.choice.lfe === lfe ? 'true' : 'false'}
          @click=${() => a.choose({ lfe })}
        >
          ${lfe === 'out' ? t.lfe_out : t.lfe_in(lfe, m.choice.fold)}
        </button>`,
    )}
  </div>`;
}

function range(m: Model, { rate }: Loaded, a: Actions): TemplateResult {
  const ends = m.marked && [m.marked.in_samples, m.marked.out_samples];
  return html`<button class="btn" @click=${() => a.listen.mark('in')}>${t.range_in}</button>
    <button class="btn" @click=${() => a.listen.mark('out')}>${t.range_out}</button>
    <span class="c2 t12 num"
      >${
        ends ? ends.map((at) => formatTimecode(rate, at)).join(` ${text.scenes.to} `) : t.range_none
      }</span
    >`;
}
