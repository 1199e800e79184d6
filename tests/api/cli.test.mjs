// The commands as a person types them: what they print, what they write, how they refuse.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, predub, tempDir } from '../support/server.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 3600 * RATE, KINDS = ['opus', 'webm', 'mp4', 'wav'];
let dir, out;
const at = (name) => join(dir, name);

const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(predub, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, stdout, stderr };
};
const ok = (...args) => {
  const done = run(...args);
  assert.equal(done.status, 0, done.stderr);
  return done;
};
const refused = (status, pattern, ...args) => {
  const done = run(...args);
  assert.equal(done.status, status, done.stderr);
  assert.match(done.stderr, pattern);
};
// Renders [in, out) of 24 fps and decodes it: planar left and right.
const range = (from, to) => ['--fps', '24', '--in', from, '--out', to];
const heard = (name, ...args) => {
  const done = ok('preview', '-o', at(name), ...args);
  return { ...decode(at(name)), ...done };
};

function decode(file) {
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'warning', '-i', file, '-f', 'f32le', '-ar', '48000', '-'], { maxBuffer: 1 << 28 });
  assert.equal(stderr.toString(), '', `${file}: ffmpeg warns`);
  const data = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
  return { left: data.filter((_, i) => i % 2 === 0), right: data.filter((_, i) => i % 2 === 1) };
}

