/* Readings of the same thing may overlap, and their answers come in any order: the one that was begun
 * last stands. */
export class Newest {
  #turn = 0;
  #closed = 0; /* the last turn before everything was given up */
  readonly #stands = new Map<string, number>(); /* by what is read */

  /* What it gives is asked once, when the answer is there: whether that may still be shown. */
  begin(what: string): () => boolean {
    const turn = ++this.#turn;
    return () => {
      if (turn <= this.#closed || turn < (this.#stands.get(what) ?? 0)) return false;
      this.#stands.set(what, turn);
      return true;
    };
  }

  /* Nothing that is under way is wanted any more. */
  close(): void {
    this.#closed = this.#turn;
    this.#stands.clear();
  }
}
