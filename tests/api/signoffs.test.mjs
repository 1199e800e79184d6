// Both sides sign what they heard. A new print voids the scenes in which a sample is other, and no other scene.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 172800000, SAMPLES = 5 * RATE, SAMPLE_BYTES = 6 * 3;
const CSV = { 'content-type': 'text/csv' };
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// A second each, with music before, between and behind them.
const LIST = 'scene,name,tc_in,tc_out\n1,Pier,01:00:01:00,01:00:02:00\n2,Crane,01:00:03:00,01:00:04:00\n';
const SCENE_2 = 3 * RATE;

const print = (seed) => wav({ samples: SAMPLES, start: HOUR, signal: noise(-30, seed) });
const prints = { String: print(1), Brass: print(2), 'Full mix': print(3) };

// The same print with the lowest bit of one sample flipped.
function flipped(file, sample, channel = 0) {
  const copy = Buffer.from(file);
  copy[file.length - SAMPLES * SAMPLE_BYTES + sample * SAMPLE_BYTES + channel * 3] ^= 1;
  return copy;
}

// The same audio as AIFF, which tells neither where it starts nor in which order its channels are.
function aiff(file) {
  const sound = Buffer.from(file.subarray(file.length - SAMPLES * SAMPLE_BYTES));
  for (let at = 0; at < sound.length; at += 3) [sound[at], sound[at + 2]] = [sound[at + 2], sound[at]];
  const chunk = (id, body) => Buffer.concat([Buffer.from(id, 'latin1'), Buffer.from(new Uint8Array(new Uint32Array([body.length]).buffer)).reverse(), body]);
  const common = Buffer.alloc(18);
  common.writeUInt16BE(6, 0);
  common.writeUInt32BE(SAMPLES, 2);
  common.writeUInt16BE(24, 6);
  Buffer.from('400ebb80000000000000', 'hex').copy(common, 8); // 48000 as an 80-bit float
  return chunk('FORM', Buffer.concat([Buffer.from('AIFF', 'latin1'), chunk('COMM', common), chunk('SSND', Buffer.concat([Buffer.alloc(8), sound]))]));
}

async function newSet(server, film, files = {}, end = '.wav', query = '') {
  const set = await server.ok('POST', `/api/cues/${film.cue.id}/sets`, { picture_id: film.picture.id });
  for (const [role, body] of Object.entries({ ...prints, ...files }))
    await server.ok('PUT', `/api/sets/${set.id}/prints/${encodeURIComponent(`v${set.version} ${role}${end}`)}?role=${encodeURIComponent(role)}${query}`, body);
  return set;
}

// A film with two scenes and a first set of 1m1; `stage` is a person of the stage's.
async function begin() {
  const server = await Server.start();
  const production = await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24', stems: ['String', 'Brass'], side: 'music' });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const { scenes } = await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, LIST, CSV);
  const stage = await server.person('Stan');
  await server.join(production.id, stage, 'stage');
  const film = { production, picture, cue, scenes };
  await newSet(server, film);
  return { server, stage, film };
}

// How a scene stands once its prints have been listened to; gives up after a time that is for a busy machine.
async function state(client, scene) {
  for (const end = Date.now() + 120000; Date.now() < end; await pause(20)) {
    const now = await client.ok('GET', `/api/scenes/${scene.id}/state`);
    if (!now.is_checking) return now;
  }
  throw new Error(`scene ${scene.number} is still being listened to`);
}

const bound = async (client, scene, what, body) => client.call('POST', `/api/scenes/${scene.id}/${what}`, { sounds_sha256: (await state(client, scene)).sounds_sha256, ...body });

async function sign(client, scene, body = {}) {
  const { status, body: signoff } = await bound(client, scene, 'signoffs', { monitoring: 'near_field', ...body });
  assert.equal(status, 201, JSON.stringify(signoff));
  return signoff;
}

