// Invitations over the wire: each makes one member, once, whoever comes how often.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../support/client.mjs';
import { Server } from '../support/server.mjs';

const PASSWORD = 'quite a long password';
let server, film, other;

before(async () => {
  server = await Server.start();
  ({ production: film } = await server.production({ name: 'Tideline' }));
  ({ production: other } = await server.production({ name: 'Marrakesh' }));
});
after(() => server.stop());

const anybody = () => new Client(server.url);
const invite = (body = {}, production = film) => server.ok('POST', `/api/productions/${production.id}/invitations`, { side: 'stage', ...body });
const look = (secret) => anybody().call('POST', '/api/invitations/look', { secret });
const accept = (secret, name, more = {}) => anybody().call('POST', '/api/invitations/accept', { secret, name, password: PASSWORD, ...more });
const members = async (production = film) => (await server.ok('GET', `/api/productions/${production.id}/members`)).members.map(({ name }) => name);

test('twenty accept at once: one becomes a member, and nothing is left of the others', async () => {
  const { secret } = await invite(), names = Array.from({ length: 20 }, (_, i) => `Racer ${i}`);
  const replies = await Promise.all(names.map((name) => accept(secret, name)));
  const won = replies.filter(({ status }) => status === 201), lost = replies.filter(({ status }) => status !== 201);
  assert.equal(won.length, 1, replies.map(({ status }) => status).join(' '));
  for (const { status, headers } of lost) {
    assert.equal(status, 404);
    assert.equal(headers.get('set-cookie'), null);
  }
  const winner = won[0].body.person.name;
  assert.deepEqual((await members()).filter((name) => name.startsWith('Racer')), [winner]);
  const free = names.find((name) => name !== winner), { secret: next } = await invite();
  assert.equal((await accept(next, free)).status, 201, 'the name of one who lost is free');
});

test('the same name eight times at once: one person', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => invite()));
  const replies = await Promise.all(made.map(({ secret }, i) => accept(secret, i % 2 ? 'Nora' : 'NORA')));
  const statuses = replies.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, ...Array(7).fill(409)]);
  const looks = await Promise.all(made.map(({ secret }) => look(secret)));
  assert.equal(looks.filter(({ status }) => status === 200).length, 7, 'a name that is taken uses nothing up');
});

test('one person who accepts twenty times at once is one member', async () => {
  const person = await server.person('Paula'), made = await Promise.all(Array.from({ length: 20 }, () => invite()));
  const replies = await Promise.all(made.map(({ secret }) => person.call('POST', '/api/invitations/accept', { secret })));
  assert.equal(replies.filter(({ status }) => status === 201).length, 1);
  assert.equal(replies.filter(({ status }) => status === 409).length, 19);
  assert.equal((await members()).filter((name) => name === 'Paula').length, 1);
});

test('an invitation that is used, taken back or unknown looks the same', async () => {
  const used = await invite(), back = await invite();
  assert.equal((await accept(used.secret, 'Ute')).status, 201);
  await server.ok('DELETE', `/api/invitations/${back.id}`);
  const never = 'A'.repeat(43), answers = [];
  for (const secret of [used.secret, back.secret, never, used.secret.slice(1), '']) answers.push(await look(secret), await accept(secret, 'Vera'));
  for (const { status, body, headers } of answers) {
    assert.equal(status, 404);
    assert.deepEqual(body, answers[0].body);
    assert.equal(headers.get('set-cookie'), null);
  }
  assert.equal((await server.call('DELETE', `/api/invitations/${used.id}`)).status, 404, 'what is used is not taken back');
});

test('whoever looks at an invitation leaves it as it is', async () => {
  const { secret, url, expires_at_ms, created_at_ms } = await invite({ side: 'music', may_manage: true, days: 2 });
  assert.equal(url, `/invite#${secret}`);
  assert.equal(expires_at_ms - created_at_ms <= 2 * 86400000, true);
  for (let i = 0; i < 3; i++) {
    const { body } = await look(secret);
    assert.deepEqual(body, { production: 'Tideline', side: 'music', may_manage: true, makes_owner: false, made_by: 'Owner', expires_at_ms });
  }
});

