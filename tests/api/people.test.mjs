// People: signing in and out, tokens, and what a stranger, a foreign page or a thief of one cookie
// gets out of it.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, password } from '../support/server.mjs';

// Signs in and gives { status, cookie: as a browser sends it from then on, line: the header, body }.
async function signIn(server, name, word = password, headers = {}) {
  const reply = await server.anonymous.call('POST', '/api/session', { name, password: word }, headers);
  const line = reply.headers.get('set-cookie');
  return { ...reply, line, cookie: line && line.split(';')[0] };
}

// A person with no session.
function add(server, name, word = password) {
  server.user('add', ['--name', name], `${word}\n`);
}

const as = (cookie) => ({ cookie });
const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function statusOf(server, headers, path = '/api/sessions') {
  return (await server.anonymous.call('GET', path, undefined, headers)).status;
}

test('the first owner comes through the link of the first start, once', async () => {
  const server = await Server.start({ anonymous: true });
  assert.deepEqual(await server.anonymous.ok('GET', '/api/session'), { person: null, needs_owner: true });
  while (!/start#/.test(server.said)) await sleep(20);
  const secret = /\/start#([A-Za-z0-9_-]{43})\s/.exec(server.said)[1], other = server.user('owner').trim();
  const owner = { secret, name: 'Olga', password };
  const made = await server.anonymous.ok('POST', '/api/invitations/accept', owner);
  assert.equal(made.person.is_owner, true);
  assert.equal(made.needs_owner, false);
  for (const spent of [secret, other]) {
    const again = await server.anonymous.call('POST', '/api/invitations/accept', { ...owner, secret: spent, name: 'Oskar' });
    assert.equal(again.status, 404, 'neither the link nor another one of the first start makes a second owner');
  }
  await server.stop();
});

test('a cookie from before is never taken over, and ends when its owner signs in anew', async () => {
  const server = await Server.start();
  const chosen = `predub=${'A'.repeat(43)}`;
  add(server, 'Anna');
  const first = await signIn(server, 'Anna', password, as(chosen));
  assert.equal(first.status, 200);
  assert.notEqual(first.cookie, chosen);
  assert.equal(await statusOf(server, as(chosen)), 401);
  const second = await signIn(server, 'Anna', password, as(first.cookie));
  assert.notEqual(second.cookie, first.cookie);
  assert.equal(await statusOf(server, as(first.cookie)), 401);
  assert.equal(await statusOf(server, as(second.cookie)), 200);
  await server.stop();
});

test('the cookie is out of reach for scripts and other sites, and goes over TLS alone where there is TLS', async () => {
  const server = await Server.start({ args: ['--trusted-proxy', '127.0.0.1'] });
  const tls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.9' };
  add(server, 'Anna');
  const plain = await signIn(server, 'Anna'), secure = await signIn(server, 'Anna', password, tls);
  assert.match(plain.line, /^predub=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict$/);
  assert.match(secure.line, /^__Host-predub=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure$/);
  assert.equal(await statusOf(server, { ...as(secure.cookie), ...tls }), 200);
  assert.equal(await statusOf(server, { ...as(plain.cookie), ...tls }), 401, 'a cookie without the prefix may come from anywhere');
  const { sessions } = await server.anonymous.ok('GET', '/api/sessions', undefined, as(plain.cookie));
  assert.deepEqual(new Set(sessions.map((session) => session.address)), new Set(['127.0.0.1', '192.0.2.9']));
  await server.stop();
});

test('a page of another site changes nothing, even with a valid cookie', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const { cookie } = await signIn(server, 'Anna');
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `${server.url}.evil.example`]) {
    const headers = { ...as(cookie), origin };
    const tries = [
      ['DELETE', '/api/session'], ['DELETE', '/api/sessions'],
      ['PUT', '/api/person', { name: 'Eve' }], ['PUT', '/api/password', { old: password, new: 'chosen by the page' }],
      ['POST', '/api/tokens', { name: 'theirs', scopes: ['listen'] }],
      ['POST', '/api/session', { name: 'Anna', password }],
    ];
    for (const [method, path, body] of tries)
      assert.equal((await server.anonymous.call(method, path, body, headers)).status, 403, `${method} ${path} from ${origin}`);
  }
  const mine = await server.anonymous.ok('GET', '/api/session', undefined, as(cookie));
  assert.equal(mine.person.name, 'Anna');
  assert.deepEqual(await server.anonymous.ok('GET', '/api/tokens', undefined, as(cookie)), { tokens: [] });
  assert.equal((await server.anonymous.call('PUT', '/api/person', {}, { ...as(cookie), origin: server.url })).status, 200);
  await server.stop();
});

