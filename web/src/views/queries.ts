/* The queries of the scene: what was asked, the five steps of the answer, and its end. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { failureOf, menu, sendKey, sending, submit, textArea, textField } from './fields.js';
import { freshMark } from './fresh.js';
import { moreOf } from './history.js';
import { queryMark } from './icons.js';
import { placeButton } from './place.js';
import { ADVICES, LIKELIHOODS } from '../api/talk_types.js';
import type { Advice, Answer, Evidence, Likelihood, Query } from '../api/talk_types.js';
import type { Scene } from '../api/types.js';
import { formatDb, formatWhen, joinWords } from '../pure/format.js';
import { DIALOGUE, EFFECTS } from '../pure/recipe.js';
import type { Recipe } from '../pure/recipe.js';
import { SIDES, otherSide } from '../pure/standing.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { listen, panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.talk.query;
const DAY_MS = 24 * 3600 * 1000;

export function queries(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  if (!scene || m.talk?.scene_id !== scene.id) return nothing;
  const closed = m.talk.queries.filter((q) => q.state === 'closed');
  const open = m.talk.queries.filter((q) => q.state !== 'closed');
  return html`${open.map((q) => query(m, q, loaded, a))}
  ${
    closed.length === 0
      ? nothing
      : html`<section>
          <details>
            <summary class="c2">${t.closed(closed.length)}</summary>
            ${closed.map((q) => html`<div class="query">${said(q, loaded, a)}${q.answer ? answered(q.answer) : nothing}</div>`)}
          </details>
        </section>`
  }
  ${m.talk.next.queries === null ? nothing : html`<section>${moreOf(m, 'queries', panel.more_queries, a)}</section>`}`;
}

function query(m: Model, q: Query, loaded: Loaded, a: Actions): TemplateResult {
  const { side } = loaded.production;
  const me = m.session?.person?.id;
  const mine = q.by.person_id === me;
  const theirs = side !== 'none' && q.by.side !== side;
  return html`<section class="query" id="query-${q.id}">
    ${freshMark(m, `query/${q.id}`, a)}
    ${said(q, loaded, a, mine ? closeButton(m, q, a) : nothing, m.talk?.asked[q.id])}
    ${q.answer ? answered(q.answer) : nothing}
    ${q.is_outdated ? html`<p class="w6">${q.answer ? t.outdated : t.outdated_open}</p>` : nothing}
    ${failureOf(m, `close/${q.id}`)} ${theirs ? answering(m, q, a) : waits(q)}
  </section>`;
}

function said(
  q: Query,
  { scenes }: Loaded,
  a: Actions,
  act: Part = nothing,
  evidence?: Evidence,
): TemplateResult {
  const scene = scenes.find((s) => s.id === q.scene_id);
  const mark = q.state === 'closed' ? nothing : queryMark(q.state, t.states[q.state]);
  return html`<div class="said-head">
      ${mark}
      <h3>${t.title(text.talk.ask.abouts[q.about])}</h3>
      <span class="space"></span>
      <span class="c3 t12">${howLong(q)}</span>
      ${act}
    </div>
    <p class="words typed asked">${q.text}</p>
    <p class="c3 label-line num meta">
      ${t.asked(whoOf(q), formatWhen(q.created_at_ms))} ${placeButton(q, scene, a)}
    </p>
    ${evidence ? askedAbout(q, evidence, scene, a) : nothing}`;
}

/* The prints that were there when it was asked, and how they were heard. */
function askedAbout(
  q: Query,
  evidence: Evidence,
  scene: Scene | undefined,
  a: Actions,
): TemplateResult {
  const { sounds, picture, recipe } = evidence;
  const sets = [...new Set(sounds.map(({ cue, version }) => `${cue} v${version}`))];
  const hear = (): void =>
    scene && void a.listen.hearAsked(evidence, scene.in_samples + (q.from_samples ?? 0));
  return html`<p class="c3 label-line num meta">
    ${t.asked_about(joinWords(sets, text.heard.and), picture.name)}${recipe ? html`; ${heardWith(recipe)} <button class="jump" @click=${hear}>${t.hear}</button>` : nothing}
  </p>`;
}

