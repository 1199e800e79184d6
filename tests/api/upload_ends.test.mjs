// What ends an upload before its time, each as somebody who sends prints would want it: what has
// arrived stays, a sentence tells what to do, and nothing is ever mixed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Proxy, random } from '../support/proxy.mjs';
import { Server, tempDir } from '../support/server.mjs';
import { CheckedStack, each, noisePrint, noiseSet, send, sha256, stubborn, total } from '../support/tus.mjs';

const NAME = '1m1_String_stem.wav', seed = Number(process.env.SEED ?? 20);

// Each published print of the cue's newest set, by file name, as the server gives it back.
async function publishedHashes(server, cue) {
  let sets = [];
  for (let i = 0; i < 200 && sets.length === 0; i++, await sleep(50)) ({ sets } = await server.ok('GET', `/api/cues/${cue}/sets`));
  const hashes = {};
  for (const { id, files } of sets[0]?.prints ?? []) {
    for (const [i, { filename }] of files.entries())
      hashes[filename] = sha256(Buffer.from(await (await server.fetch(`/api/prints/${id}/files/${i}`)).arrayBuffer()));
  }
  return { sets: sets.length, hashes };
}

const hashesOf = (files) => Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));

test('fifty kills of the server while a set is sent: nothing is damaged, hardly anything sent twice', async (t) => {
  const KILLS = 50, next = random(seed), data = await tempDir();
  let server = await Server.start({ data });
  const { cue, set } = await server.production();
  const files = noiseSet(20, seed), size = total(files), proxy = await Proxy.start(server.url), began = Date.now();
  let sending = true;
  const sent = each(files, 3, ([filename, bytes]) =>
    send(bytes, {
      ...stubborn,
      endpoint: `${proxy.url}/api/sets/${set.id}/uploads`,
      headers: server.headers,
      chunkSize: 32768,
      httpStack: new CheckedStack('sha256'),
      metadata: { filename, sha256: sha256(bytes) },
    })).finally(() => (sending = false));
  sent.catch(() => {}); // it is waited for below
  let kills = 0;
  for (; kills < KILLS; kills++) {
    const at = ((kills + next()) / (KILLS + 1)) * size;
    while (sending && proxy.body_bytes < at) await sleep(2);
    if (!sending) break;
    await server.stop('SIGKILL');
    server = await Server.start({ data });
    proxy.target = server.url;
    assert.deepEqual((await server.ok('GET', `/api/cues/${cue.id}/sets`)).sets, [], 'half a set is never seen');
  }
  await sent;
  assert.equal(kills, KILLS, 'all kills came while it was sent');
  const share = proxy.sent_bytes / size;
  t.diagnostic(`seed ${seed}: ${kills} kills, sent ${share.toFixed(3)} x ${(size / 1e6).toFixed(0)} MB, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  assert.deepEqual(await publishedHashes(server, cue.id), { sets: 1, hashes: hashesOf(files) });
  assert.ok(share < 1.1, `${share.toFixed(3)} x the size was sent`);
  assert.deepEqual(await readdir(join(data, 'incoming')), [], 'nothing is left that was on its way');
  await server.stop();
  await proxy.close();
  await rm(data, { recursive: true });
});

// A data folder on a disk of its own, of so many MB; null where the machine does not let one mount.
async function smallDisk(t, megabytes) {
  const folder = await tempDir(), { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=750`, 'none', folder]);
  if (status === 0) {
    const disk = { folder, data: join(folder, 'data') };
    disk.remount = (how) => assert.equal(spawnSync('mount', ['-o', `remount,${how}`, folder]).status, 0, `remount ${how}`);
    disk.end = async () => {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    };
    await mkdir(disk.data);
    return disk;
  }
  await rm(folder, { recursive: true });
  t.skip(`NOT TESTED: no small disk can be mounted here, which takes root: ${stderr}`.trim());
  return null;
}

const tusHeaders = (more) => ({ 'tus-resumable': '1.0.0', ...more });
const metadata = (pairs) => Object.entries(pairs).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');

async function create(client, set, bytes, pairs = {}) {
  const reply = await client.call('POST', `/api/sets/${set}/uploads`, '', tusHeaders({ 'upload-length': bytes, 'upload-metadata': metadata({ filename: NAME, ...pairs }) }));
  return { ...reply, at: reply.headers.get('location') };
}

async function offsetOf(client, at) {
  const reply = await client.fetch(at, { method: 'HEAD', headers: tusHeaders() });
  return reply.status === 200 ? Number(reply.headers.get('upload-offset')) : reply.status;
}

const patch = (client, at, offset, bytes, more = {}) =>
  client.call('PATCH', at, bytes, tusHeaders({ 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, ...more }));

// The same in two halves, with something happening between; gives { status, text }.
function patchAround(client, at, offset, bytes, between) {
  return new Promise((done, fail) => {
    const half = Math.floor(bytes.length / 2), { hostname, port } = new URL(client.url);
    const headers = { ...client.headers, ...tusHeaders({ 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'content-length': bytes.length }) };
    const sending = request({ hostname, port, path: at, method: 'PATCH', headers });
    let answered = false;
    sending.on('error', (error) => answered || fail(error)); // it may answer before it has all
    sending.on('response', async (reply) => {
      answered = true;
      done({ status: reply.statusCode, text: Buffer.concat(await reply.toArray()).toString() });
    });
    sending.write(bytes.subarray(0, half), () => between(half).then(() => sending.end(bytes.subarray(half)), fail));
  });
}

