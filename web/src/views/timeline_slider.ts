/* The timeline as a slider: what it says of itself, and where a mark on it leads. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { sceneAt } from '../pure/scenes.js';
import { SAMPLES_PER_SECOND, formatTimecode } from '../pure/timecode.js';
import { lengthOf } from '../pure/window.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { text, timeline as t } from '../text.js';

export function slider(a: Actions): TemplateResult {
  const seconds = lengthOf(a.timeline.extent) / SAMPLES_PER_SECOND;
  return html`<div
    class="tl-slider"
    role="slider"
    tabindex="0"
    aria-label=${t.slider}
    aria-description=${t.hint}
    aria-orientation="horizontal"
    aria-valuemin="0"
    aria-valuemax=${Math.floor(seconds)}
  ></div>`;
}

/* "03:09:47:10, scene 48 Harbour chase"; while it plays, once a second. */
export function tellSlider(host: HTMLElement, m: Model, a: Actions, at: number): void {
  const element = host.querySelector('.tl-slider');
  if (!element || !m.loaded) return;
  const second = Math.floor((at - a.timeline.extent.in_samples) / SAMPLES_PER_SECOND);
  if (element.getAttribute('aria-valuenow') === String(second) && m.sound === 'playing') return;
  const { rate, scenes } = m.loaded;
  const tc = formatTimecode(rate, at);
  const scene = scenes[sceneAt(scenes, at)];
  const words = scene ? text.transport.in_scene(tc, scene.number, scene.name) : tc;
  element.setAttribute('aria-valuenow', String(Math.max(0, second)));
  element.setAttribute('aria-valuetext', words);
}

/* To the entry in the panel that a mark stands for, once the panel tells of its scene. */
export function showOpened({ opened, talk, loaded, scene }: Model, a: Actions): void {
  if (!opened || talk?.scene_id !== loaded?.scenes[scene]?.id) return;
  window.setTimeout(() => {
    const entry = document.getElementById(opened);
    if (!entry) return;
    entry.closest('details')?.setAttribute('open', '');
    entry.setAttribute('tabindex', '-1');
    entry.scrollIntoView({ block: 'nearest' });
    entry.focus({ preventScroll: true });
  });
  a.timeline.shown();
}
