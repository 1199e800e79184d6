/* What a person must say before a file can be heard: in which order its channels are, where it
 * starts. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Cue, PrintSet, Recording, RecordingKind } from '../api/types.js';
import { startForm } from './start_form.js';
import { currentSet } from '../pure/current.js';
import { asSentence } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

interface Question {
  readonly of: RecordingKind;
  readonly about: Recording;
}

/* Of the set that stands for the cue, and of newer ones that wait for this. */
const askedIn = (cue: Cue): readonly Recording[] =>
  cue.sets.slice(0, cue.sets.indexOf(currentSet(cue) as PrintSet) + 1).flatMap((set) => set.prints);

export function questions(loaded: Loaded, a: Actions): Part {
  const prints = loaded.production.cues.flatMap(askedIn);
  const all: Question[] = [
    ...prints.map((about) => ({ of: 'prints', about }) as const),
    ...loaded.temps.map((about) => ({ of: 'temps', about }) as const),
  ].filter((q) => q.about.question !== null);
  if (all.length === 0) return nothing;
  return html`<section class="questions">
    <h3>${text.questions.title} <span class="c3">${text.questions.open(all.length)}</span></h3>
    ${all.map((q) => question(q, loaded, a))}
  </section>`;
}

function question(q: Question, loaded: Loaded, a: Actions): TemplateResult {
  const { about } = q;
  return html`<div class="question">
    <p><span class="ask" aria-hidden="true">?</span>${asSentence(about.question ?? '')}</p>
    ${about.order_known_by === 'unknown' || about.order_known_by === 'heuristic' ? order(q, a) : nothing}
    ${about.start_samples === null ? start(q, loaded, a) : nothing}
  </div>`;
}

function order({ of, about }: Question, a: Actions): Part {
  const known =
    about.channels === 6
      ? text.questions.orders_6
      : about.channels === 2
        ? text.questions.orders_2
        : [];
  /* what the signal looks like comes first */
  const likely = known.filter((o) => o.channels === about.order);
  const sorted = [...likely, ...known.filter((o) => !likely.includes(o))];
  return html`<div class="answers">
    ${sorted.map(
      (o) =>
        html`<button
          class="btn small"
          @click=${() => a.overview.answer(of, about.id, { order: o.order })}
        >
          ${o.name} <span class="c3">${o.channels}</span>
        </button>`,
    )}
  </div>`;
}

function start({ of, about }: Question, { rate }: Loaded, a: Actions): TemplateResult {
  return startForm({
    rate,
    label: text.questions.start_of(about.filename),
    take: (start) => a.overview.answer(of, about.id, { start }),
  });
}
