// Prints come whole or not at all, whatever breaks on the way.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, tempDir } from '../support/server.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

const HOUR = 172800000;
const print = (seconds = 1, seed = 1) => wav({ samples: 48000 * seconds, start: HOUR, signal: noise(-20, seed) });
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

async function storedFiles(data) {
  const entries = await readdir(join(data, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

test('a print is known by the hash of its bytes and comes back untouched', async () => {
  const server = await Server.start(), { set } = await server.production();
  const bytes = print();
  const made = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  assert.equal(made.status, 201);
  assert.equal(made.body.role, 'String');
  assert.equal(made.body.files[0].sha256, sha256(bytes));
  assert.equal(made.body.tc_start, '01:00:00:00');
  assert.equal(made.body.order, 'L R C LFE Ls Rs');
  assert.equal(made.body.order_known_by, 'mask');
  assert.equal(made.body.playable, true);
  const back = await server.fetch(`/api/prints/${made.body.id}/files/0`);
  assert.ok(Buffer.from(await back.arrayBuffer()).equals(bytes));
  assert.match(back.headers.get('content-disposition'), /1m1_String_stem\.wav/);
  const again = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  assert.equal(again.status, 200, 'the same bytes again are no error');
  const other = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, print(1, 2));
  assert.equal(other.status, 409, 'a print is never replaced');
  assert.match(other.body.error.text, /new set/);
  await server.stop();
});

test('what cannot be read is refused with place and remedy, and leaves nothing', async () => {
  const server = await Server.start(), { set } = await server.production();
  const put = (name, bytes) => server.call('PUT', `/api/sets/${set.id}/prints/${name}`, bytes);
  const whole = print();
  const cases = {
    'empty': Buffer.alloc(0),
    'text': Buffer.from('this is no sound at all, it is a sentence of some length'),
    'header only': whole.subarray(0, 30),
    'noise': randomBytes(100000),
  };
  for (const [what, bytes] of Object.entries(cases)) {
    const reply = await put('1m1_Brass_stem.wav', bytes);
    assert.equal(reply.status, 422, `${what}: ${JSON.stringify(reply.body)}`);
    assert.match(reply.body.error.text, /1m1_Brass_stem\.wav/, `${what}: names the file`);
  }
  const nameless = await put('final%20final.wav', whole);
  assert.equal(nameless.status, 422);
  assert.match(nameless.body.error.text, /role/);
  assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);
  assert.deepEqual(await storedFiles(server.data), []);
  const cut = await put('1m1_Brass_stem.wav', whole.subarray(0, 100000));
  assert.equal(cut.status, 201, 'a truncated print can be heard');
  assert.match(cut.body.warnings.join(' '), /breaks off at byte 100000.*again/);
  await server.stop();
});

test('an unknown channel order is asked, and the answer makes it play', async () => {
  const server = await Server.start(), { picture, set } = await server.production();
  const bytes = wav({ samples: 48000, start: HOUR, mask: 0, signal: () => 0 });
  const made = await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  assert.equal(made.order, null);
  assert.equal(made.playable, false);
  assert.match(made.question, /order/);
  const refused = await server.call('POST', `/api/pictures/${picture.id}/previews`, { sets: [set.id] });
  assert.equal(refused.status, 409);
  assert.match(refused.body.error.text, /String|order/);
  const answered = await server.ok('POST', `/api/prints/${made.id}/order`, { order: 'film' });
  assert.equal(answered.order, 'L C R Ls Rs LFE');
  assert.equal(answered.order_known_by, 'person');
  assert.equal(answered.playable, true);
  assert.equal((await server.call('POST', `/api/pictures/${picture.id}/previews`, { sets: [set.id] })).status, 201);
  await server.stop();
});

test('six mono files become one print, and until then it says what is missing', async () => {
  const server = await Server.start(), { set } = await server.production();
  const names = ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'];
  let reply;
  for (const [i, channel] of names.entries()) {
    const bytes = wav({ channels: 1, samples: 48000, start: HOUR, mask: 4, signal: tone(100 * (i + 1), -20) });
    reply = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_Brass_stem.${channel}.wav`, bytes);
    assert.equal(reply.status, i < 5 ? 202 : 201, JSON.stringify(reply.body));
    assert.equal(reply.body.missing.length, 5 - i);
    assert.equal(reply.body.playable, i === 5);
  }
  assert.equal(reply.body.files.length, 6);
  assert.equal(reply.body.channels, 6);
  assert.equal(reply.body.order_known_by, 'suffix');
  await server.stop();
});

// Sends the first part of a body and leaves the connection hanging.
function sendPart({ url, headers }, path, bytes, part) {
  const { hostname, port, host } = new URL(url), socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${headers.cookie}\r\nContent-Length: ${bytes.length}\r\n\r\n`);
  socket.write(bytes.subarray(0, part));
  return socket;
}

test('a connection that breaks leaves nothing behind', async () => {
  const server = await Server.start(), { set } = await server.production();
  const bytes = print(4), path = `/api/sets/${set.id}/prints/1m1_Brass_stem.wav`;
  const socket = sendPart(server, path, bytes, bytes.length / 2);
  for (let i = 0; i < 250 && (await readdir(join(server.data, 'incoming'))).length === 0; i++) await sleep(20);
  assert.equal((await readdir(join(server.data, 'incoming'))).length, 1, 'it is on its way');
  assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0, 'nothing is visible before it is whole');
  socket.destroy();
  let left = ['?'];
  for (let i = 0; i < 50 && left.length; i++, await sleep(20)) left = await readdir(join(server.data, 'incoming'));
  assert.deepEqual(left, []);
  assert.equal((await server.call('PUT', path, bytes)).status, 201);
  await server.stop();
});

test('two people sending the same print at once both get it whole', async () => {
  const server = await Server.start(), { set } = await server.production();
  const bytes = print(3), path = `/api/sets/${set.id}/prints/1m1_Brass_stem.wav`;
  const replies = await Promise.all([1, 2, 3, 4].map(() => server.call('PUT', path, bytes)));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 200, 200, 201]);
  const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.equal(prints.length, 1);
  const stored = await storedFiles(server.data);
  assert.equal(stored.length, 1);
  assert.equal(sha256(await readFile(stored[0])), sha256(bytes));
  await server.stop();
});

