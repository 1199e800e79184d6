// The rights walk over the wire: every route with every kind of caller. Who gets in follows from the
// bits of the one table of routes; whoever is outside can't tell a production from nothing.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client.mjs';
import { Server, root } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000, NAME = 'Tideline', SCOPES = ['LISTEN', 'NOTE', 'UPLOAD', 'SIGN', 'DELIVER'];
let server, table, own, other, callers;

// { method, path, rights, streams, is_tus, takes_body } of each row of server/api/routes.c.
async function routes() {
  const source = await readFile(join(root, 'server/api/routes.c'), 'utf8');
  const rows = [...source.matchAll(/\{ "([A-Z]+)", "([^"]+)",\s*([A-Z_ |]+),\s*([^,]+),\s*api_\w+ \}/g)];
  return rows.map(([, method, path, flags, limit]) => {
    const bits = flags.split('|').map((bit) => bit.trim());
    return { method, path, rights: bits.filter((bit) => bit !== 'OPEN' && !bit.startsWith('ROUTE_')), streams: bits.includes('ROUTE_STREAM'), is_tus: bits.includes('ROUTE_TUS'), takes_body: limit.trim() !== '0' };
  });
}

const is_for_guests = (path) => path === '/api/guest' || path.startsWith('/api/guest/');
const thing_of = (path) => (is_for_guests(path) || path.startsWith('/api/tokens/') ? null : /([a-z]+)\/\{\}/.exec(path)?.[1] ?? null);

// The address of a route with first in its first {} and what belongs there in the others.
function target(path, first) {
  const second = { members: 'me', compare: own.sets, prints: '1m1_Brass_stem.wav', temps: 'R1_FX_temp.wav', files: 0 };
  let place = 0;
  return path.replace(/([a-z]+)\/\{\}/g, (_, word) => `${word}/${place++ === 0 ? first : (second[word] ?? 1)}`).replace('members/me', `members/${callers?.music.who.person_id}`);
}

async function settled(client, scene) {
  for (;;) {
    const state = await client.ok('GET', `/api/scenes/${scene}/state`);
    if (!state.is_checking) return state;
    await sleep(50);
  }
}

// An upload of which nothing has arrived; gives its id.
async function begun(set) {
  const filename = Buffer.from('1m1_String_stem.wav').toString('base64');
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': `filename ${filename}` };
  return (await server.ok('POST', `/api/sets/${set.id}/uploads`, undefined, headers)).id;
}

// A production with one of everything that an address can name, by its plural.
async function one_of_each(name) {
  const { production, picture, cue, set } = await server.production({ name });
  const put = (path) => server.ok('PUT', path, wav({ samples: 48000, start: HOUR, signal: noise(-20, 1) }));
  const { scenes: [scene] } = await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, { scenes: [{ number: '1', name: '', tc_in: '01:00:00:00', tc_out: '01:00:01:00' }] });
  const ids = { productions: production.id, pictures: picture.id, cues: cue.id, sets: set.id, scenes: scene.id };
  ids.prints = (await put(`/api/sets/${set.id}/prints/1m1_Brass_stem.wav`)).id;
  ids.temps = (await put(`/api/pictures/${picture.id}/temps/R1_FX_temp.wav`)).id;
  ids.uploads = await begun(set);
  const made = async (plural, path, body) => (ids[plural] = (await server.ok('POST', path, body)).id);
  await made('previews', `/api/pictures/${picture.id}/previews`, { scene_id: scene.id });
  await made('notes', `/api/scenes/${scene.id}/notes`, { about: 'lfe', text: 'A note' });
  const { sounds_sha256 } = await settled(server, scene.id);
  await made('queries', `/api/scenes/${scene.id}/queries`, { about: 'lfe', text: 'A query' });
  await made('agreements', `/api/productions/${production.id}/agreements`, { lfe_policy: 'free', centre_policy: 'free', rate_hz: 48000, bits: 24, start: null, pops: 'none', text: '' });
  await made('invitations', `/api/productions/${production.id}/invitations`, { side: 'stage' });
  await made('links', `/api/productions/${production.id}/links`, { label: 'Director' });
  await made('recipes', `/api/productions/${production.id}/recipes`, { name: 'As printed', recipe: {}, is_shared: true });
  await made('hooks', `/api/productions/${production.id}/hooks`, { url: 'https://example.invalid/' });
  await made('signoffs', `/api/scenes/${scene.id}/signoffs`, { sounds_sha256, monitoring: 'headphones' });
  ids.jobs = (await server.ok('GET', `/api/productions/${production.id}/jobs`)).jobs[0].id;
  return ids;
}

