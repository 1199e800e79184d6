// Print sets that appear when they are whole, and files that the server has already.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000;
const roles = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion', 'Full_mix'];
const print = (seed, more) => wav({ samples: 96000, start: HOUR, signal: noise(-30, seed), ...more });
const put = (client, set, role, body) => client.ok('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, body);
const newSet = (client, { cue, picture }) => client.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const drafts = async (client, { production }) => (await client.ok('GET', `/api/productions/${production.id}/drafts`)).drafts;
const versions = async (client, { cue }) => (await client.ok('GET', `/api/cues/${cue.id}/sets`)).sets.map(({ version }) => version);

async function eventually(what, condition) {
  for (const end = Date.now() + 30000; !(await condition()); await new Promise((done) => setTimeout(done, 50))) assert.ok(Date.now() < end, what);
}

async function stored(server) {
  const files = await readdir(join(server.data, 'blobs'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).length;
}

async function have(client, set, bytes) {
  const { files } = await client.ok('POST', `/api/sets/${set.id}/have`, { files: [{ sha256: sha256(bytes), bytes: bytes.length }] });
  return files[0];
}

const proofOf = ({ nonce, ranges }, bytes) => sha256(Buffer.from(nonce, 'hex'), ...ranges.map(([offset, length]) => bytes.subarray(offset, offset + length)));

test('a set appears when, and only when, it is whole; until then the other side hears the one before', async () => {
  const server = await Server.start(), film = await server.production(), stage = await server.person('Stan');
  await server.join(film.production.id, stage, 'stage');
  for (const [i, role] of roles.entries()) await put(server, film.set, role, print(i));
  assert.deepEqual(await versions(stage, film), [1]);
  const next = await newSet(server, film), range = { tc_in: '01:00:00:00', tc_out: '01:00:02:00' };
  const before = await stage.ok('POST', `/api/pictures/${film.picture.id}/previews`, range);
  for (const [i, role] of roles.entries()) {
    assert.deepEqual(await versions(stage, film), [1], `${i} prints are there`);
    assert.equal((await stage.ok('POST', `/api/pictures/${film.picture.id}/previews`, range)).id, before.id);
    await put(server, next, role, print(i + 10));
  }
  assert.deepEqual(await versions(stage, film), [2, 1]);
  assert.notEqual((await stage.ok('POST', `/api/pictures/${film.picture.id}/previews`, range)).id, before.id);
  assert.deepEqual(await drafts(stage, film), []);
  await server.stop();
});

test('a draft is heard on purpose, measured on purpose, and told as arriving', async () => {
  const server = await Server.start(), film = await server.production();
  await server.ok('PUT', `/api/pictures/${film.picture.id}/scenes`, 'scene,name,tc_in,tc_out\n1,A,01:00:00:00,01:00:02:00\n', { 'content-type': 'text/csv' });
  await put(server, film.set, 'Brass', print(1));
  const [draft] = await drafts(server, film);
  assert.equal(draft.id, film.set.id);
  assert.equal(draft.by.name, 'Owner');
  assert.deepEqual(draft.lacks, ['String', 'Atmospheric', 'FX inst', 'Percussion', 'Full mix']);
  const { sources } = await server.ok('POST', `/api/pictures/${film.picture.id}/previews`, { tc_in: '01:00:00:00', tc_out: '01:00:02:00', sets: [film.set.id] });
  assert.equal(sources.length, 1);
  const { inputs } = await server.ok('GET', `/api/pictures/${film.picture.id}/measures?sets=${film.set.id}`);
  assert.equal(inputs.sets[0].set_id, film.set.id);
  assert.deepEqual((await server.ok('GET', `/api/pictures/${film.picture.id}/measures`)).inputs.sets, []);
  const { states } = await server.ok('GET', `/api/pictures/${film.picture.id}/states`);
  assert.deepEqual(states[0].arriving.map(({ cue, prints, of }) => [cue, prints, of]), [['1m1', 1, 6]]);
  assert.deepEqual(states[0].cues, []);
  await eventually('prints of drafts are listened to', async () => (await server.ok('GET', `/api/prints/${draft.prints[0].id}/analysis`)).state === 'analysed');
  await server.stop();
});

test('the same audio under other metadata is recognised as unchanged', async () => {
  const server = await Server.start(), film = await server.production();
  await put(server, film.set, 'Brass', print(1));
  await server.publish(film.set);
  const next = await newSet(server, film);
  const same = print(1);
  const tagged = Buffer.concat([same, Buffer.from('LIST\x04\x00\x00\x00INFO', 'latin1')]); // another file, the same sound
  tagged.writeUInt32LE(tagged.length - 8, 4);
  const made = await put(server, next, 'Brass', tagged);
  await put(server, next, 'String', print(2));
  assert.notEqual(sha256(tagged), sha256(same));
  await eventually('it is unchanged', async () => (await server.ok('GET', `/api/prints/${made.id}`)).unchanged_from !== null);
  const set = await server.ok('GET', `/api/sets/${next.id}`);
  assert.deepEqual(set.prints.map(({ unchanged_from }) => unchanged_from), [null, { set_id: film.set.id, version: 1 }]);
  await server.stop();
});

test('what is here already is not sent again, and nobody is told what others have', async () => {
  const server = await Server.start(), film = await server.production(), stranger = await server.person('Oda');
  const bytes = print(1), path = `/api/sets`;
  await put(server, film.set, 'Brass', bytes);
  await server.publish(film.set);
  const next = await newSet(server, film), { has, challenge } = await have(server, next, bytes);
  assert.equal(has, true);
  const prove = (client, set, body) => client.call('POST', `${path}/${set.id}/prove`, { filename: '1m1_Brass.wav', ...body });
  const made = await prove(server, next, { challenge: challenge.id, proof: proofOf(challenge, bytes) });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.files[0].sha256, sha256(bytes));
  assert.equal((await prove(server, next, { challenge: challenge.id, proof: proofOf(challenge, bytes) })).status, 403, 'a challenge is used once');
  const again = (await have(server, next, bytes)).challenge;
  assert.equal((await prove(server, next, { challenge: again.id, proof: sha256(bytes) })).status, 403, 'the hash proves nothing');
  assert.equal((await prove(server, next, { challenge: again.id, proof: proofOf(again, bytes) })).status, 403, 'and the challenge is gone');

  assert.equal((await stranger.call('POST', `${path}/${next.id}/have`, { files: [] })).status, 404);
  const other = await server.production({ name: 'Other' });
  await server.join(other.production.id, stranger, 'music');
  const asked = await have(stranger, other.set, bytes);
  assert.deepEqual(asked, { sha256: sha256(bytes), has: false });
  assert.equal((await have(server, other.set, bytes)).has, true, 'its members know it');
  await server.stop();
});

test('a dropped draft leaves neither bytes nor its number, also if the server dies at once', async () => {
  const data = await tempDir();
  let server = await Server.start({ data });
  const film = await server.production();
  await put(server, film.set, 'Brass', print(1));
  await server.publish(film.set);
  const next = await newSet(server, film);
  await put(server, next, 'Brass', print(1));
  await put(server, next, 'String', print(2));
  assert.equal(await stored(server), 2);
  await server.ok('DELETE', `/api/sets/${next.id}`);
  await server.stop('SIGKILL');
  server = await Server.start({ data });
  assert.equal(await stored(server), 1);
  assert.equal((await server.call('GET', `/api/sets/${next.id}`)).status, 404);
  assert.equal((await server.call('DELETE', `/api/sets/${film.set.id}`)).status, 409);
  const later = await newSet(server, film);
  assert.equal(later.version, 3);
  assert.ok(later.id > next.id);
  const { events } = await server.ok('GET', `/api/productions/${film.production.id}/events?kind=set.drop`);
  assert.deepEqual(events.map(({ detail }) => [detail.cue, detail.version]), [['1m1', 2]]);
  await server.stop();
});
