/* Which channel is which, asked before a file of six channels without a layout is sent. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { title, what } from './upload_marks.js';
import { text as page, upload as text } from '../text.js';
import type { Ask } from '../upload/asks.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

const t = text.asks;

interface Choice {
  readonly order: string;
  readonly name: string;
  readonly channels: string;
}

export function orderAsk(ask: Ask, s: UploadState, u: Uploads): TemplateResult {
  const channels = ask.line.head?.channels ?? 6;
  const fit = s.fits[ask.line.key] ?? null;
  const all: readonly Choice[] = channels === 6 ? page.questions.orders_6 : page.questions.orders_2;
  const likely = all.filter((o) => o.order === fit?.order);
  const choices = [...likely, ...all.filter((o) => !likely.includes(o))];
  const set = (event: SubmitEvent): void => {
    event.preventDefault();
    const order = new FormData(event.target as HTMLFormElement).get('order');
    const { value } = event.submitter as HTMLButtonElement;
    if (typeof order === 'string') u.change(value === 'all' ? ask.others : ask.rows, { order });
  };
  const more = ask.others.length > ask.rows.length;
  return html`${title(t.order(what(ask.line.first)))}
    <p class="c2 t12">${t.order_why(channels)} ${fit ? t.order_fit(fit.lfe_slot + 1) : nothing}</p>
    <form @submit=${set}>
      <div class="up-orders" role="radiogroup" aria-label=${t.order(what(ask.line.first))}>
        ${choices.map((choice, i) => option(choice, i === 0 && (fit !== null || choices.length === 1), choice.order === fit?.order))}
      </div>
      <div class="acts">
        <button class="btn small primary" value="one">${t.use_order}</button>
        ${more ? html`<button class="btn small" value="all">${t.for_cue(ask.line.first.cue)}</button>` : nothing}
      </div>
    </form>`;
}

const option = (
  { order, name, channels }: Choice,
  checked: boolean,
  fits: boolean,
): TemplateResult =>
  html`<label class="up-order"
    ><input type="radio" name="order" value=${order} required ?checked=${checked} /><span class="w5"
      >${name}</span
    ><span class="c3 t12">${channels}${fits ? `, ${t.fits}` : ''}</span></label
  >`;
