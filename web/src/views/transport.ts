/* The foot of the page: where we are, what plays, and the sentence that says what is heard. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { heardLine } from './heard.js';
import { icons } from './icons.js';
import { setSwitch } from './sets.js';
import './meter.js';
import './strip.js';
import './timecode.js';
import type { Choice } from '../pure/recipe.js';
import { FOLDS } from '../pure/recipe.js';
import { isPartIn } from '../pure/solo.js';
import type { Part as Heard } from '../pure/solo.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

export function transport(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  return html`<footer class="transport" aria-label=${text.transport.label}>
    ${loaded.guest ? html`<predub-strip .model=${m} .actions=${a}></predub-strip>` : nothing}
    <div class="controls">
      <predub-timecode .model=${m} .actions=${a}></predub-timecode>
      ${motion(m, a)} ${lfeSwitch(m, a)}
      <div class="more">
        ${latches(m, loaded, a)}${folds(m, a)}${setSwitch(m, loaded, a)}${mixButton(a)}
      </div>
      <span class="space"></span>
      <predub-meter .model=${m} .actions=${a}></predub-meter>
    </div>
    ${heardLine(m, loaded, a)}
  </footer>`;
}

function motion(m: Model, a: Actions): TemplateResult {
  const t = text.transport;
  return html`<div class="motion">
    <button
      class="btn square"
      aria-label=${t.before}
      title=${t.before}
      @click=${() => a.sceneBefore()}
    >
      ${icons.before}
    </button>
    ${playButton(m, a)}
    <button
      class="btn square"
      aria-label=${t.after}
      title=${t.after}
      @click=${() => a.sceneAfter()}
    >
      ${icons.after}
    </button>
    ${loopLatch(m, a)}
  </div>`;
}

export function playButton(m: Model, a: Actions): TemplateResult {
  const t = text.transport;
  const going = m.sound === 'playing' || m.sound === 'waiting';
  return html`<button
    class="btn play primary"
    ?disabled=${m.sound === 'none'}
    aria-label=${going ? t.pause : t.play}
    @click=${() => a.toggle()}
  >
    ${going ? icons.pause : icons.play}
  </button>`;
}

/* Of the range where one is marked, else of the scene. */
export function loopLatch(m: Model, a: Actions): TemplateResult {
  const t = text.transport;
  return html`<span class="loops"
    ><button
      class="latch loop"
      aria-pressed=${m.loop ? 'true' : 'false'}
      aria-label=${m.marked ? t.loop.of_range : t.loop.of_scene}
      title=${m.marked ? t.loop.of_range : t.loop.of_scene}
      @click=${() => a.listen.setLoop(!m.loop)}
    >
      ${icons.loop} ${m.marked ? t.loop.range : t.loop.scene}</button
    >${
      m.marked
        ? html`<button
            class="unmark"
            aria-label=${t.unmark}
            title=${t.unmark}
            @click=${() => a.listen.unmark()}
          >
            ${icons.close}
          </button>`
        : nothing
    }</span
  >`;
}

/* Two ways, both always written out, larger than all the rest. */
export function lfeSwitch(m: Model, a: Actions): TemplateResult {
  const { lfe: now, fold } = m.choice;
  const level = now === 'out' ? 'plus_4' : now;
  const way = (lfe: Choice['lfe'], label: string, key: Part): TemplateResult =>
    html`<button aria-pressed=${now === lfe ? 'true' : 'false'} @click=${() => a.choose({ lfe })}>
      ${label}${key}
    </button>`;
  const key = html`<kbd class="wide" aria-hidden="true">E</kbd>`;
  return html`<div class="switch lfe" role="group" aria-label=${text.listen.lfe}>
    ${way('out', text.listen.lfe_out, nothing)} ${way(level, text.listen.lfe_in(level, fold), key)}
  </div>`;
}

export function latches(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const t = text.listen;
  const { stems } = loaded.production;
  /* a guest is not told which temps there are */
  const temp = (kind: string): boolean =>
    loaded.guest !== null || loaded.temps.some((r) => r.kind === kind);
  const latch = (part: Heard, there: boolean): TemplateResult =>
    html`<button
      class="latch"
      aria-pressed=${isPartIn(m.choice, part, stems) && there ? 'true' : 'false'}
      ?disabled=${!there}
      @click=${() => a.listen.toggle(part)}
    >
      ${t[part]}
    </button>`;
  return html`<div class="latches" role="group" aria-label=${t.parts}>
    ${latch('music', true)}${latch('dialogue', temp('dialogue'))}${latch('effects', temp('effects'))}
    <button
      class="latch"
      aria-pressed=${m.choice.centre ? 'true' : 'false'}
      @click=${() => a.choose({ centre: !m.choice.centre })}
    >
      ${t.centre}
    </button>
  </div>`;
}

export function folds(m: Model, a: Actions): TemplateResult {
  return html`<div class="switch" role="group" aria-label=${text.listen.fold}>
    ${FOLDS.map(
      (fold) =>
        html`<button
          aria-pressed=${m.choice.fold === fold ? 'true' : 'false'}
          @click=${() => a.choose({ fold })}
        >
          ${text.listen.folds[fold]}
        </button>`,
    )}
  </div>`;
}

const mixButton = (a: Actions): TemplateResult =>
  html`<button class="btn" aria-haspopup="dialog" @click=${() => a.setSheet('mix')}>
    ${text.mix.open}
  </button>`;
