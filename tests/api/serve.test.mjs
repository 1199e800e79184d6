// The server as its owner meets it: starting, refusing, stopping; and what it refuses from browsers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, password, predub, tempDir } from '../support/server.mjs';
import { wav } from '../support/wav.mjs';

const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(predub, args, { timeout: 20000 });
  return { status, out: stdout.toString(), err: stderr.toString() };
};

test('it stops cleanly when asked and says it is well before', async () => {
  const server = await Server.start();
  const health = await server.call('GET', '/healthz');
  assert.equal(health.status, 200);
  assert.equal(health.body.status, 'ok');
  assert.deepEqual(await server.stop(), { status: 0, signal: null });
});

test('a second server on the same folder is refused with a sentence', async () => {
  const server = await Server.start();
  const second = run('serve', '--data', server.data, '--listen', '127.0.0.1:0');
  assert.equal(second.status, 1);
  assert.ok(second.err.includes(server.data), second.err);
  await server.stop();
});

test('an address that others reach needs TLS, a proxy that has it, or a plain word', async () => {
  const data = await tempDir();
  const refused = run('serve', '--data', data, '--listen', '0.0.0.0:0');
  assert.equal(refused.status, 2);
  assert.match(refused.err, /readable.*--tls-cert.*--trusted-proxy.*--no-tls/s);
  const torn = run('serve', '--data', data, '--no-tls', '--tls-cert', 'x', '--tls-key', 'y');
  assert.equal(torn.status, 2);
  assert.match(torn.err, /--no-tls/);
  for (const args of [['--no-tls'], ['--trusted-proxy', '127.0.0.1']]) {
    const server = await Server.start({ anonymous: true, args: ['--listen', '0.0.0.0:0', ...args] });
    const { port } = new URL(server.url);
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    await server.stop();
  }
});

test('the proxy that is trusted is an address', async () => {
  const refused = run('serve', '--data', await tempDir(), '--listen', '127.0.0.1:0', '--trusted-proxy', 'nginx');
  assert.equal(refused.status, 1);
  assert.match(refused.err, /"nginx".*127\.0\.0\.1/);
});

test('the first start prints a link that makes an owner, and later ones do not', async () => {
  const server = await Server.start({ anonymous: true }), link = /no owner yet: open (\S+)\/start#(\S+) within 7 days \(or `predub user add --owner`\)/;
  await until(() => link.test(server.said));
  const [, address, secret] = link.exec(server.said);
  assert.equal(address, server.url);
  assert.deepEqual(await server.ok('GET', '/api/session'), { person: null, needs_owner: true });
  const person = await server.become('/api/invitations/accept', { secret, name: 'Ada', password: 'a long word for tests' });
  assert.equal(person.is_owner, true);
  await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24' });
  const again = await server.anonymous.call('POST', '/api/invitations/accept', { secret, name: 'Bob', password: 'a long word for tests' });
  assert.equal(again.status, 404, 'a link is used once');
  server.own = false;
  await server.stop();
  const second = await Server.start({ data: server.data, anonymous: true });
  second.own = true;
  assert.equal((await second.ok('GET', '/api/session')).needs_owner, false);
  assert.doesNotMatch(second.said, /no owner/);
  await second.stop();
});

test('what a proxy forwards is believed from the trusted one alone', async () => {
  const forwarded = { 'x-forwarded-for': '6.6.6.6, 192.0.2.7', 'x-forwarded-proto': 'https', host: 'review.example', origin: 'https://review.example', 'content-type': 'application/json' };
  const sign = JSON.stringify({ name: 'Owner', password });
  for (const [args, status] of [[[], 403], [['--trusted-proxy', '127.0.0.1'], 200]]) {
    const server = await Server.start({ args });
    const reply = await raw(server, 'POST', '/api/session', forwarded, sign);
    assert.equal(reply.status, status, reply.text);
    if (status === 200) {
      const cookie = reply.headers['set-cookie'][0];
      assert.match(cookie, /^__Host-predub=/);
      assert.match(cookie, /; Secure/);
      assert.equal(reply.headers['strict-transport-security'], 'max-age=31536000');
      const { sessions } = await server.ok('GET', '/api/sessions');
      assert.ok(sessions.some(({ address }) => address === '192.0.2.7'), JSON.stringify(sessions));
      const plain = await raw(server, 'POST', '/api/session', { ...forwarded, origin: 'http://review.example' }, sign);
      assert.equal(plain.status, 403, 'a page that came without TLS is another site');
    }
    await server.stop();
  }
});

