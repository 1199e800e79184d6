// `predub null` and `predub qc` as a shell meets them: files in, JSON and an exit status out.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { predub as program, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const START = 172800000, SAMPLES = 96000, STEMS = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion'];
let dir;

// A stem of 24-bit noise in all channels; each has a place of its own in the noise.
const sound = (stem) => {
  const one = noise(-24, stem + 1);
  return (i, c) => Math.round(one(i, c) * 8388608) / 8388608;
};
const mixed = (i, c) => STEMS.reduce((sum, _, stem) => sum + sound(stem)(i, c), 0);

async function file(name, spec) {
  const path = join(dir, name);
  await writeFile(path, wav({ samples: SAMPLES, start: START, ...spec }));
  return path;
}

function predub(...args) {
  const run = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  const json = args.includes('--json') && run.stdout ? JSON.parse(run.stdout) : null;
  return { status: run.status, json, out: run.stdout, err: run.stderr };
}

let mix, stems;
before(async () => {
  dir = await tempDir();
  mix = await file('1m1_Full_mix.wav', { signal: mixed });
  stems = await Promise.all(STEMS.map((name, i) => file(`1m1_${name}_stem.wav`, { signal: sound(i) })));
});

const with_changed = async (index, name, spec) => {
  const path = await file(name, spec);
  return stems.map((stem, i) => (i === index ? path : stem));
};

test('stems that add up are exact, and the exit status is 0', () => {
  const { status, json } = predub('null', '--json', '--mix', mix, '--stems', ...stems);
  assert.equal(status, 0);
  assert.equal(json.verdict, 'exact');
  assert.equal(json.residual_db, null);
  assert.deepEqual(json.diagnoses, []);
  assert.deepEqual(json.channels.map((c) => c.channel), ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
  for (const channel of json.channels) {
    assert.equal(channel.verdict, 'exact');
    assert.equal(channel.peak_db, null);
    assert.ok(Math.abs(channel.gain_db) < 1e-9);
  }
});

test('a late stem is named with its offset, and the exit status is 1', async () => {
  const changed = await with_changed(0, '1m1_String_late.wav', { signal: (i, c) => (i < 1 ? 0 : sound(0)(i - 1, c)) });
  const { status, json } = predub('null', '--json', '--mix', mix, '--stems', ...changed);
  assert.equal(status, 1);
  assert.equal(json.verdict, 'different');
  assert.equal(json.diagnoses.length, 1);
  const { text, ...rest } = json.diagnoses[0];
  assert.deepEqual(rest, { kind: 'offset', stem: 'String', value: 1, unit: 'samples' });
  assert.match(text, /1 sample .* late/);
});

test('an inverted stem is named', async () => {
  const changed = await with_changed(1, '1m1_Brass_inverted.wav', { signal: (i, c) => -sound(1)(i, c) });
  const { status, json } = predub('null', '--json', '--mix', mix, '--stems', ...changed);
  assert.equal(status, 1);
  assert.deepEqual(json.diagnoses.map(({ kind, stem, value, unit }) => ({ kind, stem, value, unit })), [{ kind: 'polarity', stem: 'Brass', value: -1, unit: '' }]);
});

test('a stem that is trimmed and says so nulls where it is', async () => {
  const changed = await with_changed(4, '1m1_Percussion_trimmed.wav', { samples: SAMPLES - 4801, start: START + 4801, signal: (i, c) => sound(4)(i + 4801, c) });
  const { status, json } = predub('null', '--json', '--mix', mix, '--stems', ...changed);
  assert.equal(status, 0);
  assert.equal(json.verdict, 'exact');
  assert.equal(json.notes.length, 1);
});

test('the mix is told by its name when no option says it, and mono files are one print', async () => {
  const mono = await Promise.all(['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].map((name, c) => file(`1m1_Full_mix.${name}.wav`, { channels: 1, signal: (i) => mixed(i, c) })));
  const { status, json } = predub('null', '--json', ...mono, ...stems);
  assert.equal(status, 0);
  assert.equal(json.verdict, 'exact');
  assert.equal(json.stems.length, 5);
});

test('without --json a table and sentences come out', () => {
  const { out } = predub('null', '--mix', mix, '--stems', ...stems.slice(0, 4));
  assert.match(out, /verdict: different/);
  assert.match(out, /LFE +different/);
  assert.match(out, /missing: .*Percussion/);
});

test('a file that is not there, or no mix, gives 2 and a sentence', () => {
  const missing = predub('null', '--json', '--mix', join(dir, 'nothing.wav'), '--stems', ...stems);
  assert.equal(missing.status, 2);
  assert.match(missing.err, /nothing\.wav/);
  assert.equal(predub('null', ...stems).status, 2);
});

test('a sound set passes QC', () => {
  const { status, json } = predub('qc', '--json', '--fps', '24', mix, ...stems);
  assert.equal(status, 0);
  assert.equal(json.files.length, 6);
  assert.deepEqual(json.findings.filter((f) => f.level === 'must'), []);
  assert.deepEqual(json.errors, []);
  const string = json.files.find((f) => f.role === 'String');
  assert.equal(string.kind, 'stem');
  assert.equal(string.cue, '1m1');
  assert.equal(string.start_samples, START);
});

test('what must be put right gives 1, with file, code and a sentence', async () => {
  const wrong = await file('1m1_String_44k1.wav', { rate: 44100, start: (START * 147) / 160, signal: sound(0) });
  const { status, json } = predub('qc', '--json', wrong);
  const finding = json.findings.find((f) => f.code === 'rate');
  assert.equal(status, 1);
  assert.equal(finding.level, 'must');
  assert.equal(finding.file, '1m1_String_44k1.wav');
  assert.match(finding.text, /44100 Hz/);
});

test('two files with the same sound are found across a set', async () => {
  const copy = await file('1m1_Choir_stem.wav', { signal: sound(2) });
  const { status, json } = predub('qc', '--json', mix, ...stems, copy);
  assert.equal(status, 1);
  assert.ok(json.findings.some((f) => f.code === 'same-audio' && f.level === 'must' && /Choir/.test(f.text) && /Atmospheric/.test(f.text)));
});

test('a missing mono file is another statement than a silent one', async () => {
  const names = ['L', 'R', 'C', 'Ls', 'Rs'];
  const mono = await Promise.all(names.map((name, c) => file(`1m2_Full_mix.${name}.wav`, { channels: 1, signal: (i) => sound(0)(i, c) })));
  const without = predub('qc', '--json', ...mono);
  assert.equal(without.status, 1);
  assert.ok(without.json.findings.some((f) => f.code === 'channel-missing' && /LFE/.test(f.text)));
  assert.ok(!without.json.findings.some((f) => f.code === 'silent-lfe'));
  const silent = await file('1m2_Full_mix.LFE.wav', { channels: 1, signal: () => 0 });
  const whole = predub('qc', '--json', ...mono, silent);
  assert.equal(whole.status, 0);
  assert.ok(whole.json.findings.some((f) => f.code === 'silent-lfe' && f.level === 'info'));
});

test('a file that can not be read gives 2 beside what could be read', () => {
  const { status, json } = predub('qc', '--json', '/etc/hostname', mix);
  assert.equal(status, 2);
  assert.equal(json.files.length, 1);
  assert.equal(json.errors.length, 1);
  assert.match(json.errors[0].text, /hostname/);
});
