/* The mix for listening: each stem's gain, mute and solo, groups of stems, and saved recipes. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fader } from './fader.js';
import { groupList } from './groups.js';
import { roleShape } from './icons.js';
import { recipeList } from './recipes.js';
import { lfeSwitch, playButton } from './transport.js';
import { isTrial } from '../pure/saved.js';
import {
  DIALOGUE,
  EFFECTS,
  FULL_MIX,
  groupsOf,
  isHeard,
  isMuted,
  isSoloed,
} from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.mix;

export function mixSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { stems } = loaded.production;
  const roles = [...stems, ...othersIn(loaded)];
  const trial = isTrial(m.choice, m.recipes ?? [], stems);
  return html`<div class="mix-body">
    <div class="mix-top">${playButton(m, a)} ${lfeSwitch(m, a)}</div>
    <p class="c3 t12">${t.why}</p>
    <section aria-label=${t.stems}>
      <ul class="mix-rows">
        ${roles.map((role) => row(role, m, loaded, a))}
      </ul>
      <div class="mix-acts">
        ${trial ? html`<span class="badge">${text.heard.temp}</span>` : nothing}
        <span class="space"></span>
        <button class="btn small" @click=${() => a.listen.clear()}>${t.clear}</button>
        <button class="btn small" @click=${() => a.listen.reset()}>${t.as_printed}</button>
      </div>
    </section>
    ${groupList(m, loaded, a)} ${loaded.guest ? nothing : recipeList(m, loaded, a)}
  </div>`;
}

/* What of the rest there is; a guest is not told, and may try. */
function othersIn(loaded: Loaded): readonly string[] {
  const { guest, temps, production } = loaded;
  const mix = production.cues.some((cue) =>
    cue.sets.some((set) => set.prints.some((print) => print.kind === 'mix')),
  );
  return [
    ...(guest || mix ? [FULL_MIX] : []),
    ...(guest || temps.some((r) => r.kind === 'dialogue') ? [DIALOGUE] : []),
    ...(guest || temps.some((r) => r.kind === 'effects') ? [EFFECTS] : []),
  ];
}

function row(role: string, m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { stems } = loaded.production;
  const stem = stems.includes(role);
  const name = t.temps[role] ?? (role === FULL_MIX ? t.full_mix : role);
  const groups = groupsOf(m.choice, role).map((group) => group.name);
  const gain_db = m.choice.gains[role] ?? 0;
  const detail = role === FULL_MIX ? t.not_summed : groups.join(', ');
  return html`<li class=${isHeard(m.choice, role, stems) ? '' : 'silent'}>
    ${roleShape(role, loaded.production)}
    <span class="cut"
      >${name}${detail ? html` <span class="c3 t12">${detail}</span>` : nothing}</span
    >
    ${key(t.solo, t.solo_of(name), isSoloed(m.choice, role), () => a.listen.solo(role))}
    ${key(t.mute, t.mute_of(name), isMuted(m.choice, role), () => a.listen.mute(role))}
    ${stem || gain_db !== 0 ? fader(t.gain_of(name), gain_db, (db) => a.listen.setGain(role, db)) : nothing}
  </li>`;
}

function key(letter: string, label: string, on: boolean, press: () => void): TemplateResult {
  return html`<button
    class="latch key"
    aria-pressed=${on ? 'true' : 'false'}
    aria-label=${label}
    title=${label}
    @click=${press}
  >
    ${letter}
  </button>`;
}
