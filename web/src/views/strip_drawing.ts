/* What stands on the strip: ruler, scenes, print sets and temps, from top to bottom. */
import { nothing, svg } from 'lit';
import type { SVGTemplateResult } from 'lit';
import { rungs } from './icons.js';
import type { Measures, Scene } from '../api/types.js';
import { levelOf } from '../pure/concern.js';
import { currentSet } from '../pure/current.js';
import { ticksOf, xOf } from '../pure/geometry.js';
import type { Scale } from '../pure/geometry.js';
import { spanOf } from '../pure/scenes.js';
import type { Span } from '../pure/scenes.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Loaded } from '../state/model.js';
import { text } from '../text.js';

type Drawing = SVGTemplateResult | typeof nothing;

const LABEL_PX = 84;
const NAME_PX = 84; /* a narrower scene shows its number alone, */
const NUMBER_PX = 20; /* a still narrower one nothing */
const LADDER_PX = 18;
const RULER = 18;
const SCENES = { y: RULER, height: 22 };
const CUES = { y: SCENES.y + SCENES.height + 3, height: 16 };
const DIALOGUE = { y: CUES.y + CUES.height + 3, height: 10 };
const EFFECTS = { y: DIALOGUE.y + DIALOGUE.height, height: 10 };
export const STRIP_PX = EFFECTS.y + EFFECTS.height + 2; /* as in style.css */

export function ruler(loaded: Loaded, scale: Scale): SVGTemplateResult[] {
  return ticksOf(scale, loaded.rate, LABEL_PX).map((tick) => {
    const x = Math.round(xOf(scale, tick)) + 0.5;
    const label = x + LABEL_PX < scale.width_px ? formatTimecode(loaded.rate, tick) : '';
    return svg`<path class="tick" d=${`M${x} 2V${RULER}`} />
      <text class="tick-label" x=${x + 5} y="12">${label}</text>`;
  });
}

/* A box on the timeline; what is drawn in it ends where the box does. */
function box(
  scale: Scale,
  span: Span,
  row: { readonly y: number; readonly height: number; readonly name: string },
  inside: (width_px: number) => Drawing,
): SVGTemplateResult {
  const x = Math.round(xOf(scale, span.in_samples));
  const width = Math.max(1, Math.round(xOf(scale, span.out_samples)) - x - 1);
  return svg`<svg class=${row.name} x=${x} y=${row.y} width=${width} height=${row.height}>
    <rect class="body" width="100%" height="100%" />${inside(width)}</svg>`;
}

/* measures null: not read yet, and nothing is said of them. */
export function scenes(
  loaded: Loaded,
  scale: Scale,
  current: number,
  measures: Measures | null,
): SVGTemplateResult[] {
  return loaded.scenes.map((s, i) =>
    box(scale, s, { ...SCENES, name: i === current ? 'scene current' : 'scene' }, (width_px) =>
      width_px < NUMBER_PX
        ? nothing
        : svg`${ladderOf(width_px, measures, s)}
            <text x=${6 + ladderPx(width_px, measures)} y="15"><tspan class="number">${s.number}</tspan>
            ${width_px < NAME_PX + ladderPx(width_px, measures) ? '' : s.name}</text>`,
    ),
  );
}

const ladderPx = (width_px: number, measures: Measures | null): number =>
  measures && width_px >= NUMBER_PX + LADDER_PX ? LADDER_PX : 0;

function ladderOf(width_px: number, measures: Measures | null, scene: Scene): Drawing {
  if (!measures || ladderPx(width_px, measures) === 0) return nothing;
  const level = levelOf(measures.scenes.find((each) => each.scene_id === scene.id));
  return svg`<svg class="ladder ${level}" x="6" y="5" width="12" height="12">${rungs(level)}</svg>`;
}

export function cues({ production }: Loaded, scale: Scale): SVGTemplateResult[] {
  return production.cues.flatMap((cue) => {
    const set = currentSet(cue);
    const span = set && spanOf(set.prints);
    if (!span) return [];
    const edge = svg`<rect class="edge" width="4" height="100%" />
      <text x="10" y="12">${cue.name} v${set.version}</text>`;
    return [box(scale, span, { ...CUES, name: 'cue' }, () => edge)];
  });
}

export function temps(loaded: Loaded, scale: Scale): SVGTemplateResult[] {
  return loaded.temps.flatMap((r) => {
    const span = spanOf([r]);
    if (!span) return [];
    const [row, word] =
      r.kind === 'dialogue' ? [DIALOGUE, text.listen.dialogue] : [EFFECTS, text.listen.effects];
    const label = svg`<rect class="gap" width="20" height="100%" />
      <text x="0" y="8.5">${word}</text>`;
    return [
      box(scale, span, { ...row, name: 'temp-line' }, (w) => (w < NUMBER_PX ? nothing : label)),
    ];
  });
}
