/* How the stems look, to be chosen: what clashes is said beside the rows at once. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { failureOf } from './fields.js';
import { STEM_SHAPES, icons, lookShape } from './icons.js';
import { asOthersSee } from './sights.js';
import { isColour } from '../pure/colours.js';
import { NEUTRAL } from '../pure/looks.js';
import type { Lit, PlannedStem } from '../pure/looks.js';
import { FORM, LABEL_CHARS, LITS, draftedPlan, fieldKey, refusals } from '../pure/stem_plan.js';
import type { Refusal } from '../pure/stem_plan.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.looks;
const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

/* Of the production that is shown; for those who manage it, with fields. */
export function stemPlan(m: Model, a: Actions): TemplateResult {
  const production = m.loaded?.production;
  if (!production) return html``;
  const kept = production.stem_plan ?? [];
  if (!production.may_manage) return planToRead(kept);
  const plan = draftedPlan(kept, m.drafts);
  const refused = refusals(plan, STEM_SHAPES);
  const changed = JSON.stringify(plan) !== JSON.stringify(kept);
  const send = (event: Event): void => {
    event.preventDefault();
    if (refused.length === 0) a.stems.save();
  };
  return html`<form class="stem-plan form" novalidate @submit=${send}>
    <p class="c2">${t.why}</p>
    ${heads()}
    <ol class="stem-rows">
      ${plan.map((stem, i) => row(a, plan, stem, i, refused))}
    </ol>
    ${asOthersSee(plan)} ${failureOf(m, FORM)} ${foot(m, a, plan, refused, changed)}
  </form>`;
}

function foot(
  m: Model,
  a: Actions,
  plan: readonly PlannedStem[],
  refused: readonly Refusal[],
  changed: boolean,
): TemplateResult {
  const [first] = refused;
  const why = first ? words(first, plan) : changed ? '' : t.saved;
  const discard = html`<button class="btn" type="button" @click=${() => a.stems.discard()}>
    ${t.discard}
  </button>`;
  return html`<div class="acts">
    <button
      class="btn primary"
      aria-describedby="stem-plan-why"
      ?disabled=${refused.length > 0 || !changed || m.busy.has(FORM)}
    >
      ${t.save}
    </button>
    ${changed ? discard : nothing}
    <p class="why c2" id="stem-plan-why" role="status">${why}</p>
  </div>`;
}

const words = ({ stems, why }: Refusal, plan: readonly PlannedStem[]): string =>
  t.refused(
    why,
    stems.map((i) => plan[i]?.name ?? ''),
  );

function heads(): TemplateResult {
  const { name, label, shape, dark, light } = t.columns;
  return html`<div class="stem-heads label" aria-hidden="true">
    ${[name, label, shape, dark, light].map((head) => html`<span>${head}</span>`)}
  </div>`;
}

function row(
  a: Actions,
  plan: readonly PlannedStem[],
  stem: PlannedStem,
  i: number,
  refused: readonly Refusal[],
): TemplateResult {
  const mine = refused.filter(({ stems }) => stems.includes(i));
  return html`<li class="stem-row">
    <span class="stem-name cut" title=${stem.name}>${lookShape(stem)} <b>${stem.name}</b></span>
    ${labelField(a, stem)} ${shapeField(a, stem)} ${LITS.map((lit) => colourField(a, stem, lit))}
    <span class="stem-moves"
      >${mover(a, stem, -1, i === 0)}${mover(a, stem, 1, i === plan.length - 1)}</span
    >
    ${mine.map((refusal) => html`<p class="refused t12">${words(refusal, plan)}</p>`)}
  </li>`;
}

function labelField(a: Actions, { name, label }: PlannedStem): TemplateResult {
  return html`<input
    class="field stem-label"
    aria-label=${t.of(name, t.columns.label)}
    maxlength=${LABEL_CHARS}
    autocomplete="off"
    spellcheck="false"
    .value=${live(label)}
    @input=${(e: Event) => a.draft(fieldKey(name, 'label'), valueOf(e))}
  />`;
}

function shapeField(a: Actions, { name, shape }: PlannedStem): TemplateResult {
  return html`<select
    class="btn"
    aria-label=${t.of(name, t.columns.shape)}
    .value=${live(shape)}
    @change=${(e: Event) => a.draft(fieldKey(name, 'shape'), valueOf(e))}
  >
    ${STEM_SHAPES.map((s) => html`<option value=${s} ?selected=${s === shape}>${t.shapes[s] ?? s}</option>`)}
  </select>`;
}

/* A picker for the hand, a field for who has the figures; empty is no colour. */
function colourField(a: Actions, stem: PlannedStem, lit: Lit): TemplateResult {
  const typed = stem[lit];
  const key = fieldKey(stem.name, lit);
  const choose = (e: Event): void => a.draft(key, valueOf(e));
  return html`<span class="stem-colour">
    <span class="label" aria-hidden="true">${t.columns[lit]}</span>
    <input
      type="color"
      aria-label=${t.of(stem.name, t.pick[lit])}
      .value=${live(typed !== null && isColour(typed) ? typed : NEUTRAL[lit])}
      @input=${choose}
    />
    <input
      class="field num"
      aria-label=${t.of(stem.name, t.columns[lit])}
      maxlength="7"
      autocomplete="off"
      spellcheck="false"
      placeholder=${t.none}
      .value=${live(typed ?? '')}
      @input=${choose}
    />
  </span>`;
}

function mover(a: Actions, { name }: PlannedStem, by: -1 | 1, end: boolean): TemplateResult {
  const label = by < 0 ? t.up(name) : t.down(name);
  return html`<button
    class="btn small square"
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${end}
    @click=${() => a.stems.move(name, by)}
  >
    ${by < 0 ? icons.up : icons.down}
  </button>`;
}

function planToRead(plan: readonly PlannedStem[]): TemplateResult {
  return html`<div class="stem-plan form">
    <p class="c2">${t.why} ${t.managers}</p>
    <ol class="stem-rows">
      ${plan.map(
        (stem) =>
          html`<li class="stem-row">
            <span class="stem-name cut">${lookShape(stem)} <b>${stem.name}</b></span>
            <span class="c2">${stem.label}</span>
            <span class="c2">${t.shapes[stem.shape] ?? stem.shape}</span>
            ${LITS.map((lit) => html`<span class="c2 num">${stem[lit] ?? t.none}</span>`)}
          </li>`,
      )}
    </ol>
    ${asOthersSee(plan)}
  </div>`;
}
