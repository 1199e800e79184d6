// Signing in, inviting, tokens, links and guests, each answer as documented.
import assert from 'node:assert/strict';
import { Client } from './client.mjs';
import { password } from './server.mjs';

// Somebody new accepts an invitation and becomes a member on the stage side. Gives the client.
async function invite(me, api, server, { production }) {
  const at = `/api/productions/${production.id}`;
  await me.call('POST', `${at}/invitations`, { side: 'both' });
  const spare = await me.ok('POST', `${at}/invitations`, { side: 'none', days: 1 });
  const { secret, url } = await me.ok('POST', `${at}/invitations`, { side: 'stage' });
  assert.equal(url, `/invite#${secret}`);
  assert.equal((await me.ok('GET', `${at}/invitations`)).invitations.length, 2);
  await me.ok('DELETE', `/api/invitations/${spare.id}`);
  const nobody = api.as(server.anonymous);
  await nobody.call('POST', '/api/invitations/look', { secret: spare.secret });
  assert.equal((await nobody.ok('POST', '/api/invitations/look', { secret })).production, 'Film');
  await nobody.call('POST', '/api/invitations/accept', { secret, name: 'Owner', password });
  await nobody.call('POST', '/api/invitations/accept', { secret, name: 'Stan', password: 'short' });
  const accepted = await nobody.call('POST', '/api/invitations/accept', { secret, name: 'Stan', password, mail: 'stan@example.org' });
  assert.equal(accepted.status, 201, JSON.stringify(accepted.body));
  await nobody.call('POST', '/api/invitations/accept', { secret, name: 'Stan', password });
  const stan = new Client(server.url, { cookie: accepted.headers.get('set-cookie').split(';')[0] });
  stan.person_id = accepted.body.person.id;
  return stan;
}

async function session(api, server, client) {
  const nobody = api.as(server.anonymous), self = api.as(client);
  assert.equal((await nobody.ok('GET', '/api/session')).person, null);
  assert.equal((await self.ok('GET', '/api/session')).person.name, 'Stan');
  assert.equal((await nobody.call('POST', '/api/session', { name: 'Stan', password: 'another long word' })).status, 403);
  const second = new Client(server.url), reply = await api.call(second, 'POST', '/api/session', { name: 'Stan', password });
  second.headers = { cookie: reply.headers.get('set-cookie').split(';')[0] };
  assert.equal((await self.ok('GET', '/api/sessions')).sessions.length, 2);
  await self.ok('PUT', '/api/person', { mail: 'mix@example.org' });
  await self.call('PUT', '/api/person', { name: 'Owner' });
  await self.call('PUT', '/api/password', { old: 'wrong wrong wrong', new: password });
  await self.ok('PUT', '/api/password', { old: password, new: `${password} 2` });
  assert.equal((await api.as(second).call('GET', '/api/sessions')).status, 401, 'the other session has ended');
  const token = await self.ok('POST', '/api/tokens', { name: 'uploads', scopes: ['listen', 'upload'] });
  await self.call('POST', '/api/tokens', { name: 'x', scopes: ['everything'] });
  const script = api.as(new Client(server.url, { authorization: `Bearer ${token.token}` }));
  assert.equal((await script.ok('GET', '/api/productions')).productions.length, 1);
  assert.equal((await script.call('GET', '/api/tokens')).status, 403);
  assert.equal((await self.ok('GET', '/api/tokens')).tokens.length, 1);
  await self.ok('DELETE', `/api/tokens/${token.id}`);
  assert.equal((await script.call('GET', '/api/productions')).status, 401);
}

async function members(me, api, server, film) {
  const at = `/api/productions/${film.production.id}`, third = await server.person('Tess');
  await server.join(film.production.id, third, 'none');
  const list = (await me.ok('GET', `${at}/members`)).members;
  assert.deepEqual(list.map(({ name, side }) => `${name} ${side}`), ['Owner music', 'Stan stage', 'Tess none']);
  await me.ok('PUT', `${at}/members/${third.person_id}`, { side: 'music', may_manage: true });
  await me.ok('PUT', `${at}/members/${third.person_id}`, { side: 'music', may_manage: false });
  assert.equal((await me.call('PUT', `${at}/members/${server.person_id}`, { side: 'music', may_manage: false })).status, 409);
  assert.equal((await api.as(third).call('DELETE', `${at}/members/${server.person_id}`)).status, 403);
  await api.as(third).ok('DELETE', `${at}/members/${third.person_id}`);
  assert.equal((await api.as(third).call('GET', at)).status, 404);
  await api.as(third).ok('DELETE', '/api/session');
  assert.equal((await api.as(third).call('GET', '/api/productions')).status, 401);
}

async function guests(me, api, server, { production, picture, scene }) {
  const at = `/api/productions/${production.id}/links`;
  await me.call('POST', at, { label: 'Director', days: 0 });
  const link = await me.ok('POST', at, { label: 'Director', may_note: true, first_scene_id: scene.id, last_scene_id: scene.id });
  assert.equal((await me.ok('GET', at)).links.length, 1);
  const guest = new Client(server.url);
  await api.call(guest, 'POST', '/api/guest', { secret: 'x'.repeat(43), name: 'Dora' });
  const opened = await api.call(guest, 'POST', '/api/guest', { secret: link.secret, name: 'Dora' });
  assert.equal(opened.status, 201);
  guest.headers = { cookie: opened.headers.get('set-cookie').split(';')[0] };
  const her = api.as(guest);
  assert.equal((await her.ok('GET', '/api/guest')).picture.id, picture.id);
  const preview = await her.ok('POST', '/api/guest/previews', { scene_id: scene.id });
  await her.ok('GET', `/api/guest/previews/${preview.id}`);
  await her.ok('GET', `/api/guest/previews/${preview.id}/overs`);
  for (const kind of ['webm', 'mp4', 'opus']) await (await api.bytes(guest, `/api/guest/previews/${preview.id}/${kind}`)).arrayBuffer();
  await her.ok('POST', `/api/guest/scenes/${scene.id}/notes`, { about: 'anything', text: 'Lovely.' });
  assert.equal((await her.ok('GET', `/api/guest/scenes/${scene.id}/notes`)).notes[0].by.name, 'Dora');
  assert.equal((await her.call('GET', `/api/previews/${preview.id}`)).status, 401, 'nothing else is open to a guest');
  await me.ok('DELETE', `/api/links/${link.id}`);
  assert.equal((await her.call('GET', '/api/guest')).status, 401);
}

// Gives the client of a member of the stage side.
export async function people(me, api, server, film) {
  const stan = await invite(me, api, server, film);
  await session(api, server, stan);
  await members(me, api, server, film);
  await guests(me, api, server, film);
  return stan;
}
