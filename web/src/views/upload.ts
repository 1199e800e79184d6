/* Prints and temps on their way to the server: what goes where, how far it is, what became of it. */
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { asks } from './upload_asks.js';
import { board } from './upload_board.js';
import { draftSection } from './upload_draft.js';
import { files } from './upload_files.js';
import { head } from './upload_head.js';
import { outcomes } from './upload_outcome.js';
import { asSentence } from '../pure/format.js';
import { upload as text } from '../text.js';
import { boardOf } from '../upload/board.js';
import { ofField } from '../upload/chosen.js';
import { isGoing, linesOf, nameOf, sumsOf } from '../upload/lines.js';
import type { Line, Sums } from '../upload/lines.js';
import { SEEN_NOTHING, milestone } from '../upload/milestones.js';
import type { Seen } from '../upload/milestones.js';
import { isOver } from '../upload/types.js';
import type { UploadState } from '../upload/types.js';
import type { Uploads } from '../upload/uploads.js';

type Part = TemplateResult | typeof nothing;

const LEFT_ASIDE_SHOWN = 6;

export class UploadView extends LitElement {
  static override properties = {
    uploads: { attribute: false },
    letters: { attribute: false },
    production: { attribute: false },
    over: { state: true },
  };
  declare uploads: Uploads;
  declare letters: boolean; /* single letters are keys */
  declare production: number; /* that is looked at */
  declare over: boolean; /* files are held above the page */
  #out: (() => void) | null = null;
  #seen = SEEN_NOTHING;
  #said = '';

  /* One sheet of styles for the whole page: no shadow tree. */
  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#key);
    document.addEventListener('dragover', this.#hold);
    document.addEventListener('dragleave', this.#letGo);
    document.addEventListener('drop', this.#drop);
    if (this.uploads && !this.#out) this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
    document.removeEventListener('dragover', this.#hold);
    document.removeEventListener('dragleave', this.#letGo);
    document.removeEventListener('drop', this.#drop);
    this.#out?.();
    this.#out = null;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('uploads')) return;
    this.#out?.();
    this.#listen();
    this.uploads.readDrafts();
  }

  #listen(): void {
    this.#out = this.uploads.store.subscribe(() => this.requestUpdate());
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    if (!this.letters || target?.closest('input, select, textarea, dialog')) return;
    if (event.key.toLowerCase() !== 'p') return;
    const { paused, progress } = this.uploads.store.state;
    if (!this.uploads.busy && !paused) return;
    event.preventDefault();
    if (paused || !isGoing(progress)) this.uploads.resume();
    else this.uploads.pause();
  };

  readonly #hold = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) this.over = true;
  };

  readonly #letGo = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.over = false;
  };

  readonly #drop = (): void => {
    this.over = false;
  };

  override render(): TemplateResult {
    const { uploads: u } = this;
    const s = u.store.state;
    const lines = linesOf(s.rows, s.heads, s.progress);
    const sums = sumsOf(lines, s.progress);
    this.#listenFor(s, sums, lines);
    return html`<div class="up ${this.over ? 'over' : ''}">
      ${this.#elsewhere()} ${head(s, { lines, sums }, u)}
      <div class="visually-hidden" role="status">${this.#said}</div>
      ${s.failure === null ? nothing : html`<p class="refused up-failure" role="alert">${asSentence(s.failure)}</p>`}
      <div class="up-body ${lines.length === 0 && s.drafts.length === 0 ? 'empty-list' : ''}">
        ${board(s, lines, u)}
        <div class="up-right">
          ${asks(s, lines, () => this.#pick(), u)} ${drafts(s, u)} ${outcomes(s, u)}
        </div>
        <div class="up-left">${this.#choose(s, u)} ${files(s, lines, versions(lines, u), u)}</div>
      </div>
    </div>`;
  }

  #elsewhere(): Part {
    const { production, name } = this.uploads.facts;
    if (production === this.production) return nothing;
    return html`<p class="up-failure">${text.head.elsewhere(name)}</p>`;
  }

  #listenFor(s: UploadState, sums: Sums, lines: readonly Line[]): void {
    const now = seenOf(s, sums, lines);
    const said = milestone(this.#seen, now);
    this.#seen = now;
    if (said !== '') this.#said = said;
  }

  #pick(): void {
    this.querySelector<HTMLInputElement>('.pick-files')?.click();
  }

  #choose(s: UploadState, u: Uploads): TemplateResult {
    const t = text.choose;
    const aside = s.ignored.slice(0, LEFT_ASIDE_SHOWN);
    return html`<div class="up-drop">
        <p>${this.over ? t.dropping : t.drop}</p>
        <div class="acts">${pick(t.files, false, u)} ${pick(t.folder, true, u)}</div>
      </div>
      ${
        aside.length > 0
          ? html`<p class="up-aside c2" role="status">
              ${t.ignored(aside.join(', '), s.ignored.length - aside.length)}
            </p>`
          : nothing
      }`;
  }
}
customElements.define('predub-upload', UploadView);

/* The set that each line goes to, by the board. */
function versions(lines: readonly Line[], u: Uploads): (line: Line) => number | null {
  const rows = boardOf(lines, u.boardFacts);
  return (line) =>
    rows.find((row) => row.cells.some((cell) => cell.lines.includes(line)))?.version ?? null;
}

function seenOf(s: UploadState, sums: Sums, lines: readonly Line[]): Seen {
  const states = Object.values(s.progress);
  return {
    files: states.filter((p) => !isOver(p)).length,
    percent: sums.bytes > 0 ? Math.floor((100 * sums.sent) / sums.bytes) : 0,
    arrived: s.outcomes.flatMap(({ cue, set }) =>
      set && set.published_at_ms !== null ? [text.of_cue(cue, set.version)] : [],
    ),
    refused: lines.filter((line) => line.state === 'failed').map(nameOf),
    asked: sums.asked,
    paused: states.some((p) => p.state === 'paused') && !isGoing(s.progress),
    lost: states.some((p) => p.state === 'lost'),
  };
}

/* Those from before, of which nothing is on its way now. */
function drafts(s: UploadState, u: Uploads): Part {
  const sent = new Set(s.outcomes.map((o) => o.set?.id));
  const open = s.drafts.filter((draft) => !sent.has(draft.id));
  return open.length === 0 ? nothing : html`${open.map((draft) => draftSection(draft, u))}`;
}

/* A button that opens the browser's own choice of files. */
function pick(words: string, folder: boolean, u: Uploads): TemplateResult {
  const open = (event: Event): void =>
    ((event.currentTarget as HTMLElement).nextElementSibling as HTMLInputElement).click();
  const take = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    u.add(ofField(field.files));
    field.value = ''; /* the same files may be chosen again */
  };
  return html`<button type="button" class="btn small" @click=${open}>${words}</button
    ><input
      type="file"
      class=${folder ? 'pick-folder' : 'pick-files'}
      aria-label=${words}
      hidden
      multiple
      ?webkitdirectory=${folder}
      @change=${take}
    />`;
}
