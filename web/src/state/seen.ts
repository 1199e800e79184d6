/* Up to which event of a scene this person has seen what happened there, kept in this browser. */

const KEY = 'predub.seen';
const SCENES_MOST = 1000;

type Seen = Readonly<Record<string, number>>;

function readAll(): Seen {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof saved === 'object' && saved !== null ? (saved as Seen) : {};
  } catch {
    return {}; /* storage is closed to us, or holds something else */
  }
}

const keyOf = (person: number, scene: number): string => `${person}/${scene}`;

/* undefined: this person was never here. */
export function seenUpTo(person: number, scene: number): number | undefined {
  const event = readAll()[keyOf(person, scene)];
  return typeof event === 'number' ? event : undefined;
}

export function keepSeen(person: number, scene: number, event: number): void {
  const { [keyOf(person, scene)]: _, ...others } = readAll();
  const kept = Object.entries(others).slice(-SCENES_MOST + 1);
  const all = { ...Object.fromEntries(kept), [keyOf(person, scene)]: event };
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    /* storage is closed to us: it is new again at the next visit */
  }
}
