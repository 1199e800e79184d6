/* The big timecode. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { Live } from './live.js';
import { formatTimecode } from '../pure/timecode.js';
import { text } from '../text.js';

class Timecode extends Live {
  protected override render(): TemplateResult {
    return html`<div
      class="timecode num"
      role="timer"
      aria-live="off"
      aria-label=${text.transport.timecode}
    ></div>`;
  }

  protected override tick(): void {
    const place = this.querySelector('div');
    const rate = this.model.loaded?.rate;
    if (!place || !rate) return;
    const tc = formatTimecode(rate, this.shown);
    if (place.textContent !== tc) place.textContent = tc;
  }
}

customElements.define('predub-timecode', Timecode);