async function guest(production, may_note) {
  const { secret } = await server.ok('POST', `/api/productions/${production}/links`, { label: 'Guest', may_note });
  const reply = await server.call('POST', '/api/guest', { secret, name: 'Dana' });
  return new Client(server.url, { cookie: reply.headers.get('set-cookie').split(';')[0] });
}

// A cookie of somebody who has signed out.
async function stale() {
  const client = await server.person('Gone');
  await client.ok('DELETE', '/api/session');
  return client;
}

async function revoked(person) {
  const client = await person.token(), { tokens } = await person.ok('GET', '/api/tokens');
  for (const { id } of tokens) await person.ok('DELETE', `/api/tokens/${id}`);
  return client;
}

// Who asks, and what they are with regard to the first production.
async function everybody() {
  const session = { person: true, session: true, scopes: SCOPES }, list = {};
  const add = (name, who, facts = {}) => (list[name] = { name, who, ...facts });
  const member = async (name, side, may_manage = false) => {
    const who = await server.person(name);
    await server.join(own.productions, who, side, { may_manage });
    return add(name, who, { ...session, member: true, manages: may_manage });
  };
  add('nobody', new Client(server.url));
  add('stale', await stale());
  add('garbage', new Client(server.url, { authorization: `Bearer pdt_${'A'.repeat(43)}` }), { bad_token: true });
  const { who: music } = await member('music', 'music');
  add('revoked', await revoked(music), { bad_token: true });
  for (const scope of SCOPES) add(`token ${scope}`, await music.token(scope.toLowerCase()), { person: true, member: true, scopes: [scope] });
  await member('stage', 'stage');
  await member('none', 'none');
  await member('manager', 'none', true);
  const elsewhere = await server.person('elsewhere');
  await server.join(other.productions, elsewhere, 'music', { may_manage: true });
  add('elsewhere', elsewhere, session);
  add('token elsewhere', await elsewhere.token(), { person: true, scopes: SCOPES });
  add('guest', await guest(own.productions, false), { guest: true });
  add('guest with notes', await guest(own.productions, true), { guest: true, may_note: true });
  add('guest elsewhere', await guest(other.productions, true), { guest: true, may_note: true, elsewhere: true });
  await server.ok('DELETE', `/api/productions/${own.productions}/members/${server.person_id}`);
  add('owner', server, { ...session, owner: true });
  return list;
}

before(async () => {
  server = await Server.start();
  table = await routes();
  own = await one_of_each(NAME);
  other = await one_of_each('Marrakesh');
  callers = await everybody();
});
after(() => server.stop());

// 401, 403, 404, or 200 for whoever passes.
function expected({ path, rights }, caller) {
  if (is_for_guests(path)) {
    if (rights.length === 0) return 200;
    if (!caller.guest) return 401;
    return rights.includes('GUEST_NOTE') && !caller.may_note ? 403 : 200;
  }
  if (caller.bad_token) return 401;
  if (rights.length === 0) return 200;
  if (!caller.person) return 401;
  if (thing_of(path) && !caller.member) return 404;
  if (rights.some((right) => right === 'SELF' || right === 'MANAGE') && !caller.session) return 403;
  if ((rights.includes('OWN') && !caller.owner) || (rights.includes('MANAGE') && !caller.manages)) return 403;
  return rights.every((right) => !SCOPES.includes(right) || caller.scopes.includes(right)) ? 200 : 403;
}

