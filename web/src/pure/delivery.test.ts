import assert from 'node:assert/strict';
import test from 'node:test';
import { deliveryOf, heldUpBy } from './delivery.js';
import type { Check } from '../api/overview_types.js';
import type { Facts } from './overview.js';

const check = (cue: string, more: Partial<Check> = {}): Check => ({
  cue_id: 1,
  cue,
  set_id: 7,
  version: 1,
  arrived_at_ms: 0,
  picture_id: 1,
  is_complete: true,
  missing: [],
  prints: [],
  qc: { state: 'done', must: 0, should: 1, info: 2, lacks: null },
  null: { state: 'done', verdict: 'dither', text: '\u221294 dB', lacks: null },
  ...more,
});

const scene = (music: string, stage: string, open = 0, outdated = 0): Facts =>
  ({
    state: {
      sides: { music: { state: music }, stage: { state: stage } },
      queries: { open, outdated },
    },
  }) as unknown as Facts;

test('nothing holds it up where all is there, found good, answered and signed', () => {
  const rows = deliveryOf([check('1m1')], [scene('signed', 'signed')]);
  assert.deepEqual(
    rows.map(({ kind, held }) => [kind, held]),
    ['sets', 'must', 'queries', 'signoffs', 'nulls'].map((kind) => [kind, 'good']),
  );
  assert.equal(heldUpBy(rows), 0);
  assert.ok(rows.filter(({ kind }) => kind !== 'sets').every(({ held }) => held === 'good'));
});

test('each thing that holds it up leads to where it is mended', () => {
  const lacking = check('3m4', {
    set_id: 9,
    is_complete: false,
    missing: ['Full mix'],
    null: { state: 'lacking', verdict: null, text: null, lacks: 'Full mix' },
  });
  const grave = check('3m3', {
    set_id: 8,
    qc: { state: 'done', must: 2, should: 0, info: 0, lacks: null },
  });
  const rows = deliveryOf(
    [check('1m1'), grave, lacking],
    [scene('signed', 'open', 1), scene('stale', 'signed', 0, 1), scene('signed', 'signed')],
  );
  assert.equal(heldUpBy(rows), 5);
  const [sets, must, queries, signoffs, nulls] = rows;
  assert.ok(sets?.kind === 'sets' && sets.complete === 2 && sets.of === 3);
  assert.deepEqual(sets.first, { cue: '3m4', missing: ['Full mix'] });
  assert.deepEqual(sets.way, { to: 'set', cue_id: 1, set_id: 9 });
  assert.ok(must?.kind === 'must' && must.findings === 2);
  assert.deepEqual(must.way, { to: 'set', cue_id: 1, set_id: 8 });
  assert.ok(queries?.kind === 'queries' && queries.open === 1 && queries.outdated === 1);
  assert.deepEqual(queries.way, { to: 'show', filter: 'queries' });
  assert.ok(signoffs?.kind === 'signoffs' && signoffs.lacking === 1 && signoffs.stale === 1);
  assert.deepEqual(signoffs.way, { to: 'show', filter: 'lacking' });
  assert.ok(nulls?.kind === 'nulls' && nulls.verdicts === 2);
  assert.deepEqual(nulls.way, { to: 'set', cue_id: 1, set_id: 9 });
});

test('a cue without any print set holds it up, and leads to the upload', () => {
  const [row] = deliveryOf([check('1m1')], null, ['1m1', '1m2']);
  assert.ok(row?.kind === 'sets' && row.complete === 1 && row.of === 2 && row.held === 'held');
  assert.deepEqual(row.first, { cue: '1m2', missing: null });
  assert.deepEqual(row.way, { to: 'upload' });
});

test('what is still being checked is not called good, and not called bad', () => {
  const rows = deliveryOf(
    [
      check('1m1', {
        qc: { state: 'waiting', must: 0, should: 0, info: 0, lacks: null },
        null: { state: 'waiting', verdict: null, text: null, lacks: null },
      }),
    ],
    null,
  );
  assert.deepEqual(
    rows.map(({ kind, held }) => [kind, held]),
    [
      ['sets', 'good'],
      ['must', 'waiting'],
      ['nulls', 'waiting'],
    ],
  );
  assert.equal(heldUpBy(rows), 2);
});

test('prints that could not be looked at hold it up', () => {
  const failed = check('1m1', {
    qc: { state: 'failed', must: 0, should: 0, info: 0, lacks: null },
  });
  assert.equal(deliveryOf([failed], null)[1]?.held, 'held');
});

test('without any print the way leads to the upload', () => {
  assert.deepEqual(deliveryOf([], null), [{ kind: 'none', held: 'held', way: { to: 'upload' } }]);
  assert.deepEqual(deliveryOf(null, null), []);
});

test('one who is stale on one side alone is led to the stale scenes', () => {
  const [, row] = deliveryOf(null, [scene('stale', 'signed')]);
  assert.deepEqual(row?.way, { to: 'show', filter: 'stale' });
});
