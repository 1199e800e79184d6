/* The row of marks: notes as flags, queries as question marks, worst moments as numbered badges.
 * Each leads to what it stands for. */
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { badge } from './badge.js';
import { xIn } from './timeline_rows.js';
import type { Sight } from './timeline_rows.js';
import type { Note, Query } from '../api/talk_types.js';
import { wordsOf } from '../pure/concern.js';
import { asSentence, joinWords, withMinus } from '../pure/format.js';
import { atOf, placeMarks, worstOf } from '../pure/flags.js';
import type { Mark, PlacedMark, Worst } from '../pure/flags.js';
import { initials } from '../pure/standing.js';
import { text, timeline as t } from '../text.js';

export function marks(sight: Sight): TemplateResult {
  const placed = placeMarks(marksOf(sight), (at) => xIn(sight, at));
  return html`<div class="tl-marks">${placed.map((each) => button(sight, each))}</div>`;
}

function marksOf({ m, loaded, span }: Sight): Mark[] {
  const within = (at: number | undefined): at is number =>
    at !== undefined && at >= span.in_samples && at < span.out_samples;
  const notes = (m.remarks?.notes ?? []).flatMap((note): Mark[] => {
    const at = atOf(note, loaded.scenes);
    return within(at) ? [{ kind: 'note', at, notes: [note] }] : [];
  });
  const queries = (m.remarks?.queries ?? []).flatMap((query): Mark[] => {
    const at = atOf(query, loaded.scenes);
    return within(at) ? [{ kind: 'query', at, query }] : [];
  });
  const current = loaded.scenes[m.scene]?.id;
  const worst = (m.measures?.scenes ?? []).flatMap((scene) =>
    worstOf(scene, scene.scene_id === current)
      .filter(({ in_samples }) => within(in_samples))
      .map((each): Mark => ({ kind: 'worst', at: each.in_samples, worst: each })),
  );
  return [...notes, ...queries, ...worst];
}

function button(sight: Sight, { x_px, width_px, mark }: PlacedMark): TemplateResult {
  const { label, face, open } = faceOf(sight, mark);
  return html`<button
    class="tl-mark"
    tabindex=${sight.inside ? 0 : -1}
    aria-label=${label}
    title=${label}
    .style=${`left:${Math.round(x_px + width_px / 2)}px`}
    @click=${open}
  >
    ${face}
  </button>`;
}

interface Face {
  readonly label: string;
  readonly face: TemplateResult;
  readonly open: () => void;
}

function faceOf(sight: Sight, mark: Mark): Face {
  const { timeline } = sight.a;
  switch (mark.kind) {
    case 'note':
      return noteFace(mark.notes, (note) => timeline.open(note, `note-${note.id}`));
    case 'query':
      return queryFace(mark.query, () => timeline.open(mark.query, `query-${mark.query.id}`));
    case 'worst':
      return {
        label: worstLabel(mark.worst),
        face: badge(mark.worst.number, mark.worst.level),
        open: () => sight.a.seek(mark.worst.in_samples),
      };
    case 'more': {
      const count = mark.marks.length;
      return {
        label: t.more(count),
        face: html`<span class="tl-flag several num">${count}</span>`,
        open: () => timeline.zoom(0.4, mark.at),
      };
    }
  }
}

function noteFace(notes: readonly Note[], open: (note: Note) => void): Face {
  const [first] = notes as [Note];
  const names = [...new Set(notes.map(({ by }) => by.name))];
  const count = notes.length > 1 ? ` ${notes.length}` : '';
  const words = notes.length === 1 ? `: ${first.text}` : '';
  const flag = `${initials(first.by.name)}${count}`; /* who speaks to the page says what is seen */
  return {
    label: `${t.note(joinWords(names, text.heard.and), notes.length)}${words}, ${flag}`,
    face: html`<span class="tl-flag num">${flag}</span>`,
    open: () => open(first),
  };
}

function queryFace(query: Query, open: () => void): Face {
  const label = t.query(t.query_states[query.state], t.abouts[query.about]);
  const state = query.state === 'answered' ? 'answered' : 'open';
  return {
    label: `${label}: ${query.text}`,
    face: html`<span class="query-mark ${state}" aria-hidden="true">?</span>`,
    open,
  };
}

function worstLabel({ number, text: sentence, tc_in }: Worst): string {
  return t.worst(number, asSentence(withMinus(wordsOf(sentence).headline)), tc_in);
}
