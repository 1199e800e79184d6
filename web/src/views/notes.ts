/* The notes of the scene, each with its thread. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, sendKey, sending, submit, textArea } from './fields.js';
import { freshMark } from './fresh.js';
import { moreOf } from './history.js';
import { placeButton } from './place.js';
import type { Note, NoteState, ThreadEntry } from '../api/talk_types.js';
import type { Who } from '../api/people_types.js';
import { asSentence, formatWhen } from '../pure/format.js';
import { initials } from '../pure/standing.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.talk.note;

const NEXT: Readonly<Record<NoteState, readonly NoteState[]>> = {
  open: ['acknowledged', 'resolved'],
  acknowledged: ['resolved'],
  resolved: ['open'],
};

export function notes(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  if (!scene || m.talk?.scene_id !== scene.id) return nothing;
  const open = m.talk.notes.filter((n) => n.state !== 'resolved');
  const resolved = m.talk.notes.filter((n) => n.state === 'resolved');
  return html`<section class="notes">
    <h3>
      ${loaded.guest ? text.people.guest.notes : t.heading}
      ${open.length > 0 ? html`<span class="c3">${t.unresolved(open.length)}</span>` : nothing}
    </h3>
    ${m.talk.notes.length === 0 ? html`<p class="c3">${t.none}</p>` : nothing}
    ${open.map((n) => note(m, n, loaded, a))}
    ${
      resolved.length === 0
        ? nothing
        : html`<details>
            <summary class="c2">${t.resolved(resolved.length)}</summary>
            ${resolved.map((n) => note(m, n, loaded, a))}
          </details>`
    }
    ${moreOf(m, 'notes', panel.more_notes, a)}
  </section>`;
}

function note(m: Model, n: Note, loaded: Loaded, a: Actions): TemplateResult {
  const scene = loaded.scenes.find((s) => s.id === n.scene_id);
  const thread = m.threads[n.id];
  const about = n.about === 'anything' ? '' : text.talk.ask.abouts[n.about];
  return html`<article class="note" id="note-${n.id}">
    ${freshMark(m, `note/${n.id}`, a)}<span class="flag" aria-hidden="true"
      >${initials(n.by.name)}</span
    >
    <div>
      <p class="words"><b>${whoOf(n.by)}</b> <span class="typed">${n.text}</span></p>
      <p class="c3 t12 num meta">
        ${[formatWhen(n.created_at_ms), about, t.states[n.state]].filter((word) => word !== '').join(', ')}
        ${placeButton(n, scene, a)}
      </p>
      ${loaded.guest ? nothing : acts(m, n, thread !== undefined, a)}
      ${thread ? threadOf(m, n, thread, a) : nothing}
    </div>
  </article>`;
}

const whoOf = ({ name, side, guest }: Who): string =>
  `${name}${guest ? `, ${t.guest}` : side && side !== 'none' ? `, ${text.people.sides[side]}` : ''}:`;

function acts(m: Model, n: Note, open: boolean, a: Actions): TemplateResult {
  return html`<div class="acts">
      <button
        class="btn small"
        aria-expanded=${open ? 'true' : 'false'}
        @click=${() => a.talk.openThread(n.id)}
      >
        ${!open && (m.drafts[`reply/${n.id}/text`] ?? '') !== '' ? panel.drafted.reply : t.replies(n.replies)}
      </button>
      ${NEXT[n.state].map(
        (state) =>
          html`<button
            class="btn small"
            ?disabled=${m.busy.has(`note-state/${n.id}`)}
            @click=${() => a.talk.setState(n.id, state)}
          >
            ${t.to_state[state]}
          </button>`,
      )}
    </div>
    ${m.failures[`note-state/${n.id}`] ? failureOf(m, `note-state/${n.id}`) : nothing}`;
}

function threadOf(m: Model, n: Note, thread: readonly ThreadEntry[], a: Actions): TemplateResult {
  const form = `reply/${n.id}`;
  return html`<div class="thread">
    ${thread.map(
      (entry) =>
        html`<p class="words">
          <b>${whoOf(entry.by)}</b>
          ${asSentence([entry.state ? t.became[entry.state] : '', entry.text].filter((w) => w).join('. '))}
          <span class="c3 t12 num">${formatWhen(entry.at_ms)}</span>
        </p>`,
    )}
    <form class="form" @submit=${sending(m, form, () => a.talk.reply(n.id))} @keydown=${sendKey}>
      ${textArea(m, a, `${form}/text`, t.reply, { required: true })} ${failureOf(m, form)}
      <div class="acts">${submit(m, form, t.send_reply, false)}</div>
    </form>
  </div>`;
}
