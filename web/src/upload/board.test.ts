import assert from 'node:assert/strict';
import test from 'node:test';
import { asksOf } from './asks.js';
import { boardOf } from './board.js';
import type { BoardFacts, BoardRow } from './board.js';
import { isDone, linesOf, nameOf, sumsOf } from './lines.js';
import type { ByRow, Line } from './lines.js';
import { SEEN_NOTHING, milestone } from './milestones.js';
import { addPicked, changed } from './plan.js';
import type { Row } from './plan.js';
import type { Draft, Outcome, Progress } from './types.js';

const STEMS = ['String', 'Brass', 'Percussion'];
const rowsOf = (names: readonly string[]): readonly Row[] =>
  addPicked(
    [],
    names.map((path) => ({ path, bytes: 600, modified_ms: 1 })),
    STEMS,
    [],
  ).rows;
const FACTS: BoardFacts = { stems: STEMS, cues: [], drafts: [], outcomes: [] };
const at = (state: Progress['state'], bytes = 0, more: Partial<Progress> = {}): Progress => ({
  state,
  bytes,
  error: null,
  ...more,
});
const board = (rows: readonly Row[], by: ByRow = {}, facts = FACTS): readonly BoardRow[] =>
  boardOf(linesOf(rows, {}, by), facts);
const states = (row: BoardRow | undefined): string[] => row?.cells.map((c) => c.state) ?? [];

test('a row a print set, a cell a role, temps in a row of their own', () => {
  const rows = board(rowsOf(['3m4_String.wav', '3m4_MIX.wav', '3m3_Brass.wav', 'R1_DX_temp.wav']));
  assert.deepEqual(
    rows.map((r) => [r.cue, r.is_temps, ...states(r)]),
    [
      ['3m3', false, 'none', 'ready', 'none', 'none'],
      ['3m4', false, 'ready', 'none', 'none', 'ready'],
      ['', true, 'ready', 'none'],
    ],
  );
});

test('a new set has the next version, and says which one stays', () => {
  const sets = [
    { version: 4, published_at_ms: 1 },
    { version: 3, published_at_ms: 1 },
  ];
  const facts = { ...FACTS, cues: [{ name: '3m03', sets }] };
  const [row] = board(rowsOf(['3m3_Brass.wav']), {}, facts);
  assert.deepEqual([row?.version, row?.stays], [5, 4]);
  const [first] = board(rowsOf(['3m3_Brass.wav']));
  assert.deepEqual([first?.version, first?.stays], [1, null]);
});

test('a file of no stem stands in a cell that is free', () => {
  const rows = board(rowsOf(['4m1_String.wav', '4m1 Pads lo.wav']));
  assert.deepEqual(states(rows[0]), ['ready', 'asked', 'none', 'none']);
});

test('mono files are one line, with what they lack', () => {
  const rows = rowsOf(['L', 'C', 'R', 'Ls', 'Rs'].map((c) => `3m4_Brass_v2.${c}.wav`));
  const [line] = linesOf(rows, {}, {}) as [Line];
  assert.equal(nameOf(line), '3m4_Brass_v2.L .R .C .Ls .Rs');
  assert.deepEqual([line.lacking, line.state], [['LFE'], 'asked']);
  const by = Object.fromEntries(
    rows.map((row, i) => [row.key, at(i < 2 ? 'done' : 'sending', i < 2 ? 600 : 300)]),
  );
  const [sent] = linesOf(rows, {}, by) as [Line];
  assert.deepEqual(
    [sent.state, sent.sent, sent.bytes, isDone(sent, by)],
    ['sending', 2100, 3000, false],
  );
  assert.equal(board(rows, by)[0]?.cells[1]?.percent, 70);
});

