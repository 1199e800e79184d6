/* What people type, and what becomes of it: a form sends once at a time, a failure stays beside it
 * with all that was typed, and success forgets the draft. */
import { ApiError } from './api/client.js';
import { PUT_AWAY, withDraft, withoutForm } from './state/drafts.js';
import type { Model } from './state/model.js';
import type { Store } from './state/store.js';
import { text } from './text.js';

export class Forms {
  constructor(private readonly store: Store<Model>) {}

  draft(key: string, value: string | null): void {
    this.store.set({ drafts: withDraft(this.store.state.drafts, key, value) });
  }

  /* Everything that was typed, for another person may sit here now; it waits for who typed it. */
  forgetAll(): void {
    this.store.set({ drafts: PUT_AWAY, failures: {}, given: null });
  }

  fail(form: string, sentence: string | null): void {
    const { [form]: _, ...others } = this.store.state.failures;
    this.store.set({ failures: sentence === null ? others : { ...others, [form]: sentence } });
  }

  /* Whether it went well. */
  async run(form: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.store.state.busy.has(form)) return false;
    this.store.set({ busy: new Set([...this.store.state.busy, form]) });
    this.fail(form, null);
    try {
      await work();
      this.store.set({ drafts: withoutForm(this.store.state.drafts, form) });
      return true;
    } catch (cause) {
      this.fail(form, sentenceOf(cause));
      return false;
    } finally {
      this.store.set({
        busy: new Set([...this.store.state.busy].filter((other) => other !== form)),
      });
    }
  }

  /* Reads what is shown there; of readings that overlap, all go on. */
  read(form: string, reading: () => Promise<unknown>): void {
    this.fail(form, null);
    reading().catch((cause: unknown) => this.fail(form, sentenceOf(cause)));
  }
}

function sentenceOf(cause: unknown): string | null {
  if (cause instanceof ApiError) {
    if (cause.status === 401) return null; /* the page asks for the password, and keeps the form */
    if (cause.status === 429 && cause.retry_s !== null)
      return text.people.sign_in.too_often(cause.retry_s);
  }
  return cause instanceof Error ? cause.message : String(cause);
}
