/* A stem plan as people with other eyes see it, in either theme, with the two that are nearest. */
import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import { isColour, simulated } from '../pure/colours.js';
import type { Sight } from '../pure/colours.js';
import { CONCERN, MIX_LOOK, PANEL, colourIn } from '../pure/looks.js';
import type { Lit, PlannedStem } from '../pure/looks.js';
import { LEAST_DISTANCE, LITS, nearest } from '../pure/stem_plan.js';
import { text } from '../text.js';

const t = text.looks.seen;
const KINDS: readonly (readonly Sight[])[] = [
  ['normal'],
  ['deutan_machado', 'deutan_vienot'],
  ['protan_machado', 'protan_vienot'],
  ['tritan_machado', 'tritan_brettel'],
];

export function asOthersSee(plan: readonly PlannedStem[]): TemplateResult {
  const { dark, light } = text.looks.columns;
  return html`<section class="sights">
    <h3 class="w6">${t.title}</h3>
    <table>
      <thead class="label">
        <tr>
          <td></td>
          <th scope="col">${dark}</th>
          <th scope="col">${light}</th>
        </tr>
      </thead>
      <tbody>
        ${KINDS.map(
          (sights, i) =>
            html`<tr>
              <th scope="row" class="t12">${t.sights[i]}</th>
              ${LITS.map((lit) => cell(plan, lit, sights))}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="label">${t.legend}</p>
  </section>`;
}

function cell(plan: readonly PlannedStem[], lit: Lit, sights: readonly Sight[]): TemplateResult {
  const found = nearest(plan, lit, sights);
  const sight = found?.sight ?? sights[0] ?? 'normal';
  const names = found ? found.pair.map((i) => plan[i]?.name ?? '') : [];
  const said = found ? t.nearest(names, found.distance) : t.none;
  const near = found && found.distance < LEAST_DISTANCE;
  return html`<td title=${said}>
    <span class="sight"
      >${strip(plan, lit, sight, said)}<span class="num t12 ${near ? 'near' : 'c3'}"
        >${found ? t.figure(found.distance) : nothing}</span
      ></span
    >
  </td>`;
}

const STEM = 20;
const OTHER = 12;
const GAP = 4;

/* The stems on their panel, then what else has a hue. */
function strip(
  plan: readonly PlannedStem[],
  lit: Lit,
  sight: Sight,
  label: string,
): TemplateResult {
  const shown = (colour: string): string => (isColour(colour) ? simulated(colour, sight) : 'none');
  const others = [MIX_LOOK, CONCERN.amber, CONCERN.red].map((look) => colourIn(look, lit));
  const start = plan.length * STEM + GAP;
  const width = start + others.length * OTHER;
  return html`<svg
    class="strip-of-stems"
    viewBox="0 0 ${width} 20"
    preserveAspectRatio="none"
    shape-rendering="crispEdges"
    role="img"
    aria-label=${label}
  >
    <rect width=${width} height="20" fill=${PANEL[lit]} />
    ${plan.map((stem, i) => svg`<rect x=${i * STEM} width=${STEM} height="20" fill=${shown(colourIn(stem, lit))} />`)}
    ${others.map((colour, i) => svg`<rect x=${start + i * OTHER} width=${OTHER} height="20" fill=${shown(colour)} />`)}
  </svg>`;
}
