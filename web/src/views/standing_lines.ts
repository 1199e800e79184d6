/* Who takes part, what was agreed, the stems and the cuts: in a few words each, with the way to all
 * of it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roleShape } from './icons.js';
import type { Agreement, GuestLink, Member } from '../api/people_types.js';
import { formatDay } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model, Sheet } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.overview;

/* label: what the button says to those who do not see what stands beside it. */
function section(
  title: string,
  beside: string,
  [sheet, words, label]: readonly [Sheet, string, string],
  inside: unknown,
  a: Actions,
): TemplateResult {
  return html`<section aria-label=${title}>
    <h2>
      ${title} <span class="c3">${beside}</span>
      <button
        class="link t12"
        aria-haspopup="dialog"
        aria-label=${label}
        @click=${() => a.setSheet(sheet)}
      >
        ${words}
      </button>
    </h2>
    ${inside}
  </section>`;
}

export function agreementLines(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const w = t.agreement;
  const [newest] = m.agreements ?? [];
  const shown = m.agreements?.find((each) => each.is_in_force) ?? newest;
  const { side } = loaded.production;
  const waits =
    newest && !newest.is_in_force && side !== 'none' && newest.accepted[side] === null
      ? html`<p class="t12 w6">${w.waits(newest.version)}</p>`
      : nothing;
  const inside = shown
    ? html`<p class="c2 t12">${termsOf(shown, loaded)}</p>
        ${waits}`
    : html`<p class="c2 t12">${m.agreements ? w.none : ''}</p>`;
  const beside = shown ? standingOf(shown) : '';
  return section(w.title, beside, ['agreement', w.open, w.open_label], inside, a);
}

function standingOf(of: Agreement): string {
  const { music, stage } = of.accepted;
  if (!of.is_in_force || !music || !stage) return t.agreement.proposed(of.version);
  return t.agreement.accepted(formatDay(Math.max(music.at_ms, stage.at_ms)));
}

function termsOf(of: Agreement, loaded: Loaded): string {
  const w = t.agreement;
  return [
    w.policies(w.lfe[of.lfe_policy], w.centre[of.centre_policy]),
    w.format(of.rate_hz, of.bits, text.head.rate(loaded.rate.text)),
    `${of.start === null ? w.stamps : w.starts(of.start)}, ${w.pops[of.pops]}.`,
    w.stems(of.stems.join(', ')),
  ].join(' ');
}

export function peopleLines(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const w = t.people;
  const inside = html`<ul class="people t12 c2">
      ${m.crew?.members.map((member) => person(m, member))}
      ${m.crew?.links?.map((link) => guest(link, loaded))}
    </ul>
    ${done(m, a)}`;
  return section(w.title, '', ['crew', w.open, w.open_label], inside, a);
}

function person(m: Model, { person_id, name, side }: Member): TemplateResult {
  const here = m.here?.some((p) => p.id === person_id) ?? false;
  const done =
    m.done.includes(person_id) || (m.digest?.done.some((w) => w.person_id === person_id) ?? false);
  const words = [
    text.people.sides[side],
    ...(here ? [t.people.here] : []),
    ...(done ? [t.people.done] : []),
  ];
  return html`<li class=${here ? 'here' : ''}><b class="w5">${name}</b> ${words.join(', ')}</li>`;
}

/* What a guest may hear. */
function guest(link: GuestLink, { scenes }: Loaded): TemplateResult {
  const w = text.people.crew;
  const number = (id: number | null): string => scenes.find((s) => s.id === id)?.number ?? '';
  const [first, last] = [number(link.first_scene_id), number(link.last_scene_id)];
  const part = first || last ? w.scenes(first || w.from_start, last || w.to_end) : w.all;
  return html`<li><b class="w5">${link.label}</b> ${t.people.guest}, ${part}</li>`;
}

function done(m: Model, a: Actions): Part {
  const w = text.people.here;
  const said = m.done.includes(m.session?.person?.id ?? 0);
  return html`<button
    class="btn small"
    title=${w.done_hint}
    ?disabled=${m.busy.has('done') || said}
    @click=${() => a.crew.doneListening()}
  >
    ${said ? w.done_said : w.done}
  </button>`;
}

export function planLines({ production: p }: Loaded, a: Actions): TemplateResult {
  const w = t.plan;
  const inside = html`<ul class="plan t12 c2">
    ${p.stems.map((name) => html`<li>${roleShape(name, p)} ${name}</li>`)}
  </ul>`;
  return section(w.title, '', ['stem_plan', w.open, w.open_label], inside, a);
}

export function cutLines(loaded: Loaded, a: Actions): TemplateResult {
  const w = t.cuts;
  const words = w.line(loaded.production.pictures.length, loaded.scenes.length);
  const inside = html`<p class="t12 c2 num">${words}</p>`;
  return section(w.title, '', ['cuts', w.open, w.open_label], inside, a);
}
