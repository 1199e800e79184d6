import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addPicked,
  changed,
  fitOf,
  maySend,
  problemsOf,
  sameCue,
  targetsOf,
  withCue,
} from './plan.js';
import type { Row } from './plan.js';

const STEMS = ['String', 'Brass', 'Percussion'];
const plan = (names: readonly string[], cues: readonly string[] = ['1m1']): readonly Row[] =>
  addPicked(
    [],
    names.map((path) => ({ path, bytes: 600, modified_ms: 1 })),
    STEMS,
    cues,
  ).rows;
const whats = (rows: readonly Row[]): string[] =>
  rows.map((row) =>
    problemsOf(row, rows)
      .map((p) => p.what)
      .join(),
  );

test('files of a folder are known by their names, and stand in the order of the plan', () => {
  const rows = plan(['x/R1_DX_temp.wav', 'x/1m01_mix.wav', 'x/1m1_perc.wav', 'x/1m1 Strings.wav']);
  assert.deepEqual(
    rows.map((r) => [r.cue, r.role]),
    [
      ['1m1', 'String'],
      ['1m1', 'Percussion'],
      ['1m1', 'Full mix'],
      ['', 'Dialogue'],
    ],
  );
  assert.ok(maySend(rows));
});

test('what is no sound is left aside, what is hidden is not spoken of', () => {
  const files = ['a/1m1_Brass.wav', 'a/notes.txt', 'a/.DS_Store', 'a/._1m1_Brass.wav'];
  const { rows, ignored } = addPicked(
    [],
    files.map((path) => ({ path, bytes: 1, modified_ms: 1 })),
    STEMS,
    [],
  );
  assert.equal(rows.length, 1);
  assert.deepEqual(ignored, ['a/notes.txt']);
});

test('the same file chosen twice is one, and keeps what was corrected', () => {
  const p = { path: '1m1_Brass.wav', bytes: 5, modified_ms: 7 };
  const once = addPicked([], [p], STEMS, []).rows;
  const corrected = changed(once, once[0]?.key ?? '', { role: 'String' });
  const twice = addPicked(corrected, [p], STEMS, []).rows;
  assert.deepEqual(twice, corrected);
});

test('two files for one role are refused, and mono files of one name are not', () => {
  const two = plan(['1m1_Brass_a.wav', '1m01_brs.wav']);
  assert.deepEqual(whats(two), ['twice', 'twice']);
  assert.ok(!maySend(two));
  const six = ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].map((c) => `1m1_Brass.${c}.wav`);
  assert.ok(maySend(plan(six)));
  assert.deepEqual(whats(plan([...six, '1m1_Brass.wav'])).filter((w) => w === 'twice').length, 7);
});

test('mono files that do not make a whole may be sent, and it is said what lacks', () => {
  const rows = plan(['1m1_Brass.L.wav', '1m1_Brass.C.wav']);
  assert.deepEqual(problemsOf(rows[0] as Row, rows), [
    { what: 'lacks', channels: ['R', 'LFE', 'Ls', 'Rs'] },
  ]);
  assert.ok(maySend(rows));
  assert.deepEqual(whats(plan(['1m1_Brass.L.wav', '1m1_Brass.R.wav'])), ['', '']);
});

test('a role or a cue that no name tells is asked for', () => {
  const rows = plan(['1m1_Kazoo.wav', 'Brass.wav']);
  assert.deepEqual(whats(rows).sort(), ['cue', 'role']);
  const asked = withCue(rows, '2m1');
  const kazoo = asked.find((r) => r.filename === '1m1_Kazoo.wav') as Row;
  assert.ok(maySend(changed(asked, kazoo.key, { role: 'String' })));
});

test('a temp belongs to no cue, whatever its name says', () => {
  const [row] = plan(['1m1_Kazoo.wav']) as [Row];
  assert.equal(changed([row], row.key, { role: 'Effects' })[0]?.cue, '');
});

test('each cue is a target, and the temps are one', () => {
  const targets = targetsOf(
    plan(['1m1_Brass.wav', '1M01_Perc.wav', '1m2_Brass.wav', 'R1_FX_temp.wav']),
  );
  assert.deepEqual(
    targets.map((t) => [t.cue, t.rows.length]),
    [
      ['1m1', 2],
      ['1m2', 1],
      ['', 1],
    ],
  );
});

test('cues are the same by reel, number and letter', () => {
  assert.ok(sameCue('1m01', '1M1') && sameCue('2m03A', '2m3a') && sameCue('Overture', 'overture'));
  assert.ok(!sameCue('1m1', '1m1A') && !sameCue('1m1', '2m1') && !sameCue('Overture', '1m1'));
});

test('a draft takes what it lacks, and no other file for what it has', () => {
  const sha256 = 'a'.repeat(64);
  const file = (filename: string, channel: 'L' | null) => ({
    filename,
    channel,
    bytes: 600,
    sha256,
  });
  const prints = [
    { role: 'String', complete: true, files: [file('1m1_String.wav', null)] },
    { role: 'Brass', complete: false, files: [file('1m1_Brass.L.wav', 'L')] },
  ];
  const fits = plan(['1m1_String.wav', '1m1_Brass.L.wav', '1m1_Brass.R.wav', '1m1_Perc.wav']);
  assert.deepEqual(
    fits.map((r) => fitOf(r, prints).fit),
    ['there', 'there', 'free', 'free'],
  );
  assert.deepEqual(
    plan(['1m1_Str2.wav']).map((r) => fitOf({ ...r, role: 'String' }, prints).fit),
    ['taken'],
  );
});
