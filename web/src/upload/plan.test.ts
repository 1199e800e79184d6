import assert from 'node:assert/strict';
import test from 'node:test';
import { addPicked, changed, fitOf, maySend, problemsOf, sameCue, targetsOf } from './plan.js';
import type { Heads, Row } from './plan.js';
import type { Head } from './wave.js';

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
  const corrected = changed(once, [once[0]?.key ?? ''], { role: 'String' });
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

test('mono files that do not make a whole are asked about, and may be sent when that is said', () => {
  const rows = plan(['1m1_Brass.L.wav', '1m1_Brass.C.wav']);
  assert.deepEqual(problemsOf(rows[0] as Row, rows), [
    { what: 'lacks', channels: ['R', 'LFE', 'Ls', 'Rs'] },
  ]);
  assert.ok(!maySend(rows));
  assert.ok(
    maySend(
      changed(
        rows,
        rows.map((r) => r.key),
        { later: true },
      ),
    ),
  );
  assert.deepEqual(whats(plan(['1m1_Brass.L.wav', '1m1_Brass.R.wav'])), ['lacks', '']);
});

test('a role or a cue that no name tells is asked for', () => {
  const rows = plan(['1m1_Kazoo.wav', 'Brass.wav']);
  assert.deepEqual(whats(rows).sort(), ['cue', 'role']);
  const key = (name: string): string => rows.find((r) => r.filename === name)?.key ?? '';
  const asked = changed(rows, [key('Brass.wav')], { cue: '2m1' });
  assert.ok(maySend(changed(asked, [key('1m1_Kazoo.wav')], { role: 'String' })));
});

const HEAD: Head = {
  format: 'WAV',
  unfit: null,
  channels: 6,
  rate_hz: 48000,
  bits: 24,
  is_float: false,
  frames: 48000,
  data_at: 44,
  mask: 0,
  order_known: false,
  start: null,
  start_samples: null,
};

test('what the header does not tell is asked for, and answered', () => {
  const rows = plan(['1m1_Brass.wav']);
  const [{ key }] = rows as [Row];
  const asked = (heads: Heads, change: object): string =>
    changed(rows, [key], change)
      .flatMap((row) => problemsOf(row, [row], heads))
      .map((p) => p.what)
      .join();
  assert.equal(asked({}, {}), '', 'not read yet, or of another kind: the server asks');
  assert.equal(asked({ [key]: null }, {}), '');
  assert.equal(asked({ [key]: HEAD }, {}), 'order,start');
  assert.equal(asked({ [key]: HEAD }, { order: 'film' }), 'start');
  assert.equal(asked({ [key]: HEAD }, { order: 'film', start: '01:00:00:00' }), '');
  assert.equal(asked({ [key]: { ...HEAD, unfit: 'channels' } }, {}), 'unfit');
  assert.equal(asked({ [key]: { ...HEAD, unfit: 'channels' } }, { anyway: true }), '');
});

test('a temp belongs to no cue, whatever its name says', () => {
  const [row] = plan(['1m1_Kazoo.wav']) as [Row];
  assert.equal(changed([row], [row.key], { role: 'Effects' })[0]?.cue, '');
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
