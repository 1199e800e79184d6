// What others do comes by mail and to hooks: in bundles, never about oneself, and through a crash.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HookServer, MailServer, signature } from '../support/receivers.mjs';
import { Server, tempDir } from '../support/server.mjs';

const scenes = 'scene,name,tc_in,tc_out\n1,Pier,01:00:00:00,01:00:10:00\n42,Yard,01:00:10:00,01:00:20:00\n';

// A production of the owner's (music) and Stan's (stage).
async function film(args, data) {
  const server = await Server.start({ args, data });
  const made = await server.production({ name: 'Tideline' });
  const list = (await server.ok('PUT', `/api/pictures/${made.picture.id}/scenes`, scenes, { 'content-type': 'text/csv' })).scenes;
  const stage = await server.person('Stan');
  await server.join(made.production.id, stage, 'stage');
  return { server, stage, id: made.production.id, list };
}

const note = (client, scene, text, more = {}) => client.ok('POST', `/api/scenes/${scene.id}/notes`, { about: 'lfe', text, ...more });

async function wants(client, id, mail) {
  await client.ok('PUT', '/api/person', { mail });
  assert.deepEqual(await client.ok('PUT', `/api/productions/${id}/notices`, { mail: true }), { mail: true });
}

test('five acts are one mail, to the others, in words', async () => {
  const mails = await new MailServer().open();
  const { server, stage, id, list } = await film(['--smtp', mails.url, '--mail-from', 'predub@example.org', '--public-url', 'https://score.example.org/', '--bundle-s', '3']);
  await wants(server, id, 'mara@example.org');
  await wants(stage, id, 'stan@example.org');
  for (let i = 0; i < 4; i++) await note(stage, list[1], `Grüße ${i}\nfrom the stage`, { from_samples: 48000 });
  await stage.ok('POST', `/api/productions/${id}/done`, { text: 'that was all' });
  const mail = await mails.wait(0);
  assert.equal(mail.to, 'mara@example.org');
  assert.equal(mail.from, 'predub@example.org');
  assert.equal(mail.subject, 'Tideline: 4 new notes, 1 has listened');
  assert.match(mail.text, /- Scene 42, 01:00:11:00: Stan \(stage\) notes about LFE\n {4}Grüße 0\n {4}from the stage\n/);
  assert.match(mail.text, /Stan \(stage\) is done listening\n {4}that was all\n/);
  assert.match(mail.text, new RegExp(`https://score.example.org/productions/${id}\n`));
  assert.match(mail.text, /switch mail off/);
  // Whoever does something else next is told of nothing but the other's.
  await server.ok('POST', `/api/productions/${id}/done`, {});
  const second = await mails.wait(1);
  assert.equal(second.to, 'stan@example.org');
  assert.equal(second.subject, 'Tideline: 1 has listened');
  assert.notEqual(second.id, mail.id);
  assert.equal(mails.got.length, 2);
  await server.stop();
});

test('what waits comes at once when somebody is done listening', async () => {
  const mails = await new MailServer().open();
  const { server, stage, id, list } = await film(['--smtp', mails.url, '--mail-from', 'predub@example.org', '--bundle-s', '600']);
  await wants(server, id, 'mara@example.org');
  await note(stage, list[0], 'one');
  await sleep(500);
  assert.equal(mails.got.length, 0);
  const done = await stage.ok('POST', `/api/productions/${id}/done`, {});
  assert.equal(done.kind, 'listening.done');
  assert.equal(done.by.name, 'Stan');
  assert.equal((await mails.wait(0)).subject, 'Tideline: 1 new note, 1 has listened');
  await note(stage, list[0], 'two');
  assert.deepEqual(await server.ok('PUT', `/api/productions/${id}/notices`, { mail: false }), { mail: false });
  await stage.ok('POST', `/api/productions/${id}/done`, {});
  await sleep(500);
  assert.equal(mails.got.length, 1, 'mail that was switched off still came');
  await server.stop();
});

