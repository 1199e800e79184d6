// Guests over the wire: a link opens its scenes and nothing else, however the address is written.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { Client } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000, NAME = 'Tideline';
let server, film, scenes;

before(async () => {
  server = await Server.start();
  film = await server.production({ name: NAME });
  const list = ['1', '2', '3'].map((number, i) => ({ number, name: `Scene ${number}`, tc_in: `01:00:0${i}:00`, tc_out: `01:00:0${i + 1}:00` }));
  ({ scenes } = await server.ok('PUT', `/api/pictures/${film.picture.id}/scenes`, { scenes: list }));
  await server.ok('PUT', `/api/sets/${film.set.id}/prints/1m1_Brass_stem.wav`, wav({ samples: 48000 * 3, start: HOUR, signal: noise(-20, 1) }));
});
after(() => server.stop());

const link = (terms) => server.ok('POST', `/api/productions/${film.production.id}/links`, { label: 'Director', ...terms });
const range = (first, last = first) => ({ first_scene_id: scenes[first].id, last_scene_id: scenes[last].id });
const anybody = () => new Client(server.url);

// Opens a link; gives { client, cookie (all of Set-Cookie), body }.
async function open(secret, name = 'Dana') {
  const reply = await anybody().call('POST', '/api/guest', { secret, name });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const cookie = reply.headers.get('set-cookie');
  return { client: new Client(server.url, { cookie: cookie.split(';')[0] }), cookie, body: reply.body };
}
const enter = async (terms) => (await open((await link(terms)).secret)).client;

test('a link opens its scenes, under a cookie for guests alone', async () => {
  const made = await link({ ...range(1, 2), may_note: true });
  assert.equal(made.url, `/guest#${made.secret}`);
  const { cookie, body, client } = await open(made.secret);
  assert.match(cookie, /^predub_guest=[\w-]{43};/);
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/api/guest']) assert.ok(cookie.includes(part), part);
  assert.ok(!cookie.includes(made.secret), 'the session is not the link');
  assert.deepEqual(body, await client.ok('GET', '/api/guest'));
  assert.deepEqual(Object.keys(body).sort(), ['expires_at_ms', 'label', 'may_note', 'name', 'picture', 'production', 'scenes']);
  assert.deepEqual(body.scenes.map(({ number }) => number), ['2', '3']);
  const { stems, stem_plan } = film.production;
  assert.deepEqual(body.production, { name: NAME, frame_rate: '24', headroom_db: 0, stems, stem_plan });
});

test('what a guest hears can be played, in ranges, and only inside the link', async () => {
  const guest = await enter(range(1));
  const preview = await guest.ok('POST', '/api/guest/previews', { scene_id: scenes[1].id });
  const { url, bytes } = preview.files.webm;
  assert.match(url, /^\/api\/guest\/previews\/[0-9a-f]{64}\/webm$/);
  const part = await guest.fetch(url, { headers: { range: 'bytes=100-199' } });
  assert.equal(part.status, 206);
  assert.equal((await part.arrayBuffer()).byteLength, 100);
  assert.equal((await (await guest.fetch(url)).arrayBuffer()).byteLength, bytes);
  assert.ok(!JSON.stringify(preview).match(/sha256|print_id|\.wav/), 'no file is named');
  const outside = await server.ok('POST', `/api/pictures/${film.picture.id}/previews`, { scene_id: scenes[0].id });
  const { in_samples, out_samples } = scenes[1];
  const beside = [[in_samples - 1, out_samples], [in_samples, out_samples + 1], [scenes[0].in_samples, scenes[0].out_samples], [0, 48000]];
  for (const [from, to] of beside) {
    const reply = await guest.call('POST', '/api/guest/previews', { in_samples: from, out_samples: to });
    assert.equal(reply.status, 404, `${from}-${to}`);
  }
  for (const end of ['', '/overs', '/webm', '/mp4', '/opus']) {
    const reply = await guest.call('GET', `/api/guest/previews/${outside.id}${end}`);
    assert.equal(reply.status, 404, end);
    assert.deepEqual(reply.body, (await guest.call('GET', `/api/guest/previews/${'0'.repeat(64)}${end}`)).body);
  }
});