// ["signed", "stale: Brass changed (1m1 v2)"]: how a side stands in each scene.
async function standing(client, film, side) {
  const of = async (scene) => {
    const { state: word, why } = (await state(client, scene)).sides[side];
    return why.length ? `${word}: ${why.join(', ')}` : word;
  };
  return Promise.all(film.scenes.map(of));
}

test('both sides sign; a new set voids the scene whose Brass it changed; signed again, and taken back', async () => {
  const { server, stage, film } = await begin();
  for (const scene of film.scenes) {
    await sign(server, scene);
    await sign(stage, scene);
  }
  assert.deepEqual(await standing(server, film, 'music'), ['signed', 'signed']);
  assert.deepEqual(await standing(server, film, 'stage'), ['signed', 'signed']);

  await newSet(server, film, { Brass: flipped(prints.Brass, SCENE_2 + 100, 4) });
  assert.deepEqual(await standing(stage, film, 'stage'), ['signed', 'stale: Brass changed (1m1 v2)']);
  assert.deepEqual(await standing(stage, film, 'music'), ['signed', 'stale: Brass changed (1m1 v2)']);
  const { states } = await stage.ok('GET', `/api/pictures/${film.picture.id}/states?unsigned=stage`);
  assert.deepEqual(states.map(({ number }) => number), ['2']);

  const signoff = await sign(stage, film.scenes[1], { text: 'louder,\nand good' });
  assert.deepEqual(await standing(server, film, 'stage'), ['signed', 'signed']);
  assert.equal((await stage.call('POST', `/api/signoffs/${signoff.id}/revoke`, { reason: ' ' })).status, 400);
  const revoked = await stage.ok('POST', `/api/signoffs/${signoff.id}/revoke`, { reason: 'it fights the gulls' });
  assert.equal(revoked.state, 'revoked');
  const { sides } = await state(server, film.scenes[1]);
  assert.equal(sides.stage.state, 'revoked');
  assert.equal(sides.stage.reason, 'it fights the gulls');
  assert.equal(sides.stage.by.name, 'Stan');
  const { signoffs } = await server.ok('GET', `/api/scenes/${film.scenes[1].id}/signoffs`);
  assert.deepEqual(signoffs.map(({ side, state: word }) => `${side} ${word}`), ['stage revoked', 'stage replaced', 'music current']);
  await server.stop();
});

test('one sample voids the scene it lies in: at the first and the last sample, and not just outside', async () => {
  const { server, film } = await begin();
  for (const [sample, wanted] of [[SCENE_2 - 1, 'signed'], [SCENE_2, 'stale'], [SCENE_2 + RATE - 1, 'stale'], [SCENE_2 + RATE, 'signed']]) {
    await newSet(server, film);
    for (const scene of film.scenes) {
      const { sides } = await state(server, scene);
      if (sides.music.state !== 'signed') await sign(server, scene);
    }
    const set = await newSet(server, film, { String: flipped(prints.String, sample, 5) });
    const why = wanted === 'stale' ? `stale: String changed (1m1 v${set.version})` : 'signed';
    assert.deepEqual(await standing(server, film, 'music'), ['signed', why], `sample ${sample}`);
  }
  await server.stop();
});

test('the same audio under other names, in another container and another set voids nothing', async () => {
  const { server, film } = await begin();
  for (const scene of film.scenes) await sign(server, scene);
  const files = Object.fromEntries(Object.entries(prints).map(([role, file]) => [role, aiff(file)]));
  const set = await newSet(server, film, files, ' again.aif', `&order=smpte&start_samples=${HOUR}`);
  const now = await state(server, film.scenes[0]);
  assert.deepEqual(now.sounds.map(({ role, version, set_id }) => [role, version, set_id === set.id]), [['Brass', 2, true], ['Full mix', 2, true], ['String', 2, true]]);
  assert.deepEqual(await standing(server, film, 'music'), ['signed', 'signed']);
  assert.equal((await bound(server, film.scenes[0], 'signoffs', { monitoring: 'stage' })).status, 409);
  await server.stop();
});

