/* The reel along time: scenes, marks, prints, and a lane for each thing that sounds. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { Live } from './live.js';

class Timeline extends Live {
  protected override render(): TemplateResult | typeof nothing {
    return html`<div class="timeline"></div>`;
  }

  protected override tick(): void {}
}

customElements.define('predub-timeline', Timeline);