test('a link that is taken back ends its sessions and streams at the next request', async () => {
  const made = await link(range(0, 2)), { client } = await open(made.secret);
  const { files: { webm } } = await client.ok('POST', '/api/guest/previews', { scene_id: scenes[0].id });
  assert.equal((await client.fetch(webm.url, { headers: { range: 'bytes=0-9' } })).status, 206);
  await server.ok('DELETE', `/api/links/${made.id}`);
  assert.equal((await client.fetch(webm.url, { headers: { range: 'bytes=10-19' } })).status, 401);
  assert.equal((await client.call('GET', '/api/guest')).status, 401);
  const replayed = await anybody().call('POST', '/api/guest', { secret: made.secret, name: 'Dana' });
  const never = await anybody().call('POST', '/api/guest', { secret: 'A'.repeat(43), name: 'Dana' });
  assert.equal(replayed.status, 404);
  assert.deepEqual(replayed.body, never.body, 'one that was taken back looks like one that never was');
  assert.equal(replayed.headers.get('set-cookie'), null);
  assert.equal((await server.call('DELETE', `/api/links/${made.id}`)).status, 404);
});

test('only a link with notes takes notes, and shows its own alone', async () => {
  const note = { about: 'lfe', text: 'The boat rumbles' }, of = (i) => `/api/guest/scenes/${scenes[i].id}/notes`;
  const silent = await enter(range(0, 2)), speaking = await enter({ ...range(1), may_note: true }), other = await enter({ may_note: true });
  await server.ok('POST', `/api/scenes/${scenes[1].id}/notes`, { about: 'centre', text: 'For members' });
  assert.equal((await silent.call('POST', of(1), note)).status, 403);
  const made = await speaking.ok('POST', of(1), note);
  assert.deepEqual([made.by.name, made.by.guest, made.by.person_id, made.by.side], ['Dana', true, null, null]);
  assert.equal((await speaking.call('POST', of(0), note)).status, 404, 'another scene');
  assert.deepEqual((await speaking.ok('GET', of(1))).notes.map(({ text }) => text), ['The boat rumbles']);
  assert.deepEqual((await other.ok('GET', of(1))).notes, []);
  assert.deepEqual((await silent.ok('GET', of(1))).notes, []);
  const { notes } = await server.ok('GET', `/api/scenes/${scenes[1].id}/notes`);
  assert.deepEqual(notes.map(({ by }) => by.name).sort(), ['Dana', 'Owner'], 'members read both');
});

test('a cookie of one kind is worth nothing as one of the other', async () => {
  const guest = await enter({}), secret = guest.headers.cookie.split('=')[1];
  const person = server.headers.cookie.split('=')[1];
  const tries = [
    ['/api/session', { cookie: `predub=${secret}` }],
    [`/api/productions/${film.production.id}`, { cookie: `predub=${secret}` }],
    [`/api/productions/${film.production.id}`, { authorization: `Bearer ${secret}` }],
    [`/api/productions/${film.production.id}`, guest.headers],
    ['/api/productions', guest.headers],
    ['/api/guest', { cookie: `predub_guest=${person}` }],
    ['/api/guest', { cookie: `predub=${person}` }],
    ['/api/guest', { cookie: `predub=${secret}` }],
  ];
  for (const [path, headers] of tries) {
    const reply = await new Client(server.url, headers).call('GET', path);
    if (path === '/api/session') assert.equal(reply.body.person, null);
    else assert.equal(reply.status, 401, `${path} ${Object.keys(headers)}`);
  }
});

// Sends an address as it is written, which fetch would tidy up. Gives the whole answer as text.
function raw(address, cookie, method = 'GET') {
  const { hostname, port, host } = new URL(server.url);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('utf8').on('data', (data) => (answer += data)).on('error', fail).on('close', () => done(answer));
    socket.write(`${method} ${address} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
  });
}

// Every way to write an address of members that somebody has tried against a server once.
function disguises(path) {
  const rest = path.slice('/api/'.length), letter = rest[0], hex = letter.charCodeAt(0).toString(16);
  return [
    path, `/${path}`, `/api//${rest}`, `/api/./${rest}`, `/api/guest/../${rest}`, `/api/guest/../../api/${rest}`,
    `/api/guest/%2e%2e/${rest}`, `/api/guest/%2E%2E/${rest}`, `/api/guest/.%2e/${rest}`, `/api/guest/%252e%252e/${rest}`,
    `/api/guest%2f..%2f${rest}`, `/api/guest/..%2f${rest}`, `/api/guest/..%5c${rest}`, `/api/guest\\..\\${rest}`, `/api/guest/..;/${rest}`,
    `/api/guest;/../${rest}`, `/api/guest;x=1/${rest}`, `/api/guest/${rest}`, `/api/guest//${rest}`, `/api/guest/previews/../../${rest}`,
    `/api/guest?/../${rest}`, `/api/guest#/../${rest}`, `${path};`, `${path};/api/guest`, `${path}/`, `${path}?/api/guest`, `${path}#/api/guest`,
    `${path}%00`, `${path}%20`, `${path}/../../guest`, `/api/%${hex}${rest.slice(1)}`, `/%61pi/${rest}`, `/api%2f${rest}`, `/API/${rest}`, `/api/${rest.toUpperCase()}`,
    `/Api/Guest/../${rest}`, `${server.url}${path}`, `http://other.invalid${path}`, `*${path}`, path.slice(1),
  ];
}