test('nothing secret is written to the log', async () => {
  const server = await Server.start({ anonymous: true });
  const headers = { cookie: 'predub=hidden-cookie', authorization: 'Bearer pdt_hidden-token' };
  for (const path of ['/api/productions?token=hidden-query', '/api/nothing?hidden-query', '/%zz?hidden-query']) await server.call('GET', path, undefined, headers);
  await server.call('POST', '/api/session', { name: 'hidden-name', password: 'hidden-password' }, headers);
  await server.stop();
  assert.doesNotMatch(server.said, /hidden/);
});

test('a record written by a newer predub is refused and left alone', async () => {
  const server = await Server.start(), { data } = server;
  server.own = false;
  await server.stop();
  const files = spawnSync('find', [data, '-name', '*.db']).stdout.toString().trim().split('\n');
  assert.equal(files.length, 1, `one database: ${files}`);
  const { DatabaseSync } = await import('node:sqlite').catch(() => ({}));
  const sql = "PRAGMA user_version";
  if (DatabaseSync) new DatabaseSync(files[0]).exec(`${sql} = 9999`);
  else {
    // no SQLite in this node: user_version is the big-endian word at byte 60 of the file
    const { open } = await import('node:fs/promises');
    const file = await open(files[0], 'r+');
    await file.write(Buffer.from([0, 0, 0x27, 0x0f]), 0, 4, 60);
    await file.close();
  }
  const refused = run('serve', '--data', data, '--listen', '127.0.0.1:0');
  assert.equal(refused.status, 1);
  assert.match(refused.err, /newer/);
});

const until = async (fits) => {
  for (let i = 0; i < 1000 && !fits(); i++) await sleep(10);
};

function raw(server, method, path, headers, body) {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, method, path, headers, setHost: !headers.host }, async (reply) => {
      done({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(await reply.toArray()).toString() });
    }).on('error', fail).end(body);
  });
}

test('other origins change nothing, and other host names are not answered', async () => {
  const server = await Server.start();
  const cross = await raw(server, 'POST', '/api/productions', { origin: 'http://evil.example', 'content-type': 'application/json' });
  assert.equal(cross.status, 403);
  assert.equal(JSON.parse(cross.text).error.code, 'forbidden');
  const rebound = await raw(server, 'GET', '/api/productions', { host: 'evil.example' });
  assert.equal(rebound.status, 403);
  assert.equal((await raw(server, 'GET', '/healthz', { host: 'localhost' })).status, 200);
  await server.stop();
});

test('paths outside the page and the API are not found, tricks included', async () => {
  const server = await Server.start();
  for (const path of ['/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/api/../../x', '/api/nothing', '/api/productions/1/../../x', '/api/%00', '/.git/config', '/x/../.git/config']) {
    const { status, text } = await raw(server, 'GET', path, {});
    assert.ok([400, 403, 404].includes(status), `${path}: ${status}`);
    assert.doesNotMatch(text, /root:/);
  }
  const { status, headers } = await raw(server, 'DELETE', '/api/productions', {});
  assert.equal(status, 405);
  assert.match(headers.allow, /GET/);
  await server.stop();
});

