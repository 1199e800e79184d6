/* One sentence about what is heard: sources, then word for word what the server says of matrix, LFE,
 * headroom and limiter, then overs and the preview's identity. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Overs, Preview, PreviewSource, Scene } from '../api/types.js';
import { joinWords, shortHash, withMinus } from '../pure/format.js';
import { overlaps, spanOf } from '../pure/scenes.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

export function heardLine(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const t = text.heard;
  if (!m.heard)
    return html`<p class="heard c3">${m.failure === null ? text.loading.sound : t.silent}</p>`;
  return html`<p class="heard num">
    <span
      ><span class="c3">${t.you_hear}</span>
      <b>${sourcesOf(m.heard, loaded, loaded.scenes[m.scene])}</b></span
    >
    ${m.heard.heard.split('; ').map((part) => html`<span class=${part.startsWith('LFE') ? 'strong' : ''}>${withMinus(part)}</span>`)}
    <span>${oversOf(m.overs, a)}</span>
    <span class="c3" title=${m.heard.id}>${t.preview(shortHash(m.heard.id))}</span>
    ${m.switching ? html`<span class="c3">${t.switching}</span>` : nothing}
    ${m.sound === 'waiting' ? html`<span class="c3">${text.transport.waiting}</span>` : nothing}
  </p>`;
}

/* "1m1 v2, 5 stems, with temp DX and FX": what plays in the scene, or anywhere outside of scenes. */
export function sourcesOf(heard: Preview, loaded: Loaded, scene: Scene | undefined): string {
  const t = text.heard;
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
  return `${musicOf(music, loaded)}, ${temps ? t.with_temps(temps) : t.without_temps}`;
}

function musicOf(music: readonly PreviewSource[], { production: p }: Loaded): string {
  const t = text.heard;
  const versionOf = (id: number | null): string => {
    const version = p.cues.flatMap((cue) => cue.sets).find((set) => set.id === id)?.version;
    return version === undefined ? '' : ` v${version}`;
  };
  const sets = [...new Set(music.map((s) => `${s.cue ?? ''}${versionOf(s.set_id)}`))];
  const roles = [...new Set(music.map((s) => s.role))];
  const all = p.stems.every((stem) => roles.includes(stem));
  return t.music_of(
    sets.length > 3 ? t.sets(sets.length) : sets.join(', '),
    all || roles.length > 3 ? t.stems(roles.length) : roles.join(', '),
  );
}

function oversOf(overs: Overs | null, a: Actions): TemplateResult {
  const t = text.heard;
  const first = overs?.overs[0];
  if (!overs || (!overs.complete && !first)) return html`<span class="c3">${t.counting}</span>`;
  if (!first) return html`${t.overs(0)}`;
  return html`${t.overs(overs.count)},
    <button class="link num" @click=${() => a.seek(first.in_samples)}>
      ${t.first_at(first.tc_in)}</button
    >${overs.complete ? nothing : html` <span class="c3">${t.counting}</span>`}`;
}