test('no way to write an address brings a guest to what members have', async () => {
  const guest = await enter({ ...range(1), may_note: true }), { production, picture, set } = film;
  const preview = await server.ok('POST', `/api/pictures/${picture.id}/previews`, { scene_id: scenes[0].id });
  const paths = [`/api/productions/${production.id}`, '/api/productions', `/api/pictures/${picture.id}/scenes`, `/api/sets/${set.id}`, '/api/prints/1/files/0', `/api/previews/${preview.id}`, `/api/scenes/${scenes[0].id}/notes`];
  for (const path of paths) {
    for (const address of disguises(path)) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await raw(address, guest.headers.cookie, method), status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 400);
        // /api/guest with something behind ? or # is /api/guest; the guest may have that
        if (status === 200 && /^\/api\/guest[?#]/.test(address)) continue;
        const the_page = /content-type: text\/html/i.test(answer); // what is no address of the API is one of the page's
        assert.ok(the_page || status >= 400, `${method} ${address}: ${answer.slice(0, 300)}`);
        assert.ok(!answer.includes(NAME) && !answer.includes('1m1'), `${method} ${address} tells something`);
      }
    }
  }
});

test('a guest who has signed in elsewhere stays a guest under /api/guest', async () => {
  const guest = await enter(range(0)), both = new Client(server.url, { cookie: `${server.headers.cookie}; ${guest.headers.cookie}` });
  assert.equal((await both.ok('GET', '/api/guest')).name, 'Dana');
  assert.equal((await both.ok('GET', `/api/productions/${film.production.id}`)).name, NAME);
  const note = await both.call('POST', `/api/guest/scenes/${scenes[0].id}/notes`, { about: 'lfe', text: 'As the owner?' });
  assert.equal(note.status, 403, 'the link is for listening, whoever else one is');
});

test('the record names who opened a link, and keeps no secret', async () => {
  const made = await link({ label: 'Composer' });
  await open(made.secret, 'Ennio');
  await server.ok('DELETE', `/api/links/${made.id}`);
  const { events } = await server.ok('GET', `/api/productions/${film.production.id}/events?limit=500`);
  const of = events.filter(({ detail }) => detail.link_id === made.id);
  assert.deepEqual(of.map(({ kind }) => kind), ['link.revoke', 'link.open', 'link.add']);
  assert.deepEqual([of[1].by.name, of[1].by.guest], ['Ennio', true]);
  assert.ok(!JSON.stringify(events).includes(made.secret));
});

test('names, secrets and bodies that are none are refused', async () => {
  const made = await link({});
  const refused = [{}, { secret: made.secret }, { secret: made.secret, name: '' }, { secret: made.secret, name: '  ' }, { secret: made.secret, name: 'x'.repeat(201) }, { secret: made.secret, name: 'a\nb' }, { secret: 7, name: 'Dana' }, { secret: made.secret, name: 'Dana', more: 1 }];
  for (const body of refused) assert.equal((await anybody().call('POST', '/api/guest', body)).status, 400, JSON.stringify(body));
  assert.equal((await anybody().call('POST', '/api/guest', { secret: made.secret, name: 'x'.repeat(5000) })).status, 413);
  for (const secret of ['', made.secret.slice(1), `${made.secret}A`, made.secret.toLowerCase()]) assert.equal((await anybody().call('POST', '/api/guest', { secret, name: 'Dana' })).status, 404);
});