test('nobody signs what came in meanwhile, and two of one side sign once', async () => {
  const { server, film } = await begin();
  const [scene] = film.scenes;
  const before = await state(server, scene);
  await newSet(server, film, { Brass: flipped(prints.Brass, RATE) });
  await state(server, scene);
  const late = await server.call('POST', `/api/scenes/${scene.id}/signoffs`, { sounds_sha256: before.sounds_sha256, monitoring: 'stage' });
  assert.equal(late.status, 409);
  assert.equal(late.body.error.code, 'conflict');
  assert.match(late.body.error.text, /listen to what is new/);

  const other = await server.person('Mira');
  await server.join(film.production.id, other, 'music');
  const both = await Promise.all([server, other].map((client) => bound(client, scene, 'signoffs', { monitoring: 'stage' })));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
  await server.stop();
});

test('a side signs and revokes for itself alone', async () => {
  const { server, stage, film } = await begin();
  const [scene] = film.scenes;
  const signoff = await sign(server, scene);
  assert.equal((await stage.call('POST', `/api/signoffs/${signoff.id}/revoke`, { reason: 'no' })).status, 403);
  assert.equal((await bound(stage, scene, 'signoffs', { monitoring: 'stage', side: 'music' })).status, 400);
  const guest = await server.person('Gwen');
  await server.join(film.production.id, guest, 'none');
  assert.equal((await bound(guest, scene, 'signoffs', { monitoring: 'stage' })).status, 403);
  assert.equal((await bound(guest, scene, 'lfe', { complete_without: true })).status, 403);
  const stranger = await server.person('Otto');
  assert.equal((await stranger.call('GET', `/api/scenes/${scene.id}/state`)).status, 404);
  assert.equal((await stranger.call('POST', `/api/signoffs/${signoff.id}/revoke`, { reason: 'no' })).status, 404);
  assert.deepEqual(await standing(server, film, 'music'), ['signed', 'open']);
  await server.stop();
});

test('a sign-off says what its signer heard, and on what', async () => {
  const { server, stage, film } = await begin();
  const [scene] = film.scenes;
  const hear = (body) => bound(server, scene, 'heard', { temps: false, monitoring: 'headphones', ...body });
  assert.equal((await hear({ lfe: 'in', spans: [[0, 9600]] })).status, 204);
  assert.equal((await hear({ lfe: 'in', spans: [[9600, 19200], [4800, 12000]] })).status, 204);
  const { heard } = await server.ok('GET', `/api/scenes/${scene.id}/heard`);
  assert.deepEqual(heard, [{ lfe: 'in', temps: false, monitoring: 'headphones', share: 0.4, samples: 19200 }]);

  const signoff = await sign(server, scene, { monitoring: 'headphones' });
  assert.deepEqual(signoff.heard, heard);
  assert.deepEqual(signoff.remarks, ['heard on headphones only', 'heard 40 % of the scene', 'not heard without LFE', 'not heard under the temps']);
  const other = await sign(stage, scene);
  assert.deepEqual(other.heard, []);

  // the states tell what the caller has played, whatever the temps and the loudspeakers
  const states = (client) => client.ok('GET', `/api/pictures/${film.picture.id}/states`).then(({ states: all }) => all.map((each) => each.heard));
  await hear({ lfe: 'in', temps: true, monitoring: 'stage', spans: [[14400, 24000]] });
  await hear({ lfe: 'out', spans: [[33600, 38400]] });
  const nothing = { out: 0, in: 0, spans: [] };
  assert.deepEqual(await states(server), [{ out: 0.1, in: 0.5, spans: [[0, 24000], [33600, 38400]] }, nothing]);
  await hear({ lfe: 'out', spans: [[0, 999999]] });
  assert.deepEqual((await state(server, scene)).heard, { out: 1, in: 0.5, spans: [[0, RATE]] }); // the scene's length
  assert.deepEqual(await states(stage), [nothing, nothing]);

  await newSet(server, film, { Brass: flipped(prints.Brass, RATE) });
  await state(server, scene);
  assert.deepEqual((await server.ok('GET', `/api/scenes/${scene.id}/heard`)).heard, []);
  assert.deepEqual(await states(server), [nothing, nothing]);
  const { signoffs } = await server.ok('GET', `/api/scenes/${scene.id}/signoffs`);
  assert.deepEqual(signoffs[1].heard, heard);
  await server.stop();
});

