// tus 1.0.0 as the protocol's text has it, by raw requests: what a client must be able to rely on.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, tempDir } from '../support/server.mjs';
import { noisePrint, sha256 } from '../support/tus.mjs';

const octets = 'application/offset+octet-stream';
const b64 = (text) => Buffer.from(text).toString('base64');
const brass = `filename ${b64('1m1_Brass_stem.wav')}`;
const file = noisePrint({ seconds: 1 });

let server, set;
before(async () => {
  server = await Server.start();
  ({ set } = await server.production());
});
after(() => server.stop());

// One request on a connection of its own: gives { status, headers, body }. A body that the server
// does not want to hear to its end is no failure.
function ask(method, path, headers = {}, body = undefined, on = server) {
  return new Promise((done, fail) => {
    const sent = request(on.url + path, { method, agent: false, headers: { ...on.headers, 'Tus-Resumable': '1.0.0', ...headers } });
    sent.on('response', async (reply) => {
      const parts = [];
      for await (const part of reply) parts.push(part);
      const text = Buffer.concat(parts).toString();
      done({ status: reply.statusCode, headers: reply.headers, body: text && JSON.parse(text) });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

const create = (length, { headers = {}, target = `/api/sets/${set.id}/uploads`, on = server, body } = {}) =>
  ask('POST', target, { 'Upload-Length': length, 'Upload-Metadata': brass, 'Content-Length': body ? body.length : 0, ...headers }, body, on);
const patch = (path, offset, body, { headers = {}, on = server } = {}) =>
  ask('PATCH', path, { 'Content-Type': octets, 'Upload-Offset': offset, 'Content-Length': body.length, ...headers }, body, on);
const head = (path, on = server) => ask('HEAD', path, {}, undefined, on);

async function begun(length = file.length, options = {}) {
  const made = await create(length, options);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.headers.location;
}

async function offset(path, on = server) {
  const reply = await head(path, on);
  assert.equal(reply.status, 200);
  return Number(reply.headers['upload-offset']);
}

// A draft of its own, so that no test meets another's prints.
const draft = async () => ({ target: `/api/sets/${(await server.ok('POST', `/api/cues/${set.cue_id}/sets`, { picture_id: set.picture_id })).id}/uploads` });
const incoming = (on = server) => readdir(join(on.data, 'incoming'));

function crc32c(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  const out = Buffer.alloc(4);
  out.writeUInt32BE(~crc >>> 0);
  return out;
}

const digest = (algorithm, bytes) => (algorithm === 'crc32c' ? crc32c(bytes) : createHash(algorithm).update(bytes).digest()).toString('base64');

test('OPTIONS tells anybody what is spoken here', async () => {
  for (const path of [`/api/sets/${set.id}/uploads`, '/api/pictures/1/uploads', '/api/uploads/1']) {
    const { status, headers } = await ask('OPTIONS', path, { cookie: '', 'Tus-Resumable': '9' });
    assert.equal(status, 204);
    assert.equal(headers['tus-version'], '1.0.0');
    assert.equal(headers['tus-resumable'], '1.0.0');
    assert.equal(headers['tus-max-size'], String(64 * 2 ** 30));
    assert.equal(headers['tus-extension'], 'creation,creation-with-upload,expiration,checksum,termination,concatenation');
    assert.equal(headers['tus-checksum-algorithm'], 'sha1,sha256,crc32c');
  }
});

test('a request of no version, or another, is refused and changes nothing', async () => {
  const path = await begun();
  for (const version of ['', '0.2.2', '1.0', '1.0.0, 1.0.0'])
    for (const [method, at] of [['HEAD', path], ['PATCH', path], ['DELETE', path], ['POST', `/api/sets/${set.id}/uploads`]]) {
      const { status, headers } = await ask(method, at, { 'Tus-Resumable': version, 'Content-Type': octets, 'Upload-Offset': 0, 'Content-Length': 0 });
      assert.equal(status, 412, `${method} with "${version}"`);
      assert.equal(headers['tus-version'], '1.0.0');
    }
  assert.equal(await offset(path), 0);
});

test('creation answers 201 with an address and an end; HEAD says how far it is, and is never cached', async () => {
  const made = await create(file.length, await draft());
  assert.equal(made.status, 201);
  assert.match(made.headers.location, /^\/api\/uploads\/\d+$/);
  const left = Date.parse(made.headers['upload-expires']) - Date.now();
  assert.ok(Math.abs(left - 7 * 86400e3) < 60e3, made.headers['upload-expires']);
  const { status, headers } = await head(made.headers.location);
  assert.equal(status, 200);
  assert.equal(headers['upload-offset'], '0');
  assert.equal(headers['upload-length'], String(file.length));
  assert.equal(headers['upload-metadata'], brass);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['tus-resumable'], '1.0.0');
  assert.equal(headers['upload-expires'], made.headers['upload-expires']);
});

test('PATCH takes bytes at the present offset alone, and by their name alone', async () => {
  const path = await begun(file.length, await draft());
  const first = await patch(path, 0, file.subarray(0, 1000));
  assert.equal(first.status, 204);
  assert.equal(first.headers['upload-offset'], '1000');
  assert.ok(first.headers['upload-expires']);
  for (const wrong of [0, 999, 1001, file.length]) assert.equal((await patch(path, wrong, file.subarray(0, 10))).status, 409);
  for (const type of ['application/octet-stream', 'audio/wav', '']) assert.equal((await patch(path, 1000, file.subarray(0, 10), { headers: { 'Content-Type': type } })).status, 415);
  for (const bad of ['-1', 'x', '1e3', '', '99999999999999999999']) assert.equal((await patch(path, bad, file.subarray(0, 10))).status, 400);
  assert.equal((await patch(path, 1000, Buffer.concat([file.subarray(1000), Buffer.from('!')]))).status, 413);
  assert.equal(await offset(path), 1000);
  const last = await patch(path, 1000, file.subarray(1000));
  assert.equal(last.status, 204);
  assert.ok(Number(last.headers['predub-print']) > 0);
  assert.equal(await offset(path), file.length);
  const again = await patch(path, file.length, Buffer.alloc(0)); // an answer that was lost is told again
  assert.equal(again.status, 204);
  assert.equal(again.headers['predub-print'], last.headers['predub-print']);
});

test('a POST may stand for PATCH, HEAD and DELETE, and for nothing elsewhere', async () => {
  const path = await begun(), as = (method, headers) => ask('POST', path, { 'X-HTTP-Method-Override': method, 'Content-Length': 0, ...headers });
  const sent = await ask('POST', path, { 'X-HTTP-Method-Override': 'PATCH', 'Content-Type': octets, 'Upload-Offset': 0, 'Content-Length': 5 }, file.subarray(0, 5));
  assert.equal(sent.status, 204);
  assert.equal((await as('HEAD')).headers['upload-offset'], '5');
  assert.equal((await as('GET')).status, 405);
  assert.equal((await as('DELETE')).status, 204);
  assert.equal((await head(path)).status, 404);
  assert.equal((await ask('POST', '/api/session', { 'X-HTTP-Method-Override': 'DELETE', 'Content-Length': 0 })).status, 400);
  assert.equal((await ask('GET', '/api/session', {})).status, 200);
});

test('each checksum is kept to: good bytes stay, bad ones are dropped with 460', async () => {
  for (const algorithm of ['sha1', 'sha256', 'crc32c']) {
    const path = await begun(), chunk = file.subarray(0, 70001);
    const with_sum = (bytes) => ({ headers: { 'Upload-Checksum': `${algorithm} ${digest(algorithm, bytes)}` } });
    assert.equal((await patch(path, 0, chunk, with_sum(chunk))).status, 204, algorithm);
    const bad = await patch(path, chunk.length, file.subarray(0, 5000), with_sum(chunk));
    assert.equal(bad.status, 460);
    assert.equal(await offset(path), chunk.length);
    const rest = file.subarray(chunk.length);
    assert.equal((await patch(path, chunk.length, rest.subarray(0, 10), with_sum(rest.subarray(0, 10)))).status, 204);
    assert.equal((await ask('DELETE', path)).status, 204);
  }
  const path = await begun();
  for (const sum of ['md5 1B2M2Y8AsgTpgAmY7PhCfg==', 'sha1', 'sha1 x', 'sha1 AAAA', ''])
    assert.ok([400, 204].includes((await patch(path, 0, sum ? file.subarray(0, 10) : Buffer.alloc(0), { headers: { 'Upload-Checksum': sum } })).status));
  assert.equal(await offset(path), 0);
});

test('the creation may bring bytes; a part is no file, and parts become one', async () => {
  const made = await create(file.length, { ...(await draft()), headers: { 'Content-Type': octets }, body: file.subarray(0, 3000) });
  assert.equal(made.status, 201);
  assert.equal(made.headers['upload-offset'], '3000');
  assert.equal((await create(10, { headers: { 'Content-Type': octets }, body: file.subarray(0, 11) })).status, 413);
  assert.equal((await create(10, { headers: { 'Content-Type': 'audio/wav' }, body: file.subarray(0, 10) })).status, 415);
  const place = await draft(), parts = [];
  for (const bytes of [file.subarray(0, 100), file.subarray(100)]) {
    parts.push(await begun(bytes.length, { ...place, headers: { 'Upload-Concat': 'partial', 'Upload-Metadata': '', 'Content-Type': octets }, body: bytes }));
    assert.equal((await head(parts.at(-1))).headers['upload-concat'], 'partial');
  }
  const join_them = (list) => ask('POST', place.target, { 'Upload-Concat': `final;${list.join(' ')}`, 'Upload-Metadata': brass, 'Content-Length': 0 });
  assert.equal((await join_them([parts[0], parts[0]])).status, 400);
  assert.equal((await join_them([made.headers.location])).status, 400);
  assert.equal((await join_them([server.url, '/x'])).status, 400);
  const whole = await join_them([parts[0], server.url + parts[1]]);
  assert.equal(whole.status, 201);
  const print = await server.ok('GET', `/api/prints/${whole.headers['predub-print']}`);
  assert.equal(print.files[0].sha256, sha256(file));
  assert.equal((await head(whole.headers.location)).headers['upload-concat'], `final;${parts[0]} ${server.url + parts[1]}`);
  for (const part of parts) assert.equal((await head(part)).status, 404);
});

// Sends a request as text and waits for the status of the answer.
function raw(text) {
  const { port } = new URL(server.url), socket = connect(port, '127.0.0.1');
  const said = new Promise((done, fail) => {
    let heard = '';
    socket.on('data', (data) => (heard += data).includes('\r\n\r\n') && done(heard));
    socket.on('error', fail);
    socket.on('close', () => done(heard));
  });
  socket.write(text);
  return { socket, said };
}

const patch_head = (path, at, length) =>
  `PATCH ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${server.headers.cookie}\r\nTus-Resumable: 1.0.0\r\nContent-Type: ${octets}\r\nUpload-Offset: ${at}\r\nContent-Length: ${length}\r\n\r\n`;

test('while one connection sends, another is told to wait; what is silent is taken over', async (t) => {
  const path = await begun(file.length, await draft()), first = raw(patch_head(path, 0, file.length));
  let sent = 0;
  const send_some = () => first.socket.write(file.subarray(sent, (sent += 1000)));
  const sending = setInterval(send_some, 100);
  t.after(() => clearInterval(sending)); // or a failure keeps the file waiting for ever
  await sleep(1500);
  let second; // 409 when a little more has become durable since the look
  for (let i = 0; i < 5 && second?.status !== 423; i++) second = await patch(path, await offset(path), file.subarray(0, 10));
  assert.equal(second.status, 423);
  const durable = await offset(path);
  assert.ok(durable > 0 && durable <= sent, `${durable} of ${sent}: told as it becomes durable, while more comes`);
  clearInterval(sending);
  for (let i = 0; i < 60 && (await offset(path)) < sent; i++) await sleep(100);
  assert.equal(await offset(path), sent, 'a connection that hangs gives up what it brought');
  let third;
  for (let i = 0; i < 60 && third?.status !== 204; i++, await sleep(100)) third = await patch(path, sent, file.subarray(sent));
  assert.equal(third.status, 204);
  send_some();
  assert.match(await first.said, /^HTTP\/1.1 409 /);
  first.socket.destroy();
  const { print_id } = await server.ok('GET', path);
  assert.equal((await server.ok('GET', `/api/prints/${print_id}`)).files[0].sha256, sha256(file));
});

test('an upload that is taken back ends for whoever sends it, too', async () => {
  const path = await begun(), first = raw(patch_head(path, 0, file.length));
  first.socket.write(file.subarray(0, 4000));
  await sleep(200);
  assert.equal((await ask('DELETE', path)).status, 204);
  assert.equal((await head(path)).status, 404);
  first.socket.write(file.subarray(4000, 5000));
  assert.match(await first.said, /^HTTP\/1.1 409 /);
  first.socket.destroy();
  for (let i = 0; i < 50 && (await incoming()).includes(`upload-${path.split('/').at(-1)}`); i++) await sleep(20);
  assert.ok(!(await incoming()).includes(`upload-${path.split('/').at(-1)}`));
});

test('an upload is nothing to others', async () => {
  const path = await begun(), stage = await server.person('Stan');
  await server.join(set.production_id ?? 1, stage, 'stage');
  for (const method of ['HEAD', 'PATCH', 'DELETE'])
    assert.equal((await ask(method, path, { 'Content-Type': octets, 'Upload-Offset': 0, 'Content-Length': 0 }, undefined, stage)).status, 404, method);
  assert.equal((await ask('HEAD', path, { cookie: '' })).status, 401);
  assert.equal(await offset(path), 0);
});

test('what is too big or has no room is refused before its bytes', async () => {
  const small = await Server.start({ args: ['--max-upload', '1M', '--quota', '2M', '--keep-free', '0'] });
  const { set: own } = await small.production(), target = `/api/sets/${own.id}/uploads`;
  const big = await create(2 ** 20 + 1, { on: small, target });
  assert.equal(big.status, 413);
  assert.match(big.body.error.text, /1\.1 MB/);
  for (let i = 0; i < 2; i++) assert.equal((await create(2 ** 20, { on: small, target })).status, 201);
  const full = await create(1, { on: small, target });
  assert.equal(full.status, 507);
  assert.match(full.body.error.text, /2\.1 MB of its 2\.1 MB/);
  const put = await small.call('PUT', `/api/sets/${own.id}/prints/1m1_Brass.wav`, file);
  assert.ok([413, 507].includes(put.status));
  await small.stop();
  const none = await Server.start({ args: ['--keep-free', '900T'] }), { set: other } = await none.production();
  const room = await create(1000, { on: none, target: `/api/sets/${other.id}/uploads` });
  assert.equal(room.status, 507);
  assert.match(room.body.error.text, /disk lacks/);
  await none.stop();
});

test('hostile headers are refused, and nothing of them stays', async () => {
  const there = (await incoming()).length;
  const metadata = [',', 'filename', `filename ${b64('../x_Brass.wav')}`, `filename ${b64('a\0b_Brass.wav')}`, `filename ${b64('/etc/Brass')}`, `${brass},${brass}`,
    `filename !!!!`, `${brass},sha256 ${b64('zz')}`, `${brass},order ${b64('x'.repeat(100))}`, `${brass},start ${b64('99:99:99:99')}`, `${brass},identity ${b64('i'.repeat(201))}`,
    `${brass},channel ${b64('Q')}`, `${brass},x ${'A'.repeat(8000)}`];
  for (const text of metadata) {
    const { status, body } = await create(1000, { headers: { 'Upload-Metadata': text } });
    assert.ok(status >= 400 && status < 500, `${status} for ${text.slice(0, 60)}`);
    assert.ok(body.error.text.length > 10);
  }
  for (const length of ['', '-5', '1.5', 'NaN', '9223372036854775808', '0x10', '0'])
    assert.equal((await create(length)).status, 400, length);
  assert.equal((await create(100, { headers: { 'Upload-Defer-Length': 1 } })).status, 400);
  for (const concat of ['', 'final', 'final;', 'both', `final;${'/api/uploads/1 '.repeat(300)}`, 'final;/api/uploads/99999999999999999999', 'final;/api/uploads/-1'])
    assert.equal((await create(100, { headers: { 'Upload-Concat': concat } })).status, 400, concat);
  assert.equal((await incoming()).length, there);
});

test('fifty kills while chunks are sent: it goes on each time, and hardly anything is sent twice', async () => {
  const data = await tempDir(), big = noisePrint({ seconds: 60 }), args = ['--keep-free', '0'], chunk = 64 * 1024;
  let on = await Server.start({ data, args }), sent = 0, kills = 0, at = 0, last;
  const { set: own } = await on.production();
  const path = await begun(big.length, { on, target: `/api/sets/${own.id}/uploads` });
  while (at < big.length) {
    const due = kills < 50 && at >= (big.length * (kills + 0.5)) / 51, bytes = big.subarray(at, at + chunk);
    const sending = patch(path, at, bytes, { on }).catch(() => null);
    sent += bytes.length;
    if (due) {
      await sleep(kills % 8);
      await on.stop('SIGKILL');
      await sending;
      kills++;
      on = await Server.start({ data, args });
      at = await offset(path, on);
      continue;
    }
    last = await sending;
    assert.equal(last?.status, 204, JSON.stringify(last?.body));
    at += bytes.length;
  }
  assert.equal(kills, 50);
  assert.equal((await on.ok('GET', `/api/prints/${last.headers['predub-print']}`)).files[0].sha256, sha256(big));
  assert.deepEqual(await incoming(on), []);
  console.log(`# 50 kills, sent ${(sent / big.length).toFixed(3)} x ${Math.round(big.length / 1e6)} MB`);
  assert.ok(sent < 1.1 * big.length);
  await on.stop();
});

test('a kill in the middle of one long PATCH costs what came in the last moment', async () => {
  const data = await tempDir(), args = ['--keep-free', '0'];
  let on = await Server.start({ data, args }), sent = 0;
  const { set: own } = await on.production();
  const path = await begun(file.length, { on, target: `/api/sets/${own.id}/uploads` });
  const { hostname, port } = new URL(on.url), socket = connect(port, hostname);
  socket.on('error', () => {});
  socket.write(patch_head(path, 0, file.length).replace(server.headers.cookie, on.headers.cookie));
  for (let i = 0; i < 40; i++, await sleep(50)) socket.write(file.subarray(sent, (sent += 1000)));
  await on.stop('SIGKILL');
  socket.destroy();
  on = await Server.start({ data, args });
  const at = await offset(path, on);
  assert.ok(at > 0 && at <= sent, `${at} of ${sent}`);
  assert.equal((await patch(path, at, file.subarray(at), { on })).status, 204);
  const { print_id } = await on.ok('GET', path);
  assert.equal((await on.ok('GET', `/api/prints/${print_id}`)).files[0].sha256, sha256(file));
  await on.stop();
});

test('a kill after the last byte: the file is looked at when the server is back', async () => {
  const data = await tempDir();
  let on = await Server.start({ data });
  const { set: own } = await on.production();
  for (let wait = 0; wait < 8; wait++) {
    const { id } = await on.ok('POST', `/api/cues/${own.cue_id}/sets`, { picture_id: own.picture_id });
    const path = await begun(file.length, { on, target: `/api/sets/${id}/uploads` });
    const lost = patch(path, 0, file, { on }).catch(() => {});
    await sleep(2 * wait + 2);
    await on.stop('SIGKILL');
    await lost;
    on = await Server.start({ data });
    const at = await offset(path, on);
    if (at < file.length) assert.equal((await patch(path, at, file.subarray(at), { on })).status, 204);
    const upload = await on.ok('GET', path);
    assert.equal(upload.state, 'done');
    assert.equal((await on.ok('GET', `/api/prints/${upload.print_id}`)).files[0].sha256, sha256(file));
  }
  await on.stop();
});