test('malformed and oversize bodies are refused with a sentence', async () => {
  const server = await Server.start();
  const post = (body, headers = { 'content-type': 'application/json' }) => server.call('POST', '/api/productions', Buffer.from(body), headers);
  const bad = ['', '{', '[]', '{"name": 3}', '{"name": "x"}', '{"name": "x", "frame_rate": "24", "colour": 1}', '{"name": "", "frame_rate": "24"}', '{"name": "x", "frame_rate": "31"}', '{"name": "x", "name": "y", "frame_rate": "24"}', '[' .repeat(3000), '{"name": "\\u0000", "frame_rate": "24"}', '{"name": "x", "frame_rate": "24", "headroom_db": 99}'];
  for (const body of bad) {
    const reply = await post(body);
    assert.equal(reply.status, 400, `${body.slice(0, 60)}: ${JSON.stringify(reply.body)}`);
    assert.equal(reply.body.error.code, 'invalid');
    assert.ok(reply.body.error.text.length > 10);
  }
  const big = await post(JSON.stringify({ name: 'x'.repeat(10 << 20), frame_rate: '24' }));
  assert.equal(big.status, 413);
  assert.equal((await server.ok('GET', '/api/productions')).productions.length, 0);
  await server.stop();
});

test('the page comes with a strict content security policy', async () => {
  const server = await Server.start();
  const reply = await server.fetch('/healthz');
  assert.match(reply.headers.get('content-security-policy'), /default-src 'none'/);
  assert.doesNotMatch(reply.headers.get('content-security-policy'), /unsafe/);
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  await server.stop();
});

test('scene lists are read from CSV as the material script writes them, or refused whole', async () => {
  const server = await Server.start(), { picture } = await server.production();
  const path = `/api/pictures/${picture.id}/scenes`;
  const put = (csv) => server.call('PUT', path, Buffer.from(csv), { 'content-type': 'text/csv' });
  const good = await put('scene,name,tc_in,tc_out,fps\n1,Pier at dawn,01:00:28:00,01:00:36:00,24\n2,"Harbour, office",01:00:36:00,01:00:42:12,24\n');
  assert.equal(good.status, 200, JSON.stringify(good.body));
  assert.deepEqual(good.body.scenes.map(({ number, name, tc_in, out_samples }) => [number, name, tc_in, out_samples]),
    [['1', 'Pier at dawn', '01:00:28:00', 174528000], ['2', 'Harbour, office', '01:00:36:00', 174840000]]);
  const ids = good.body.scenes.map(({ id }) => id);
  const moved = await put('scene,name,tc_in,tc_out\n2,Office,01:00:37:00,01:00:42:12\n1,Pier,01:00:28:00,01:00:37:00\n');
  assert.deepEqual(moved.body.scenes.map(({ id }) => id), ids, 'a scene whose number stays keeps its id');
  for (const [bad, says] of [
    ['scene,name,tc_in,tc_out\n1,A,01:00:10:00,01:00:05:00\n', /line 2/],
    ['scene,name,tc_in,tc_out\n1,A,01:00:00:00,01:00:05:00\n1,B,01:00:05:00,01:00:06:00\n', /1/],
    ['scene,name,tc_in,tc_out\n1,A,01:00:00:24,01:00:05:00\n', /line 2/],
    ['scene,name,tc_in,tc_out,fps\n1,A,01:00:00:00,01:00:05:00,25\n', /25/],
    ['number;title\n1;A\n', /tc_in/],
    ['', /./],
  ]) {
    const reply = await put(bad);
    assert.equal(reply.status, 400, bad);
    assert.match(reply.body.error.text, says);
  }
  assert.equal((await server.ok('GET', path)).scenes.length, 2, 'a refused list changes nothing');
  const json = await server.ok('PUT', path, { scenes: [{ number: '12A', name: 'Insert', tc_in: '01:00:00:00', tc_out: '01:00:01:00' }] });
  assert.equal(json.scenes[0].number, '12A');
  await server.stop();
});

test('a data folder that can not be written is said without its path, which the log has', async () => {
  const server = await Server.start(), { set } = await server.production();
  const print = wav({ samples: 4800, start: 172800000, signal: () => 0 });
  await rename(join(server.data, 'incoming'), join(server.data, 'away'));
  await writeFile(join(server.data, 'incoming'), 'no folder');
  const { status, body } = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, print);
  assert.ok(status >= 500, `${status}`);
  assert.ok(body.error.text.includes('incoming') && !body.error.text.includes(server.data), body.error.text);
  assert.ok(server.said.includes(join(server.data, 'incoming')), server.said);
  await rm(join(server.data, 'incoming'));
  await rename(join(server.data, 'away'), join(server.data, 'incoming'));
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, print);
  await server.stop();
});