const level_db = (samples) => 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const seconds = (samples, from, to) => samples.subarray(from * RATE, to * RATE);
const near = (actual, expected, tolerance = 0.1) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} dB, expected ${expected} ± ${tolerance}`);
// The rms of a sine whose peak is -20 dBFS.
const TONE = -20 - 3.0103;

before(async () => {
  dir = await tempDir();
  out = at('out');
  await mkdir(out);
  const put = (name, spec) => writeFile(at(name), wav(spec));
  // Centre at 1 kHz from 01:00:02:00 for 4 s; left at 440 Hz from 01:00:04:00 for 4 s
  await put('1m1_Brass_stem.wav', { samples: 4 * RATE, start: HOUR + 2 * RATE, signal: tone(1000, -20, [2]) });
  await put('1m1_String_stem.wav', { samples: 4 * RATE, start: HOUR + 4 * RATE, signal: tone(440, -20, [0]) });
  await put('1m1_Full_mix.wav', { samples: 4 * RATE, start: HOUR + 2 * RATE, signal: tone(1000, -40, [1]) });
  await put('1m2_Percussion_stem.wav', { samples: 4 * RATE, start: HOUR + 20 * RATE, signal: tone(50, -20, [3]) });
  await put('R1_DX_temp.wav', { channels: 1, samples: 8 * RATE, start: HOUR, signal: noise(-30) });
  await put('loud_Brass.wav', { samples: 2 * RATE, start: HOUR + RATE, signal: tone(997, 0, [0, 2]) });
  await put('nomask_String.wav', { samples: RATE, start: HOUR, mask: 0, signal: noise(-20) });
  await put('nostart_String.wav', { samples: RATE, start: null, signal: tone(440, -20, [0]) });
  await put('what.wav', { samples: RATE, start: HOUR, signal: tone(440, -20, [0]) });
  await put('1m1v2_String_stem.wav', { samples: 4 * RATE, start: HOUR + 4 * RATE, signal: tone(440, -20, [0]) });
  for (const [i, name] of ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].entries())
    await put(`1m3_Brass_stem.${name}.wav`, { channels: 1, samples: 2 * RATE, start: HOUR, signal: tone(300 + 100 * i, name === 'Ls' ? -20 : -90, [0]) });
  await writeFile(at('cut.wav'), (await readFile(at('what.wav'))).subarray(0, 40));
  await writeFile(at('scenes.csv'), 'scene,name,tc_in,tc_out,fps\n1,First,01:00:00:00,01:00:02:00,24\n2A,Second,01:00:02:00,01:00:06:12,24\n');
});
after(() => rm(dir, { recursive: true, force: true }));

test('help tells what the program is and how each command is used', () => {
  const { stdout } = ok('--help');
  for (const command of ['serve', 'preview', 'probe']) {
    assert.match(stdout, new RegExp(`^  ${command} +\\S`, 'm'));
    assert.match(ok(command, '--help').stdout, new RegExp(`usage: predub ${command} `));
  }
  assert.match(ok('--version').stdout, /^predub \d+\.\d+\.\d+\n$/);
  for (const option of ['--scenes', '--lfe', '--order', '--start', '--headroom', '--json'])
    assert.ok(ok('preview', '--help').stdout.includes(option));
});

test('wrong use says what is wrong and exits with 2', () => {
  refused(2, /no command previw/, 'previw');
  refused(2, /no option --fsp; did you mean --fps\?/, 'preview', '--fsp', '24');
  refused(2, /no option --scens; did you mean --scenes\?/, 'preview', '--scens=x');
  refused(2, /--fps needs a value/, 'preview', '--fps');
  refused(2, /--json takes no value/, 'probe', '--json=1', at('what.wav'));
  refused(2, /--fps is missing/, 'preview', '-o', at('x.wav'), at('what.wav'));
  refused(2, /either --scenes CSV --scene N, or --in TC/, 'preview', '--fps', '24', '-o', at('x.wav'), at('what.wav'));
  refused(2, /no files/, 'preview', '-o', at('x.wav'), ...range('01:00:00:00', '01:00:01:00'));
  refused(2, /\.opus, \.webm, \.mp4 or \.wav/, 'preview', '-o', at('x.mp3'), ...range('01:00:00:00', '01:00:01:00'), at('what.wav'));
  refused(2, /is not after/, 'preview', '-o', at('x.wav'), ...range('01:00:01:00', '01:00:01:00'), at('what.wav'));
  refused(2, /--lfe says what the recipe file says/, 'preview', '-o', at('x.wav'), '--recipe', 'r.json', '--lfe', 'out', ...range('01:00:00:00', '01:00:01:00'), at('what.wav'));
  refused(2, /23\.976|frame rate/, 'preview', '--fps', '23', '--in', '01:00:00:00', '--out', '01:00:01:00', '-o', at('x.wav'), at('what.wav'));
  refused(2, /no files/, 'probe');
});

test('probe tells what was read and how it was known', () => {
  const { prints, errors } = JSON.parse(ok('probe', '--json', '--fps', '24', at('1m1_Brass_stem.wav')).stdout);
  assert.deepEqual(errors, []);
  const { files, format, rate_hz, bits, is_float, channels, frames, samples, order, order_known_by, start_samples, start_known_by, tc_start, frame_rate, cue, role, kind, description } = prints[0];
  assert.deepEqual({ files, format, rate_hz, bits, is_float, channels, frames, samples }, { files: ['1m1_Brass_stem.wav'], format: 'WAV', rate_hz: RATE, bits: 24, is_float: false, channels: 6, frames: 4 * RATE, samples: 4 * RATE });
  assert.deepEqual({ order, order_known_by, start_samples, start_known_by, tc_start, frame_rate }, { order: 'L R C LFE Ls Rs', order_known_by: 'mask', start_samples: HOUR + 2 * RATE, start_known_by: 'bext', tc_start: '01:00:02:00', frame_rate: '24' });
  assert.deepEqual({ cue, role, kind, description }, { cue: '1m1', role: 'Brass', kind: 'stem', description: 'made by a test' });
  const text = ok('probe', '--fps', '24', at('1m1_Brass_stem.wav')).stdout;
  for (const part of ['48000 Hz', '24 bit', '6 channels', 'L R C LFE Ls Rs (known by mask)', '01:00:02:00', '1m1 Brass (stem)', '00:00:04.000'])
    assert.ok(text.includes(part), `${part} in ${text}`);
});

test('probe gathers mono files into one print, whatever their order', () => {
  const files = ['Rs', 'L', 'C', 'LFE', 'Ls', 'R'].map((name) => at(`1m3_Brass_stem.${name}.wav`));
  const { prints } = JSON.parse(ok('probe', '--json', ...files, at('what.wav')).stdout);
  assert.equal(prints.length, 2);
  assert.equal(prints[0].files.length, 6);
  assert.equal(prints[0].channels, 6);
  assert.equal(prints[0].order_known_by, 'suffix');
  assert.equal(prints[1].kind, 'unknown');
  assert.equal(prints[1].tc_start, null);
});

test('probe goes on after a damaged file and exits with 1', () => {
  const { status, stdout } = run('probe', '--json', at('cut.wav'), at('what.wav'), at('not-there.wav'));
  const { prints, errors } = JSON.parse(stdout);
  assert.equal(status, 1);
  assert.equal(prints.length, 1);
  assert.equal(errors.length, 2);
  for (const { file, code, text } of errors) assert.ok(file && code && text.includes(file.split('/').at(-1)), text);
  refused(1, /cut\.wav/, 'probe', at('cut.wav'));
});

for (const kind of KINDS) {
  test(`${kind}: covers exactly [in, out), at the level of the recipe, silent where nothing sounds`, () => {
    const { left, right, stderr } = heard(`range.${kind}`, ...range('01:00:00:12', '01:00:11:07'), at('1m1_Brass_stem.wav'), at('1m1_String_stem.wav'));
    assert.equal(stderr, '');
    // MP4 tells the end in its durations, which ffmpeg does not cut the last packet by
    const more = left.length - (11 * 24 + 7 - 12) * 2000;
    assert.ok(more >= 0 && more < (kind === 'mp4' ? 960 : 1), `${more} samples too many`);
    near(level_db(seconds(left, 2, 3)), TONE - 3.01); // Centre alone
    near(level_db(seconds(right, 2, 3)), TONE - 3.01);
    near(level_db(seconds(left, 4, 5)), 10 * Math.log10(10 ** (TONE / 10) + 10 ** ((TONE - 3.01) / 10))); // with left
    near(level_db(seconds(left, 6, 7)), TONE); // left alone
    assert.ok(level_db(seconds(right, 6, 7)) < -80);
    for (const silent of [seconds(left, 0, 1), seconds(right, 0, 1), seconds(left, 8, 10), seconds(right, 8, 10)])
      assert.ok(level_db(silent) < (kind === 'wav' ? -200 : -90), `${level_db(silent)} dB`);
  });

  test(`${kind}: one thread and two give the same bytes`, async () => {
    const files = ['1m1_Brass_stem.wav', '1m1_String_stem.wav', 'R1_DX_temp.wav'].map(at);
    for (const threads of ['1', '2', '5'])
      ok('preview', '-o', at(`t${threads}.${kind}`), '--threads', threads, ...range('01:00:00:00', '01:00:33:01'), ...files);
    const one = await readFile(at(`t1.${kind}`));
    assert.ok(one.equals(await readFile(at(`t2.${kind}`))));
    assert.ok(one.equals(await readFile(at(`t5.${kind}`))));
  });
}

test('the WAV is 32-bit float and stands at its place on the timeline', () => {
  heard('place.wav', ...range('01:00:02:00', '01:00:03:00'), at('1m1_Brass_stem.wav'));
  const { prints } = JSON.parse(ok('probe', '--json', at('place.wav')).stdout);
  assert.deepEqual([prints[0].bits, prints[0].is_float, prints[0].channels, prints[0].samples, prints[0].start_samples], [32, true, 2, RATE, HOUR + 2 * RATE]);
});

test('a scene of a list is rendered from its in to its out', () => {
  const { left } = heard('scene.wav', '--fps', '24', '--scenes', at('scenes.csv'), '--scene', '2A', at('1m1_Brass_stem.wav'));
  assert.equal(left.length, 4.5 * RATE);
  near(level_db(seconds(left, 0, 4)), TONE - 3.01);
  refused(1, /no scene 7; its first is 1 and its last 2A/, 'preview', '-o', at('x.wav'), '--fps', '24', '--scenes', at('scenes.csv'), '--scene', '7', at('1m1_Brass_stem.wav'));
  refused(1, /scenes\.csv.*line 2/, 'preview', '-o', at('x.wav'), '--fps', '25', '--scenes', at('scenes.csv'), '--scene', '1', at('1m1_Brass_stem.wav'));
});

test('stems and temps play, full mixes only instead of the stems', () => {
  const files = ['1m1_Brass_stem.wav', '1m1_Full_mix.wav', 'R1_DX_temp.wav'].map(at);
  const part = range('01:00:03:00', '01:00:04:00');
  const stems = JSON.parse(ok('preview', '-o', at('x.wav'), '--json', ...part, ...files).stdout);
  assert.deepEqual(stems.sources.map(({ role }) => role).sort(), ['Brass', 'Dialogue']);
  const { left, right } = heard('mix.wav', '--mix', '--mute', 'DX', ...part, ...files);
  assert.equal(level_db(left), -Infinity);
  near(level_db(right), TONE - 20);
  refused(1, /none of the files is a full mix/, 'preview', '-o', at('x.wav'), '--mix', ...part, files[0]);
});

test('gains, only, mute, LFE, Centre, fold and headroom do what they say', () => {
  const files = ['1m1_Brass_stem.wav', '1m1_String_stem.wav', 'R1_DX_temp.wav', '1m2_Percussion_stem.wav'].map(at);
  const level = (from, to, ...options) => level_db(heard('o.wav', ...range(from, to), ...options, ...files).left);
  const centre = ['01:00:03:00', '01:00:04:00'], lfe = ['01:00:21:00', '01:00:23:00'];
  near(level(...centre, '--only', 'Brass'), TONE - 3.01);
  near(level(...centre, '--only', 'brass', '--gain', 'Brass=-6'), TONE - 9.01);
  near(level(...centre, '--mute', 'DX,String', '--headroom', '-4.5'), TONE - 7.51);
  near(level(...centre, '--only', 'Brass', '--fold', 'mono'), TONE);
  assert.equal(level(...centre, '--only', 'Brass', '--no-centre'), -Infinity);
  assert.equal(level(...lfe), -Infinity);
  near(level(...lfe, '--lfe', '-3'), TONE - 3.01);
  near(level(...lfe, '--lfe', '+4'), TONE + 4);
  near(level(...lfe, '--lfe', 'plus_4'), TONE + 4);
  refused(1, /--gain Choir: none of the files is that; there are Brass/, 'preview', '-o', at('x.wav'), '--gain', 'Choir=-3', ...range(...centre), ...files);
  refused(1, /--lfe loud: expected out, -3 or \+4/, 'preview', '-o', at('x.wav'), '--lfe', 'loud', ...range(...centre), ...files);
});

test('a recipe file gives the same bytes as the options', async () => {
  const files = ['1m1_Brass_stem.wav', '1m1_String_stem.wav'].map(at), part = range('01:00:03:00', '01:00:05:00');
  await writeFile(at('recipe.json'), JSON.stringify({ sources: [{ role: 'Brass', gain_db: -6 }], fold: 'lt_rt', lfe: 'minus_3' }));
  ok('preview', '-o', at('a.opus'), '--recipe', at('recipe.json'), '--headroom', '-3', ...part, ...files);
  ok('preview', '-o', at('b.opus'), '--only', 'Brass', '--gain', 'Brass=-6', '--fold', 'lt-rt', '--lfe', '-3', '--headroom', '-3', ...part, ...files);
  assert.ok((await readFile(at('a.opus'))).equals(await readFile(at('b.opus'))));
  await writeFile(at('bad.json'), '{"fold": "stereo"}');
  refused(1, /bad\.json.*stereo/, 'preview', '-o', at('x.wav'), '--recipe', at('bad.json'), ...part, ...files);
});

test('mono files of one print play as one', () => {
  const files = ['Rs', 'L', 'C', 'LFE', 'Ls', 'R'].map((name) => at(`1m3_Brass_stem.${name}.wav`));
  const { left, right } = heard('mono.wav', ...range('01:00:00:00', '01:00:02:00'), ...files);
  near(level_db(left), TONE - 3.01);
  assert.ok(level_db(right) < -80);
});

test('overs are listed with timecode', () => {
  const { stderr } = heard('loud.wav', ...range('01:00:00:00', '01:00:04:00'), at('loud_Brass.wav'));
  assert.match(stderr, /over: 01:00:01:00 - 01:00:0[23]:\d\d, \+4\.6 dBFS/);
  const { overs } = JSON.parse(ok('preview', '-o', at('loud.opus'), '--json', ...range('01:00:00:00', '01:00:04:00'), at('loud_Brass.wav')).stdout);
  assert.equal(overs.count, 1);
  assert.equal(overs.overs[0].tc_in, '01:00:01:00');
  near(overs.peak_db, 4.64);
  assert.equal(heard('held.wav', '--headroom', '-5', ...range('01:00:00:00', '01:00:04:00'), at('loud_Brass.wav')).stderr, '');
});

test('what a file does not tell is asked for, and the option named', () => {
  const play = (file, ...options) => ['preview', '-o', at('asked.wav'), ...options, ...range('01:00:00:00', '01:00:01:00'), at(file)];
  refused(1, /nomask_String\.wav.*--order film/, ...play('nomask_String.wav'));
  ok(...play('nomask_String.wav', '--order', 'film'));
  ok(...play('nomask_String.wav', '--order', 'nomask_String.wav=L,C,R,Ls,Rs,LFE'));
  refused(1, /none of the files is called so/, ...play('nomask_String.wav', '--order', 'other.wav=film'));
  refused(1, /nostart_String\.wav.*--start/, ...play('nostart_String.wav'));
  ok(...play('nostart_String.wav', '--start', '01:00:00:00'));
  near(level_db(decode(at('asked.wav')).left), TONE);
  refused(1, /what\.wav.*--role/, ...play('what.wav'));
  ok(...play('what.wav', '--role', 'what.wav=Brass'));
  refused(1, /1m1 String.*give one of them/, ...play('1m1_String_stem.wav'), at('1m1v2_String_stem.wav'));
});

test('an order that somebody says decides which channel is which', () => {
  const level = (order) => level_db(heard('order.wav', '--order', order, '--gain', 'String=0', ...range('01:00:00:00', '01:00:01:00'), at('nomask_String.wav')).left);
  const one = -20 - 4.7712; // rms of noise with a peak of -20 dBFS in each of six slots
  near(level('smpte'), one + 10 * Math.log10(1 + 0.5 + 0.5), 0.2);
  near(level('Ls,Rs,C,LFE,L,R'), one + 10 * Math.log10(1 + 0.5 + 0.5), 0.2);
  const film = decode(at('order.wav'));
  heard('film.wav', '--order', 'film', ...range('01:00:00:00', '01:00:01:00'), at('nomask_String.wav'));
  assert.notDeepEqual(film.left.subarray(0, 100), decode(at('film.wav')).left.subarray(0, 100));
});

test('--json says what was made, of which bytes', async () => {
  const made = JSON.parse(ok('preview', '-o', at('made.opus'), '--json', '--lfe', '+4', ...range('01:00:03:00', '01:00:05:00'), at('1m1_Brass_stem.wav')).stdout);
  const { createHash } = await import('node:crypto');
  assert.equal(made.sources[0].files[0].sha256, createHash('sha256').update(await readFile(at('1m1_Brass_stem.wav'))).digest('hex'));
  assert.equal(made.file.bytes, (await stat(at('made.opus'))).size);
  assert.equal(made.file.media_type.split(';')[0], 'audio/ogg');
  assert.equal(made.samples, 2 * RATE);
  assert.equal(made.limiter, 'none');
  assert.equal(made.lfe_db, 4);
  assert.deepEqual(made.recipe.sources, [{ role: 'Brass', gain_db: 0 }]);
  near(made.matrix.left.C, Math.SQRT1_2, 1e-4);
  near(made.matrix.left.LFE, 10 ** (4 / 20), 1e-3);
  assert.match(made.heard, /Lo\/Ro/);
});

test('a run that fails leaves no file, and what was there stays', async () => {
  const part = range('01:00:00:00', '01:00:40:00');
  await writeFile(join(out, 'old.wav'), 'precious');
  const limited = spawnSync('sh', ['-c', 'ulimit -f 100; exec "$@"', 'sh', predub, 'preview', '-o', join(out, 'old.wav'), ...part, at('1m1_Brass_stem.wav')], { encoding: 'utf8' });
  assert.equal(limited.status, 1, limited.stderr);
  assert.match(limited.stderr, /old\.wav.*(15\.4 MB|written)/);
  assert.deepEqual(await readdir(out), ['old.wav']);
  assert.equal(await readFile(join(out, 'old.wav'), 'utf8'), 'precious');
  await rm(join(out, 'old.wav'));
  refused(1, /no-such-folder/, 'preview', '-o', at('no-such-folder/x.wav'), ...part, at('1m1_Brass_stem.wav'));
  await mkdir(join(out, 'folder.opus'));
  refused(1, /is there and is no file/, 'preview', '-o', join(out, 'folder.opus'), ...part, at('1m1_Brass_stem.wav'));
  await rm(join(out, 'folder.opus'), { recursive: true });
  refused(1, /1m1_Brass_stem\.wav is one of the files to play/, 'preview', '-o', at('1m1_Brass_stem.wav'), ...part, at('1m1_Brass_stem.wav'));
});

test('an interrupted run leaves no file', async () => {
  const child = spawn(predub, ['preview', '-o', join(out, 'long.opus'), ...range('00:00:00:00', '23:00:00:00'), at('1m1_Brass_stem.wav')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.on('close', (status, signal) => done({ status, signal })));
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  while ((await readdir(out)).length === 0) await sleep(5);
  child.kill('SIGINT');
  assert.deepEqual(await ended, { status: 1, signal: null });
  assert.match(said, /interrupted/);
  assert.deepEqual(await readdir(out), []);
});

test('the server makes the same bytes', async () => {
  const server = await Server.start();
  try {
    const { picture, set } = await server.production();
    const names = ['1m1_Brass_stem.wav', '1m1_String_stem.wav'];
    for (const name of names) await server.ok('PUT', `/api/sets/${set.id}/prints/${name}`, await readFile(at(name)));
    await server.publish(set);
    const preview = await server.ok('POST', `/api/pictures/${picture.id}/previews`, { tc_in: '01:00:00:00', tc_out: '01:00:07:00', recipe: { sources: names.map((name) => ({ role: name.split('_')[1], gain_db: 0 })) } });
    ok('preview', '-o', at('same.opus'), ...range('01:00:00:00', '01:00:07:00'), ...names.map(at));
    const served = Buffer.from(await (await server.fetch(preview.files.opus.url)).arrayBuffer());
    assert.ok(served.equals(await readFile(at('same.opus'))));
  } finally {
    await server.stop();
  }
});

test('serve lets others in over TLS only, unless told otherwise', () => {
  refused(2, /readable.*--tls-cert.*--no-tls/, 'serve', '--data', at('data'), '--listen', '0.0.0.0:0');
  refused(2, /--data DIR is missing/, 'serve');
  refused(2, /--cache-ram lots: expected bytes/, 'serve', '--data', at('data'), '--cache-ram', 'lots');
});

test('a second server on the same folder is refused, a signal ends the first cleanly', async () => {
  const server = await Server.start();
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await server.fetch('/healthz')).status, 200);
  refused(1, /another|already|in use/, 'serve', '--data', server.data, '--listen', '127.0.0.1:0');
  assert.deepEqual(await server.stop('SIGINT'), { status: 0, signal: null });
});
