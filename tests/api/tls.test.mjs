// TLS by the server itself: a certificate made here, signing in, uploads, and refusals on the way.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { Listener } from '../support/news.mjs';
import { Server, password, predub, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

// The tests' own fetches take the certificate as it is; that it can be checked is a test of its own.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const folder = await tempDir();
const openssl = (...args) => {
  const { status, stderr } = spawnSync('openssl', args);
  assert.equal(status, 0, String(stderr));
};

// Gives the files of a certificate for localhost with a key of its own.
function certificate(name, kind = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']) {
  const [cert, key] = ['cert', 'key'].map((what) => join(folder, `${name}.${what}.pem`));
  openssl('req', '-x509', '-newkey', ...kind, '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert);
  return { cert, key, args: ['--tls-cert', cert, '--tls-key', key] };
}
const own = certificate('own');
const start = (options) => Server.start({ args: own.args, ...options });

// One request on a connection of its own; gives { status, headers, text }, or the error.
function ask(server, { method = 'GET', path, headers = {}, body, ...options }) {
  const { port } = new URL(server.url);
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false, ...options }, async (reply) => {
      done({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(await reply.toArray()).toString() });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

test('a browser that checks the certificate is let in and told to stay with TLS', async () => {
  const server = await start({ anonymous: true });
  assert.match(server.url, /^https:/);
  const ca = readFileSync(own.cert);
  const reply = await ask(server, { path: '/healthz', ca, rejectUnauthorized: true, headers: { host: 'localhost' } });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers['strict-transport-security'], undefined, 'not for a name that all servers of a machine share');
  await assert.rejects(ask(server, { path: '/healthz', rejectUnauthorized: true }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const anywhere = await start({ anonymous: true, args: [...own.args, '--listen', '0.0.0.0:0'] });
  const strict = await ask(anywhere, { path: '/healthz', headers: { host: 'review.example' } });
  assert.equal(strict.headers['strict-transport-security'], 'max-age=31536000');
  await anywhere.stop();
  await server.stop();
});

test('signing in over TLS gives a cookie that stays with TLS and with this host', async () => {
  const server = await start();
  const reply = await server.anonymous.call('POST', '/api/session', { name: 'Owner', password });
  assert.equal(reply.status, 200);
  const cookie = reply.headers.get('set-cookie');
  assert.match(cookie, /^__Host-predub=[\w-]{43};/);
  for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(cookie.includes(`; ${part}`), `${part}: ${cookie}`);
  assert.doesNotMatch(cookie, /Domain/i);
  assert.equal((await server.ok('GET', '/api/session')).person.name, 'Owner');
  const plain = { cookie: cookie.split(';')[0].replace('__Host-', '') };
  assert.equal((await server.anonymous.call('GET', '/api/productions', undefined, plain)).status, 401, 'the name without TLS is another cookie');
  await server.stop();
});

test('uploads and previews go over TLS as they are', async () => {
  const server = await start(), { set } = await server.production();
  const bytes = wav({ samples: 48000 * 30, start: 172800000, signal: noise(-20, 1) });
  const made = await server.call('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const back = await server.fetch(`/api/prints/${made.body.id}/files/0`);
  assert.ok(Buffer.from(await back.arrayBuffer()).equals(bytes));
  const part = await server.fetch(`/api/prints/${made.body.id}/files/0`, { headers: { range: 'bytes=1000000-1999999' } });
  assert.equal(part.status, 206);
  assert.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1000000, 2000000)));
  await server.stop();
});

test('news flow over TLS and end when the server stops', async () => {
  const server = await start(), { production } = await server.production();
  const ears = await Promise.all(Array.from({ length: 10 }, () => Listener.open(server, production.id)));
  await Promise.all(ears.map((ear) => ear.wait(({ event }) => event === 'here')));
  await server.ok('POST', `/api/productions/${production.id}/links`, { label: 'for a friend' });
  await Promise.all(ears.map((ear) => ear.wait(({ event }) => event === 'link.add')));
  const before = Date.now();
  assert.deepEqual(await server.stop(), { status: 0, signal: null });
  assert.ok(Date.now() - before < 8000);
  await Promise.all(ears.map((ear) => ear.ended));
  assert.deepEqual(ears.filter(({ broke }) => broke), []);
});

// Sends everything before it reads, as browsers do, and gives what came back, decoded.
function sendAll(server, head, body) {
  const { port } = new URL(server.url);
  return new Promise((done, fail) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false }, () => {
      socket.write(head);
      socket.write(body);
    });
    let text = '';
    socket.setTimeout(20000, () => fail(new Error(`no end, but ${text}`)));
    socket.on('data', (data) => { text += data; });
    socket.on('end', () => socket.end());
    socket.on('error', fail);
    socket.on('close', () => done(text));
  });
}

