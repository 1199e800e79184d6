/* The people of a production, and for those who manage it: invitations and guest links. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { hooks } from './hooks.js';
import { check, failureOf, given, lineButton, menu, sending, submit, textField } from './fields.js';
import type { Crew, GuestLink, Invitation, Member, Side } from '../api/people_types.js';
import { formatDay } from '../pure/format.js';
import type { Actions } from '../state/actions.js';
import type { Loaded, Model } from '../state/model.js';
import { text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const t = text.people.crew;
const SIDES = Object.entries(text.people.side_names) as [Side, string][];
const DAYS = [1, 3, 7, 14, 30].map((n) => [String(n), t.days(n)] as const);

export function crew(m: Model, a: Actions): TemplateResult {
  if (!m.crew || !m.loaded) return html`<p class="c3">${t.reading}</p>`;
  return html`<div class="parts">
    ${members(m, m.crew, m.loaded, a)} ${invitations(m, m.crew, a)} ${links(m, m.crew, m.loaded, a)}
    ${hooks(m, a)}
  </div>`;
}

function members(m: Model, { members: all }: Crew, { production }: Loaded, a: Actions): Part {
  const me = m.session?.person?.id;
  const line = (member: Member): TemplateResult => {
    const edited = m.drafts['crew/edit'] === String(member.person_id);
    const may = production.may_manage || member.person_id === me;
    return html`<li>
      <b
        >${member.name}${member.person_id === me ? html` <span class="c3">${t.you}</span>` : nothing}</b
      >
      <span class="c2"
        >${text.people.sides[member.side]}${member.may_manage ? `, ${t.manages}` : ''}</span
      >
      ${m.here?.some((p) => p.id === member.person_id) ? html`<span class="c3">${text.people.here.title}</span>` : html`<span></span>`}
      ${
        may
          ? html`<button
              class="btn small"
              aria-expanded=${edited ? 'true' : 'false'}
              @click=${() => a.draft('crew/edit', edited ? null : String(member.person_id))}
            >
              ${edited ? t.done : t.edit}
            </button>`
          : nothing
      }
      ${edited ? edit(m, member, production.may_manage, member.person_id === me, a) : nothing}
      ${m.failures[`member/${member.person_id}`] ? failureOf(m, `member/${member.person_id}`) : nothing}
    </li>`;
  };
  return html`<div class="part">
    <ul class="lines">
      ${all.map(line)}
    </ul>
  </div>`;
}

function edit(m: Model, of: Member, manages: boolean, me: boolean, a: Actions): TemplateResult {
  const form = `member/${of.person_id}`;
  const send = sending(m, form, (said) =>
    a.crew.change(of.person_id, said.get('side') as Side, said.get('manage') !== null),
  );
  return html`<form class="form edit" @submit=${send}>
    ${
      manages
        ? html`<div class="side-by-side">
            <label class="row narrow"
              ><span class="label">${t.side}</span
              ><select class="btn" name="side">
                ${SIDES.map(([side, words]) => html`<option value=${side} ?selected=${side === of.side}>${words}</option>`)}
              </select></label
            ><label class="check"
              ><input
                type="checkbox"
                name="manage"
                ?checked=${of.may_manage}
              />${t.may_manage}</label
            >
          </div>`
        : nothing
    }
    <div class="acts">
      ${manages ? submit(m, form, t.change, false) : nothing}
      <button type="button" class="btn" @click=${() => a.crew.remove(of.person_id)}>
        ${me ? t.leave : t.remove}
      </button>
    </div>
  </form>`;
}

function invitations(m: Model, { invitations: open }: Crew, a: Actions): Part {
  if (!open) return nothing;
  const send = sending(m, 'invitation', () =>
    a.crew.invite(
      (m.drafts['invitation/side'] ?? 'stage') as Side,
      m.drafts['invitation/manage'] === 'yes',
    ),
  );
  const line = (i: Invitation): TemplateResult =>
    html`<li>
      <b>${text.people.sides[i.side]}${i.may_manage ? `, ${t.manages}` : ''}</b>
      <span class="c2">${t.by(i.made_by.name)}</span>
      <span class="c3 num">${t.until(formatDay(i.expires_at_ms))}</span>
      ${lineButton(m, 'invitations', t.take_back, () => a.crew.takeBack(i.id))}
    </li>`;
  return html`<div class="part">
    <h3>${t.invite}</h3>
    <form class="form" @submit=${send}>
      <div class="side-by-side">
        ${menu(m, a, 'invitation/side', t.side, SIDES, 'stage')}
        ${menu(m, a, 'invitation/days', t.valid, DAYS, '7')}
        ${submit(m, 'invitation', t.make_invitation, false)}
      </div>
      ${check(m, a, 'invitation/manage', t.may_manage)} ${failureOf(m, 'invitation')}
      ${given(m, 'invitation', t.invitation_once)}
    </form>
    ${open.length > 0 ? html`<h4 class="label">${t.open}</h4>` : nothing}
    <ul class="lines">
      ${open.map(line)}
    </ul>
    ${failureOf(m, 'invitations')}
  </div>`;
}

function links(m: Model, { links: all }: Crew, { scenes }: Loaded, a: Actions): Part {
  if (!all) return nothing;
  const choices = scenes.map((s) => [String(s.id), `${s.number} ${s.name}`] as const);
  const from = (end: string): (readonly [string, string])[] => [['', end], ...choices];
  const numberOf = (id: number | null): string =>
    scenes.find((s) => s.id === id)?.number ?? '\u2013';
  const range = (l: GuestLink): string =>
    l.first_scene_id === null && l.last_scene_id === null
      ? t.all
      : t.scenes(numberOf(l.first_scene_id), numberOf(l.last_scene_id));
  const line = (l: GuestLink): TemplateResult =>
    html`<li>
      <b>${l.label}</b>
      <span class="c2">${range(l)}, ${l.may_note ? t.with_notes : t.listen_only}</span>
      <span class="c3 num">${t.until(formatDay(l.expires_at_ms))}</span>
      ${lineButton(m, 'links', t.take_back, () => a.crew.revokeLink(l.id))}
    </li>`;
  const send = sending(m, 'link', () => a.crew.makeLink(m.drafts['link/note'] === 'yes'));
  return html`<div class="part">
    <h3>${t.links}</h3>
    <p class="c3">${t.links_why}</p>
    <ul class="lines">
      ${all.map(line)}
    </ul>
    ${failureOf(m, 'links')}
    <form class="form" @submit=${send}>
      <div class="side-by-side">
        ${textField(m, a, 'link/label', t.label, { required: true })}
        ${menu(m, a, 'link/days', t.valid, DAYS, '14')}
      </div>
      <div class="side-by-side">
        ${menu(m, a, 'link/first', t.first, from(t.from_start), '')}
        ${menu(m, a, 'link/last', t.last, from(t.to_end), '')}
        ${submit(m, 'link', t.make_link, false)}
      </div>
      ${check(m, a, 'link/note', t.may_note)} ${failureOf(m, 'link')}
      ${given(m, 'link', t.link_once)}
    </form>
  </div>`;
}
