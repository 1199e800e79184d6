/* Groups of stems: one gain and one mute for all of them; suspended, its stems stand on their own for
 * a moment. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { fader } from './fader.js';
import type { Group } from '../pure/recipe.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

const t = text.mix;

export function groupList(m: Model, loaded: Loaded, a: Actions): TemplateResult {
  const { groups } = m.choice;
  return html`<section class="groups" aria-labelledby="mix-groups">
    <h3 id="mix-groups" class="label">${t.groups}</h3>
    ${
      groups.length > 0
        ? html`<ul class="mix-rows">
            ${groups.map((group, i) => row(group, i, a))}
          </ul>`
        : html`<p class="c3 t12">${t.groups_none}</p>`
    }
    ${maker(loaded, a)}
  </section>`;
}

function row(group: Group, index: number, a: Actions): TemplateResult {
  const latch = (words: string, key: 'is_muted' | 'is_suspended', title: string): TemplateResult =>
    html`<button
      class="latch ${key === 'is_muted' ? 'key' : ''}"
      aria-pressed=${group[key] ? 'true' : 'false'}
      aria-label=${key === 'is_muted' ? title : nothing}
      title=${title}
      @click=${() => a.listen.changeGroup(index, { [key]: !group[key] })}
    >
      ${words}
    </button>`;
  return html`<li class="group ${group.is_suspended || group.is_muted ? 'silent' : ''}">
    <span class="cut">${group.name} <span class="c3 t12">${group.stems.join(', ')}</span></span>
    ${latch(t.mute, 'is_muted', t.mute_of(group.name))}
    ${fader(t.gain_of(group.name), group.gain_db, (gain_db) => a.listen.changeGroup(index, { gain_db }))}
    <span class="group-acts"
      >${latch(t.suspend, 'is_suspended', t.suspend_why)}
      <button class="btn small" @click=${() => a.listen.dissolve(index)}>
        ${t.dissolve}
      </button></span
    >
  </li>`;
}

function maker(loaded: Loaded, a: Actions): TemplateResult {
  const make = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    a.listen.addGroup(String(said.get('name') ?? ''), said.getAll('stem').map(String));
    form.reset();
  };
  return html`<form class="maker" @submit=${make}>
    <fieldset>
      <legend class="label">${t.group_stems}</legend>
      ${loaded.production.stems.map(
        (stem) =>
          html`<label class="tick"
            ><input type="checkbox" name="stem" value=${stem} />${stem}</label
          >`,
      )}
    </fieldset>
    <div class="said">
      <input
        class="field"
        name="name"
        required
        maxlength="60"
        autocomplete="off"
        aria-label=${t.group_name}
        placeholder=${t.group_name}
      />
      <button class="btn small">${t.make_group}</button>
    </div>
  </form>`;
}
