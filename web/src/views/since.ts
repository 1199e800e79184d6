/* What others did since one was here: one line, and behind it the list. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf } from './fields.js';
import { COUNTED } from '../api/overview_types.js';
import type { Digest, EventLine } from '../api/overview_types.js';
import { formatWhen, joinWords } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.overview.since;
const LISTED = 200; /* by the server */

const sumOf = ({ counts }: Digest): number => COUNTED.reduce((sum, of) => sum + counts[of], 0);

const wordsOf = ({ counts }: Digest): string =>
  joinWords(
    COUNTED.filter((of) => counts[of] > 0).map((of) => t.counts[of](counts[of])),
    text.heard.and,
  );

export function sinceLine(m: Model, a: Actions): Part {
  if (!m.digest || sumOf(m.digest) === 0) return nothing;
  return html`<section class="since-line" aria-label=${t.title}>
    <h2>
      ${t.title}
      <button
        class="link t12"
        aria-haspopup="dialog"
        aria-label=${`${t.details}: ${t.title}`}
        @click=${() => a.setSheet('since')}
      >
        ${t.details}
      </button>
      <button class="link t12" ?disabled=${m.busy.has('digest')} @click=${() => a.overview.seen()}>
        ${t.seen}
      </button>
    </h2>
    <p class="c2 t12 num">${wordsOf(m.digest)}</p>
  </section>`;
}

export function sinceSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { digest } = m;
  if (!digest || sumOf(digest) === 0) return html`<p class="c2">${t.nothing}</p>`;
  return html`<ul class="happened">
      ${digest.events.map((event) => line(event, loaded, a))}
    </ul>
    ${digest.events.length >= LISTED ? html`<p class="c3">${t.more}</p>` : nothing}
    ${failureOf(m, 'digest')}
    <div class="acts">
      <button
        class="btn primary"
        ?disabled=${m.busy.has('digest')}
        @click=${() => a.overview.seen()}
      >
        ${t.seen}
      </button>
    </div>`;
}

function line(event: EventLine, loaded: Loaded, a: Actions): TemplateResult {
  const index = loaded.scenes.findIndex(({ id }) => id === event.scene_id);
  const scene = loaded.scenes[index];
  const open = (): void => {
    a.setSheet(null);
    a.toScene(index);
    a.showPart('review');
  };
  return html`<li>
    <span class="c3 num">${formatWhen(event.at_ms)}</span>
    <span
      ><b>${event.by?.name ?? t.somebody}</b>
      ${t.kinds[event.kind] ?? event.kind}${said(event)}</span
    >
    ${scene ? html`<button class="jump" @click=${open}>${t.scene(scene.number)}</button>` : nothing}
  </li>`;
}

/* What it was about, where the event names it. */
function said({ detail }: EventLine): Part {
  const name = [detail['cue'], detail['filename'], detail['text'], detail['name']].find(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  return name === undefined ? nothing : html`<span class="c2">: ${name}</span>`;
}
