// What a scene sounds like changes with one sample inside it, and with nothing else: not with the file's name, container,
// metadata, depth or beginning.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from '../support/server.mjs';
import { noise, rf64, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 172800000;
const stems = ['String', 'Brass'];

// Three scenes of a second at 24 fps, the first two side by side, the third after a gap of one second.
const list = `scene,name,tc_in,tc_out
1,Quay,01:00:00:00,01:00:01:00
2,Boat,01:00:01:00,01:00:02:00
3,Open sea,01:00:03:00,01:00:04:00
`;
const scenes = [[0, RATE], [RATE, 2 * RATE], [3 * RATE, 4 * RATE]];
const SAMPLES = 4 * RATE + 100;

const rounded = (signal) => (i, c) => Math.round(signal(i, c) * 32768) / 32768; // fits 16 bits, too
const sound = { String: rounded(noise(-30, 1)), Brass: rounded(noise(-30, 2)), Full_mix: rounded(noise(-30, 3)) };

const print = (role, more = {}) => wav({ samples: SAMPLES, start: HOUR, signal: sound[role], ...more });
const prints = Object.fromEntries(Object.keys(sound).map((role) => [role, print(role)]));

// The print with the least step more, or less, at one sample of one channel.
function changed(role, at, channel) {
  const file = Buffer.from(prints[role]), data = file.indexOf(Buffer.from('data', 'latin1')) + 8;
  file[data + (at * 6 + channel) * 3] ^= 1;
  return file;
}

async function film() {
  const server = await Server.start();
  const production = await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24', stems });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list, { 'content-type': 'text/csv' });
  return { server, production, picture, cue };
}

// A new set: files by role, [name, bytes, query] or bytes alone.
async function deliver({ server, cue, picture }, files = {}) {
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const role of Object.keys(sound)) {
    const given = files[role] ?? prints[role];
    const [name, body, query = ''] = Array.isArray(given) ? given : [`1m1_${role}.wav`, given];
    await server.ok('PUT', `/api/sets/${set.id}/prints/${name}?role=${role.replace('_', '%20')}${query}`, body);
  }
  const { published_at_ms } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.ok(published_at_ms > 0);
  return set;
}

async function states({ server, picture }) {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(30)) {
    const { states } = await server.ok('GET', `/api/pictures/${picture.id}/states`);
    if (states.every((state) => !state.is_checking)) return states;
  }
  throw new Error('the scenes are still being listened to after a minute');
}

const digests = async (of) => (await states(of)).map((state) => state.sounds_sha256);
const differ = (before, after) => before.flatMap((digest, i) => (digest === after[i] ? [] : [i + 1]));

// Through a file: only there can ffmpeg say in the head how long it is.
async function flac(server, file) {
  const path = join(server.data, 'test.flac');
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', '-i', '-', '-c:a', 'flac', '-sample_fmt', 's32', '-bits_per_raw_sample', '24', path], { input: file });
  assert.equal(status, 0, String(stderr));
  return readFile(path);
}

test('one sample at the first or last place of a scene changes that scene, and just outside no other', async () => {
  const of = await film();
  await deliver(of);
  const before = await digests(of);
  assert.equal(new Set(before).size, 3);
  const places = scenes.flatMap(([first, end], i) => [
    [first, [i + 1]],
    [end - 1, [i + 1]],
    [first - 1, i === 1 ? [1] : []],
    [end, i === 0 ? [2] : []],
  ]).filter(([at]) => at >= 0);
  for (const [n, [at, expected]] of places.entries()) {
    await deliver(of, { Brass: changed('Brass', at, n % 6) });
    assert.deepEqual(differ(before, await digests(of)), expected, `sample ${at}, channel ${n % 6}`);
  }
  await deliver(of);
  assert.deepEqual(await digests(of), before, 'the first delivery once more');
  const { sounds } = await of.server.ok('GET', `/api/scenes/${(await states(of))[0].scene_id}/state`);
  assert.deepEqual(sounds.map(({ cue, role, version }) => [cue, role, version]), ['Brass', 'Full mix', 'String'].map((role) => ['1m1', role, places.length + 2]));
  await of.server.stop();
});

