// The server does what openapi.json says: each documented operation is called on a real server, every
// answer must be documented with its status and match its schema, and none may be left out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Documented } from '../support/documented.mjs';
import { Server } from '../support/server.mjs';
import { material } from '../support/story_material.mjs';
import { people } from '../support/story_people.mjs';
import { talk } from '../support/story_talk.mjs';
import { uploads } from '../support/story_uploads.mjs';

let server, api, me, stan, film;

before(async () => {
  server = await Server.start({ args: ['--hooks-inside'] });
  api = await Documented.of(server);
  me = api.as(server);
});
after(() => server.stop());

test('a life of a production, each answer as documented', async () => {
  film = await material(me, api);
});

test('people, invitations, tokens and guests, each answer as documented', async () => {
  stan = await people(me, api, server, film);
});

test('agreement, notes, queries, sign-offs and news, each answer as documented', async () => {
  await talk(me, api.as(stan), api, film);
});

test('drafts and uploads that resume, each answer as documented', async () => {
  await uploads(me, film);
});

test('what does not exist is not found, as documented, on every path', async () => {
  for (const { path, method } of api.operations().filter(({ path }) => path.includes('{') && !path.startsWith('/api/guest'))) {
    const gone = path.replace(/\{preview\}/, 'f'.repeat(64)).replace(/\{filename\}/, '1m1_String.wav').replace(/\{\w+\}/g, '999999');
    const { security, requestBody } = api.api.paths[path][method];
    if (security.length === 0) continue; // looks at no thing
    const reply = await me.call(method.toUpperCase(), gone, requestBody ? {} : undefined, api.headersOf(path, method));
    assert.equal(reply.status, 404, `${method} ${gone}: ${reply.status}`);
  }
});

test('nobody who has not signed in gets further than the open operations, as documented', async () => {
  const nobody = api.as(server.anonymous);
  for (const { path, method } of api.operations()) {
    const { security, requestBody } = api.api.paths[path][method];
    if (security.length === 0) continue;
    const reply = await nobody.call(method.toUpperCase(), path.replace(/\{\w+\}/g, '1'), requestBody ? {} : undefined, api.headersOf(path, method));
    assert.equal(reply.status, 401, `${method} ${path}: ${reply.status}`);
  }
});

test('no documented operation was left out', () => {
  const all = api.operations().map(({ path, method }) => `${method} ${path}`);
  assert.deepEqual(all.filter((name) => !api.called.has(name)), []);
});
