/* What stands out in the current scene: findings in words, each with its worst moments. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { badge } from './badge.js';
import { ladder, roleShape } from './icons.js';
import type { Measures, Scene } from '../api/types.js';
import { findingsOf, wordsOf } from '../pure/concern.js';
import type { Concern, SceneMeasures } from '../pure/concern.js';
import { asSentence, formatDb, withMinus } from '../pure/format.js';
import { worstMoments } from '../pure/worst.js';
import type { WorstMoment } from '../pure/worst.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const FINDINGS = 3;

const words = panel.findings;

export function findings(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  if (!scene || !loaded.picture) return nothing;
  const measured = measuresOf(m.measures, scene);
  const heading = html`<h3>${text.scenes.stands_out}</h3>`;
  if (!m.measures || measured?.state !== 'measured')
    return html`<section class="findings">
      ${heading}
      ${m.measures === null && m.measures_failure !== null ? unread(m.measures_failure, a) : html`<p class="c3">${asSentence(whyNot(m, measured))}</p>`}
    </section>`;
  return html`<section class="findings">
    ${heading}${list(loaded, measured.concerns, a)}${agreed(measured)}
  </section>`;
}

const unread = (why: string, a: Actions): TemplateResult =>
  html`<p class="refused">
    ${text.measures.not_read(why)}
    <button class="btn small" @click=${() => a.refresh()}>${text.error.retry}</button>
  </p>`;

/* Where the scene is not what both sides agreed on. */
function agreed({ agreement }: SceneMeasures): Part {
  if (!agreement || agreement.broken.length === 0) return nothing;
  return html`<p class="t12">
    <b>${words.agreed}</b> ${agreement.broken.map(({ text: said }) => sentence(said))}
  </p>`;
}

export function measuresOf(measures: Measures | null, scene: Scene): SceneMeasures | undefined {
  return measures?.scenes.find((each) => each.scene_id === scene.id);
}

/* Why a scene has no measures, in words. */
export function whyNot(m: Model, measured: SceneMeasures | undefined): string {
  const t = text.measures;
  if (measured?.state === 'failed') return t.failed(measured.error ?? '');
  if (measured) return m.work ? progressOf(m) : t.measuring;
  return m.measures || m.measures_failure !== null || m.lost ? t.unknown : t.reading;
}

/* "measuring, 60 %, 12 s left" */
export function progressOf({ work }: Model): string {
  const t = text.measures;
  if (!work || work.active === 0) return t.measuring;
  return [
    t.measuring,
    t.percent(Math.floor(work.progress * 100)),
    ...(work.seconds_left === null ? [] : [t.left(Math.ceil(work.seconds_left))]),
  ].join(', ');
}

/* Says so where all is clear, and where that holds only for a part. */
export function nothingIn(concerns: readonly Concern[]): string {
  const not = concerns.filter(({ level }) => level === 'unmeasured');
  if (not.length === concerns.length && not[0]) return not[0].text;
  return not.length > 0 ? text.measures.of_measured(not.length) : text.measures.nothing;
}

function list(loaded: Loaded, concerns: readonly Concern[], a: Actions): TemplateResult {
  const found = findingsOf(concerns);
  if (found.length === 0) return html`<p class="c2">${asSentence(nothingIn(concerns))}</p>`;
  const worst = worstMoments(concerns);
  const one = (concern: Concern): TemplateResult =>
    finding(
      loaded,
      concern,
      worst.filter(({ kind }) => kind === concern.kind),
      a,
    );
  const rest = found.slice(FINDINGS);
  return html`<ul>
      ${found.slice(0, FINDINGS).map(one)}
    </ul>
    ${
      rest.length === 0
        ? nothing
        : html`<details class="found-rest">
            <summary>${words.rest(rest.length)}</summary>
            <ul>
              ${rest.map(one)}
            </ul>
          </details>`
    }`;
}

/* In two lines; behind them how it was found, and where else it is. */
function finding(
  loaded: Loaded,
  concern: Concern,
  moments: readonly WorstMoment[],
  a: Actions,
): TemplateResult {
  const { headline, details, clears } = wordsOf(concern.text);
  const [moment, ...others] = moments;
  const trim = clears ?? trimOf(concern);
  const said = html`<b>${asSentence(withMinus(headline))}</b>
    <span class="found-line c2 num">${cause(loaded, concern)}${sentence(trim)}</span>`;
  return html`<li class="finding">
    ${ladder(concern.level, text.measures.levels[concern.level])}
    ${
      details.length + others.length === 0
        ? html`<div class="found-said">${said}</div>`
        : html`<details class="found-said">
            <summary>${said}</summary>
            <p class="c2 num">${details.map(sentence)}</p>
            ${others.length === 0 ? nothing : html`<p class="found-also"><span class="c3">${words.also_at}</span> ${others.map((other) => jump(other, a))}</p>`}
          </details>`
    }
    ${moment ? jump(moment, a) : nothing}
  </li>`;
}

const jump = (at: WorstMoment, a: Actions): TemplateResult =>
  html`<button
    class="jump num"
    aria-label=${words.worst(at.number, at.tc_in)}
    title=${words.worst(at.number, at.tc_in)}
    @click=${() => a.seek(at.in_samples)}
  >
    ${badge(at.number, at.level)} ${at.tc_in}
  </button>`;

const sentence = (words: string): TemplateResult => html`${' '}${asSentence(withMinus(words))}.`;

function trimOf({ trim_db }: Concern): string {
  const t = text.measures;
  return trim_db === null ? t.no_trim : t.clears_it(formatDb(trim_db));
}

function cause({ production: p }: Loaded, { stem, channel }: Concern): Part {
  if (stem === null) return nothing;
  return html`<span class="cause"
    >${roleShape(stem, p)} ${stem}${channel === null ? '' : `, ${channel}`}.</span
  >`;
}