test('the same audio under another name, in another container, with other metadata or another beginning changes nothing', async () => {
  const of = await film(), { server } = of;
  await deliver(of);
  const before = await digests(of), { String: string, Brass: brass } = sound;
  const late = (signal) => (i, c) => (i < RATE ? 0 : signal(i - RATE, c));
  const film_order = [0, 2, 1, 4, 5, 3]; // which channel is in which slot: L C R Ls Rs LFE
  const same = {
    'another name': { Brass: ['a_take_of_something_else.wav', prints.Brass] },
    'RF64': { Brass: rf64(prints.Brass) },
    'another time in bext, and the start told': { Brass: ['1m1_Brass.wav', print('Brass', { start: 5 }), `&start_samples=${HOUR}`] },
    'no bext': { String: ['1m1_String.wav', print('String', { start: null }), '&start=01:00:00:00'] },
    'a head of a second of silence': { String: print('String', { samples: SAMPLES + RATE, start: HOUR - RATE, signal: late(string) }) },
    'a longer tail': { Brass: print('Brass', { samples: SAMPLES + RATE, signal: (i, c) => (i < SAMPLES ? brass(i, c) : 0) }) },
    'another order of channels': { Brass: ['1m1_Brass.wav', print('Brass', { mask: 0, signal: (i, c) => brass(i, film_order[c]) }), '&order=film'] },
  };
  same.FLAC = { Brass: ['1m1_Brass.flac', await flac(server, prints.Brass), `&start_samples=${HOUR}`] };
  for (const [what, files] of Object.entries(same)) {
    await deliver(of, files);
    assert.deepEqual(await digests(of), before, what);
  }

  // six mono files
  const set = await server.ok('POST', `/api/cues/${of.cue.id}/sets`, { picture_id: of.picture.id });
  for (const role of ['String', 'Full_mix']) await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, prints[role]);
  for (const [c, suffix] of ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].entries())
    await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_Brass.${suffix}.wav`, print('Brass', { channels: 1, signal: (i) => brass(i, c) }));
  assert.ok((await server.ok('GET', `/api/sets/${set.id}`)).published_at_ms > 0);
  assert.deepEqual(await digests(of), before, 'six mono files');

  // and what does change everything: the same file a sample late, and two channels swapped
  await deliver(of, { Brass: print('Brass', { start: HOUR + 1 }) });
  assert.deepEqual(differ(before, await digests(of)), [1, 2, 3]);
  await deliver(of, { Brass: print('Brass', { signal: (i, c) => brass(i, c === 0 ? 1 : c === 1 ? 0 : c) }) });
  assert.deepEqual(differ(before, await digests(of)), [1, 2, 3]);
  await server.stop();
});

test('a set that is arriving changes nothing until it is whole, an answer moves the sound, and a new list only what it moves', async () => {
  const of = await film(), { server, picture } = of;
  await deliver(of);
  const before = await digests(of);
  const next = await server.ok('POST', `/api/cues/${of.cue.id}/sets`, { picture_id: picture.id });
  await server.ok('PUT', `/api/sets/${next.id}/prints/1m1_Brass.wav`, changed('Brass', 5, 0));
  const asked = await server.ok('PUT', `/api/sets/${next.id}/prints/1m1_String.wav`, print('String', { start: null }));
  await server.ok('PUT', `/api/sets/${next.id}/prints/1m1_Full_mix.wav`, prints.Full_mix);
  assert.deepEqual(await digests(of), before);
  await server.ok('POST', `/api/prints/${asked.id}/start`, { start_samples: HOUR });
  assert.deepEqual(differ(before, await digests(of)), [1]);
  await server.ok('POST', `/api/prints/${asked.id}/start`, { start_samples: HOUR + 1 });
  assert.deepEqual(differ(before, await digests(of)), [1, 2, 3]);
  await server.ok('POST', `/api/prints/${asked.id}/start`, { start_samples: HOUR });
  const answered = await digests(of);
  assert.deepEqual(differ(before, answered), [1]);

  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list.replace('01:00:03:00', '01:00:03:01'), { 'content-type': 'text/csv' });
  assert.deepEqual(differ(answered, await digests(of)), [3]);
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list, { 'content-type': 'text/csv' });
  assert.deepEqual(await digests(of), answered);
  await server.stop();
});

test('what is missing of the sounds is made again at the start', async () => {
  const of = await film();
  of.server.own = false;
  await deliver(of);
  const before = await digests(of);
  await of.server.stop('SIGKILL');
  const { status, stderr } = spawnSync('sqlite3', [`${of.server.data}/predub.db`, 'DELETE FROM sounds']);
  assert.equal(status, 0, String(stderr));
  const server = await Server.start({ data: of.server.data });
  assert.deepEqual(await digests({ ...of, server }), before);
  server.own = true;
  await server.stop();
});