test('guessing is slowed, tells when to come again, and a restart does not help', async () => {
  let server = await Server.start();
  const { data } = server;
  server.own = false;
  add(server, 'Anna');
  const wrong = () => signIn(server, 'anna', 'not the password');
  for (let i = 0; i < 6; i++) assert.equal((await wrong()).status, 403);
  const many = await Promise.all(Array.from({ length: 12 }, wrong));
  assert.ok(many.every(({ status }) => status === 429 || status === 403));
  assert.ok(many.filter(({ status }) => status === 403).length <= 1, 'at once is no way around');
  const waits = [];
  let reply = await signIn(server, ' ANNA ');
  assert.equal(reply.status, 429, 'the right password has to wait, too');
  assert.equal(reply.body.error.code, 'too_often');
  for (; !(waits.at(-1) >= 4); reply = await wrong()) { // on a busy machine, 4 s are 3 when they are told
    assert.ok(waits.length < 10, `the wait grows: ${waits}`);
    if (reply.status !== 429) continue;
    waits.push(Number(reply.headers.get('retry-after')));
    if (waits.at(-1) < 4) await sleep(waits.at(-1) * 1000);
  }
  await server.stop();
  server = await Server.start({ data });
  reply = await signIn(server, 'Anna');
  assert.equal(reply.status, 429, 'the record decides, not the process');
  await sleep(Number(reply.headers.get('retry-after')) * 1000);
  reply = await signIn(server, 'Anna');
  assert.equal(reply.status, 200);
  for (let i = 0; i < 5; i++) assert.equal((await wrong()).status, 403, 'a success clears the account');
  server.own = true;
  await server.stop();
});

test('an unknown name and a wrong password get the same answer in about the same time', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const time = async (name) => {
    const from = performance.now(), { status, body } = await signIn(server, name, 'not the password');
    return { ms: performance.now() - from, status, body };
  };
  const least = async (name) => {
    const all = [await time(name), await time(name), await time(name)];
    return all.reduce((a, b) => (b.ms < a.ms ? b : a));
  };
  const known = await least('Anna'), unknown = await least('Nobody');
  assert.deepEqual([known.status, known.body], [unknown.status, unknown.body]);
  assert.equal(known.status, 403);
  assert.ok(unknown.ms > known.ms / 3 && unknown.ms < known.ms * 3, `${unknown.ms} ms for nobody, ${known.ms} ms for somebody`);
  await server.stop();
});

test('signing out ends one session, everywhere all, and another person stays', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const [one, two, three] = [await signIn(server, 'Anna'), await signIn(server, 'Anna'), await signIn(server, 'Anna')];
  const out = await server.anonymous.call('DELETE', '/api/session', undefined, as(one.cookie));
  assert.equal(out.status, 204);
  assert.match(out.headers.get('set-cookie'), /^predub=; Path=\/; Max-Age=0; /);
  assert.equal(await statusOf(server, as(one.cookie)), 401);
  assert.equal(await statusOf(server, as(two.cookie)), 200);
  assert.equal((await server.anonymous.call('DELETE', '/api/sessions', undefined, as(two.cookie))).status, 204);
  for (const { cookie } of [two, three]) assert.equal(await statusOf(server, as(cookie)), 401);
  assert.equal((await server.call('GET', '/api/productions')).status, 200);
  await server.stop();
});

