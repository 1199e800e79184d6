/* What was heard in the current scene: findings in words, then all figures, then what they rest on. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ladder, roleShape } from './icons.js';
import type { MeasureSource, Measures, Scene } from '../api/types.js';
import { findingsOf, formatFigure, reasonOf, wordsOf } from '../pure/concern.js';
import type { Concern, SceneMeasures } from '../pure/concern.js';
import { asSentence, formatDb, joinWords, withMinus } from '../pure/format.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const FINDINGS = 3;

export function findings(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  if (!scene || !loaded.picture) return nothing;
  const measured = measuresOf(m.measures, scene);
  const heading = html`<h3>${text.scenes.stands_out}</h3>`;
  if (!m.measures || measured?.state !== 'measured')
    return html`<section class="findings">
      ${heading}
      <p class="c3">${asSentence(whyNot(m, measured))}</p>
    </section>`;
  return html`<section class="findings">${heading}${list(loaded, measured.concerns, a)}</section>`;
}

export function figuresOf(m: Model, loaded: Loaded): Part {
  const scene = loaded.scenes[m.scene];
  const measured = scene && measuresOf(m.measures, scene);
  if (!m.measures || !scene || measured?.state !== 'measured') return nothing;
  return figures(m.measures, loaded, scene, measured.concerns);
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
  const rest = found.length - FINDINGS;
  return html`<ul>
      ${found.slice(0, FINDINGS).map((concern) => finding(loaded, concern, a))}
    </ul>
    ${rest > 0 ? html`<p class="c3 t12">${text.measures.more(rest)}</p>` : nothing}`;
}

function finding(loaded: Loaded, concern: Concern, a: Actions): TemplateResult {
  const { headline, details, clears } = wordsOf(concern.text);
  const [moment] = concern.moments;
  const trim = clears ?? trimOf(concern);
  return html`<li class="finding">
    ${ladder(concern.level, text.measures.levels[concern.level])}
    <b>${asSentence(withMinus(headline))}</b>
    ${
      moment
        ? html`<button
            class="jump num"
            aria-label=${`${text.measures.worst} ${moment.tc_in}`}
            title=${text.measures.worst}
            @click=${() => a.seek(moment.in_samples)}
          >
            ${moment.tc_in}
          </button>`
        : nothing
    }
    <p class="c2 num">
      ${cause(loaded, concern)}${sentence(trim, '')}${details.map((d) => sentence(d, 'c3'))}
    </p>
  </li>`;
}

const sentence = (words: string, tone: string): TemplateResult =>
  html`${' '}<span class=${tone}>${asSentence(withMinus(words))}.</span>`;

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

function figures(
  measures: Measures,
  loaded: Loaded,
  scene: Scene,
  concerns: readonly Concern[],
): TemplateResult {
  const t = text.measures;
  return html`<section class="tables">
    <h3>${t.figures}</h3>
    <table class="dense figures">
      <thead>
        <tr>
          <th>${t.level}</th>
          <th>${t.figure}</th>
          <th>${t.value}</th>
        </tr>
      </thead>
      <tbody>
        ${concerns.map(figure)}
      </tbody>
    </table>
    <p class="c3 t12">
      ${measures.proposal ? t.proposal : t.own} ${basis(measures, loaded, scene)}
    </p>
  </section>`;
}

function figure(concern: Concern): TemplateResult {
  const value = formatFigure(concern.value, concern.unit);
  const full = asSentence(withMinus(concern.text));
  return html`<tr>
    <td class="level">${ladder(concern.level)} ${text.measures.levels[concern.level]}</td>
    <td title=${full}>${text.measures.kinds[concern.kind]}</td>
    <td class=${value === null ? 'why c3' : concern.level === 'clear' ? 'c2' : 'w6'} title=${full}>
      ${value ?? reasonOf(concern)}
    </td>
  </tr>`;
}

/* What of the scene was listened to, and what of it was not. */
function basis(measures: Measures, loaded: Loaded, scene: Scene): string {
  const t = text.measures;
  const here = recordingsIn(loaded, scene);
  const inScene = (s: MeasureSource): boolean => here(s.print_id, s.temp_id);
  const sets = measures.inputs.sets.flatMap((set) => {
    const heard = set.prints.filter((s) => inScene(s) && s.measured);
    const name = loaded.production.cues.find((cue) => cue.id === set.cue_id)?.name ?? '';
    return heard.length > 0 ? [`${name} v${set.version} (${wordFor(heard)})`] : [];
  });
  const temps = measures.inputs.temps
    .filter((s) => inScene(s) && s.measured)
    .map((s) => (s.kind === 'dialogue' ? text.heard.dialogue : text.heard.effects));
  const music = joinWords(sets, text.heard.and);
  const with_temps =
    temps.length > 0
      ? text.heard.with_temps(joinWords(temps, text.heard.and))
      : text.heard.without_temps;
  const left = [...measures.inputs.sets.flatMap((set) => set.prints), ...measures.inputs.temps]
    .filter(inScene)
    .flatMap((s) => (s.state === 'analysed' ? [] : [`${s.filename} (${t.states[s.state]})`]));
  return [
    ...(music ? [t.measured_on(`${music} ${with_temps}`)] : []),
    ...(left.length > 0 ? [t.left_out(left.join(', '))] : []),
    t.algorithm(measures.algorithm.analysis, measures.algorithm.measure),
  ].join(' ');
}

const wordFor = (heard: readonly MeasureSource[]): string =>
  heard.every((s) => s.kind === 'mix') ? text.panel.mix : text.heard.stems(heard.length);

/* Whether a print or a temp sounds in the scene; one without a place is counted in. */
function recordingsIn(
  { production, temps }: Loaded,
  scene: Scene,
): (print_id?: number, temp_id?: number) => boolean {
  const prints = production.cues.flatMap((cue) => cue.sets.flatMap((set) => set.prints));
  return (print_id, temp_id) => {
    const recording =
      prints.find(({ id }) => id === print_id) ?? temps.find(({ id }) => id === temp_id);
    const span = recording && spanOf([recording]);
    return !span || overlaps(scene, span);
  };
}
