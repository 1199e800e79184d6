import assert from 'node:assert/strict';
import test from 'node:test';
import type { SceneState } from '../api/talk_types.js';
import { rolesOfChange, signedOf } from './changed.js';
import type { Comparison, Verdict } from './types.js';

const scene = (
  id: number,
  of: Readonly<Record<string, Verdict>>,
): Comparison['scenes'][number] => ({
  scene_id: id,
  number: String(40 + id),
  roles: Object.entries(of).map(([role, verdict]) => ({ role, verdict })),
});
const comparison: Comparison = {
  scenes: [
    scene(7, { Brass: 'same', String: 'same' }),
    scene(8, { Brass: 'changed', String: 'silent' }),
  ],
};

test('a stem has changed where any scene of it has, and says where', () => {
  assert.deepEqual(rolesOfChange(comparison), [
    { role: 'Brass', verdict: 'changed', scenes: ['48'] },
    { role: 'String', verdict: 'same', scenes: [] },
  ]);
});

test('only scenes that the set sounds in turn stale or keep their sign-off', () => {
  const state = (id: number, music: string, stage: string): SceneState =>
    ({
      scene_id: id,
      number: String(40 + id),
      is_checking: false,
      sides: { music: { state: music }, stage: { state: stage } },
    }) as unknown as SceneState;
  const states = [
    state(7, 'signed', 'open'),
    state(8, 'stale', 'signed'),
    state(9, 'stale', 'stale'),
  ];
  assert.deepEqual(signedOf(comparison, states), {
    stale: ['48'],
    keeps: ['47'],
    is_checking: false,
  });
});
