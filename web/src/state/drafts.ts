/* What was typed and not sent yet, kept for as long as this tab lives. Never a password. */

export type Drafts = Readonly<Record<string, string>>;

const KEY = 'predub.drafts';

export function readDrafts(): Drafts {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    return Object.fromEntries(
      Object.entries(saved).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {}; /* storage is closed to us, or holds something else */
  }
}

export function writeDrafts(drafts: Drafts): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(drafts));
  } catch {
    /* storage is closed to us: what was typed lasts as long as the page */
  }
}

/* null: as if nothing had been typed; an emptied field is a draft too. */
export function withDraft(drafts: Drafts, key: string, value: string | null): Drafts {
  const { [key]: _, ...others } = drafts;
  return value === null ? others : { ...others, [key]: value };
}

/* Without all drafts of a form, whose keys begin with its name and a slash. */
export function withoutForm(drafts: Drafts, form: string): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => !key.startsWith(`${form}/`)));
}
