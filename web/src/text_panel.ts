/* English words of the scene panel and the sign-off sheet. */
import type { FigureKey } from './pure/figures.js';
import { joinWords } from './pure/format.js';
import type { HistoryWords } from './pure/history.js';
import { talk } from './text_talk.js';

const sides: Readonly<Record<string, string>> = { music: 'music', stage: 'the stage' };
const abouts: Readonly<Record<string, string>> = { lfe: 'the LFE', centre: 'the Centre' };
const wordOf = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key;
const saying = (said: string): string => (said === '' ? '' : `: ${said}`);

export const panel = {
  label: 'Scene',
  before: 'Scene before',
  after: 'Scene after',
  no_print: 'no print here',
  choose_scene: 'Between scenes nothing is signed. Go to a scene before or after.',

  findings: {
    worst: (number: number, tc: string): string => `Worst moment ${number}, ${tc}`,
    also_at: 'also at',
    rest: (n: number): string => (n === 1 ? '1 more finding' : `${n} more findings`),
    agreed: 'Not as agreed:',
  },

  figures: {
    heading: 'Figures',
    lfe_out: 'LFE out',
    lfe_in: 'LFE in',
    red_at: 'red at',
    play: (lfe: string, tc: string): string => `Play the worst moment, ${tc}, with ${lfe}`,
    more: (figure: string): string => `${figure} more`,
    algorithm: (analysis: number, measure: number): string => `algorithm ${analysis}.${measure}`,
    rows: {
      active: 'LFE active share',
      run: 'Longest run',
      pumping: 'Pumping index',
      headroom: 'Headroom with FX LFE',
      overlap: 'Overlap with FX LFE',
      above: 'LFE above 150 Hz',
      lost: 'Low end lost without LFE',
      alone: 'Bass in the LFE alone',
      management: 'Bass management',
      audibility: 'Audibility, worst tenth',
      over: 'Dialogue over all else',
      centre: 'Centre occupancy',
      part: 'Centre\u2019s part of music',
    } satisfies Record<FigureKey, string>,
  },

  heard: {
    label: 'Heard:',
    out: 'LFE out',
    in: 'LFE in',
    on: (on: string): string => `on ${on}`,
    nothing: 'Not heard yet.',
    so_far: 'Heard so far',
    lfe_on_headphones: 'The LFE was heard on headphones only; the signature says so.',
    part: (percent: number): string => `${percent} %`,
  },

  drafted: {
    note: 'Go on with the note',
    ask: 'Go on asking',
    sign: 'Go on signing',
    reply: 'Go on with the reply',
  },

  range: (from: string, to: string): string => `${from} to ${to}`,
  days: (n: number): string => (n === 1 ? 'open for a day' : `open for ${n} days`),
  more_notes: 'More notes',
  more_queries: 'More queries',
  fresh: 'new',

  history: {
    heading: 'History',
    none: 'Nothing has happened here yet.',
    more: 'Earlier',
    arrived: (set: string, changed: readonly string[]): string =>
      `${set} arrived${changed.length === 0 ? '' : `, ${joinWords(changed, 'and')} changed`}`,
    signed: (who: string, what: string, side: string): string =>
      `${who} signed ${what === '' ? '' : `${what} `}for ${wordOf(sides, side)}`,
    revoked: (who: string, side: string, reason: string): string =>
      `${who} took back the signature for ${wordOf(sides, side)}${saying(reason)}`,
    lfe: (who: string, complete: boolean): string =>
      `${who}: ${complete ? 'complete' : 'not complete'} without LFE`,
    asked: (who: string, about: string, said: string): string =>
      `${who} asked about ${wordOf(abouts, about)}${saying(said)}`,
    answered: (who: string, likelihood: string): string =>
      `${who} answered: ${wordOf(talk.query.likelihoods, likelihood)}`,
    closed: (who: string): string => `${who} closed a query`,
    noted: (who: string, said: string): string => `${who} left a note${saying(said)}`,
    replied: (who: string): string => `${who} replied to a note`,
    note_state: (who: string, state: string): string =>
      `${who} ${wordOf(talk.note.became, state)} a note`,
    other: (who: string, kind: string): string => `${who}: ${kind}`,
  } satisfies HistoryWords & Record<string, unknown>,

  paper: {
    heading: 'Sign-off sheet',
    scene: 'This scene',
    all: 'All scenes',
    reading: 'Reading it together',
    title: (number: string, name: string): string => `Scene ${number} ${name}`.trim(),
    printed: (when: string, by: string): string => `printed ${when} by ${by}`,
    findings: 'What stands out',
    queries: 'Queries',
    no_queries: 'None was asked.',
    notes: 'Notes',
    no_notes: 'None.',
    no_answer: 'not answered',
    signatures: 'Signatures',
    not_signed: 'not signed',
    signed_by: (who: string, when: string): string => `${who}, ${when}`,
    stale: (why: string): string => `stale: ${why}`,
    revoked: (who: string, when: string, reason: string): string =>
      `taken back by ${who}, ${when}: ${reason}`,
    heard: (all: number): string => `Heard ${all} %`,
    lfe_out: (part: number, on: string): string =>
      `LFE out ${part} %${on === '' ? '' : ` on ${on}`}`,
    lfe_in: (part: number, on: string): string => `LFE in ${part} %${on === '' ? '' : ` on ${on}`}`,
    temps: (part: number): string => `under the temps ${part} %`,
    lfe_on_headphones: 'LFE cleared on headphones.',
    on: (monitoring: string): string => `Signed on ${monitoring}.`,
    receipt: 'receipt',
    sounds: 'sounds SHA-256',
    checking: 'still being listened to',
  },
};
