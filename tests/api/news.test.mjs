// News: what one does the other hears, once, in order, and as long as both may.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Listener } from '../support/news.mjs';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

// A production with a scene, its owner on the music side and Stan on the stage side.
async function film(options) {
  const server = await Server.start(options), made = await server.production();
  const scenes = [{ number: '1', name: 'Pier', tc_in: '01:00:00:00', tc_out: '01:00:10:00' }];
  const scene = (await server.ok('PUT', `/api/pictures/${made.picture.id}/scenes`, { scenes })).scenes[0];
  const stage = await server.person('Stan');
  await server.join(made.production.id, stage, 'stage');
  const note = (client, text) => client.ok('POST', `/api/scenes/${scene.id}/notes`, { about: 'lfe', text });
  return { server, ...made, id: made.production.id, scene, stage, note };
}

test('what one does the other hears as the record has it', async () => {
  const { server, id, stage, note } = await film();
  const manager = await Listener.open(server, id), member = await Listener.open(stage, id);
  assert.equal(manager.reply.headers.get('content-type'), 'text/event-stream');
  assert.equal(manager.reply.headers.get('cache-control'), 'no-store');
  await member.wait(({ event }) => event === 'here');
  assert.match(member.frames[0].text, /^retry: 2000$/);
  await note(stage, 'rumbles');
  const [heard, told] = await Promise.all([manager, member].map((ear) => ear.wait(({ event }) => event === 'note.add')));
  const recorded = (await server.ok('GET', `/api/productions/${id}/events?limit=1`)).events[0];
  assert.deepEqual(heard.data, recorded);
  assert.equal(heard.id, recorded.id);
  assert.equal(heard.data.by.name, 'Stan');
  assert.equal(heard.data.address, '127.0.0.1');
  assert.ok(!('address' in told.data), 'addresses are for managers');
  const { address, ...rest } = recorded;
  assert.deepEqual(told.data, rest);
  assert.equal(manager.events().length, 1, 'without an id it begins now');
  await Promise.all([manager.close(), member.close()]);
  await server.stop();
});

test('who reads first and listens then misses nothing between the two', async () => {
  const { server, id, stage, note } = await film();
  await note(server, 'before');
  const { latest_event_id } = await stage.ok('GET', `/api/productions/${id}`);
  await note(server, 'between');
  const ear = await Listener.open(stage, id, latest_event_id);
  await ear.wait(({ data }) => data?.detail?.text === 'between');
  assert.deepEqual(ear.events().map(({ data }) => data.detail.text), ['between']);
  await ear.close();
  await server.stop();
});

test('other productions and what is the machine’s own are not heard', async () => {
  const { server, id, stage, note } = await film(), other = await server.production({ name: 'Other' });
  const ear = await Listener.open(stage, id);
  await server.ok('POST', `/api/productions/${other.production.id}/cues`, { name: '9m9' });
  await server.person('Nora');
  await server.call('POST', '/api/session', { name: 'Nora', password: 'wrong on purpose' });
  await note(server, 'the end');
  await ear.wait(({ event }) => event === 'note.add');
  assert.deepEqual(ear.events().map(({ event }) => event), ['note.add']);
  await ear.close();
  await server.stop();
});

test('who comes back after a restart misses nothing and hears nothing twice', async () => {
  const { server, id, stage, note } = await film();
  server.own = false;
  const ear = await Listener.open(stage, id);
  for (const text of ['one', 'two', 'three']) await note(server, text);
  const seen = await ear.wait(({ data }) => data?.detail?.text === 'two');
  await ear.close();
  await note(server, 'four');
  await server.stop('SIGKILL');
  const again = await Server.start({ data: server.data });
  again.own = true;
  stage.url = again.url;
  await note(again, 'five');
  const back = await Listener.open(stage, id, seen.id);
  await back.wait(({ data }) => data?.detail?.text === 'five');
  await note(again, 'six');
  await back.wait(({ data }) => data?.detail?.text === 'six');
  assert.deepEqual(back.events().map(({ data }) => data.detail.text), ['three', 'four', 'five', 'six']);
  await back.close();
  const url = await stage.fetch(`/api/productions/${id}/news?since=${seen.id}`, { headers: { 'last-event-id': String(back.events()[1].id) } });
  let text = '';
  for await (const chunk of url.body.pipeThrough(new TextDecoderStream())) if ((text += chunk).includes('six')) break;
  assert.doesNotMatch(text, /three|four/, 'what the browser saw last counts more than the address it began with');
  assert.match(text, /five/);
  await again.stop();
});