test('what is sent, done, refused or the same as before shows in its cell', () => {
  const rows = rowsOf(['1m1_String.wav', '1m1_Brass.wav', '1m1_Perc.wav', '1m1_MIX.wav']);
  const [a, b, c, d] = rows.map((row) => row.key) as [string, string, string, string];
  const by = {
    [a]: at('done', 600),
    [b]: at('there', 600, { version: 2 }),
    [c]: at('failed', 0, { error: 'no sound in it' }),
    [d]: at('sending', 150),
  };
  const [row] = board(rows, by);
  assert.deepEqual(states(row), ['done', 'same', 'failed', 'sending']);
  assert.equal(row?.cells[1]?.version, 2);
  const sums = sumsOf(linesOf(rows, {}, by), by);
  assert.deepEqual(
    [sums.prints, sums.prints_done, sums.bytes, sums.sent],
    [4, 2, 1800, 1350],
    'what was refused counts for nothing',
  );
});

test('what is read to be compared has not arrived', () => {
  const rows = rowsOf(['1m1_String.wav']);
  const by = { [rows[0]?.key ?? '']: at('reading', 400) };
  assert.equal(sumsOf(linesOf(rows, {}, by), by).sent, 0);
});

test('a draft from before is a row of its own until its files are chosen again', () => {
  const draft = {
    id: 9,
    cue_id: 1,
    cue: '1m1',
    version: 3,
    prints: [{ role: 'String', complete: true, question: null }],
    uploads: [{ filename: '1m1_Brass.wav', bytes: 200, offset: 80 }],
    lacks: ['Brass'],
  } as unknown as Draft & { cue: string };
  const facts = { ...FACTS, drafts: [draft] };
  const [alone] = board([], {}, facts);
  assert.deepEqual(states(alone), ['done', 'stopped', 'none', 'none']);
  assert.equal(alone?.cells[1]?.percent, 40);
  const chosen = board(rowsOf(['1m1_Brass.wav']), {}, facts);
  assert.deepEqual(
    [chosen.length, chosen[0]?.version, ...states(chosen[0])],
    [1, 3, 'done', 'ready', 'none', 'none'],
  );
});

test('a set that is over and a new one of its cue are two rows', () => {
  const [old, fresh] = rowsOf(['1m1_String_a.wav', '1m1_String_b.wav']) as [Row, Row];
  const rows = changed([old, fresh], [old.key], { batch: 1 });
  const set = { version: 5, prints: [] } as unknown as Outcome['set'];
  const outcomes = [
    { batch: 1, cue: '1m1', set, before: { id: 1, version: 4 } } as unknown as Outcome,
  ];
  const cues = [{ name: '1m1', sets: [{ version: 5, published_at_ms: 1 }] }];
  const found = board(rows, { [old.key]: at('done', 600) }, { ...FACTS, outcomes, cues });
  assert.deepEqual(
    found.map((r) => [r.version, r.stays, r.cells[0]?.state]),
    [
      [5, 4, 'done'],
      [6, 5, 'ready'],
    ],
  );
});

test('a question comes once, and knows what else its answer is good for', () => {
  const asks = asksOf(linesOf(rowsOf(['Brass.wav', 'Perc.wav', '1m1 Kazoo.wav']), {}, {}));
  assert.deepEqual(
    asks.map((a) => [a.what, a.rows.length, a.others.length]),
    [
      ['cue', 1, 2],
      ['cue', 1, 2],
      ['role', 1, 1],
    ],
  );
  const two = asksOf(linesOf(rowsOf(['1m1_Brass_a.wav', '1m1_Brass_b.wav']), {}, {}));
  assert.deepEqual(
    two.map((a) => [a.what, a.rows.length]),
    [['twice', 2]],
  );
});

test('milestones are told, not every per cent', () => {
  const begun = { ...SEEN_NOTHING, files: 3 };
  assert.equal(milestone(SEEN_NOTHING, begun), 'Sending 3 files.');
  assert.equal(milestone(begun, { ...begun, percent: 24 }), '');
  assert.equal(
    milestone({ ...begun, percent: 24 }, { ...begun, percent: 27 }),
    '25 % has arrived.',
  );
  assert.equal(
    milestone(begun, { ...begun, arrived: ['1m1 v2'], refused: ['a.wav'] }),
    'a.wav was refused. 1m1 v2 is whole, on disk.',
  );
  assert.equal(milestone(begun, SEEN_NOTHING), 'Everything has arrived.');
});