// Sends a body that no handler takes, so that what passes changes nothing.
async function knock(route, caller, path) {
  const stop = new AbortController();
  const body = route.streams ? 'no sound' : route.takes_body ? '{"nonsense":true}' : undefined;
  const headers = body && !route.streams ? { 'content-type': 'application/json' } : {};
  if (route.is_tus) headers['tus-resumable'] = '1.0.0';
  const reply = await caller.who.fetch(path, { method: route.method, body, headers, signal: stop.signal });
  const kept = [...reply.headers].filter(([name]) => name !== 'date').map((pair) => pair.join(': ')).join('\n');
  const streams = reply.headers.get('content-type')?.startsWith('text/event-stream');
  const text = streams ? '' : await reply.text();
  if (streams) stop.abort();
  return { status: reply.status, text, headers: kept };
}

// How the gate says no; handlers have other sentences, of sides and second ids.
const GATE = {
  401: /sign in first|the token is not known here|this page is for guests/,
  403: /a token can't do this|only an owner of this server|only those who manage the production|your link lets you listen|your token is not for this/,
  404: /there is no such thing, or you are not part of its production/,
};

function is_as_expected({ status, text }, wanted) {
  if (wanted === 200) return !GATE[status]?.test(text) && status !== 401 && status < 500;
  return status === wanted && GATE[status].test(text);
}

test('the table that is walked is the one that the server documents', async () => {
  const { paths } = await server.ok('GET', '/api/openapi.json');
  const verbs = ['options', 'get', 'put', 'post', 'patch', 'delete'];
  const documented = Object.entries(paths).flatMap(([path, item]) => verbs.filter((verb) => item[verb]).map((verb) => `${verb.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}')}`));
  assert.deepEqual(table.map(({ method, path }) => `${method} ${path}`).sort(), documented.sort());
});

