import assert from 'node:assert/strict';
import test from 'node:test';
import { findingsOf } from './findings.js';
import type { Outcome } from './types.js';

test('what is gravest comes first, says cue and stem, and what is fine is one line a set', () => {
  const outcome = (cue: string, level: string): Outcome =>
    ({
      cue,
      qc: {
        result: {
          files: ['String', 'Brass', 'Percussion'].map((role, i) => ({
            file: `${cue}_${role}.wav`,
            print_id: i,
            role,
          })),
          findings: [{ level, print_id: 1, text: `${cue}_Brass.wav: 44 samples longer` }],
        },
      },
    }) as unknown as Outcome;
  assert.deepEqual(
    findingsOf([outcome('3m3', 'info'), outcome('3m4', 'must')]).map((f) =>
      Object.values(f).join('|'),
    ),
    [
      'must|3m4 Brass|44 samples longer',
      'info|3m3 Brass|44 samples longer',
      'pass|3m3|String, Percussion',
      'pass|3m4|String, Percussion',
    ],
  );
});
