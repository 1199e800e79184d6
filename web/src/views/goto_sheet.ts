/* Where to: a timecode or the end of one, a step, or a scene; what it means is said as it is typed. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { textField } from './fields.js';
import { placeOf } from '../pure/goto.js';
import { sceneAt } from '../pure/scenes.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.goto;
const FIELD = 'goto/at';

/* What stands there is replaced by what is typed. */
function begin(element?: Element): void {
  queueMicrotask(() => element?.querySelector('input')?.select());
}

export function gotoSheet(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const typed = m.drafts[FIELD] ?? '';
  const place = placeOf(loaded.rate, typed, a.position(), loaded.scenes);
  const leave = (event: Event): void => {
    event.preventDefault();
    if (place === undefined) return;
    a.seek(place);
    a.draft(FIELD, null);
    a.setSheet(null);
  };
  return html`<form class="form" @submit=${leave} ${ref(begin)}>
    ${textField(m, a, FIELD, t.place, { hint: t.hint })}
    <div class="side-by-side">
      <button class="btn primary" ?disabled=${place === undefined}>${t.go}</button>
      <output class="num c2">${typed === '' ? '' : sentence(loaded, place)}</output>
    </div>
  </form>`;
}

function sentence({ rate, scenes }: Loaded, place: number | undefined): string {
  if (place === undefined) return t.none(rate.text);
  const tc = formatTimecode(rate, place);
  const scene = scenes[sceneAt(scenes, place)];
  return scene ? text.transport.in_scene(tc, scene.number, scene.name) : tc;
}
