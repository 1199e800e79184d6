/* The plain mark beside what somebody else changed; it goes once that was in view for a while. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';
import { panel } from '../text.js';

const LOOK_MS = 3000;

class Fresh extends HTMLElement {
  place = '';
  seen: ((place: string) => void) | null = null;
  #timer = 0;
  readonly #watch = new IntersectionObserver((entries) => {
    const inView = entries[entries.length - 1]?.isIntersecting ?? false;
    window.clearInterval(this.#timer);
    if (inView) this.#timer = window.setInterval(() => this.#look(), LOOK_MS);
  });

  connectedCallback(): void {
    this.#watch.observe(this);
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
    window.clearInterval(this.#timer);
  }

  #look(): void {
    if (!document.hidden) this.seen?.(this.place);
  }
}

customElements.define('predub-fresh', Fresh);

export function freshMark(m: Model, place: string, a: Actions): TemplateResult | typeof nothing {
  if (!m.talk?.fresh.has(place)) return nothing;
  return html`<predub-fresh .place=${place} .seen=${(at: string) => a.talk.seen(at)}
    ><span class="unseen">${panel.fresh}</span></predub-fresh
  >`;
}