function whole(text) {
  const [head, body] = text.split('\r\n\r\n');
  const length = Number(/\r\nContent-Length: (\d+)/i.exec(head)?.[1]);
  assert.equal(body?.length, length, text);
  return { status: Number(head.slice(9, 12)), head, error: JSON.parse(body).error };
}

test('an upload that is refused early still gets the whole answer', async () => {
  const server = await start(), { set } = await server.production();
  const body = Buffer.alloc(20 << 20);
  const head = (path, more) => `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n${more}\r\n`;
  const { cookie } = server.headers, print = `/api/sets/${set.id}/prints/1m1_String_stem.wav`;
  const nobody = whole(await sendAll(server, head(print, ''), body));
  assert.deepEqual([nobody.status, nobody.error.code], [401, 'sign_in']);
  assert.match(nobody.head, /Connection: close/);
  const nowhere = whole(await sendAll(server, head('/api/sets/99/prints/1m1_String_stem.wav', `Cookie: ${cookie}\r\n`), body));
  assert.equal(nowhere.status, 404);
  const big = whole(await sendAll(server, head('/api/pictures/1/scenes', `Cookie: ${cookie}\r\n`), body));
  assert.deepEqual([big.status, big.error.code], [413, 'too_big']);
  const role = whole(await sendAll(server, head(`/api/sets/${set.id}/prints/final.wav`, `Cookie: ${cookie}\r\n`), body));
  assert.equal(role.status, 422);
  const chunk = `${body.length.toString(16)}\r\n`;
  const chunked = whole(await sendAll(server, `PUT ${print} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`, Buffer.concat([body, Buffer.from('\r\n0\r\n\r\n')])));
  assert.equal(chunked.status, 401);
  assert.equal((await server.ok('GET', '/healthz')).status, 'ok');
  await server.stop();
});

test('old versions and plain HTTP are not spoken', async () => {
  const server = await start({ anonymous: true }), { port } = new URL(server.url);
  const speak = (...args) => {
    const { stdout, stderr } = spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...args], { input: '', timeout: 10000 });
    return `${stdout}${stderr}`;
  };
  assert.match(speak('-tls1_3'), /TLSv1\.3, Cipher is TLS_/);
  assert.match(speak('-tls1_2'), /TLSv1\.2, Cipher is ECDHE-ECDSA-(AES|CHACHA)/);
  for (const old of ['-tls1_1', '-tls1']) assert.match(speak(old, '-cipher', 'ALL:@SECLEVEL=0'), /Cipher is \(NONE\)/);
  assert.match(speak('-tls1_2', '-cipher', 'AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'), /Cipher is \(NONE\)/);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
  assert.equal((await server.ok('GET', '/healthz')).status, 'ok', 'and the server goes on');
  await server.stop();
});

test('an RSA certificate does, too', async () => {
  const server = await start({ anonymous: true, args: certificate('rsa', ['rsa:2048']).args });
  assert.equal((await server.ok('GET', '/healthz')).status, 'ok');
  await server.stop();
});

test('a certificate or key that is none is refused by its name, with a remedy', async () => {
  const other = certificate('other'), data = await tempDir();
  const locked = join(folder, 'locked.pem'), text = join(folder, 'text.pem');
  openssl('ec', '-in', own.key, '-aes256', '-passout', 'pass:secret', '-out', locked);
  writeFileSync(text, 'this is no certificate\n');
  for (const [args, says] of [
    [['--tls-cert', own.cert], /own\.cert\.pem is alone/],
    [['--tls-key', own.key], /own\.key\.pem is alone/],
    [['--tls-cert', join(folder, 'nothing'), '--tls-key', own.key], /certificate .*nothing can't be read: No such file/],
    [['--tls-cert', own.cert, '--tls-key', join(folder, 'nothing')], /key .*nothing can't be read: No such file/],
    [['--tls-cert', folder, '--tls-key', own.key], /can't be read: Is a directory/],
    [['--tls-cert', text, '--tls-key', own.key], /text\.pem holds no certificate.*PEM/],
    [['--tls-cert', own.key, '--tls-key', own.key], /own\.key\.pem holds no certificate.*PEM/],
    [['--tls-cert', own.cert, '--tls-key', text], /text\.pem holds no private key.*PEM/],
    [['--tls-cert', own.cert, '--tls-key', locked], /locked\.pem holds no private key.*without a passphrase/],
    [['--tls-cert', own.cert, '--tls-key', other.key], /other\.key\.pem does not fit .*own\.cert\.pem.*together/],
  ]) {
    const { status, stderr } = spawnSync(predub, ['serve', '--data', data, '--listen', '127.0.0.1:0', ...args], { timeout: 20000 });
    assert.equal(status, 1, `${args}: ${stderr}`);
    assert.match(String(stderr), says);
    assert.doesNotMatch(String(stderr), /PRIVATE KEY/);
  }
});