test('a new password ends the other sessions, keeps this one and the tokens', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const [mine, other] = [await signIn(server, 'Anna'), await signIn(server, 'Anna')];
  const { token } = await server.anonymous.ok('POST', '/api/tokens', { name: 'ci', scopes: ['listen'] }, as(mine.cookie));
  const change = (body) => server.anonymous.call('PUT', '/api/password', body, as(mine.cookie));
  assert.equal((await change({ old: 'not the password', new: 'quite another one' })).status, 403);
  assert.equal((await change({ old: password, new: 'anna' })).status, 400);
  assert.equal((await change({ old: password, new: 'quite another one' })).status, 204);
  assert.equal(await statusOf(server, as(mine.cookie)), 200);
  assert.equal(await statusOf(server, as(other.cookie)), 401);
  assert.equal(await statusOf(server, bearer(token), '/api/productions'), 200);
  assert.equal((await signIn(server, 'Anna')).status, 403);
  assert.equal((await signIn(server, 'Anna', 'quite another one')).status, 200);
  await server.stop();
});

test('a password that was reset on the machine ends all sessions at once', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const { cookie } = await signIn(server, 'Anna');
  server.user('password', ['--name', 'anna'], 'chosen on the machine\n');
  assert.equal(await statusOf(server, as(cookie)), 401);
  assert.equal((await signIn(server, 'Anna', 'chosen on the machine')).status, 200);
  await server.stop();
});

test('a token opens what its scopes say, makes no token, and ends when it is revoked', async () => {
  const server = await Server.start();
  const { production } = await server.production(), anna = await server.person('Anna');
  const { cookie } = await signIn(server, 'Owner');
  const make = (scopes) => server.anonymous.ok('POST', '/api/tokens', { name: scopes.join(), scopes }, as(cookie));
  const listen = await make(['listen']), upload = await make(['upload']);
  const cue = (token) => server.anonymous.call('POST', `/api/productions/${production.id}/cues`, { name: `for ${token.name}` }, bearer(token.token));
  assert.match(listen.token, /^pdt_[\w-]{43}$/);
  assert.equal(await statusOf(server, bearer(listen.token), `/api/productions/${production.id}`), 200);
  assert.equal(await statusOf(server, bearer(upload.token), `/api/productions/${production.id}`), 403);
  assert.equal((await cue(listen)).status, 403);
  assert.equal((await cue(upload)).status, 201);
  const closed = [
    ['GET', '/api/tokens'], ['POST', '/api/tokens', { name: 'x', scopes: ['listen'] }], ['DELETE', `/api/tokens/${upload.id}`],
    ['GET', '/api/sessions'], ['DELETE', '/api/sessions'], ['PUT', '/api/password', { old: password, new: 'quite another one' }],
    ['PUT', '/api/person', { name: 'x' }], ['GET', `/api/productions/${production.id}/invitations`],
  ];
  for (const [method, path, body] of closed) {
    const refused = await server.anonymous.call(method, path, body, bearer(upload.token));
    assert.equal(refused.status, 403, `${method} ${path}`);
    assert.match(refused.body.error.text, /token/);
  }
  assert.equal((await anna.call('DELETE', `/api/tokens/${listen.id}`)).status, 404, 'nobody revokes the token of another');
  assert.equal((await server.anonymous.call('DELETE', `/api/tokens/${listen.id}`, undefined, as(cookie))).status, 204);
  assert.equal(await statusOf(server, bearer(listen.token), '/api/session'), 401, 'not even where it is open');
  assert.equal(await statusOf(server, { ...bearer(listen.token), ...as(cookie) }, '/api/productions'), 401, 'and it does not fall back');
  const { tokens } = await server.anonymous.ok('GET', '/api/tokens', undefined, as(cookie));
  assert.ok(!tokens.some(({ id }) => id === listen.id));
  assert.ok(tokens.find(({ id }) => id === upload.id).used_at_ms > 0);
  await server.stop();
});

