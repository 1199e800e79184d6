/* One sentence about what is heard: whether it is a trial, the sources, then word for word what the
 * server says of matrix, LFE, headroom and limiter, then overs and the preview's identity; beside it,
 * what it is listened to on. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { MONITORINGS } from '../api/talk_types.js';
import type { Monitoring } from '../api/talk_types.js';
import type { Overs, Preview, PreviewSource } from '../api/types.js';
import { joinWords, shortHash, withMinus } from '../pure/format.js';
import { FULL_MIX } from '../pure/recipe.js';
import { inUse, isTrial } from '../pure/saved.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.heard;

export function heardLine(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<div class="heard num">
    ${sentence(m, loaded, a)} ${loaded.guest ? nothing : listenedOn(m, a)}
    <button class="btn small rest" aria-haspopup="dialog" @click=${() => a.setSheet('listen')}>
      ${text.listen.more}
    </button>
  </div>`;
}

function sentence(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  if (!m.heard)
    return html`<p class="c3">${m.failure === null ? text.loading.sound : t.silent}</p>`;
  return html`<p>
    ${trial(m, loaded, a)}
    <span class="what"
      ><span class="c3 wide">${t.you_hear}</span> <b>${sourcesOf(m.heard, m, loaded)}</b></span
    >
    ${m.heard.heard.split('; ').map(factOf)}
    <span class="wide">${oversOf(m.overs, a)}</span>
    <span class="c3 wide" title=${m.heard.id}>${t.preview(shortHash(m.heard.id))}</span>
    ${m.gaps ? html`<span class="strong">${t.gaps}</span>` : nothing}
    ${m.switching ? html`<span class="c3">${t.switching}</span>` : nothing}
    ${m.sound === 'waiting' ? html`<span class="c3">${text.transport.waiting}</span>` : nothing}
  </p>`;
}

/* On a phone the switch above says the LFE, and the sheet the rest. */
function factOf(fact: string): TemplateResult {
  const words = withMinus(fact);
  if (fact.startsWith('LFE')) return html`<span class="strong wide">${words}</span>`;
  if (fact.startsWith('headroom'))
    return html`<span>${words}<span class="wide">, ${t.constant}</span></span>`;
  return html`<span class=${fact === 'no limiter' ? 'wide' : ''}>${words}</span>`;
}

/* What one tries is never mistaken for what was agreed. */
function trial(m: Model, loaded: Loaded, a: Actions): Part {
  const { stems } = loaded.production;
  const saved = m.recipes ?? [];
  const used = inUse(m.choice, saved, stems);
  const badge = isTrial(m.choice, saved, stems)
    ? html`<button class="badge" title=${t.temp_why} @click=${() => a.setSheet('mix')}>
        ${t.temp}
      </button>`
    : nothing;
  const name = used
    ? html`<span
        >${t.recipe} <b>${used.name}</b>${used.is_shared ? html`, ${t.shared}` : nothing}</span
      >`
    : nothing;
  return html`${badge}${name}`;
}

/* "1m1 v2, 5 stems, with temp DX and FX": what plays in the scene, or anywhere outside of scenes. */
function sourcesOf(heard: Preview, m: Model, loaded: Loaded): string {
  const scene = loaded.scenes[m.scene];
  const sounding = heard.sources.filter((s) => {
    const span = spanOf([s]);
    return !scene || (span && overlaps(scene, span));
  });
  const temps = joinWords(
    [
      ...(sounding.some((s) => s.kind === 'dialogue') ? [t.dialogue] : []),
      ...(sounding.some((s) => s.kind === 'effects') ? [t.effects] : []),
    ],
    t.and,
  );
  const music = sounding.filter((s) => s.kind === 'stem' || s.kind === 'mix');
  if (music.length === 0) return temps ? t.only(temps) : t.nothing;
  const words = musicOf(music, heard, m, loaded);
  return `${words}, ${temps ? t.with_temps(temps) : t.without_temps}`;
}

function musicOf(
  music: readonly PreviewSource[],
  heard: Preview,
  m: Model,
  loaded: Loaded,
): string {
  const known = [
    ...loaded.production.cues.flatMap((cue) => cue.sets),
    ...Object.values(m.sets).flat(),
  ];
  const versionOf = (id: number | null): string => {
    const version = known.find((set) => set.id === id)?.version;
    return version === undefined ? '' : ` v${version}`;
  };
  const sets = [...new Set(music.map((s) => `${s.cue ?? ''}${versionOf(s.set_id)}`))];
  return t.music_of(
    sets.length > 3 ? t.sets(sets.length) : sets.join(', '),
    rolesOf(music, heard, loaded.production.stems),
  );
}

/* The stems by name unless all of them are there, and what plays at another level than printed. */
function rolesOf(
  music: readonly PreviewSource[],
  heard: Preview,
  stems: readonly string[],
): string {
  const roles = [...new Set(music.map((s) => s.role))];
  const gainOf = (role: string): number => music.find((s) => s.role === role)?.gain_db ?? 0;
  const named = (role: string): string => (role === FULL_MIX ? t.full_mix : role);
  const withGain = (role: string): string =>
    gainOf(role) === 0 ? named(role) : t.at(named(role), t.gain(gainOf(role)));
  const silent = stems.filter((stem) => !heard.recipe.sources.some((s) => s.role === stem));
  const trimmed = roles.filter((role) => gainOf(role) !== 0);
  if (roles.length <= 3 && roles.length < stems.length) return roles.map(withGain).join(', ');
  if (roles.includes(FULL_MIX)) return withGain(FULL_MIX);
  const count =
    silent.length > 0 && silent.length < 3
      ? t.all_but(roles.length, joinWords(silent, t.and))
      : t.stems(roles.length);
  return [count, ...trimmed.map(withGain)].join(', ');
}

function oversOf(overs: Overs | null, a: Actions): TemplateResult {
  const first = overs?.overs[0];
  if (!overs || (!overs.complete && !first)) return html`<span class="c3">${t.counting}</span>`;
  if (!first) return html`${t.overs(0)}`;
  return html`<button class="link num" aria-haspopup="dialog" @click=${() => a.setSheet('overs')}>
      ${t.overs(overs.count)}, ${t.first_at(first.tc_in)}</button
    >${overs.complete ? nothing : html` <span class="c3">${t.counting}</span>`}`;
}

export function listenedOn(m: Model, a: Actions): TemplateResult {
  return html`<label class="on"
    ><span>${t.on}</span>
    <select
      aria-label=${t.listened_on}
      .value=${live(m.monitoring)}
      @change=${(e: Event) => a.setMonitoring((e.target as HTMLSelectElement).value as Monitoring)}
    >
      ${MONITORINGS.map(
        (each) =>
          html`<option value=${each} ?selected=${each === m.monitoring}>
            ${text.talk.heard.monitorings[each]}
          </option>`,
      )}
    </select></label
  >`;
}