test('a disk without room takes no upload, and says so before a byte is sent', async (t) => {
  const disk = await smallDisk(t, 64);
  if (!disk) return;
  try {
    const server = await Server.start({ data: disk.data, args: ['--keep-free', '8M'] }), { set } = await server.production();
    const refused = await create(server, set.id, 60e6);
    assert.equal(refused.status, 507);
    assert.match(refused.body.error.text, /60\.0 MB.*disk lacks .* MB.*make room/);
    const first = await create(server, set.id, 30e6);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    const second = await create(server, set.id, 30e6);
    assert.equal(second.status, 507, 'what another upload still has to get is counted');
    assert.equal((await server.call('DELETE', first.at, undefined, tusHeaders())).status, 204);
    assert.equal((await create(server, set.id, 30e6)).status, 201, 'and is free again when that one is taken back');
    await server.stop();
  } finally {
    await disk.end();
  }
});

test('a disk that fills up under an upload: what arrived stays, and it goes on when there is room', async (t) => {
  const disk = await smallDisk(t, 64);
  if (!disk) return;
  try {
    const server = await Server.start({ data: disk.data, args: ['--keep-free', '0'] }), { set } = await server.production();
    const bytes = noisePrint({ seconds: 40 }); // 35 MB
    const { at, status } = await create(server, set.id, bytes.length, { sha256: sha256(bytes) });
    assert.equal(status, 201);
    assert.equal((await patch(server, at, 0, bytes.subarray(0, 10e6))).status, 204);
    const filler = join(disk.folder, 'filler');
    // somebody else fills the disk, but for a little, while more bytes come
    const broken = await patchAround(server, at, 10e6, bytes.subarray(10e6), async (taken) => {
      while ((await stat(join(disk.data, 'incoming', `upload-${at.split('/').pop()}`))).size < 10e6 + taken / 2) await sleep(5);
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M', 'count=64', 'status=none']);
      spawnSync('truncate', ['-s', '-2M', filler]);
    });
    assert.equal(broken.status, 507, broken.text);
    assert.match(broken.text, /disk is full.*what has arrived is kept/);
    const early = await patch(server, at, await offsetOf(server, at), bytes.subarray(20e6));
    assert.equal(early.status, 507, 'nor is a byte taken for which there is no room');
    assert.match(early.body.error.text, /disk lacks/);
    const kept = await offsetOf(server, at);
    assert.ok(kept >= 10e6 && kept < bytes.length, `${kept} bytes are kept`);
    assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);
    await rm(filler);
    const rest = await patch(server, at, kept, bytes.subarray(kept));
    assert.equal(rest.status, 204, JSON.stringify(rest.body));
    const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
    assert.equal(prints[0].files[0].sha256, sha256(bytes));
    await server.stop();
  } finally {
    await disk.end();
  }
});

test('a store that can only be read: a sentence, and nothing that arrived is lost', async (t) => {
  const disk = await smallDisk(t, 64);
  if (!disk) return;
  try {
    const server = await Server.start({ data: disk.data, args: ['--keep-free', '0'] }), { set } = await server.production();
    const bytes = noisePrint({ seconds: 20 });
    const { at } = await create(server, set.id, bytes.length, { sha256: sha256(bytes) });
    assert.equal((await patch(server, at, 0, bytes.subarray(0, 5e6))).status, 204);
    await server.stop();
    disk.remount('ro');
    const failed = await Server.start({ data: disk.data }).then(() => null, (error) => error);
    assert.match(failed?.message ?? 'it has started', /read|writ/i, 'a server on such a disk says what is wrong');
    disk.remount('rw');
    const again = await Server.start({ data: disk.data, args: ['--keep-free', '0'] });
    assert.equal(await offsetOf(again, at), 5e6);
    // a folder that cannot be written while the record can: what files are kept in is another disk
    const incoming = join(disk.data, 'incoming');
    assert.equal(spawnSync('mount', ['--bind', incoming, incoming]).status, 0);
    assert.equal(spawnSync('mount', ['-o', 'remount,bind,ro', incoming]).status, 0);
    const refused = await patch(again, at, 5e6, bytes.subarray(5e6));
    assert.ok(refused.status >= 500, JSON.stringify(refused));
    assert.match(refused.body.error.text, /read-only|cannot|can't|write/i);
    assert.equal(await offsetOf(again, at), 5e6, 'what arrived stays');
    spawnSync('umount', [incoming]);
    assert.equal((await patch(again, at, 5e6, bytes.subarray(5e6))).status, 204);
    const { prints } = await again.ok('GET', `/api/sets/${set.id}`);
    assert.equal(prints[0].files[0].sha256, sha256(bytes));
    await again.stop();
  } finally {
    spawnSync('umount', [join(disk.data, 'incoming')]);
    await disk.end();
  }
});

test('a file that changes while it is sent is refused, and sent again it is right', async () => {
  const server = await Server.start(), { set } = await server.production();
  const before = noisePrint({ seconds: 4 }), after = noisePrint({ seconds: 4, seed: 2 }), half = Math.floor(before.length / 2);
  const { at } = await create(server, set.id, before.length, { sha256: sha256(before), identity: 'mtime 1' });
  assert.equal((await patch(server, at, 0, before.subarray(0, half))).status, 204);
  const mixed = await patch(server, at, half, after.subarray(half));
  assert.equal(mixed.status, 460, JSON.stringify(mixed.body));
  assert.match(mixed.body.error.text, /1m1_String_stem\.wav/);
  assert.ok([404, 410].includes(await offsetOf(server, at)), 'there is nothing to go on with');
  assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);

  // one who comes back with a changed file finds no upload of it
  const old = await create(server, set.id, before.length, { identity: 'mtime 1' });
  assert.equal((await patch(server, old.at, 0, before.subarray(0, half))).status, 204);
  const found = async (identity) => (await server.ok('GET', `/api/sets/${set.id}/uploads?identity=${encodeURIComponent(identity)}`)).uploads.length;
  assert.equal(await found('mtime 1'), 1);
  assert.equal(await found('mtime 2'), 0, 'a changed file begins anew');
  const anew = await create(server, set.id, after.length, { sha256: sha256(after), identity: 'mtime 2' });
  assert.equal((await patch(server, anew.at, 0, after)).status, 204);
  const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.deepEqual(prints.map(({ files }) => files[0].sha256), [sha256(after)]);
  await server.stop();
});

