import assert from 'node:assert/strict';
import test from 'node:test';
import type { Note, Query } from '../api/talk_types.js';
import type { SceneMeasures } from './concern.js';
import { atOf, placeMarks, worstOf } from './flags.js';
import type { Mark } from './flags.js';

const note = (at: number): Mark => ({ kind: 'note', at, notes: [{ id: at } as unknown as Note] });
const query = (at: number): Mark => ({ kind: 'query', at, query: { id: at } as unknown as Query });
const same = (x: number): number => x;

test('of a scene, the worst moment of each of the first findings is flagged', () => {
  const kinds = ['lfe-pumping', 'lfe-overlap', 'centre-busy', 'lfe-active'];
  const moments = [10, 20].map((in_samples) => ({ tc_in: '', in_samples, out_samples: 30 }));
  const concerns = kinds.map((kind) => ({ kind, level: 'amber', text: `${kind}!`, moments }));
  const measures = { concerns } as unknown as SceneMeasures;
  assert.deepEqual(
    worstOf(measures, false).map(({ number, text }) => [number, text]),
    [
      [1, 'lfe-pumping!'],
      [2, 'lfe-overlap!'],
      [3, 'centre-busy!'],
    ],
  );
  assert.equal(worstOf(measures, true).length, 4);
});

test('a remark about the whole scene stands where the scene begins', () => {
  const scenes = [{ id: 4, in_samples: 1000, out_samples: 2000 }];
  assert.equal(atOf({ scene_id: 4, from_samples: null }, scenes), 1000);
  assert.equal(atOf({ scene_id: 4, from_samples: 24 }, scenes), 1024);
  assert.equal(atOf({ scene_id: 5, from_samples: 24 }, scenes), undefined);
});

test('marks do not overlap; notes go under one flag with their number', () => {
  const placed = placeMarks([note(100), query(120), note(300), note(310), query(500)], same);
  placed.slice(1).forEach((p, i) => {
    const before = placed[i];
    assert.ok(before && p.x_px >= before.x_px + before.width_px);
  });
  assert.deepEqual(
    placed.map(({ mark }) => (mark.kind === 'note' ? mark.notes.length : 1)),
    [1, 1, 2, 1],
  );
  assert.equal(placed[3]?.x_px, 492);
});

test('what would have to move too far is gathered, and nothing is left out', () => {
  const many = Array.from({ length: 30 }, (_, i) => query(100 + i));
  const placed = placeMarks(many, same);
  const count = (mark: Mark): number =>
    mark.kind === 'more' ? mark.marks.reduce((sum, each) => sum + count(each), 0) : 1;
  assert.equal(
    placed.reduce((sum, { mark }) => sum + count(mark), 0),
    30,
  );
  assert.ok(placed.every(({ x_px }) => x_px < 160));
});
