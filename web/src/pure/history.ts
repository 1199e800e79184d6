/* What happened to a scene, as short sentences; and which of it this person has not seen yet. */
import type { SceneEvent } from '../api/talk_types.js';

/* How each kind of event is said; the words themselves stand with the others. */
export interface HistoryWords {
  readonly arrived: (set: string, changed?: readonly string[]) => string;
  readonly signed: (who: string, what: string, side: string) => string;
  readonly revoked: (who: string, side: string, reason: string) => string;
  readonly lfe: (who: string, complete: boolean) => string;
  readonly asked: (who: string, about: string, said: string) => string;
  readonly answered: (who: string, likelihood: string) => string;
  readonly closed: (who: string) => string;
  readonly noted: (who: string, said: string) => string;
  readonly replied: (who: string) => string;
  readonly note_state: (who: string, state: string) => string;
  readonly other: (who: string, kind: string) => string;
}

const SAID = 60; /* characters of what somebody said; all of it stands above */

/* changed: the stems that an arriving set changed in the scene, where that is known. */
export function sentenceOf(
  event: SceneEvent,
  words: HistoryWords,
  changed?: readonly string[],
): string {
  const who = event.by?.name ?? '';
  const detail = (key: string): string => String(event.detail[key] ?? '');
  switch (event.kind) {
    case 'set.publish':
      return words.arrived(`${detail('cue')} v${detail('version')}`, changed);
    case 'scene.sign':
      return words.signed(who, setsOf(event).join(', '), detail('side'));
    case 'scene.revoke':
      return words.revoked(who, detail('side'), short(detail('reason')));
    case 'scene.lfe':
      return words.lfe(who, event.detail['complete_without'] === true);
    case 'query.ask':
      return words.asked(who, detail('about'), short(detail('text')));
    case 'query.answer':
      return words.answered(who, detail('likelihood'));
    case 'query.close':
      return words.closed(who);
    case 'note.add':
      return words.noted(who, short(detail('text')));
    case 'note.reply':
      return words.replied(who);
    case 'note.state':
      return words.note_state(who, detail('state'));
    default:
      return words.other(who, event.kind);
  }
}

/* "1m1 v2" for each set that was signed, in the order of the sounds. */
function setsOf({ detail }: SceneEvent): readonly string[] {
  const sounds = Array.isArray(detail['sounds']) ? (detail['sounds'] as unknown[]) : [];
  const names = sounds.map((sound) => {
    const { cue, version } = sound as { cue?: unknown; version?: unknown };
    return typeof cue === 'string' ? `${cue} v${String(version)}` : '';
  });
  return [...new Set(names)].filter((name) => name !== '');
}

function short(said: string): string {
  const line = said.replace(/\s+/g, ' ').trim();
  return line.length <= SAID ? line : `${line.slice(0, SAID - 1).trimEnd()}\u2026`;
}

/* Newest first: what was done in the scene, and the sets of its cues that arrived meanwhile. While
 * there is more to read, what arrived before the oldest event shown waits for its turn. */
export function historyOf(
  events: readonly SceneEvent[],
  arrivals: readonly SceneEvent[],
  cues: readonly string[],
  more: boolean,
): readonly SceneEvent[] {
  const oldest = more ? (events[events.length - 1]?.id ?? 0) : 0;
  const here = arrivals.filter((e) => cues.includes(String(e.detail['cue'])) && e.id > oldest);
  return [...events, ...here].sort((a, b) => b.id - a.id);
}

/* What of the panel an event changed: "note/12", "query/5", "side/music", "lfe"; null: only the
 * history itself. A note and a query have the number of the event that made them. */
export function placeOf({ kind, id, detail }: SceneEvent): string | null {
  switch (kind) {
    case 'note.add':
      return `note/${id}`;
    case 'note.reply':
    case 'note.state':
      return `note/${String(detail['note_id'])}`;
    case 'query.ask':
      return `query/${id}`;
    case 'query.answer':
    case 'query.close':
      return `query/${String(detail['query_id'])}`;
    case 'scene.sign':
    case 'scene.revoke':
      return `side/${String(detail['side'])}`;
    case 'scene.lfe':
      return 'lfe';
    default:
      return null;
  }
}

/* The places that somebody else changed since the last event seen. */
export function freshPlaces(
  events: readonly SceneEvent[],
  me: number | null,
  seen: number,
): ReadonlySet<string> {
  const others = events.filter((e) => e.id > seen && (e.by?.person_id ?? -1) !== me);
  return new Set(others.flatMap((e) => placeOf(e) ?? []));
}
