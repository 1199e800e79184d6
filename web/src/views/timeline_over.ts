/* What lies over the lanes: the scene one is in, the range that is marked, where something is missing
 * or not measured, and the captions of what was found. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { placed, xIn } from './timeline_rows.js';
import type { Sight } from './timeline_rows.js';
import type { Scene } from '../api/types.js';
import { reasonOf, wordsOf } from '../pure/concern.js';
import type { Concern } from '../pure/concern.js';
import { withMinus } from '../pure/format.js';
import type { LaneKind, Row } from '../pure/lane_list.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { text, timeline as t } from '../text.js';

type Part = TemplateResult | typeof nothing;

export function over(sight: Sight, rows: readonly Row[]): TemplateResult {
  const scene = sight.loaded.scenes[sight.m.scene];
  const row = (kind: LaneKind): Row | undefined => rows.find((each) => each.kind === kind);
  return html`<div class="tl-over">
    ${scene && overlaps(scene, sight.span) ? html`<div class="tl-tint" .style=${placed(sight, scene)}></div>` : nothing}
    ${lacking(sight, row('dialogue'), t.no_dialogue)}
    ${lacking(sight, row('effects'), t.no_effects)} ${unmeasured(sight, row('lfe'), 'lfe-active')}
    ${unmeasured(sight, row('audibility'), 'dialogue-audibility')} ${captions(sight, row('lfe'))}
  </div>`;
}

export const marked = (sight: Sight): Part =>
  sight.m.marked
    ? html`<div
        class="tl-marked ${sight.m.loop ? 'loop' : ''}"
        .style=${placed(sight, sight.m.marked)}
      ></div>`
    : nothing;

interface Run extends Span {
  readonly first: Scene;
  readonly last: Scene;
  readonly why: string;
}

/* Neighbours that lack the same are one box. */
function runsOf(scenes: readonly Scene[], whyOf: (scene: Scene) => string | null): Run[] {
  const runs: Run[] = [];
  scenes.forEach((scene, i) => {
    const why = whyOf(scene);
    if (why === null) return;
    const before = runs[runs.length - 1];
    const { in_samples, out_samples } = scene;
    if (before && before.last === scenes[i - 1] && before.why === why)
      runs[runs.length - 1] = { ...before, out_samples, last: scene };
    else runs.push({ in_samples, out_samples, first: scene, last: scene, why });
  });
  return runs;
}

const scenesOf = ({ first, last }: Run): string =>
  first === last ? t.scene_word(first.number) : t.scenes_word(first.number, last.number);

/* Scenes for which the stage has sent no temp of a kind. */
function lacking(sight: Sight, row: Row | undefined, words: (scenes: string) => string): Part {
  const { scenes, temps } = sight.loaded;
  if (!row) return nothing;
  const spans = temps
    .filter(({ kind }) => kind === row.kind)
    .flatMap((temp) => spanOf([temp]) ?? []);
  const runs = runsOf(scenes, (scene) => (spans.some((s) => overlaps(s, scene)) ? null : ''));
  return boxes(sight, row, runs, (run) => words(scenesOf(run)));
}

/* Scenes that could not be measured, and why. */
function unmeasured(sight: Sight, row: Row | undefined, kind: Concern['kind']): Part {
  const { m, loaded } = sight;
  if (!row || !m.measures) return nothing;
  const runs = runsOf(loaded.scenes, (scene) => {
    const measured = m.measures?.scenes.find(({ scene_id }) => scene_id === scene.id);
    if (measured?.state === 'waiting') return text.measures.measuring;
    if (measured?.state === 'failed') return t.not_measured(measured.error ?? '');
    const concern = measured?.concerns.find((each) => each.kind === kind);
    return concern?.level === 'unmeasured' ? t.not_measured(reasonOf(concern)) : null;
  });
  return boxes(sight, row, runs, (run) => run.why);
}

function boxes(
  sight: Sight,
  { top_px, height_px }: Row,
  runs: readonly Run[],
  words: (run: Run) => string,
): TemplateResult {
  const style = (run: Run): string =>
    `${placed(sight, run)};top:${top_px + 3}px;height:${height_px - 7}px`;
  return html`${runs.map((run) =>
    overlaps(run, sight.span)
      ? html`<div
          class="tl-none"
          data-in=${run.in_samples}
          data-out=${run.out_samples}
          .style=${style(run)}
        >
          <span class="tl-stuck cut">${words(run)}</span>
        </div>`
      : nothing,
  )}`;
}

/* Of "LFE meets the FX, 40 to 63 Hz, 5.7 s in all" what the lane does not show by itself. */
const shortOf = ({ text: sentence }: Concern): string =>
  withMinus(wordsOf(sentence).headline.replace(/^LFE /, '')).split(', ').slice(0, 2).join(', ');

/* "pumps at 2.0 Hz" over the bar, from its worst moment on; "meets FX, 40 to 63 Hz" beside the box. */
function captions(sight: Sight, row: Row | undefined): Part {
  const { m } = sight;
  if (!row || !m.measures || sight.phone) return nothing;
  const caption = (concern: Concern, place: string): Part => {
    const [moment] = concern.moments;
    const loud = concern.level === 'red' || concern.level === 'amber';
    if (!moment || !loud || !overlaps(moment, sight.span)) return nothing;
    const words = shortOf(concern);
    const [at, y] =
      place === 'top'
        ? [moment.out_samples, row.top_px + 3]
        : [moment.in_samples, row.top_px + row.height_px - 28];
    const x = Math.round(xIn(sight, at)) + (place === 'top' ? 6 : 0);
    return html`<span class="tl-caption ${concern.level}" .style=${`left:${x}px;top:${y}px`}
      >${words}</span
    >`;
  };
  return html`${m.measures.scenes.flatMap(({ concerns }) =>
    concerns.map((concern) =>
      concern.kind === 'lfe-overlap'
        ? caption(concern, 'top')
        : concern.kind === 'lfe-pumping'
          ? caption(concern, 'foot')
          : nothing,
    ),
  )}`;
}