function heardWith({ lfe, fold, sources }: Recipe): string {
  const has = (role: string): boolean => sources.some((s) => s.role === role);
  const temps = [
    ...(has(DIALOGUE) ? [text.heard.dialogue] : []),
    ...(has(EFFECTS) ? [text.heard.effects] : []),
  ];
  const { lfe_out, lfe_in } = listen;
  return t.heard_with(lfe === 'out' ? lfe_out : lfe_in(lfe, fold), temps.join(', '));
}

/* "open for 3 days", "answered" */
function howLong(q: Query): string {
  const days = Math.floor((Date.now() - q.created_at_ms) / DAY_MS);
  return q.state === 'open' && days > 0 ? panel.days(days) : t.states[q.state];
}

const whoOf = ({ by }: Query): string =>
  by.side === null ? by.name : `${by.name}, ${text.people.sides[by.side]}`;

const closeButton = (m: Model, q: Query, a: Actions): TemplateResult =>
  html`<button
    class="btn small"
    ?disabled=${m.busy.has(`close/${q.id}`)}
    @click=${() => a.talk.closeQuery(q.id)}
  >
    ${t.close}
  </button>`;

function waits(q: Query): Part {
  const asker = SIDES.find((side) => side === q.by.side);
  if (q.state !== 'open' || !asker) return nothing;
  return html`<p class="c3">${t.waits(text.people.sides[otherSide(asker)])}</p>`;
}

/* A person's answer, neutral: not a verdict of the machine. */
function answered(of: Answer): TemplateResult {
  const advice =
    of.advice === 'trim' ? t.advised_trim(formatDb(of.trim_db ?? 0)) : t.advices[of.advice];
  const side = of.by.side ? `, ${text.people.sides[of.by.side]}` : '';
  return html`<ol class="steps" aria-label=${t.likelihoods[of.likelihood]}>
      ${LIKELIHOODS.map((step) => html`<li class=${step === of.likelihood ? 'on' : ''}>${t.likelihoods[step]}</li>`)}
    </ol>
    <p class="words">
      <b>${of.by.name}${side}:</b> ${advice}.
      <span class="typed">${of.text}</span>
      <span class="c3 t12 num">${formatWhen(of.at_ms)}</span>
    </p>`;
}

function answering(m: Model, q: Query, a: Actions): TemplateResult {
  if (q.state === 'open') return answerForm(m, q, a);
  return html`<details>
    <summary class="c2">${t.again}</summary>
    ${answerForm(m, q, a)}
  </details>`;
}

function answerForm(m: Model, q: Query, a: Actions): TemplateResult {
  const form = `answer/${q.id}`;
  const now = m.drafts[`${form}/likelihood`];
  const step = (which: Likelihood): TemplateResult =>
    html`<button
      type="button"
      aria-pressed=${which === now ? 'true' : 'false'}
      @click=${() => a.draft(`${form}/likelihood`, which)}
    >
      ${t.likelihoods[which]}
    </button>`;
  const advices = ADVICES.filter((x) => q.about === 'lfe' || x !== 'mute_lfe');
  const options = advices.map((x): [Advice, string] => [x, t.advices[x]]);
  return html`<form
    class="form"
    @submit=${sending(m, form, () => a.talk.answer(q.id))}
    @keydown=${sendKey}
  >
    <div class="row">
      <span class="label">${t.likelihood}</span>
      <div class="switch five" role="group" aria-label=${t.likelihood}>
        ${LIKELIHOODS.map(step)}
      </div>
    </div>
    <div class="side-by-side">
      ${menu(m, a, `${form}/advice`, t.advice, options, 'keep')}
      ${
        m.drafts[`${form}/advice`] === 'trim'
          ? textField(m, a, `${form}/trim_db`, t.trim_db, {
              required: true,
              mode: 'decimal',
              narrow: true,
              hint: '\u22124',
            })
          : nothing
      }
    </div>
    ${textArea(m, a, `${form}/text`, t.text)} ${failureOf(m, form)}
    <div class="acts">${submit(m, form, t.send, q.state === 'open')}</div>
  </form>`;
}