test('every cell of routes and callers is what the bits of the route say', async () => {
  const wrong = [];
  for (const route of table) {
    const thing = thing_of(route.path);
    assert.ok(!thing || own[thing], `the walk has no "${thing}" for ${route.path}`);
    for (const caller of Object.values(callers)) {
      const wanted = expected(route, caller);
      if (wanted === 200 && route.method === 'DELETE') continue; // it would be gone for the next
      const got = await knock(route, caller, target(route.path, thing ? own[thing] : 1));
      if (!is_as_expected(got, wanted)) wrong.push(`${route.method} ${route.path} as ${caller.name}: ${got.status}, not ${wanted}: ${got.text.slice(0, 200)}`);
      if (!caller.member && !(caller.guest && !caller.elsewhere)) assert.ok(!got.text.includes(NAME), `${route.method} ${route.path} tells ${caller.name} the name`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('a foreign thing answers byte for byte like one that does not exist', async () => {
  let compared = 0;
  for (const route of table.filter(({ path }) => thing_of(path))) {
    for (const caller of [callers.owner, callers.elsewhere, callers['token elsewhere']]) {
      const real = await knock(route, caller, target(route.path, own[thing_of(route.path)]));
      for (const id of ['999999', 'x', '0'.repeat(64)]) assert.deepEqual(await knock(route, caller, target(route.path, id)), real, `${route.method} ${route.path} ${id} as ${caller.name}`);
      assert.equal(real.status, route.rights.length > 0 ? 404 : 204, `${route.method} ${route.path}`);
      compared++;
    }
  }
  assert.ok(compared > 200);
});

test('lists of an outsider have only what is theirs', async () => {
  for (const name of ['owner', 'elsewhere', 'token elsewhere']) {
    const { productions } = await callers[name].who.ok('GET', '/api/productions');
    assert.deepEqual(productions.map((production) => production.name), ['Marrakesh'], name);
  }
  const { productions } = await callers.music.who.ok('GET', '/api/productions');
  assert.deepEqual(productions.map(({ name, side, may_manage }) => ({ name, side, may_manage })), [{ name: NAME, side: 'music', may_manage: false }]);
});

test('whoever stands on no side speaks, but neither asks, answers, signs nor accepts', async () => {
  const { who } = callers.none, { sounds_sha256 } = await settled(who, own.scenes);
  const terms = { lfe_policy: 'none', centre_policy: 'free', rate_hz: 48000, bits: 24, start: null, pops: 'none', text: '' };
  const acts = [
    [`/api/scenes/${own.scenes}/queries`, { about: 'lfe', text: 'Too much?' }],
    [`/api/queries/${own.queries}/answers`, { likelihood: 'could', advice: 'keep' }],
    [`/api/queries/${own.queries}/close`, {}],
    [`/api/scenes/${own.scenes}/signoffs`, { sounds_sha256, monitoring: 'stage' }],
    [`/api/signoffs/${own.signoffs}/revoke`, { reason: 'no' }],
    [`/api/scenes/${own.scenes}/lfe`, { complete_without: true, sounds_sha256 }],
    [`/api/productions/${own.productions}/agreements`, terms],
    [`/api/agreements/${own.agreements}/accept`, {}],
  ];
  for (const [path, body] of acts) assert.equal((await who.call('POST', path, body)).status, 403, path);
  await who.ok('POST', `/api/scenes/${own.scenes}/notes`, { about: 'anything', text: 'A word' });
});

test('an upload is its person\'s own: others of the production see it, and neither go on with it nor end it', async () => {
  const { music, owner, elsewhere } = callers, at = `/api/uploads/${own.uploads}`, tus = { 'tus-resumable': '1.0.0' };
  assert.equal((await music.who.ok('GET', at)).by.name, 'Owner');
  const bytes = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const acts = [['HEAD', undefined, tus], ['PATCH', 'no sound', bytes], ['DELETE', undefined, tus], ['POST', undefined, { ...tus, 'x-http-method-override': 'DELETE' }]];
  for (const { who } of [music, owner, elsewhere])
    for (const [method, body, headers] of acts) assert.equal((await who.call(method, at, body, headers)).status, 404, `${method} as ${who.person_id}`);
  const final = { ...tus, 'upload-concat': `final;${at}`, 'upload-metadata': `filename ${Buffer.from('1m1_String_stem.wav').toString('base64')}` };
  assert.equal((await music.who.call('POST', `/api/sets/${own.sets}/uploads`, undefined, final)).status, 400);
  assert.deepEqual((await music.who.ok('GET', `/api/sets/${own.sets}/uploads`)).uploads, []);
  const { offset, state } = await music.who.ok('GET', at);
  assert.deepEqual({ offset, state }, { offset: 0, state: 'arriving' });
});

test('a file that only others have is not there, and their challenge proves nothing', async () => {
  const { music, elsewhere } = callers, bytes = wav({ samples: 48000, start: HOUR, signal: noise(-20, 1) });
  const file = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  const secret = wav({ samples: 4800, start: HOUR, signal: noise(-20, 77) }), hidden = { sha256: createHash('sha256').update(secret).digest('hex'), bytes: secret.length };
  await elsewhere.who.ok('PUT', `/api/pictures/${other.pictures}/temps/R9_FX_temp.wav`, secret);
  const { files: [known, unknown] } = await music.who.ok('POST', `/api/sets/${own.sets}/have`, { files: [file, hidden] });
  assert.deepEqual([known.has, unknown.has], [true, false]);
  const { id, nonce, ranges } = known.challenge, proof = createHash('sha256').update(Buffer.from(nonce, 'hex'));
  for (const [offset, length] of ranges) proof.update(bytes.subarray(offset, offset + length));
  const proved = { challenge: id, proof: proof.digest('hex'), filename: '1m1_Percussion_stem.wav' };
  assert.equal((await elsewhere.who.call('POST', `/api/pictures/${other.pictures}/prove`, proved)).status, 403);
  assert.equal((await callers.stage.who.call('POST', `/api/sets/${own.sets}/prove`, proved)).status, 403);
  assert.equal((await music.who.call('POST', `/api/sets/${own.sets}/prove`, proved)).status, 201);
});

// What is answered about a second id, its digits apart.
async function about(caller, [method, path, body]) {
  const { status, body: answer } = await caller.who.call(method, path, body);
  return { status, code: answer.error?.code, text: answer.error?.text.replace(/[0-9a-f]{64}|\d+/g, 'N') };
}

test('a second id of another production is as if it were not there', async () => {
  const { music, manager, elsewhere } = callers, terms = { side: 'music', may_manage: false };
  const nothing = { ...Object.fromEntries(Object.keys(other).map((plural) => [plural, 999999])), previews: '0'.repeat(64), person: 999999 };
  const foreign = { ...other, person: elsewhere.who.person_id };
  const cases = {
    'set to compare with': [music, (ids) => ['GET', `/api/sets/${own.sets}/compare/${ids.sets}`]],
    'member to change': [manager, (ids) => ['PUT', `/api/productions/${own.productions}/members/${ids.person}`, terms]],
    'member to remove': [manager, (ids) => ['DELETE', `/api/productions/${own.productions}/members/${ids.person}`]],
    'picture of a set': [music, (ids) => ['POST', `/api/cues/${own.cues}/sets`, { picture_id: ids.pictures }]],
    'first scene of a link': [manager, (ids) => ['POST', `/api/productions/${own.productions}/links`, { label: 'x', first_scene_id: ids.scenes, last_scene_id: own.scenes }]],
    'last scene of a link': [manager, (ids) => ['POST', `/api/productions/${own.productions}/links`, { label: 'x', first_scene_id: own.scenes, last_scene_id: ids.scenes }]],
    'set of a preview': [music, (ids) => ['POST', `/api/pictures/${own.pictures}/previews`, { scene_id: own.scenes, sets: [ids.sets] }]],
    'scene of a preview': [music, (ids) => ['POST', `/api/pictures/${own.pictures}/previews`, { scene_id: ids.scenes }]],
    'preview of a query': [music, (ids) => ['POST', `/api/scenes/${own.scenes}/queries`, { about: 'lfe', text: 'x', preview_id: ids.previews }]],
    'scene of a filter': [music, (ids) => ['GET', `/api/productions/${own.productions}/events?scene=${ids.scenes}`]],
    'picture of a filter': [music, (ids) => ['GET', `/api/productions/${own.productions}/notes?picture=${ids.pictures}`]],
    'picture of another filter': [music, (ids) => ['GET', `/api/productions/${own.productions}/queries?picture=${ids.pictures}`]],
  };
  for (const [what, [caller, request]] of Object.entries(cases)) {
    const got = await about(caller, request(foreign));
    assert.deepEqual(got, await about(caller, request(nothing)), what);
    if (!what.endsWith('filter')) assert.ok(got.status === 400 || got.status === 404, `${what}: ${got.status} ${got.text}`);
  }
});

test('filters by things of another production find nothing of it', async () => {
  const lists = { notes: `notes?picture=${other.pictures}`, queries: `queries?picture=${other.pictures}`, events: `events?scene=${other.scenes}` };
  for (const [plural, query] of Object.entries(lists)) {
    const reply = await callers.music.who.call('GET', `/api/productions/${own.productions}/${query}`);
    const foreign = (reply.body[plural] ?? []).filter(({ scene_id }) => scene_id === other.scenes);
    assert.deepEqual(foreign, [], query);
  }
});