test('mail needs a mail server and an address', async () => {
  const { server, id } = await film([]);
  const none = await server.call('PUT', `/api/productions/${id}/notices`, { mail: true });
  assert.equal(none.status, 409);
  assert.match(none.body.error.text, /sends no mail/);
  await server.stop();
  const mails = await new MailServer().open();
  const other = await film(['--smtp', mails.url, '--mail-from', 'predub@example.org']);
  const refused = await other.stage.call('PUT', `/api/productions/${other.id}/notices`, { mail: true });
  assert.equal(refused.status, 409);
  assert.match(refused.body.error.text, /mail address/);
  assert.deepEqual(await other.stage.ok('GET', `/api/productions/${other.id}/notices`), { mail: false });
  await other.server.stop();
});

test('a hook is told, signed, of all that happened', async () => {
  const hooks = await new HookServer().open();
  const { server, stage, id, list } = await film(['--hooks-inside', '--bundle-s', '600']);
  const hook = await server.ok('POST', `/api/productions/${id}/hooks`, { url: hooks.url });
  assert.match(hook.secret, /^pdh_/);
  await note(stage, list[0], 'one');
  await server.ok('POST', `/api/productions/${id}/done`, {});
  const { body, json, ...told } = await hooks.wait(0);
  assert.equal(told.signature, signature(hook.secret, body));
  assert.deepEqual(json.production, { id, name: 'Tideline' });
  assert.deepEqual(json.events.map((event) => event.kind), ['hook.add', 'note.add', 'listening.done']);
  assert.equal(json.events[1].by.name, 'Stan');
  assert.ok(json.events.every((event) => !('address' in event)), 'addresses of people left the machine');
  assert.ok(!body.includes('not-for-logs') && !body.includes(hook.secret));
  const listed = (await server.ok('GET', `/api/productions/${id}/hooks`)).hooks;
  assert.equal(listed.length, 1);
  assert.equal(listed[0].url, hooks.url);
  assert.ok(!('secret' in listed[0]));
  assert.equal((await stage.call('GET', `/api/productions/${id}/hooks`)).status, 403);
  assert.equal((await stage.call('DELETE', `/api/hooks/${hook.id}`)).status, 403);
  assert.equal((await server.call('DELETE', `/api/hooks/${hook.id}`)).status, 204);
  assert.equal((await server.call('DELETE', `/api/hooks/${hook.id}`)).status, 404);
  await server.stop();
});

test('a receiver that is down is told after a crash of the server', async () => {
  const data = await tempDir(), hooks = await new HookServer().open(), args = ['--hooks-inside', '--bundle-s', '1'];
  const { url, port } = hooks;
  let { server, stage, id, list } = await film(args, data);
  const { secret } = await server.ok('POST', `/api/productions/${id}/hooks`, { url });
  await hooks.close();
  await note(stage, list[0], 'while it is down');
  let listed;
  for (let i = 0; i < 200 && !(listed?.attempts > 0); i++) {
    await sleep(100);
    [listed] = (await server.ok('GET', `/api/productions/${id}/hooks`)).hooks;
  }
  assert.equal(listed.state, 'retrying');
  assert.match(listed.error, /127\.0\.0\.1/);
  assert.doesNotMatch(listed.error, /not-for-logs/);
  assert.ok(listed.next_at_ms > Date.now());
  assert.doesNotMatch(server.said, /not-for-logs/);
  await note(stage, list[0], 'and later');
  await server.stop('SIGKILL');

  const back = await new HookServer().open(port);
  server = await Server.start({ data, args });
  const first = await back.wait(0), second = await back.wait(1);
  assert.equal(first.signature, signature(secret, first.body));
  assert.equal(first.json.events.at(-1).detail.text, 'while it is down');
  assert.deepEqual(second.json.events.map((event) => event.detail.text), ['and later']);
  assert.notEqual(first.delivery, second.delivery);
  server.own = true;
  await server.stop();
});