test('a hundred acts at once arrive in order, each once', async () => {
  const { server, id, stage, note } = await film();
  const ears = await Promise.all([server, stage, stage].map((client) => Listener.open(client, id)));
  const first = ears[0].events().length;
  assert.equal(first, 0);
  let next = 0;
  await Promise.all(Array.from({ length: 10 }, async (_, i) => {
    while (next < 100) await note(i % 2 ? server : stage, `note ${next++}`);
  }));
  const recorded = (await server.ok('GET', `/api/productions/${id}/events?limit=500`)).events.filter(({ kind }) => kind === 'note.add').map(({ id }) => id).reverse();
  assert.ok(recorded.length >= 100);
  for (const ear of ears) {
    await ear.wait(({ id }) => id === recorded.at(-1));
    assert.deepEqual(ear.events().map(({ id }) => id), recorded);
    await ear.close();
  }
  const since = await Listener.open(stage, id, 0);
  await since.wait(({ id }) => id === recorded.at(-1));
  const all = since.events().map(({ id }) => id);
  assert.deepEqual(all, [...all].sort((a, b) => a - b));
  assert.ok(all.length > recorded.length, 'from 0 on everything comes');
  await since.close();
  await server.stop();
});

test('one sees who is here, each person once', async () => {
  const { server, id, stage } = await film();
  const names = (frame) => frame.data.people.map(({ name, side }) => `${name}: ${side}`).sort().join(', ');
  const ear = await Listener.open(server, id);
  assert.equal(names(await ear.wait(({ event }) => event === 'here')), 'Owner: music');
  const first = await Listener.open(stage, id), second = await Listener.open(stage, id);
  const both = await ear.wait((frame) => frame.event === 'here' && frame.data.people.length === 2);
  assert.equal(names(both), 'Owner: music, Stan: stage');
  assert.equal(both.id, undefined, 'who is here is nothing to resume from');
  await first.close();
  await second.close();
  await ear.wait((frame) => ear.frames.indexOf(frame) > ear.frames.indexOf(both) && frame.event === 'here' && frame.data.people.length === 1);
  await ear.close();
  await server.stop();
});

test('the stream of a member who is removed ends at once, and others go on', async () => {
  const { server, id, stage, note } = await film();
  const ear = await Listener.open(stage, id), other = await Listener.open(server, id);
  await ear.wait(({ event }) => event === 'here');
  const before = Date.now();
  await server.ok('DELETE', `/api/productions/${id}/members/${stage.person_id}`);
  await note(server, 'not for Stan');
  await ear.ended;
  assert.equal(ear.broke, undefined, 'a clean end');
  assert.ok(Date.now() - before < 5000);
  assert.ok(!ear.frames.some(({ text }) => text.includes('not for Stan')));
  await other.wait(({ text }) => text.includes('not for Stan'));
  const refused = await Listener.open(stage, id);
  assert.equal(refused.reply.status, 404);
  await other.close();
  await server.stop();
});

test('a session that ends and a token that is revoked end their streams within a beat', async () => {
  const { server, id, stage } = await film();
  const script = await stage.token('listen'), { tokens } = await stage.ok('GET', '/api/tokens');
  const page = await Listener.open(stage, id), tool = await Listener.open(script, id), stays = await Listener.open(server, id);
  await tool.wait(({ event }) => event === 'here');
  await stage.ok('DELETE', `/api/tokens/${tokens[0].id}`);
  await stage.ok('DELETE', '/api/session');
  const before = Date.now();
  await Promise.all([page.ended, tool.ended]);
  assert.ok(Date.now() - before < 17000, `after ${Date.now() - before} ms`);
  assert.deepEqual([page.broke, tool.broke], [undefined, undefined]);
  await stays.wait(({ text }) => text === ':', 'a sign of life');
  await stays.close();
  await server.stop();
});

