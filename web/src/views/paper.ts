/* The sign-off sheet, one scene a page: what was found, said and signed. Only a printer sees it. */
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { basis, table } from './figures.js';
import { measuresOf, nothingIn, whyNot } from './findings.js';
import { ladder, roleShape } from './icons.js';
import { signatures } from './paper_signatures.js';
import { setNames } from './panel.js';
import type { Note, Query, SceneState } from '../api/talk_types.js';
import { findingsOf, wordsOf } from '../pure/concern.js';
import type { Concern } from '../pure/concern.js';
import { asSentence, formatDb, formatLength, formatWhen, withMinus } from '../pure/format.js';
import { worstMoments } from '../pure/worst.js';
import type { Loaded, Model, Paper } from '../state/model.js';
import { panel, text } from '../text.js';

type Part = TemplateResult | typeof nothing;

const w = panel.paper;

export function papers(m: Model): Part {
  const { loaded } = m;
  if (!m.papers || !loaded) return nothing;
  return html`<div class="paper">${m.papers.map((each) => sheet(m, loaded, each))}</div>`;
}

function sheet(m: Model, loaded: Loaded, paper: Paper): TemplateResult {
  const { scene } = paper;
  const state = m.states?.find((each) => each.scene_id === scene.id);
  return html`<article>
    <header>
      <span><b>${loaded.production.name}</b> / ${loaded.picture?.name ?? ''}</span>
      <span>${w.heading}</span>
    </header>
    <h1>${w.title(scene.number, scene.name)}</h1>
    <p class="num">
      ${scene.tc_in} ${text.scenes.to} ${scene.tc_out},
      ${formatLength(scene.out_samples - scene.in_samples)}
      <span class="print-text">${setNames(scene, loaded).join(', ')}</span>
    </p>
    ${measured(m, loaded, paper)} ${complete(state)}
    <section>
      <h2>${w.queries}</h2>
      ${paper.queries.length === 0 ? html`<p class="c3">${w.no_queries}</p>` : paper.queries.map(query)}
    </section>
    <section>
      <h2>${w.notes}</h2>
      ${paper.notes.length === 0 ? html`<p class="c3">${w.no_notes}</p>` : paper.notes.map(note)}
    </section>
    ${signatures(paper, state)}
    <footer class="num">
      <span>${w.sounds}: ${state?.sounds_sha256 ?? w.checking}</span>
      <span>${w.printed(formatWhen(Date.now(), 0), m.session?.person?.name ?? '')}</span>
    </footer>
  </article>`;
}

function measured(m: Model, loaded: Loaded, { scene }: Paper): TemplateResult {
  const of = measuresOf(m.measures, scene);
  if (!m.measures || of?.state !== 'measured')
    return html`<section><p>${asSentence(whyNot(m, of))}</p></section>`;
  const found = findingsOf(of.concerns);
  return html`<section>
      <h2>${w.findings}</h2>
      ${found.length === 0 ? html`<p>${asSentence(nothingIn(of.concerns))}</p>` : found.map((c) => finding(c, of.concerns, loaded))}
    </section>
    <section>
      ${table(m, of.concerns, (_, name) => name)}
      <p class="c3 label-line">${basis(m.measures, loaded, scene)}</p>
    </section>`;
}

function finding(c: Concern, all: readonly Concern[], { production }: Loaded): TemplateResult {
  const { headline, clears } = wordsOf(c.text);
  const trim =
    clears ??
    (c.trim_db === null ? text.measures.no_trim : text.measures.clears_it(formatDb(c.trim_db)));
  const moments = worstMoments(all).filter(({ kind }) => kind === c.kind);
  const cause =
    c.stem === null
      ? nothing
      : html`${roleShape(c.stem, production)}
        ${c.stem}${c.channel === null ? '' : `, ${c.channel}`}. `;
  return html`<div class="found num">
    ${ladder(c.level, text.measures.levels[c.level])}
    <p><b>${asSentence(withMinus(headline))}.</b> ${cause}${asSentence(withMinus(trim))}.</p>
    <p class="c2">
      ${moments.map(({ number, tc_in }) => html`<span><b>${number}</b> ${tc_in}</span> `)}
    </p>
  </div>`;
}

function complete(state: SceneState | undefined): TemplateResult {
  const t = text.talk.lfe;
  const lfe = state?.lfe;
  return html`<section>
    <h2>${t.question}</h2>
    <p>
      ${
        lfe
          ? html`<b>${t[lfe.complete ? 'yes' : 'no']}</b>,
              ${t.said(lfe.by.name, formatWhen(lfe.at_ms, 0))}${lfe.is_stale ? html` <b>(${t.stale})</b>` : nothing}`
          : html`<span class="c3">${t.unsaid}</span>`
      }
    </p>
  </section>`;
}

const span = ({ tc_from, tc_to }: { tc_from: string | null; tc_to: string | null }): string =>
  tc_from === null ? '' : tc_to === null ? tc_from : panel.range(tc_from, tc_to);

function query(q: Query): TemplateResult {
  const t = text.talk.query;
  const { answer } = q;
  const advice =
    answer?.advice === 'trim'
      ? t.advised_trim(formatDb(answer.trim_db ?? 0))
      : t.advices[answer?.advice ?? 'keep'];
  return html`<div class="paper-said">
    <p class="num">
      <span class="c2">${text.talk.ask.abouts[q.about]} ${span(q)}</span>
      <b class="typed">${q.text}</b>
      <span class="c2">${q.by.name}, ${formatWhen(q.created_at_ms, 0)}; ${t.states[q.state]}</span>
    </p>
    ${
      answer
        ? html`<p class="num">
            <b>${t.likelihoods[answer.likelihood]}</b>; ${advice}.
            <span class="typed">${answer.text}</span>
            <span class="c2">${answer.by.name}, ${formatWhen(answer.at_ms, 0)}</span>
            ${q.is_outdated ? html`<b>${t.outdated}</b>` : nothing}
          </p>`
        : html`<p class="c3">${w.no_answer}</p>`
    }
  </div>`;
}

const note = (n: Note): TemplateResult =>
  html`<p class="num paper-said">
    <span class="c2">${span(n)}</span> <b>${n.by.name}:</b> <span class="typed">${n.text}</span>
    <span class="c2">${formatWhen(n.created_at_ms, 0)}, ${text.talk.note.states[n.state]}</span>
  </p>`;