test('a delivery that a crash cut off comes again with the same id', async () => {
  const data = await tempDir(), hooks = await new HookServer().open(), args = ['--hooks-inside', '--bundle-s', '1'];
  let { server, stage, id, list } = await film(args, data);
  hooks.status = 0; // takes it and says nothing
  await server.ok('POST', `/api/productions/${id}/hooks`, { url: hooks.url });
  await note(stage, list[0], 'one');
  const first = await hooks.wait(0);
  await server.stop('SIGKILL');
  hooks.status = 204;
  server = await Server.start({ data, args });
  const again = await hooks.wait(1);
  assert.equal(again.delivery, first.delivery);
  assert.deepEqual(again.json, first.json);
  server.own = true;
  await server.stop();
});

test('a server stops at once while a receiver hangs', async () => {
  const hooks = await new HookServer().open();
  const { server, stage, id, list } = await film(['--hooks-inside', '--bundle-s', '1']);
  hooks.status = 0;
  await server.ok('POST', `/api/productions/${id}/hooks`, { url: hooks.url });
  await note(stage, list[0], 'one');
  await hooks.wait(0);
  const began = Date.now();
  assert.equal((await server.stop()).status, 0);
  assert.ok(Date.now() - began < 5000, `it took ${Date.now() - began} ms`);
});

test('no hook leads to the machine itself unless that is allowed', async () => {
  const data = await tempDir(), hooks = await new HookServer().open();
  let { server, stage, id, list } = await film(['--hooks-inside', '--bundle-s', '1'], data);
  await server.ok('POST', `/api/productions/${id}/hooks`, { url: hooks.url });
  await server.stop();
  server = await Server.start({ data, args: ['--bundle-s', '1'] });
  for (const url of [hooks.url, 'http://localhost/', 'http://127.1/', 'http://[::1]/', 'http://10.1.2.3/', 'http://169.254.169.254/', 'http://2130706433/']) {
    const refused = await server.call('POST', `/api/productions/${id}/hooks`, { url });
    assert.equal(refused.status, 400, url);
    assert.match(refused.body.error.text, /--hooks-inside/);
  }
  for (const url of ['ftp://example.org/', 'example.org', '', 'https://a:b@example.org/', 'https://exa mple.org/', `https://example.org/${'x'.repeat(2000)}`])
    assert.equal((await server.call('POST', `/api/productions/${id}/hooks`, { url })).status, 400, url);
  stage.url = server.url;
  await note(stage, list[0], 'one');
  let listed;
  for (let i = 0; i < 200 && !listed?.error; i++) {
    await sleep(100);
    [listed] = (await server.ok('GET', `/api/productions/${id}/hooks`)).hooks;
  }
  assert.match(listed.error, /private network/);
  assert.equal(hooks.got.length, 0);
  server.own = true;
  await server.stop();
});

test('a digest tells what others did since one looked', async () => {
  const { server, stage, id, list } = await film([]);
  await note(stage, list[0], 'one');
  await note(server, list[0], 'my own');
  await stage.ok('POST', `/api/productions/${id}/done`, { text: 'for today' });
  const digest = await server.ok('GET', `/api/productions/${id}/digest`);
  assert.deepEqual(digest.counts, { note: 1, query: 0, answer: 0, signoff: 0, print: 0, other: 2 });
  assert.deepEqual(digest.events.map((event) => event.kind), ['member.join', 'note.add', 'listening.done']);
  assert.deepEqual(digest.done.map((who) => [who.name, who.side]), [['Stan', 'stage']]);
  assert.equal((await server.call('PUT', `/api/productions/${id}/digest`, { upto_id: digest.upto_id })).status, 204);
  assert.equal((await server.call('PUT', `/api/productions/${id}/digest`, { upto_id: 0 })).status, 204);
  const next = await server.ok('GET', `/api/productions/${id}/digest`);
  assert.equal(next.since_id, digest.upto_id);
  assert.deepEqual(next.events, []);
  assert.equal((await server.call('PUT', `/api/productions/${id}/digest`, { upto_id: digest.upto_id + 1 })).status, 400);
  const stans = await stage.ok('GET', `/api/productions/${id}/digest`);
  assert.deepEqual(stans.events.map((event) => event.kind), ['note.add'], 'a new member begins where they joined');
  await server.stop();
});