test('it leads into its own production and into no other', async () => {
  const { secret } = await invite({ side: 'music' }), walter = anybody();
  await walter.become('/api/invitations/accept', { secret, name: 'Walter', password: PASSWORD });
  assert.equal((await walter.ok('GET', `/api/productions/${film.id}`)).side, 'music');
  assert.equal((await walter.call('GET', `/api/productions/${other.id}`)).status, 404);
  assert.ok(!(await members(other)).includes('Walter'));
  const { id } = await invite({}, other);
  assert.equal((await walter.call('DELETE', `/api/invitations/${id}`)).status, 404);
  assert.equal((await walter.call('POST', `/api/productions/${film.id}/invitations`, { side: 'stage' })).status, 403, 'who does not manage invites nobody');
});

test('a session that somebody slips in is not the one that comes out', async () => {
  const { secret } = await invite(), fixed = 'predub=0123456789012345678901234567890123456789012';
  const reply = await anybody().call('POST', '/api/invitations/accept', { secret, name: 'Xenia', password: PASSWORD }, { cookie: fixed });
  assert.equal(reply.status, 201);
  assert.ok(!reply.headers.get('set-cookie').startsWith(fixed));
  assert.equal((await new Client(server.url, { cookie: fixed }).ok('GET', '/api/session')).person, null);
});

test('who was removed does not come back with what they made before', async () => {
  const yves = await server.person('Yves');
  await server.join(film.id, yves, 'music', { may_manage: true });
  const { secret } = await yves.ok('POST', `/api/productions/${film.id}/invitations`, { side: 'music', may_manage: true });
  await server.ok('DELETE', `/api/productions/${film.id}/members/${yves.person_id}`);
  assert.equal((await yves.call('GET', `/api/productions/${film.id}`)).status, 404);
  assert.equal((await yves.call('POST', '/api/invitations/accept', { secret })).status, 404);
});

test('every act of joining and leaving stands in the record, without secrets', async () => {
  const { id, secret } = await invite({ side: 'stage' }), zoe = anybody();
  await zoe.become('/api/invitations/accept', { secret, name: 'Zoe', password: PASSWORD });
  const { person: { id: person } } = await zoe.ok('GET', '/api/session');
  await server.ok('PUT', `/api/productions/${film.id}/members/${person}`, { side: 'none', may_manage: false });
  await zoe.ok('DELETE', `/api/productions/${film.id}/members/${person}`);
  const { events } = await server.ok('GET', `/api/productions/${film.id}/events?limit=500`);
  const of = events.filter(({ detail }) => detail.invitation_id === id || detail.person_id === person);
  assert.deepEqual(of.map(({ kind, by }) => `${kind} ${by.name} ${by.side}`), ['member.remove Zoe none', 'member.change Owner music', 'member.join Zoe stage', 'invitation.add Owner music']);
  assert.ok(!JSON.stringify(events).includes(secret) && !JSON.stringify(events).includes(PASSWORD));
});

test('bodies that are none are refused, and use nothing up', async () => {
  const { secret } = await invite();
  const refused = [{}, { secret: 7 }, { secret }, { secret, name: 'Anna' }, { secret, name: '', password: PASSWORD }, { secret, name: 'Anna', password: 'short' }, { secret, name: 'Anna', password: 'x'.repeat(201) }, { secret, name: 'An\u0000na', password: PASSWORD }, { secret, name: 'Anna', password: PASSWORD, side: 'music' }, { secret, name: 'Anna', password: PASSWORD, mail: 'no address' }];
  for (const body of refused) assert.equal((await anybody().call('POST', '/api/invitations/accept', body)).status, 400, JSON.stringify(body));
  assert.equal((await look(secret)).status, 200);
});