test('kill -9 at 50 moments of an upload: no half file, none damaged, and it can be sent again', async () => {
  const data = await tempDir();
  let server = await Server.start({ data });
  const { cue, picture } = await server.production();
  const acknowledged = new Map();
  for (let round = 0; round < 50; round++) {
    const { id } = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
    const bytes = print(2, round + 100), path = `/api/sets/${id}/prints/1m1_String_stem.wav`;
    // a moment somewhere between the first byte and well after the answer
    const reply = server.call('PUT', path, bytes).then(({ status, body }) => status === 201 && acknowledged.set(body.id, sha256(bytes)), () => {});
    await sleep(round % 25);
    await server.stop('SIGKILL');
    await reply;
    server = await Server.start({ data });
    assert.deepEqual(await readdir(join(data, 'incoming')), [], 'start-up clears what was arriving');
    for (const file of await storedFiles(data)) {
      const name = file.slice(join(data, 'blobs').length).replaceAll('/', '');
      assert.equal(sha256(await readFile(file)), name, 'every stored file is what its name says');
    }
    const { prints } = await server.ok('GET', `/api/sets/${id}`);
    for (const { files } of prints) assert.equal(files[0].sha256, sha256(bytes));
    const again = await server.call('PUT', path, bytes);
    assert.equal(again.status, prints.length ? 200 : 201, JSON.stringify(again.body));
    acknowledged.set(again.body.id, sha256(bytes));
  }
  assert.equal(acknowledged.size, 50);
  for (const [id, hash] of acknowledged) {
    const back = await server.fetch(`/api/prints/${id}/files/0`);
    assert.equal(sha256(Buffer.from(await back.arrayBuffer())), hash, `print ${id} is there and whole`);
  }
  await server.stop();
});

test('start-up removes stored files that nothing refers to', async () => {
  const data = await tempDir();
  let server = await Server.start({ data });
  const { set } = await server.production(), bytes = print();
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  const [kept] = await storedFiles(data);
  await server.stop();
  const { copyFile, mkdir } = await import('node:fs/promises');
  const orphan = join(data, 'blobs', '00', '0'.repeat(62));
  await mkdir(join(data, 'blobs', '00'), { recursive: true });
  await copyFile(kept, orphan);
  server = await Server.start({ data });
  assert.deepEqual(await storedFiles(data), [kept]);
  await server.stop();
});