test('how far the work is comes about once a second, and that it is done, however short it was', async () => {
  const { server, id, set } = await film();
  const ear = await Listener.open(server, id);
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, wav({ samples: 48000 * 20, start: 172800000, signal: noise(-20, 1) }));
  const done = await ear.wait((frame) => frame.event === 'work' && frame.data.active === 0, 'the end of the work');
  assert.deepEqual(done.data, { active: 0, progress: 1, seconds_left: 0 });
  for (const { data } of ear.frames.filter(({ event, data }) => event === 'work' && data.active > 0)) {
    assert.deepEqual(Object.keys(data), ['active', 'progress', 'seconds_left']);
    assert.ok(data.progress >= 0 && data.progress < 1);
  }
  assert.equal((await server.ok('GET', `/api/productions/${id}/jobs`)).active, 0);
  await ear.close();
  await server.stop();
});

test('the end of work is told whatever it was: listening inside scenes, a failure, another try', async () => {
  const { server, id, picture, set } = await film(), print = wav({ samples: 48000 * 2, start: 172800000, signal: noise(-20, 1) });
  const sha = createHash('sha256').update(print).digest('hex'), path = join(server.data, 'blobs', sha.slice(0, 2), sha.slice(2));
  const list = (end) => ({ scenes: [{ number: '1', name: 'Pier', tc_in: '01:00:00:00', tc_out: `01:00:01:${end}` }] });
  const failed = async () => (await server.ok('GET', `/api/productions/${id}/jobs`)).jobs.find(({ kind, state }) => kind === 'sounds' && state === 'failed');
  const ear = await Listener.open(server, id);
  // does something, and waits until all work that follows from it is over
  const rest = async (what, act) => {
    const seen = ear.frames.length;
    await act();
    await ear.wait((frame) => frame.event === 'work' && frame.data.active === 0 && ear.frames.indexOf(frame) >= seen, what);
  };
  await rest('the end of the analysis', async () => {
    await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, print);
    await server.publish(set);
  });
  await rest('the end of listening inside a scene', () => server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list('00')));
  await rename(path, `${path}.away`);
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list('12'));
  for (const end = Date.now() + 30000; !(await failed()); await new Promise((done) => setTimeout(done, 50))) assert.ok(Date.now() < end);
  await rename(`${path}.away`, path);
  await new Promise((done) => setTimeout(done, 4000)); // until nobody looks for work between two beats
  await rest('the end of what was tried again', async () => server.ok('POST', `/api/jobs/${(await failed()).id}/retry`));
  assert.equal(await failed(), undefined);
  await ear.close();
  await server.stop();
});

test('whoever may not listen is refused, and so is what is no id', async () => {
  const { server, id } = await film(), stranger = await server.person('Otto');
  const path = `/api/productions/${id}/news`;
  assert.equal((await server.anonymous.call('GET', path)).status, 401);
  assert.equal((await stranger.call('GET', path)).status, 404);
  assert.equal((await (await server.token('note')).call('GET', path)).status, 403);
  for (const since of ['-1', 'x', '1.5', '99999999999999999999', ' 1', '0x1']) {
    const reply = await server.call('GET', `${path}?since=${encodeURIComponent(since)}`);
    assert.equal(reply.status, 400, since);
    assert.match(reply.body.error.text, /since/);
  }
  const head = await server.fetch(path, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(head.headers.get('content-type'), 'text/event-stream');
  await server.stop();
});

test('a server with listeners stops at once and tells them the end', async () => {
  const { server, id, stage } = await film();
  const ears = await Promise.all(Array.from({ length: 20 }, (_, i) => Listener.open(i % 2 ? server : stage, id)));
  await Promise.all(ears.map((ear) => ear.wait(({ event }) => event === 'here')));
  const before = Date.now();
  assert.deepEqual(await server.stop(), { status: 0, signal: null });
  assert.ok(Date.now() - before < 8000, `${Date.now() - before} ms`);
  await Promise.all(ears.map((ear) => ear.ended));
  assert.deepEqual(ears.filter(({ broke }) => broke), []);
});