test('a print that can not be listened to is told, and listening can be tried again', async () => {
  const { server, film } = await begin(), blob = createHash('sha256').update(prints.Brass).digest('hex');
  const path = join(server.data, 'blobs', blob.slice(0, 2), blob.slice(2));
  for (const scene of film.scenes) assert.equal((await state(server, scene)).check_failed, null);
  await rename(path, `${path}.away`);
  await server.ok('PUT', `/api/pictures/${film.picture.id}/scenes`, LIST.replace('01:00:04:00', '01:00:04:12'), CSV);
  const states = () => server.ok('GET', `/api/pictures/${film.picture.id}/states`).then(({ states: all }) => all);
  let now;
  for (const end = Date.now() + 60000; ; await pause(20)) {
    now = await states();
    if (now[1].check_failed) break;
    assert.ok(Date.now() < end, JSON.stringify(now));
  }
  assert.deepEqual(now.map(({ is_checking, check_failed }) => [is_checking, check_failed !== null]), [[false, false], [true, true]]);
  const { job_id, text } = now[1].check_failed;
  assert.ok(text.length > 0 && !text.includes(server.data), text);
  await rename(`${path}.away`, path);
  await server.ok('POST', `/api/jobs/${job_id}/retry`);
  await state(server, { id: now[1].scene_id, number: '2' });
  assert.deepEqual((await states()).map(({ check_failed }) => check_failed), [null, null]);
  await server.stop();
});

test('"complete without LFE" goes stale with the sound it was said about', async () => {
  const { server, stage, film } = await begin();
  const [scene, other] = film.scenes;
  for (const each of film.scenes) assert.equal((await bound(stage, each, 'lfe', { complete_without: true })).status, 201);
  await newSet(server, film, { Brass: flipped(prints.Brass, RATE) });
  const { lfe } = await state(server, scene);
  assert.equal(lfe.complete, true);
  assert.equal(lfe.is_stale, true);
  assert.equal(lfe.by.side, 'stage');
  assert.equal((await state(server, other)).lfe.is_stale, false);
  const find = async (word) => (await server.ok('GET', `/api/pictures/${film.picture.id}/states?lfe_complete=${word}`)).states.map(({ number }) => number);
  assert.deepEqual([await find('yes'), await find('stale'), await find('unsaid')], [['2'], ['1'], []]);
  await server.stop();
});

test('a scene that a newer list leaves out is gone with its signatures, and comes back with them', async () => {
  const { server, film } = await begin();
  const [scene, other] = film.scenes;
  await sign(server, other);
  const put = (list) => server.ok('PUT', `/api/pictures/${film.picture.id}/scenes`, list, CSV);
  await put(LIST.split('\n').slice(0, 2).join('\n'));
  const { states } = await server.ok('GET', `/api/pictures/${film.picture.id}/states`);
  assert.deepEqual(states.map(({ scene_id }) => scene_id), [scene.id]);
  assert.equal((await state(server, other)).is_gone, true);
  assert.equal((await server.ok('GET', `/api/scenes/${other.id}/signoffs`)).signoffs.length, 1);
  await put(LIST);
  assert.deepEqual(await standing(server, film, 'music'), ['open', 'signed']);
  const { events } = await server.ok('GET', `/api/productions/${film.production.id}/events?kind=scenes.put`);
  assert.deepEqual(events.map(({ detail }) => [detail.count, detail.added, detail.removed, detail.moved]), [[2, 1, 0, 0], [1, 0, 1, 0], [2, 2, 0, 0]]);
  await server.stop();
});
