// Prints go to a server and come back by the shell, whatever breaks on the way.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, readdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, predub, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000, SECOND = 48000;
const stems = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion'];

let server, folder, token;

// Runs a command; kill: a promise after which it gets a signal.
function start(command, args, { url = server.url, as = token, env = {} } = {}) {
  const child = spawn(predub, [command, '--server', url, ...args], { env: { PATH: process.env.PATH, PREDUB_TOKEN: as, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, out: '', err: '' };
  child.stdout.on('data', (data) => (run.out += data));
  child.stderr.on('data', (data) => (run.err += data));
  run.ended = new Promise((done) => child.on('close', (status, signal) => done({ status, signal, out: run.out, err: run.err })));
  return run;
}
const run = (command, args, options) => start(command, args, options).ended;
const push = (production, args, options) => run('push', ['--production', String(production.id), ...args], options);
const pull = (production, args, options) => run('pull', ['--production', String(production.id), ...args], options);
const pushed = async (production, args, options) => {
  const ended = await push(production, ['--json', '--yes', ...args], options);
  assert.equal(ended.status, 0, ended.err);
  return JSON.parse(ended.out);
};

async function until(what, says, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
    const found = await what();
    if (found) return found;
  }
  throw new Error(`not within ${seconds} s: ${says}`);
}

// A production with a picture and no cue yet.
async function film(name, more = {}) {
  const production = await server.ok('POST', '/api/productions', { name, frame_rate: '24', side: 'music', ...more });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  return { production, picture };
}

const level = (i) => -30 - i;
const sound = (seed, samples = SECOND, more = {}) => wav({ samples, start: HOUR, signal: noise(level(seed % 7), seed), ...more });

// Writes all prints of a cue and gives { path: bytes }.
async function bounce(dir, cue, { seed = 1, samples = SECOND, only = [...stems, 'Full_mix'] } = {}) {
  await mkdir(dir, { recursive: true });
  const files = {};
  for (const [i, role] of only.entries()) {
    const name = `${cue}_${role}.wav`;
    files[name] = sound(seed * 10 + i, samples);
    await writeFile(join(dir, name), files[name]);
  }
  return files;
}

const sizeOf = (files) => Object.values(files).reduce((sum, file) => sum + file.length, 0);
const sets = async (production, cue = '1m1') => {
  const found = (await server.ok('GET', `/api/productions/${production.id}`)).cues.find(({ name }) => name === cue);
  return found ? (await server.ok('GET', `/api/cues/${found.id}/sets`)).sets : [];
};
const drafts = async (production) => (await server.ok('GET', `/api/productions/${production.id}/drafts`)).drafts;

before(async () => {
  server = await Server.start();
  folder = await tempDir();
  token = (await server.ok('POST', '/api/tokens', { name: 'shell', scopes: ['listen', 'upload', 'deliver'] })).token;
});

after(() => server?.stop());

test('the plan is calm, fits 100 columns, asks what it needs, and sends nothing', async () => {
  const { production } = await film('Plan');
  const dir = join(folder, 'plan');
  await bounce(dir, '1m1');
  await writeFile(join(dir, '1m1_Full_mix.wav'), wav({ samples: SECOND, start: null, mask: 0, signal: noise(-20, 3) }));
  await writeFile(join(dir, '.hidden_1m1_Brass.wav'), 'x');
  await writeFile(join(dir, 'notes for the stage.txt'), 'loud');
  await writeFile(join(dir, '1m1_click.wav'), sound(40));
  await symlink(dir, join(dir, 'loop'));
  const { status, out, err } = await push(production, ['--dry-run', dir]);
  assert.equal(status, 0, err);
  assert.ok(out.split('\n').every((line) => [...line].length <= 100), out);
  assert.match(out, /^Plan, Cut 1\n\n1m1: new draft v1 \(the cue is new to the server\)\n/);
  assert.match(out, /\n {2}FX inst +1m1_FX_inst\.wav +865 kB/);
  assert.match(out, /Full mix .*\n +\? the file does not tell the order of its channels: say --order film/);
  assert.match(out, /\? nothing tells where it starts: say --start/);
  assert.match(out, /\nNot sent\n/);
  assert.match(out, /notes for the stage\.txt +its ending is none of a sound file/);
  assert.match(out, /1m1_click\.wav +the name tells none of String, Brass/);
  assert.doesNotMatch(out, /hidden|loop/);
  const answered = await push(production, ['--dry-run', '--order', 'smpte', '--start', '01:00:00:00', dir]);
  assert.doesNotMatch(answered.out, /\?/);
  assert.equal((await drafts(production)).length, 0);
});

test('a set is pushed, published when it is whole, and pulled back byte by byte', async () => {
  const { production } = await film('Life');
  const dir = join(folder, 'life'), into = join(folder, 'life_back');
  const files = await bounce(dir, '1m1');
  const ended = await push(production, ['--yes', dir]);
  assert.equal(ended.status, 0, ended.err + ended.out);
  assert.match(ended.out, /1m1 v1 is published\./);
  const [set] = await sets(production);
  assert.equal(set.prints.length, 6);
  const back = await pull(production, ['--cue', '1m01', '--into', into]);
  assert.equal(back.status, 0, back.err);
  assert.match(back.out, /Life, 1m1 v1: 6 files/);
  assert.deepEqual((await readdir(into)).sort(), Object.keys(files).sort());
  for (const [name, bytes] of Object.entries(files)) assert.ok(bytes.equals(await readFile(join(into, name))), name);
});

test('the same files a second time are there already: nothing is sent', async () => {
  const { production } = await film('Twice');
  const dir = join(folder, 'twice');
  const files = await bounce(dir, '1m1', { seed: 2 });
  const first = await pushed(production, [dir]);
  assert.equal(first.sent_bytes, sizeOf(files));
  const second = await pushed(production, [dir]);
  assert.equal(second.sent_bytes, 0);
  assert.equal(second.targets[0].kind, 'there');
  assert.equal((await sets(production)).length, 1);
  const text = await push(production, [dir]); // nothing to ask
  assert.equal(text.status, 0, text.err);
  assert.match(text.out, /v1 has these very files and is published[^]*Nothing has to be sent\./);
});

test('a new version sends only what changed; what the server has is proved', async () => {
  const { production } = await film('Changed');
  const dir = join(folder, 'changed');
  await bounce(dir, '1m1', { seed: 3 });
  await pushed(production, [dir]);
  const brass = sound(99);
  await writeFile(join(dir, '1m1_Brass.wav'), brass);
  const again = await pushed(production, [dir]);
  assert.equal(again.sent_bytes, brass.length);
  assert.equal(again.targets[0].version, 2);
  assert.ok(again.targets[0].is_published);
  const states = again.targets[0].prints.map(({ role, files }) => [role, files[0].state]);
  assert.deepEqual(Object.fromEntries(states), { String: 'proved', Brass: 'sent', Atmospheric: 'proved', 'FX inst': 'proved', Percussion: 'proved', 'Full mix': 'proved' });
});

test('mono files of a set are one print, and temps go to the picture', async () => {
  const { production, picture } = await film('Mono', { stems: ['String'] });
  const dir = join(folder, 'mono'), into = join(folder, 'mono_back');
  await mkdir(dir);
  for (const [i, channel] of ['L', 'C', 'R', 'Ls', 'Rs', 'LFE'].entries())
    await writeFile(join(dir, `1m1_String.${channel}.wav`), sound(50 + i, SECOND, { channels: 1 }));
  await writeFile(join(dir, '1m1_Full_mix.wav'), sound(60));
  await writeFile(join(dir, 'R1_DX_temp.wav'), sound(61));
  const plan = await push(production, ['--dry-run', dir]);
  assert.match(plan.out, /String +1m1_String, 6 mono files/);
  assert.match(plan.out, /Temps of Cut 1\n {2}Dialogue +R1_DX_temp\.wav/);
  const { targets } = await pushed(production, [dir]);
  assert.ok(targets.find(({ cue }) => cue === '1m1').is_published);
  const { temps } = await server.ok('GET', `/api/pictures/${picture.id}/temps`);
  assert.deepEqual(temps.map(({ role }) => role), ['Dialogue']);
  const back = await pull(production, ['--cue', '1m1', '--into', into]);
  assert.equal(back.status, 0, back.err);
  assert.equal((await readdir(into)).length, 7);
  for (const name of await readdir(into)) assert.ok((await readFile(join(into, name))).equals(await readFile(join(dir, name))), name);
  const second = await pushed(production, [dir]);
  assert.equal(second.sent_bytes, 0);
});

test('several cues of one folder become a set each', async () => {
  const { production } = await film('Reel');
  const dir = join(folder, 'reel');
  await bounce(join(dir, 'a'), '1m1', { seed: 5 });
  await bounce(join(dir, 'b'), '1m02A', { seed: 6 });
  const { targets } = await pushed(production, [dir]);
  assert.deepEqual(targets.map(({ cue, is_published }) => [cue, is_published]), [['1m1', true], ['1m02A', true]]);
});

test('a part of a set is a draft that says what it waits for; --incomplete publishes it', async () => {
  const { production } = await film('Part');
  const dir = join(folder, 'part');
  await bounce(dir, '1m1', { seed: 7, only: ['String', 'Brass'] });
  const waits = await push(production, ['--yes', dir]);
  assert.equal(waits.status, 1);
  assert.match(waits.out, /1m1 v1 is a draft that nobody else hears yet: it waits for Atmospheric, FX inst, Percussion, Full mix\./);
  assert.match(waits.err, /--incomplete publishes it without/);
  assert.equal((await sets(production)).length, 0);
  await bounce(dir, '1m1', { seed: 8, only: ['Percussion'] });
  const more = await push(production, ['--yes', '--incomplete', dir]);
  assert.match(more.out, /1m1: goes on with draft v1\n/);
  assert.match(more.out, /String .*there already\n/);
  const [set] = await sets(production);
  assert.equal(set.is_incomplete, true);
  assert.equal(set.prints.length, 3);
});

test('a draft with other audio stays as it is, and a new one is begun', async () => {
  const { production } = await film('Held');
  const dir = join(folder, 'held');
  await bounce(dir, '1m1', { seed: 9, only: ['String'] });
  await push(production, ['--yes', dir]);
  await bounce(dir, '1m1', { seed: 11 });
  const { status, out, err } = await push(production, ['--yes', dir]);
  assert.equal(status, 0, err);
  assert.match(out, /1m1: new draft v2\n {2}\(your draft v1 has other audio as its String and stays as it is\)/);
  assert.deepEqual((await sets(production)).map(({ version }) => version), [2]);
});

test('wrong use is told before anything is sent', async () => {
  const { production } = await film('Misuse');
  const dir = join(folder, 'misuse');
  await bounce(dir, '1m1', { seed: 12, only: ['String'] });
  const file = join(dir, '1m1_String.wav');
  const refused = async (args, sentence, status = 2, options) => {
    const ended = await push(production, args, options);
    assert.equal(ended.status, status, ended.err + ended.out);
    assert.match(ended.err, sentence);
  };
  await refused([], /no files or folders are given/);
  await refused([file], /there is no terminal to ask on: --yes sends without asking/);
  await refused(['--yes', join(dir, 'nothing.wav')], /nothing\.wav can't be read: No such file/, 1);
  await refused(['--yes', '--order', 'sideways', file], /sideways/);
  await refused(['--yes', '--parallel', '9', file], /--parallel 9: expected a number from 1 to 8/);
  await refused(['--yes', '--cue', '2m2', file], /1m1_String\.wav: it is of 1m1, and --cue says 2m2/);
  await refused(['--yes', '--picture', 'Cut 9', file], /no picture version "Cut 9"/, 1);
  await refused(['--yes', '--set', '999', file], /--set|no such/i, 1);
  await refused(['--yes', '--settle', '5', file], /--settle goes with --watch only/);
  await refused(['--watch', dir, file], /--watch takes one folder and no files/);
  await refused(['--watch', file], /there is no such folder/);
  await refused(['--yes', file], /token/, 1, { as: 'pdt_wrong' });
  await writeFile(join(dir, '1m1_String_v2.wav'), sound(70));
  await refused(['--yes', dir], /two files are the String of 1m1: .*1m1_String\.wav and .*1m1_String_v2\.wav; name the one to send/);
  const listener = (await server.ok('POST', '/api/tokens', { name: 'ears', scopes: ['listen'] })).token;
  await refused(['--yes', file], /upload/, 1, { as: listener });
  assert.equal((await drafts(production)).length, 0);
  const none = await run('push', ['--production', 'No such film', '--yes', file]);
  assert.equal(none.status, 1);
  assert.match(none.err, /there is no production No such film/);
});

// ---- what breaks ----

// Passes connections on to the server; counts what goes up, holds it to `rate` bytes a second, and
// cuts when told.
async function line(rate = Infinity) {
  const open = new Set();
  const proxy = { up: 0, spoil: 0, target: () => Number(new URL(server.url).port) };
  const listener = createServer((near) => {
    const far = connect(proxy.target(), '127.0.0.1');
    for (const end of [near, far]) {
      open.add(end);
      end.on('error', () => {});
      end.on('close', () => (open.delete(end), near.destroy(), far.destroy()));
    }
    far.pipe(near);
    near.on('data', (data) => {
      proxy.up += data.length;
      if (proxy.spoil > 0 && data.length > 10000) {
        proxy.spoil--;
        data[data.length - 100] ^= 0x10;
      }
      far.write(data);
      if (rate === Infinity) return;
      near.pause();
      setTimeout(() => near.resume(), (data.length / rate) * 1000);
    });
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  proxy.url = `http://127.0.0.1:${listener.address().port}`;
  proxy.cut = () => open.forEach((end) => end.destroy());
  proxy.close = () => (proxy.cut(), new Promise((done) => listener.close(done)));
  return proxy;
}

const BIG = 20 * SECOND; // 17 MB a file

test('a line that breaks again and again costs less than a tenth', async () => {
  const { production } = await film('Breaks', { stems: ['String', 'Brass'] });
  const dir = join(folder, 'breaks'), proxy = await line(8e6);
  const files = await bounce(dir, '1m1', { seed: 20, samples: BIG, only: ['String', 'Brass', 'Full_mix'] });
  const cuts = setInterval(proxy.cut, 700);
  const { targets } = await pushed(production, [dir], { url: proxy.url });
  clearInterval(cuts);
  await proxy.close();
  assert.ok(targets[0].is_published);
  assert.ok(proxy.up < 1.1 * sizeOf(files), `${proxy.up} bytes for ${sizeOf(files)}`);
  const [set] = await sets(production);
  assert.equal(set.prints.length, 3);
});

test('parts that arrive with other bytes are refused, and sent again', async () => {
  const { production } = await film('Spoilt', { stems: ['String'] });
  const dir = join(folder, 'spoilt'), into = join(folder, 'spoilt_back'), proxy = await line();
  const files = await bounce(dir, '1m1', { seed: 26, samples: BIG, only: ['String', 'Full_mix'] });
  proxy.spoil = 3;
  const { targets } = await pushed(production, [dir], { url: proxy.url });
  await proxy.close();
  assert.equal(proxy.spoil, 0);
  assert.ok(targets[0].is_published);
  assert.ok(proxy.up < 1.1 * sizeOf(files), `${proxy.up} bytes for ${sizeOf(files)}`);
  assert.equal((await pull(production, ['--cue', '1m1', '--into', into])).status, 0);
  for (const [name, bytes] of Object.entries(files)) assert.ok(bytes.equals(await readFile(join(into, name))), name);
});

test('killed in the middle, the same line goes on where it was', async () => {
  const { production } = await film('Killed', { stems: ['String', 'Brass'] });
  const dir = join(folder, 'killed'), proxy = await line(10e6);
  const files = await bounce(dir, '1m1', { seed: 21, samples: BIG, only: ['String', 'Brass', 'Full_mix'] });
  const first = start('push', ['--production', String(production.id), '--yes', dir], { url: proxy.url });
  await until(() => proxy.up > 0.5 * sizeOf(files), 'half of it is sent');
  first.child.kill('SIGKILL');
  assert.equal((await first.ended).signal, 'SIGKILL');
  const { targets } = await pushed(production, [dir], { url: proxy.url });
  await proxy.close();
  assert.equal(targets[0].kind, 'draft');
  assert.ok(targets[0].is_published);
  assert.ok(proxy.up < 1.1 * sizeOf(files), `${proxy.up} bytes for ${sizeOf(files)}`);
});

test('Ctrl-C ends it within a second, and says that the same line goes on', async () => {
  const { production } = await film('Stopped', { stems: ['String'] });
  const dir = join(folder, 'stopped'), proxy = await line(4e6);
  await bounce(dir, '1m1', { seed: 22, samples: BIG, only: ['String', 'Full_mix'] });
  const first = start('push', ['--production', String(production.id), '--yes', dir], { url: proxy.url });
  await until(() => proxy.up > 2e6, 'some of it is sent');
  const asked = Date.now();
  first.child.kill('SIGINT');
  const { status, err } = await first.ended;
  assert.ok(Date.now() - asked < 1000, `${Date.now() - asked} ms`);
  assert.equal(status, 3);
  assert.match(err, /the same line goes on where it was/);
  await proxy.close();
  const { targets } = await pushed(production, [dir]);
  assert.ok(targets[0].is_published);
});

test('the server is killed and starts again: the push goes on by itself', async () => {
  const own = server;
  const { production } = await film('Restart', { stems: ['String', 'Brass'] });
  const dir = join(folder, 'restart'), proxy = await line(12e6);
  const files = await bounce(dir, '1m1', { seed: 23, samples: BIG, only: ['String', 'Brass', 'Full_mix'] });
  const going = start('push', ['--production', String(production.id), '--yes', '--json', dir], { url: proxy.url });
  await until(() => proxy.up > 0.4 * sizeOf(files), 'a part is sent');
  own.own = false;
  await own.stop('SIGKILL');
  server = await Server.start({ data: own.data });
  const { status, out, err } = await going.ended;
  await proxy.close();
  assert.equal(status, 0, err);
  assert.ok(JSON.parse(out).targets[0].is_published);
  assert.ok(proxy.up < 1.1 * sizeOf(files), `${proxy.up} bytes for ${sizeOf(files)}`);
});

test('a file that changes while it is sent is sent anew, as it is then', async () => {
  const { production } = await film('Moving', { stems: ['String'] });
  const dir = join(folder, 'moving'), proxy = await line(6e6);
  await bounce(dir, '1m1', { seed: 24, samples: BIG, only: ['String'] });
  await writeFile(join(dir, '1m1_Full_mix.wav'), sound(80));
  const going = start('push', ['--production', String(production.id), '--yes', dir], { url: proxy.url });
  await until(() => proxy.up > 6e6, 'a part is sent');
  const other = sound(81, BIG);
  await writeFile(join(dir, '1m1_String.wav'), other);
  const { status, err } = await going.ended;
  await proxy.close();
  assert.equal(status, 0, err);
  assert.match(err, /1m1_String\.wav changed while it was sent: it is sent anew/);
  const into = join(folder, 'moving_back');
  assert.equal((await pull(production, ['--cue', '1m1', '--into', into])).status, 0);
  assert.ok(other.equals(await readFile(join(into, '1m1_String.wav'))));
});

test('a file that changes all the time ends with a sentence', async () => {
  const { production } = await film('Restless', { stems: ['String'] });
  const dir = join(folder, 'restless'), proxy = await line(3e6);
  await bounce(dir, '1m1', { seed: 25, samples: BIG, only: ['String'] });
  const path = join(dir, '1m1_String.wav');
  const going = start('push', ['--production', String(production.id), '--yes', dir], { url: proxy.url });
  await until(() => proxy.up > 1e6, 'a part is sent');
  const restless = setInterval(() => utimes(path, new Date(), new Date()), 1500);
  const { status, err } = await going.ended;
  clearInterval(restless);
  await proxy.close();
  assert.equal(status, 1);
  assert.match(err, /1m1_String\.wav changes again and again while it is sent|changed while it was read/);
  assert.equal((await sets(production)).length, 0);
});

test('two people who push the same cue at once end in two sets', async () => {
  const { production } = await film('Two', { stems: ['String', 'Brass'] });
  const other = await server.person('Olga');
  await server.join(production.id, other, 'music');
  const theirs = (await other.ok('POST', '/api/tokens', { name: 'shell', scopes: ['listen', 'upload'] })).token;
  const only = ['String', 'Brass', 'Full_mix'];
  const mine = await bounce(join(folder, 'two_a'), '1m1', { seed: 30, samples: 4 * SECOND, only });
  const hers = await bounce(join(folder, 'two_b'), '1m1', { seed: 31, samples: 4 * SECOND, only });
  const ends = await Promise.all([push(production, ['--yes', join(folder, 'two_a')]), push(production, ['--yes', join(folder, 'two_b')], { as: theirs })]);
  for (const { status, err } of ends) assert.equal(status, 0, err);
  const found = await sets(production);
  assert.equal(found.length, 2);
  for (const files of [mine, hers]) {
    const sizes = found.filter(({ prints }) => prints.every((print) => print.files.every(({ filename, bytes }) => files[filename].length === bytes)));
    assert.ok(sizes.length > 0);
  }
  const hashes = found.map(({ prints }) => new Set(prints.flatMap(({ files }) => files.map(({ sha256 }) => sha256))));
  assert.ok([...hashes[0]].every((hash) => !hashes[1].has(hash)), 'never a mix');
});

// ---- back ----

test('a pull that broke off goes on, and a different file is never overwritten', async () => {
  const { production } = await film('Back', { stems: ['String'] });
  const dir = join(folder, 'back'), into = join(folder, 'back_in');
  const files = await bounce(dir, '1m1', { seed: 40, samples: BIG, only: ['String', 'Full_mix'] });
  await pushed(production, [dir]);
  await mkdir(into);
  const name = '1m1_String.wav', half = files[name].length >> 1;
  await writeFile(join(into, `${name}.part`), files[name].subarray(0, half));
  await writeFile(join(into, '1m1_Full_mix.wav'), 'mine');
  const refused = await pull(production, ['--cue', '1m1', '--into', into]);
  assert.equal(refused.status, 1);
  assert.match(refused.err, /1m1_Full_mix\.wav is there already and is another file: it is left as it is/);
  assert.equal(String(await readFile(join(into, '1m1_Full_mix.wav'))), 'mine');
  assert.ok(files[name].equals(await readFile(join(into, name))));
  await rename(join(into, '1m1_Full_mix.wav'), join(into, 'mine.wav'));
  await writeFile(join(into, '1m1_Full_mix.wav.part'), Buffer.alloc(1000)); // not the beginning of it
  const good = await pull(production, ['--cue', '1m1', '--into', into, '--json']);
  assert.equal(good.status, 0, good.err);
  assert.deepEqual(JSON.parse(good.out).files.map(({ state }) => state), ['there', 'fetched']);
  assert.ok(files['1m1_Full_mix.wav'].equals(await readFile(join(into, '1m1_Full_mix.wav'))));
  const none = await pull(production, ['--cue', '1m1', '--version', '9', '--into', into]);
  assert.equal(none.status, 1);
  assert.match(none.err, /no v9 of 1m1 is published/);
  assert.equal((await pull(production, [])).status, 2);
});

// ---- a watched folder ----

async function watching(production, dir, more = []) {
  await mkdir(dir, { recursive: true });
  const watch = start('push', ['--production', String(production.id), '--watch', dir, '--settle', '1', ...more]);
  await until(() => /watching/.test(watch.out), 'it watches');
  watch.stop = async () => {
    watch.child.kill('SIGINT');
    const ended = await watch.ended;
    assert.equal(ended.status, 0, ended.err);
    return ended;
  };
  return watch;
}

test('a watched folder sends what is finished, and a set when all roles are there', async () => {
  const { production } = await film('Watch', { stems: ['String'] });
  const dir = join(folder, 'watch'), watch = await watching(production, dir);
  const string = sound(90, 2 * SECOND), mix = sound(91, 2 * SECOND);
  // a workstation writes the header first and then grows, with pauses longer than --settle
  await writeFile(join(dir, '1m1_String.wav'), string.subarray(0, 200000));
  await sleep(2600);
  assert.equal((await drafts(production)).length, 0, watch.out);
  await appendFile(join(dir, '1m1_String.wav'), string.subarray(200000));
  await until(() => /1m1_String\.wav: String of 1m1 v1/.test(watch.out), 'the stem is sent');
  await until(() => /1m1 v1 is a draft, it waits for Full mix/.test(watch.out), 'it waits');
  // another writes beside it and renames
  await writeFile(join(dir, '.1m1_Full_mix.wav.tmp'), mix);
  await rename(join(dir, '.1m1_Full_mix.wav.tmp'), join(dir, '1m1_Full_mix.wav'));
  await until(() => /1m1 v1 is published/.test(watch.out), 'it is published');
  const [set] = await sets(production);
  assert.equal(set.prints.length, 2);
  // bounced again after that: a new draft
  await writeFile(join(dir, '1m1_String.wav'), sound(92, 2 * SECOND));
  await until(() => /1m1 v2 is a draft, it waits for Full mix/.test(watch.out), 'a new draft');
  await watch.stop();
});

test('a stem that is bounced again before its set is whole takes the draft along', async () => {
  const { production } = await film('Rebounce', { stems: ['String', 'Brass'] });
  const dir = join(folder, 'rebounce'), watch = await watching(production, dir);
  await bounce(dir, '1m1', { seed: 50, only: ['String', 'Brass'] });
  await until(() => /1m1 v1 is a draft, it waits for Full mix/.test(watch.out), 'a draft');
  const better = sound(95);
  await writeFile(join(dir, '1m1_String.wav'), better);
  await until(() => /String of 1m1 was bounced again before v1 was whole: v2 takes its place/.test(watch.out), 'told');
  await writeFile(join(dir, '1m1_Full_mix.wav'), sound(96));
  await until(() => /1m1 v2 is published/.test(watch.out), 'published');
  await watch.stop();
  assert.equal((await drafts(production)).length, 0);
  const into = join(folder, 'rebounce_back');
  await pull(production, ['--cue', '1m1', '--into', into]);
  assert.ok(better.equals(await readFile(join(into, '1m1_String.wav'))));
});

test('what is no print is told once in a watched folder, and the rest goes on', async () => {
  const { production } = await film('Others', { stems: ['String'] });
  const dir = join(folder, 'others'), watch = await watching(production, dir);
  await writeFile(join(dir, '1m1_click.wav'), sound(97));
  await until(() => /1m1_click\.wav is not sent: the name tells none of/.test(watch.out), 'told');
  await bounce(dir, '1m1', { seed: 51, only: ['String', 'Full_mix'] });
  await until(() => /1m1 v1 is published/.test(watch.out), 'published');
  const { out } = await watch.stop();
  assert.equal(out.match(/click/g).length, 1);
});
