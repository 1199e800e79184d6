/* What changed between a print set and the one before it, by scene and stem. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roleShape } from './icons.js';
import { goTo, tested } from './set_parts.js';
import type { Comparison, Difference } from '../api/overview_types.js';
import { formatDb } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded } from '../state/model.js';
import type { SetLook } from '../state/overview_state.js';
import { text } from '../text.js';

const t = text.overview.set;

type ComparedScene = Comparison['scenes'][number];
type Role = ComparedScene['roles'][number];

export function changes(look: SetLook, loaded: Loaded, a: Actions): TemplateResult {
  const at = look.sets?.findIndex(({ id }) => id === look.set_id) ?? -1;
  const older = look.sets?.[at + 1];
  if (at < 0 || !older) return html`<div class="part"><p class="c3">${t.first}</p></div>`;
  return html`<div class="part">
    <h3>${t.changed(older.version)}</h3>
    ${tested(look.compared, (result) => compared(result, loaded, a))}
  </div>`;
}

const differs = ({ verdict }: Role): boolean => verdict !== 'same' && verdict !== 'silent';

function compared(of: Comparison, loaded: Loaded, a: Actions): TemplateResult {
  const scenes = of.scenes.filter(({ roles }) => roles.some(differs));
  if (scenes.length === 0) return html`<p class="c2">${t.same}</p>`;
  return html`<table class="plain-table num">
      <thead>
        <tr>
          <th>${t.scene}</th>
          <th>${t.roles}</th>
        </tr>
      </thead>
      <tbody>
        ${scenes.map((scene) => row(scene, loaded, a))}
      </tbody>
    </table>
    ${of.roles_same.length > 0 ? html`<p class="c3">${t.unchanged(of.roles_same.join(', '))}</p>` : nothing}`;
}

function row(of: ComparedScene, loaded: Loaded, a: Actions): TemplateResult {
  const scene = loaded.scenes.find(({ id }) => id === of.scene_id);
  return html`<tr>
    <td class="w6">
      ${
        scene
          ? html`<button class="jump" @click=${() => goTo(scene.in_samples, a)}>
              ${scene.number}
            </button>`
          : (of.number ?? t.whole_film)
      }
    </td>
    <td>
      <ul class="changed-roles">
        ${of.roles.filter(differs).map((role) => changed(role, loaded))}
      </ul>
    </td>
  </tr>`;
}

function changed(role: Role, { production }: Loaded): TemplateResult {
  const most = greatest(role.channels);
  const much =
    role.verdict === 'changed' && most
      ? `, ${t.difference(most.channel, formatDb(most.difference_db))}`
      : '';
  return html`<li>
    ${roleShape(role.role, production)} ${role.role}
    <span class="c2">${t.verdict_of[role.verdict]}${much}</span>
  </li>`;
}

function greatest(channels: readonly Difference[]): Difference | undefined {
  const all = channels.filter(({ difference_db }) => difference_db !== null);
  return all.reduce<Difference | undefined>(
    (most, each) => (!most || (each.difference_db ?? 0) > (most.difference_db ?? 0) ? each : most),
    undefined,
  );
}
