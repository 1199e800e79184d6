/* The figures of the scene: with the LFE out, with it in, and from where on each is red. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { measuresOf } from './findings.js';
import { icons, ladder } from './icons.js';
import type { MeasureSource, Measures, Scene } from '../api/types.js';
import type { Concern } from '../pure/concern.js';
import { figureRows } from '../pure/figures.js';
import type { FigureRow } from '../pure/figures.js';
import { joinWords } from '../pure/format.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import { worstMoments } from '../pure/worst.js';
import type { WorstMoment } from '../pure/worst.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const words = panel.figures;
const NONE = '\u2013';

export function figures(m: Model, loaded: Loaded, a: Actions): Part {
  const scene = loaded.scenes[m.scene];
  const measured = scene && measuresOf(m.measures, scene);
  if (!m.measures || !scene || measured?.state !== 'measured') return nothing;
  const [worst] = worstMoments(measured.concerns);
  return html`<section class="figures">
    ${table(m, measured.concerns, (lfe, name) => header(lfe, name, worst, m, a))}
    <p class="c3 label-line">${basis(m.measures, loaded, scene)}</p>
  </section>`;
}

/* head: what stands over a column. */
export function table(
  m: Model,
  concerns: readonly Concern[],
  head: (lfe: 'out' | 'plus_4', name: string) => Part | string,
): TemplateResult {
  const rows = figureRows(concerns, m.thresholds, words.more);
  return html`<table class="figure-table num">
      <thead>
        <tr>
          <th scope="col"><h3>${words.heading}</h3></th>
          <th scope="col">${head('out', words.lfe_out)}</th>
          <th scope="col">${head('plus_4', words.lfe_in)}</th>
          <th scope="col">${words.red_at}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(figure)}
      </tbody>
    </table>
    ${rows.map(({ key, spared }) => (spared ? html`<p class="c3 label-line">* ${words.spared(key)}</p>` : nothing))}`;
}

/* The same place, without and with: what one decides by. */
function header(
  lfe: 'out' | 'plus_4',
  name: string,
  worst: WorstMoment | undefined,
  m: Model,
  a: Actions,
): Part | string {
  if (!worst || !m.heard) return name;
  const play = (): void => {
    a.choose({ lfe });
    a.seek(worst.in_samples);
    a.play();
  };
  const label = words.play(name, worst.tc_in);
  return html`<button class="hear" aria-label=${label} title=${label} @click=${play}>
    ${icons.play} ${name}
  </button>`;
}

function figure(row: FigureRow): TemplateResult {
  const strong = row.level === 'red' ? 'w6' : '';
  return html`<tr>
    <th scope="row">
      ${row.level ? ladder(row.level, text.measures.levels[row.level]) : html`<i class="no-ladder"></i>`}
      ${words.rows[row.key]}
    </th>
    ${
      row.why !== null
        ? html`<td colspan="2" class="why c3">${row.why}</td>`
        : row.both !== null
          ? html`<td colspan="2" class="both ${strong}">${row.both}</td>`
          : html`<td class=${toneOf(row.out, row.in === null, row)}>${row.out ?? NONE}</td>
              <td class=${toneOf(row.in, true, row)}>${row.in ?? NONE}</td>`
    }
    <td class="c2">${row.red ?? NONE}${row.spared ? ' *' : ''}</td>
  </tr>`;
}

/* Where two values stand beside each other, the level is that of the LFE in. */
function toneOf(value: string | null, judged: boolean, { level }: FigureRow): string {
  if (value === null) return 'c3';
  return judged && level === 'red' ? 'w6' : '';
}

/* What of the scene was listened to, and what of it was not: "3m3 v4 (5 stems) with temp DX and FX,
 * cut 14, algorithm 3". */
export function basis(measures: Measures, loaded: Loaded, scene: Scene): string {
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
  const on = [
    ...(music ? [`${music} ${with_temps}`] : []),
    ...(loaded.picture ? [loaded.picture.name] : []),
    words.algorithm(measures.algorithm.analysis, measures.algorithm.measure),
  ].join(', ');
  return [
    `${on}.`,
    ...(left.length > 0 ? [t.left_out(left.join(', '))] : []),
    measures.proposal ? t.proposal : t.own,
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
