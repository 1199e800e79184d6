/* What was typed and not sent yet. Never a password. */

export type Drafts = Readonly<Record<string, string>>;

/* Put away here, since another person may sit here now; whoever typed it finds it again. */
export const PUT_AWAY: Drafts = Object.freeze({});

/* null: as if nothing had been typed; an emptied field is a draft too. */
export function withDraft(drafts: Drafts, key: string, value: string | null): Drafts {
  const { [key]: _, ...others } = drafts;
  return value === null ? others : { ...others, [key]: value };
}

/* Without all drafts of a form, whose keys begin with its name and a slash. */
export function withoutForm(drafts: Drafts, form: string): Drafts {
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => !key.startsWith(`${form}/`)));
}

/* How many texts wait to be sent: notes, questions, answers and the like. */
export function textsOf(drafts: Drafts): number {
  return Object.entries(drafts).filter(([key, value]) => key.endsWith('/text') && value.trim())
    .length;
}