test('a token from the command line has the scopes that were asked for', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const token = server.user('token', ['--name', 'anna', '--token-name', 'desk', '--scopes', 'listen,note']).trim();
  const { person } = await server.anonymous.ok('GET', '/api/session', undefined, bearer(token));
  assert.equal(person.name, 'Anna');
  const { cookie } = await signIn(server, 'Anna');
  const { tokens } = await server.anonymous.ok('GET', '/api/tokens', undefined, as(cookie));
  assert.deepEqual(tokens.map(({ name, scopes }) => ({ name, scopes })), [{ name: 'desk', scopes: ['listen', 'note'] }]);
  await server.stop();
});

// Every file below a folder, as bytes.
async function contents(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })));
}

test('no secret is in the data folder or in what the server says', async () => {
  const server = await Server.start({ anonymous: true });
  const start = server.user('owner').trim(), word = 'a password like no other';
  const { headers } = await server.anonymous.call('POST', '/api/invitations/accept', { secret: start, name: 'Olga', password: word });
  const cookie = headers.get('set-cookie').split(';')[0], next = 'and another like no other';
  const { token } = await server.anonymous.ok('POST', '/api/tokens', { name: 'ci', scopes: ['listen'] }, as(cookie));
  await server.anonymous.call('PUT', '/api/password', { old: word, new: next }, as(cookie));
  await signIn(server, 'Olga', 'a wrong one like no other');
  await statusOf(server, bearer(`${token}x`));
  const secrets = [start, word, next, 'a wrong one like no other', cookie.split('=')[1], token, token.slice(4)];
  for (const { path, bytes } of await contents(server.data))
    for (const secret of secrets) assert.equal(bytes.indexOf(secret), -1, `${path} holds ${secret}`);
  assert.ok((await contents(server.data)).some(({ bytes }) => bytes.includes('Olga')), 'the files were looked at');
  for (const secret of secrets) assert.ok(!server.said.includes(secret), `${secret} was said`);
  await server.stop();
});

test('malformed and oversize bodies are refused by each address with a sentence', async () => {
  const server = await Server.start();
  add(server, 'Anna');
  const { cookie } = await signIn(server, 'Anna');
  const routes = [
    ['POST', '/api/session'], ['PUT', '/api/password'], ['PUT', '/api/person'], ['POST', '/api/tokens'],
  ];
  const bodies = [
    '', '{', '[]', 'null', '"x"', '{"name": "Anna"', '{"a": 1}', '{"name": {"$ne": ""}, "password": {"$ne": ""}}',
    '{"name": "a", "name": "b"}', '{"name": "\\ud800"}', '['.repeat(2000), '{"old": 1, "new": 2}', '{"name": 5, "scopes": 5}',
  ];
  for (const [method, path] of routes) {
    for (const body of bodies) {
      const reply = await server.anonymous.call(method, path, body, as(cookie));
      assert.equal(reply.status, 400, `${method} ${path} ${body.slice(0, 40)}`);
      assert.ok(reply.body.error.text.length > 5);
    }
    const big = await server.anonymous.call(method, path, `{"name": "${'x'.repeat(5000)}"}`, as(cookie));
    assert.equal(big.status, 413, `${method} ${path}`);
  }
  for (const path of ['/api/session', '/api/sessions', '/api/tokens/1'])
    assert.equal((await server.anonymous.call('DELETE', path, '{}', as(cookie))).status, 413, `${path} takes no body`);
  assert.equal(await statusOf(server, as(cookie)), 200);
  await server.stop();
});

test('who has not signed in gets 401 and no hint of what there is', async () => {
  const server = await Server.start();
  const { production } = await server.production();
  const there = await server.anonymous.call('GET', `/api/productions/${production.id}`);
  const nowhere = await server.anonymous.call('GET', '/api/productions/999');
  assert.deepEqual([there.status, there.body], [nowhere.status, nowhere.body]);
  assert.equal(there.status, 401);
  assert.equal(there.body.error.code, 'sign_in');
  const anna = await server.person('Anna');
  const others = await anna.call('GET', `/api/productions/${production.id}`), none = await anna.call('GET', '/api/productions/999');
  assert.deepEqual([others.status, others.body], [none.status, none.body]);
  assert.equal(others.status, 404);
  await server.stop();
});