test('two people who send the same cue at once get a set each, and none is a mix', async () => {
  const server = await Server.start(), { production, picture, cue } = await server.production();
  const people = [server, await server.person('Ben')];
  await server.join(production.id, people[1], 'music');
  const files = people.map((_, i) => noiseSet(3, seed + 100 * i));
  await Promise.all(people.map(async (person, i) => {
    const { id } = await person.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
    await each(files[i], 2, ([filename, bytes]) =>
      send(bytes, { ...stubborn, endpoint: `${server.url}/api/sets/${id}/uploads`, headers: person.headers, chunkSize: 200000, metadata: { filename, sha256: sha256(bytes) } }));
  }));
  const { sets } = await server.ok('GET', `/api/cues/${cue.id}/sets`);
  assert.equal(sets.length, 2);
  for (const { prints } of sets) {
    const hashes = Object.fromEntries(prints.flatMap((print) => print.files.map((file) => [file.filename, file.sha256])));
    assert.ok(files.some((own) => JSON.stringify(Object.entries(hashesOf(own)).sort()) === JSON.stringify(Object.entries(hashes).sort())), 'a set is of one person');
  }
  await server.stop();
});

test('two people who send one print into the same draft: one print, the other hears why', async () => {
  const server = await Server.start(), { production, set } = await server.production();
  const ben = await server.person('Ben');
  await server.join(production.id, ben, 'music');
  const files = [noisePrint({ seconds: 4 }), noisePrint({ seconds: 4, seed: 2 })], half = Math.floor(files[0].length / 2);
  const ats = [(await create(server, set.id, files[0].length)).at, (await create(ben, set.id, files[1].length)).at];
  for (const [i, person] of [server, ben].entries()) assert.equal((await patch(person, ats[i], 0, files[i].subarray(0, half))).status, 204);
  const stranger = await patch(ben, ats[0], half, files[1].subarray(half));
  assert.ok([403, 404].includes(stranger.status), 'nobody writes into the upload of another');
  const replies = await Promise.all([server, ben].map((person, i) => patch(person, ats[i], half, files[i].subarray(half))));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [204, 409], JSON.stringify(replies));
  const winner = replies.findIndex(({ status }) => status === 204), loser = replies[1 - winner];
  assert.match(loser.body.error.text, /String/);
  const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.deepEqual(prints.map((print) => print.files[0].sha256), [sha256(files[winner])]);
  const left = await readdir(join(server.data, 'incoming'));
  assert.deepEqual(left, [], 'the bytes of the other are gone');
  await server.stop();
});

test('two tabs that send one upload at once get in each other\'s way, and the file is right', async () => {
  const server = await Server.start(), { set } = await server.production();
  const bytes = noisePrint({ seconds: 6 }), { at } = await create(server, set.id, bytes.length, { sha256: sha256(bytes) });
  const clashes = [];
  const tab = () =>
    send(bytes, {
      ...stubborn,
      uploadUrl: server.url + at,
      headers: server.headers,
      chunkSize: 100000,
      onShouldRetry: ({ originalResponse }) => clashes.push(originalResponse?.getStatus() ?? 0),
    });
  await Promise.all([tab(), tab()]);
  assert.ok(clashes.length > 0, 'they did meet');
  assert.deepEqual(clashes.filter((status) => ![0, 409, 423].includes(status)), [], 'one is told to wait, or to look where it is');
  const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.deepEqual(prints.map(({ files }) => files[0].sha256), [sha256(bytes)]);
  await server.stop();
});
