/* One print set closely: what QC found, whether the stems add up, what changed against the one
 * before. No set is hidden because an older one is in view. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { changes } from './set_changes.js';
import { jump, tested } from './set_parts.js';
import { shapes } from './scene_list.js';
import type { NullTest, Qc, QcFinding } from '../api/overview_types.js';
import type { PrintSet } from '../api/types.js';
import { asSentence, formatDb, formatWhen, withMinus } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import type { SetLook } from '../state/overview_state.js';
import { text } from '../text.js';

const t = text.overview.set;

export function setTitle({ loaded, set_look: look, checks }: Model): string {
  const cue = loaded?.production.cues.find(({ id }) => id === look?.cue_id);
  const version =
    look?.sets?.find(({ id }) => id === look.set_id)?.version ??
    checks?.find(({ set_id }) => set_id === look?.set_id)?.version;
  if (!cue || version === undefined) return text.overview.sets.title;
  return t.title(cue.name, version) + (cue.title ? `, ${cue.title}` : '');
}

export function setSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const look = m.set_look;
  if (!look?.sets) return html`<p class="c3">${t.reading}</p>`;
  const set = look.sets.find(({ id }) => id === look.set_id);
  return html`<div class="parts set-parts">
    <div class="part">
      ${versions(look, look.sets, a)} ${set ? facts(set, look.sets, loaded) : nothing}
    </div>
    <div class="part">
      <h3>${t.qc}</h3>
      ${tested(look.qc, (result) => qc(result, loaded, a))}
    </div>
    <div class="part">
      <h3>${t.null}</h3>
      ${tested(look.nulls, (result) => nulls(result, loaded, a))}
    </div>
    ${changes(look, loaded, a)}
  </div>`;
}

function versions(look: SetLook, sets: readonly PrintSet[], a: Actions): TemplateResult {
  return html`<div class="switch versions" role="group" aria-label=${t.versions}>
    ${sets.map(
      (set) =>
        html`<button
          class="num"
          aria-pressed=${set.id === look.set_id ? 'true' : 'false'}
          @click=${() => a.overview.openSet(look.cue_id, set.id)}
        >
          v${set.version}
        </button>`,
    )}
  </div>`;
}

function facts(set: PrintSet, sets: readonly PrintSet[], { production }: Loaded): TemplateResult {
  const [newest] = sets;
  const missing = production.stems.concat(text.panel.mix).filter((role) => {
    const found = set.prints.find((p) => (p.kind === 'mix' ? text.panel.mix : p.role) === role);
    return !found?.playable;
  });
  const words = [
    set.published_at_ms === null ? t.draft : t.arrived(formatWhen(set.published_at_ms)),
    missing.length > 0 ? t.lacks(missing.join(', ')) : t.whole,
  ].join(', ');
  return html`<p class="set-facts">
      ${shapes(production, set.prints)} <span class="c2">${words}</span>
    </p>
    ${newest && newest.version > set.version ? html`<p class="w6">${t.newer(newest.version)}</p>` : nothing}`;
}

function qc(of: Qc, loaded: Loaded, a: Actions): TemplateResult {
  const grave = of.findings.filter(({ level }) => level !== 'info');
  const infos = of.findings.filter(({ level }) => level === 'info');
  const list = (findings: readonly QcFinding[]): TemplateResult =>
    html`<ul class="qc">
      ${findings.map((each) => finding(each, loaded, a))}
    </ul>`;
  return html`${grave.length > 0 ? list(grave) : html`<p class="c2">${t.nothing_found}</p>`}
  ${
    infos.length > 0
      ? html`<details>
          <summary class="c2">${t.infos(infos.length)}</summary>
          ${list(infos)}
        </details>`
      : nothing
  }`;
}

function finding(of: QcFinding, loaded: Loaded, a: Actions): TemplateResult {
  return html`<li>
    <span class="qc-level ${of.level}">${t.levels[of.level]}</span>
    <span>${withMinus(of.text)}</span>
    ${of.at_samples === null ? nothing : jump(of.at_samples, loaded, a)}
  </li>`;
}

const residual = (db: number | null): string => (db === null ? t.nothing_left : formatDb(db));

function nulls(of: NullTest, loaded: Loaded, a: Actions): TemplateResult {
  const differing = of.scenes.filter(
    ({ verdict }) => verdict === 'different' || verdict === 'close',
  );
  return html`<p class="w5">${withMinus(of.summary)}</p>
    ${
      of.diagnoses.length > 0
        ? html`<ul>
            ${of.diagnoses.map((each) => html`<li>${asSentence(withMinus(each.text))}</li>`)}
          </ul>`
        : nothing
    }
    ${of.notes.map((note) => html`<p class="c2">${withMinus(note)}</p>`)}
    <table class="plain-table num">
      <thead>
        <tr>
          <th>${t.channel}</th>
          <th>${t.verdict}</th>
          <th>${t.residual}</th>
          <th>${t.gain}</th>
        </tr>
      </thead>
      <tbody>
        ${of.channels.map(
          (c) =>
            html`<tr>
              <td class="w6">${c.channel}</td>
              <td>${t.verdicts[c.verdict]}</td>
              <td class="c2">${residual(c.residual_db)}</td>
              <td class="c2">${c.gain_db === null ? '\u2013' : formatDb(c.gain_db)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${differing.length === 0 ? nothing : differingScenes(differing, loaded, a)}`;
}

function differingScenes(scenes: NullTest['scenes'], loaded: Loaded, a: Actions): TemplateResult {
  return html`<h4 class="label">${t.scenes}</h4>
    <ul class="qc">
      ${scenes.map(
        (s) =>
          html`<li>
            <span class="w6 num">${s.number ?? '\u2013'}</span>
            <span class="num">${t.verdicts[s.verdict]}, ${residual(s.residual_db)}</span>
            ${jump(s.in_samples, loaded, a)}
          </li>`,
      )}
    </ul>`;
}
