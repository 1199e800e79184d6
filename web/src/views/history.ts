/* What happened to the scene, newest first, and the way to have it on paper. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf } from './fields.js';
import type { SceneEvent } from '../api/talk_types.js';
import { setsIn } from '../pure/current.js';
import { formatClock, formatDay } from '../pure/format.js';
import { historyOf, sentenceOf } from '../pure/history.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model, Paged, Talk } from '../state/model.js';
import { panel } from '../text.js';

type Part = TemplateResult | typeof nothing;

const words = panel.history;

export function history(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  const { talk } = m;
  if (!scene || talk?.scene_id !== scene.id) return nothing;
  const cues = setsIn(loaded.production.cues, scene).map(({ cue }) => cue.name);
  const events = historyOf(talk.events, talk.arrivals, cues, talk.next.events !== null);
  return html`<section class="history">
    <h3>${words.heading}</h3>
    ${
      events.length === 0
        ? html`<p class="c3">${words.none}</p>`
        : html`<ol>
            ${events.map((e) => line(e, talk))}
          </ol>`
    }
    ${moreOf(m, 'events', words.more, a)} ${paper(m, a)}
  </section>`;
}

function line(event: SceneEvent, { changed }: Talk): TemplateResult {
  const roles = changed[Number(event.detail['set_id'])];
  return html`<li>
    <time class="c3 num">${formatDay(event.at_ms)} ${formatClock(event.at_ms)}</time>
    <span>${sentenceOf(event, words, roles)}</span>
  </li>`;
}

/* There is more than is shown: a way to it, so that nothing is missing in silence. */
export function moreOf(m: Model, what: Paged, label: string, a: Actions): Part {
  if (!m.talk || m.talk.next[what] === null) return nothing;
  return html`<button class="btn small" @click=${() => a.talk.more(what)}>${label}</button>`;
}

function paper(m: Model, a: Actions): TemplateResult {
  const w = panel.paper;
  const busy = m.busy.has('print');
  return html`<div class="paper-acts">
      <span class="c2">${busy ? w.reading : w.heading}</span>
      <button class="btn small" ?disabled=${busy} @click=${() => a.talk.print('scene')}>
        ${w.scene}
      </button>
      <button class="btn small" ?disabled=${busy} @click=${() => a.talk.print('all')}>
        ${w.all}
      </button>
    </div>
    ${m.failures['print'] ? failureOf(m, 'print') : nothing}`;
}
