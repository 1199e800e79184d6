// `predub measure` as a person types it: what it prints, what it takes for music, how it refuses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { predub, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 3600 * RATE, L = 0, C = 2, LFE = 3;
const KINDS = ['lfe-active', 'lfe-pumping', 'lfe-headroom', 'lfe-overlap', 'lfe-above-band', 'lfe-dependence', 'lfe-only-bass',
  'lfe-cancellation', 'dialogue-audibility', 'centre-busy'];
let dir, all;
const at = (name) => join(dir, name);
const stems = ['1m1_Brass_stem.wav', '1m1_String_stem.wav', '1m2_Percussion_stem.wav'];

function run(...args) {
  const { status, stdout, stderr } = spawnSync(predub, ['measure', ...args], { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return { status, stdout, stderr };
}
const base = ['--fps', '24', '--scenes', 'scenes.csv'];
const temps = ['--dialogue', 'dx.wav', '--effects', 'fx.wav'];
function json(...args) {
  const done = run('--json', ...base, ...args);
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}
const concern = (scene, kind) => scene.concerns.find((one) => one.kind === kind);
const levels = ({ scenes }) => scenes.map(({ concerns }) => concerns.map(({ level }) => level));
const refused = (status, pattern, ...args) => {
  const done = run(...args);
  assert.equal(done.status, status, done.stderr);
  assert.match(done.stderr, pattern);
};

before(async () => {
  dir = await tempDir();
  await mkdir(at('cut'));
  const sine = (hz, i) => Math.sin((2 * Math.PI * hz * i) / RATE), hiss = noise(-24), words = noise(-20, 4);
  const put = (name, spec) => writeFile(at(name), wav(spec));
  // 1m1: Brass in the Centre for 4 s, quiet Strings; 1m2: a tone in the LFE for 4 s
  const brass = (i, c) => (c === C ? hiss(i, c) : 0), strings = (i, c) => (c === L ? 0.01 * hiss(i, c) : 0);
  await put(stems[0], { samples: 4 * RATE, start: HOUR, signal: brass });
  await put(stems[1], { samples: 4 * RATE, start: HOUR, signal: strings });
  await put('1m1_Full_mix.wav', { samples: 4 * RATE, start: HOUR, signal: (i, c) => brass(i, c) + strings(i, c) });
  await put(stems[2], { samples: 4 * RATE, start: HOUR + 4 * RATE, signal: (i, c) => (c === LFE ? 0.4 * sine(40, i) : 0) });
  await put('dx.wav', { channels: 1, samples: 8 * RATE, start: HOUR, signal: (i) => (i % RATE < RATE / 2 ? words(i, 0) : 0) });
  await put('fx.wav', { samples: 8 * RATE, start: HOUR, signal: (i, c) => (c === LFE ? 0.5 * sine(44, i) : 0) });
  await put('Riser.wav', { samples: 4 * RATE, start: HOUR, signal: brass });
  await put('R7_print.wav', { samples: 4 * RATE, start: HOUR, signal: (i, c) => brass(i, c) + strings(i, c) });
  await put('nostart_Brass.wav', { samples: RATE, start: null, signal: brass });
  await writeFile(at('cut/1m1_String_stem.wav'), (await readFile(at(stems[1]))).subarray(0, 40));
  await writeFile(at('scenes.csv'), 'scene,name,tc_in,tc_out,fps\n1,"Café, morning",01:00:00:00,01:00:04:00,24\n2A,Hull,01:00:04:00,01:00:08:00,24\n3,After,01:00:20:00,01:00:21:00,24\n');
  all = ['--prints', ...stems, ...temps];
});
after(() => rm(dir, { recursive: true, force: true }));

test('the JSON has every kind for every scene, with cause, trim and moments', () => {
  const { scenes, thresholds, thresholds_are_proposals, errors } = json(...all);

  assert.deepEqual(scenes.map(({ number, name, tc_in, tc_out }) => [number, name, tc_in, tc_out]), [
    ['1', 'Café, morning', '01:00:00:00', '01:00:04:00'], ['2A', 'Hull', '01:00:04:00', '01:00:08:00'], ['3', 'After', '01:00:20:00', '01:00:21:00']]);
  for (const { concerns } of scenes) {
    assert.deepEqual(concerns.map(({ kind }) => kind), KINDS);
    for (const one of concerns) {
      assert.ok(['clear', 'amber', 'red', 'unmeasured'].includes(one.level));
      const more = one.kind === 'dialogue-audibility' ? ['at_risk', 'without_music'] : [];
      assert.deepEqual(Object.keys(one).filter((key) => !more.includes(key)).sort(), ['channel', 'kind', 'level', 'moments', 'second', 'stem', 'text', 'trim_db', 'unit', 'value']);
      for (const key of more) assert.ok(key in one);
      if (one.level === 'unmeasured') for (const key of ['value', ...more]) assert.equal(one[key] ?? null, null);
      if (one.level === 'unmeasured') assert.match(one.text, /^not measured: ./);
    }
  }
  const busy = concern(scenes[0], 'centre-busy'), near = concern(scenes[1], 'lfe-headroom');
  assert.deepEqual([busy.level, busy.stem, busy.channel], ['red', 'Brass', 'C']);
  assert.deepEqual([near.level, near.stem, near.channel], ['red', 'Percussion', 'LFE']);
  assert.ok(near.trim_db < 0 && near.moments.length > 0);
  for (const { tc_in, tc_out, value } of near.moments) assert.ok(tc_in >= '01:00:04:00' && tc_out <= '01:00:08:00' && tc_in < tc_out && Number.isFinite(value));
  assert.ok(scenes[0].score > 0 && scenes[1].score > 0);
  assert.equal(scenes[2].score, null);
  assert.match(concern(scenes[2], 'lfe-active').text, /no music/);
  assert.equal(thresholds.pumping_amber, 0.45);
  assert.equal(thresholds_are_proposals, true);
  assert.deepEqual(errors, []);
});

test('threads and the order of the files change nothing', () => {
  const { stdout: one, status } = run('--json', ...base, '--threads', '1', ...all);
  assert.equal(status, 0);
  assert.equal(run('--json', ...base, '--threads', '5', ...temps, '--prints', ...[...stems].reverse()).stdout, one);
  assert.equal(run('--json', ...base, '--threads', '2', ...temps, ...stems.map((stem) => `--prints=${stem}`)).stdout, one);
});

test('a full mix is not added to the stems of its cue, and stands for them where there are none', () => {
  const withMix = json(...all, '1m1_Full_mix.wav');
  assert.deepEqual(withMix.scenes, json(...all).scenes);
  assert.deepEqual(withMix.prints.filter(({ measured }) => !measured).map(({ kind }) => kind), ['mix']);

  const busy = concern(json('--prints', '1m1_Full_mix.wav', ...temps).scenes[0], 'centre-busy');
  assert.deepEqual([busy.level, busy.stem], ['red', 'Full mix']);
  // told by --mix: without a cue in its name, it belongs to the stems that it sounds with
  assert.deepEqual(json(...all, '--mix', 'R7_print.wav').scenes, json(...all).scenes);
  assert.notDeepEqual(json(...all, 'R7_print.wav').scenes, json(...all).scenes);
});

test('a print whose name tells nothing is a stem of that name', () => {
  const { scenes, prints } = json('--prints', 'Riser.wav', ...temps);
  assert.deepEqual(prints.find(({ file }) => file === 'Riser.wav').role, 'Riser');
  assert.equal(concern(scenes[0], 'centre-busy').stem, 'Riser');
  assert.equal(concern(json('--prints', 'Riser.wav', '--role', 'Riser.wav=Brass', ...temps).scenes[0], 'centre-busy').stem, 'Brass');
});

test('what is not given is not measured, and says so', () => {
  const { scenes } = json('--prints', ...stems);
  for (const kind of ['lfe-headroom', 'lfe-overlap']) assert.match(concern(scenes[1], kind).text, /^not measured: no FX temp/);
  for (const kind of ['dialogue-audibility', 'centre-busy']) assert.match(concern(scenes[0], kind).text, /^not measured: no dialogue temp/);
  assert.equal(concern(scenes[1], 'lfe-active').level, 'red');
});

test('trims, near field, thresholds and one scene', () => {
  const headroom = (...args) => concern(json(...all, '--scene', '2A', ...args).scenes[0], 'lfe-headroom').value;
  const busy = (...args) => concern(json(...all, '--scene', '1', ...args).scenes[0], 'centre-busy');

  assert.ok(Math.abs(headroom() - -20 * Math.log10(0.9)) < 0.1);
  assert.ok(Math.abs(headroom('--music-trim', '-6.0206') - -20 * Math.log10(0.7)) < 0.1);
  assert.ok(Math.abs(headroom('--effects-trim', '-6.0206') - -20 * Math.log10(0.65)) < 0.1);
  assert.equal(busy('--threshold', 'centre_share_amber=0.5', '--threshold=centre_share_red=1').level, 'amber');
  const told = json(...all, '--threshold', 'pumping_amber=0.5', '--near-field');
  assert.equal(told.thresholds_are_proposals, false);
  assert.equal(told.thresholds.pumping_amber, 0.5);
  assert.equal(told.settings.near_field, true);
});

test('the table says what stands out, its cause, what clears it and where', () => {
  const { stdout, status } = run(...base, ...all);
  assert.equal(status, 0);
  assert.match(stdout, /^1 +Café, morning +01:00:00:00 +01:00:04:00 +▁▄█ +\d+ +red$/m);
  assert.match(stdout, /Percussion, LFE: -\d+\.\d dB clears it; worst 01:00:0/);
  assert.match(stdout, /everything: not measured: no music/);
  assert.match(stdout, /proposals: no standard gives any/);
  for (const line of stdout.split('\n')) assert.ok([...line].length <= 100, line);
});

test('a print that cannot be read is named, and only what needs it is not measured', () => {
  const done = run('--json', ...base, '--prints', stems[0], 'cut/1m1_String_stem.wav', stems[2], ...temps);
  assert.equal(done.status, 1);
  assert.match(done.stderr, /1m1_String_stem\.wav: .*\n[^]*1 of 5 files could not be read/);
  const { scenes, errors } = JSON.parse(done.stdout);
  assert.deepEqual(errors.map(({ file, code }) => [file, code]), [['cut/1m1_String_stem.wav', 'damaged']]);
  assert.ok(scenes[0].concerns.every(({ level, text }) => level === 'unmeasured' && /1m1_String_stem\.wav could not be read/.test(text)));
  assert.equal(scenes[0].score, null);
  assert.deepEqual(levels({ scenes })[1], levels(json(...all))[1]);

  const noTemp = JSON.parse(run('--json', ...base, '--prints', ...stems, '--effects', 'nowhere.wav', '--dialogue', 'dx.wav').stdout);
  assert.match(concern(noTemp.scenes[1], 'lfe-headroom').text, /nowhere\.wav could not be read/);
  assert.equal(concern(noTemp.scenes[1], 'lfe-active').level, 'red');
});

test('files that came together stand in one order, told or found', async () => {
  // L C R Ls Rs LFE without a layout: a full stem tells it by its sound, one of the Centre alone does not
  const voices = [-20, -8, -20, -40, -40].map((level, c) => noise(level, c));
  const stem = (i, c) => (c === 5 ? 0.5 * Math.sin((2 * Math.PI * 40 * i) / RATE) : voices[c](i, 0));
  await writeFile(at('1m3_String_stem.wav'), wav({ samples: 4 * RATE, start: HOUR, mask: 0, signal: stem }));
  await writeFile(at('1m3_Brass_stem.wav'), wav({ samples: 4 * RATE, start: HOUR, mask: 0, signal: (i, c) => (c === 1 ? 2 * voices[1](i, 0) : 0) }));
  const args = [...base, ...temps, '--scene', '1', '--prints', '1m3_Brass_stem.wav'];

  refused(1, /1m3_Brass_stem\.wav does not tell which channel is which; say it with --order/, ...args);
  const done = run('--json', ...args, '1m3_String_stem.wav');
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stderr, /1m3_Brass_stem\.wav: its channel order is taken from those that it came with/);
  const busy = concern(JSON.parse(done.stdout).scenes[0], 'centre-busy');
  assert.deepEqual([busy.level, busy.stem, busy.channel], ['red', 'Brass', 'C']);
});

test('refusals name what is wrong and what to do', () => {
  refused(2, /--fps is missing/, '--scenes', 'scenes.csv', stems[0]);
  refused(2, /--scenes is missing/, '--fps', '24', stems[0]);
  refused(2, /no prints are given/, ...base, ...temps);
  refused(2, /there is no threshold pumping_ambr/, ...base, ...all, '--threshold', 'pumping_ambr=1');
  refused(2, /expected NAME=VALUE/, ...base, ...all, '--threshold', 'pumping_amber');
  refused(2, /pumping_amber must be less than pumping_red/, ...base, ...all, '--threshold', 'pumping_amber=0.9');
  refused(2, /--music-trim x: expected a number/, ...base, ...all, '--music-trim', 'x');
  refused(2, /did you mean --prints/, ...base, '--print', stems[0]);
  refused(1, /has no scene 9; its first is 1 and its last 3/, ...base, ...all, '--scene', '9');
  refused(1, /line 2: fps is 24/, '--fps', '25', '--scenes', 'scenes.csv', stems[0]);
  refused(1, /does not tell where it starts; say it with --start/, ...base, '--prints', 'nostart_Brass.wav');
  assert.equal(json('--prints', 'nostart_Brass.wav', '--start', '01:00:01:00').prints[0].tc_in, '01:00:01:00');
  refused(1, /both .*1m1 Brass.* give one of them/s, ...base, '--prints', stems[0], stems[0]);
});
