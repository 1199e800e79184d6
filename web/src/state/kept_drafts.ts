/* Keeps what was typed: for the tab, so that a reload finds it, and for the person, so that a tab that
 * was closed, a session that ended or a browser that crashed takes nothing along. */
import { PUT_AWAY } from './drafts.js';
import type { Drafts } from './drafts.js';

const KEY = 'predub.drafts';

type Keeps = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class KeptDrafts {
  #tab: Drafts;
  #person: number | null = null;

  constructor(
    private readonly ofTab: () => Keeps,
    private readonly ofBrowser: () => Keeps,
  ) {
    this.#tab = read(ofTab, KEY);
  }

  /* Of this tab, before it is known who sits here. */
  get first(): Drafts {
    return this.#tab;
  }

  /* Somebody sits here: all that was typed in this tab, and what else this person left. */
  found(person: number | null, drafts: Drafts): Drafts {
    if (person === this.#person) return drafts;
    this.#person = person;
    return person === null ? drafts : { ...read(this.ofBrowser, keyOf(person)), ...drafts };
  }

  /* false: the browser keeps nothing for us. */
  write(drafts: Drafts): boolean {
    const before = this.#tab;
    this.#tab = drafts;
    const kept = put(this.ofTab, KEY, drafts);
    if (this.#person === null || drafts === PUT_AWAY) return kept;
    const key = keyOf(this.#person);
    return put(this.ofBrowser, key, merged(read(this.ofBrowser, key), before, drafts)) && kept;
  }

  /* Another tab of the same person has sent what stands here as it was: it is sent here, too. */
  heard(key: string | null, before: string | null, after: string | null): Drafts {
    if (this.#person === null || key !== keyOf(this.#person)) return this.#tab;
    const [old, now] = [parse(before), parse(after)];
    const gone = ([name, value]: [string, string]): boolean =>
      old[name] === value && now[name] === undefined;
    const left = Object.entries(this.#tab).filter((entry) => !gone(entry));
    return left.length === Object.keys(this.#tab).length ? this.#tab : Object.fromEntries(left);
  }
}

const keyOf = (person: number): string => `${KEY}.${person}`;

/* Only what changed here: other tabs write there, too. */
function merged(all: Drafts, before: Drafts, now: Drafts): Drafts {
  const left = Object.entries(all).filter(([key]) => !(key in before) || key in now);
  const fresh = Object.entries(now).filter(([key, value]) => before[key] !== value);
  return Object.fromEntries([...left, ...fresh]);
}

function parse(text: string | null): Drafts {
  try {
    const saved: unknown = JSON.parse(text ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    return Object.fromEntries(
      Object.entries(saved).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {}; /* something else stands there */
  }
}

function read(keeps: () => Keeps, key: string): Drafts {
  try {
    return parse(keeps().getItem(key));
  } catch {
    return {}; /* storage is closed to us */
  }
}

function put(keeps: () => Keeps, key: string, drafts: Drafts): boolean {
  try {
    if (Object.keys(drafts).length === 0) keeps().removeItem(key);
    else keeps().setItem(key, JSON.stringify(drafts));
    return true;
  } catch {
    return false; /* storage is full or closed to us */
  }
}
