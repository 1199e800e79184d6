// Notes between two sides and a guest: said, answered, resolved, reopened, and moved with their scene.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../support/client.mjs';
import { Server } from '../support/server.mjs';

const csv = { 'content-type': 'text/csv' };
let music, stage, production, picture, scenes;

const put = (rows) => music.ok('PUT', `/api/pictures/${picture.id}/scenes`, `scene,name,tc_in,tc_out\n${rows}`, csv);

before(async () => {
  music = await Server.start();
  ({ production, picture } = await music.production({ name: 'Tideline' }));
  stage = await music.person('Stan');
  await music.join(production.id, stage, 'stage');
  scenes = (await put('1,Quay,01:00:00:00,01:01:00:00\n2,Boat,02:00:00:00,02:01:00:00\n')).scenes;
});
after(() => music.stop());

const note = (client, scene, keys) => client.ok('POST', `/api/scenes/${scene.id}/notes`, { about: 'anything', text: 'A word', ...keys });

test('a thread between two sides: said, acknowledged, resolved, reopened', async () => {
  const said = await note(stage, scenes[0], { about: 'lfe', text: 'The door shakes.', from_samples: 48000 * 5, to_samples: 48000 * 8 });
  assert.deepEqual([said.state, said.tc_from, said.tc_to, said.scene_number, said.replies], ['open', '01:00:05:00', '01:00:08:00', '1', 0]);
  assert.deepEqual(said.by, { person_id: stage.person_id, name: 'Stan', side: 'stage', guest: false });

  const reply = await music.ok('POST', `/api/notes/${said.id}/replies`, { text: 'By how much?\nAnd where?' });
  assert.equal(reply.by.side, 'music');
  assert.equal(reply.state, null);
  assert.equal((await music.ok('POST', `/api/notes/${said.id}/state`, { state: 'acknowledged' })).state, 'acknowledged');
  assert.equal((await stage.ok('POST', `/api/notes/${said.id}/state`, { state: 'resolved', text: 'Fine now.' })).state, 'resolved');
  assert.equal((await music.call('POST', `/api/notes/${said.id}/state`, { state: 'resolved' })).status, 409);
  assert.equal((await music.ok('POST', `/api/notes/${said.id}/state`, { state: 'open', text: 'It is back.' })).state, 'open');

  const whole = await stage.ok('GET', `/api/notes/${said.id}`);
  assert.deepEqual(
    whole.thread.map(({ by, text, state }) => [by.name, text, state]),
    [
      ['Owner', 'By how much?\nAnd where?', null],
      ['Owner', '', 'acknowledged'],
      ['Stan', 'Fine now.', 'resolved'],
      ['Owner', 'It is back.', 'open'],
    ],
  );
  assert.equal(whole.replies, 3);
  assert.equal(whole.changed_at_ms, whole.thread[3].at_ms);
  const kinds = (await stage.ok('GET', `/api/scenes/${scenes[0].id}/events`)).events.map(({ kind }) => kind);
  assert.deepEqual(kinds.slice(0, 5), ['note.state', 'note.state', 'note.state', 'note.reply', 'note.add']);
});

test('of two who resolve a note at once, one does', async () => {
  const { id } = await note(music, scenes[0]);
  const replies = await Promise.all([music, stage, music, stage].map((client) => client.call('POST', `/api/notes/${id}/state`, { state: 'resolved' })));
  assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  assert.equal((await music.ok('GET', `/api/notes/${id}`)).thread.length, 1);
});

test('a note keeps its place while its scene moves, shrinks, goes and comes back', async () => {
  const said = await note(music, scenes[1], { from_samples: 48000 * 50, to_samples: 48000 * 55 });
  const at = async () => {
    const { tc_from, tc_to, from_samples, to_samples } = await music.ok('GET', `/api/notes/${said.id}`);
    assert.deepEqual([from_samples, to_samples], [48000 * 50, 48000 * 55]);
    return [tc_from, tc_to];
  };
  await put('1,Quay,01:00:00:00,01:01:00:00\n2,Boat,02:10:00:00,02:11:00:00\n');
  assert.deepEqual(await at(), ['02:10:50:00', '02:10:55:00']);
  await put('1,Quay,01:00:00:00,01:01:00:00\n2,Boat,02:10:00:00,02:10:30:00\n');
  assert.deepEqual(await at(), ['02:10:30:00', '02:10:30:00'], 'it ends with the scene, and is not lost');
  await put('1,Quay,01:00:00:00,01:01:00:00\n');
  assert.ok((await music.ok('GET', `/api/productions/${production.id}/notes`)).notes.some(({ id }) => id === said.id));
  assert.equal((await music.ok('GET', `/api/scenes/${scenes[1].id}/notes`)).notes[0].id, said.id);
  await put('1,Quay,01:00:00:00,01:01:00:00\n2,Boat,02:00:00:00,02:01:00:00\n');
  assert.deepEqual(await at(), ['02:00:50:00', '02:00:55:00']);
});

test('a list goes on where the page before ended, also while notes come', async () => {
  const made = [];
  for (let i = 0; i < 7; i++) made.push((await note(stage, scenes[i % 2], { text: `Note ${i}` })).id);
  const seen = [];
  let next = '';
  do {
    const page = await music.ok('GET', `/api/productions/${production.id}/notes?limit=3&side=stage&state=unresolved${next && `&after=${next}`}`);
    seen.push(...page.notes.map(({ id }) => id));
    if (!next) await note(stage, scenes[0], { text: 'Meanwhile' });
    next = page.next;
  } while (next);
  assert.deepEqual(seen.slice(0, 7), made.reverse());
  assert.equal(new Set(seen).size, seen.length);
  const { notes } = await music.ok('GET', `/api/productions/${production.id}/notes?reel=2&about=anything`);
  assert.ok(notes.length > 0 && notes.every(({ scene_number }) => scene_number === '2'));
});

test('a guest notes on the scenes of the link, and sees what came through it', async () => {
  const mine = await note(music, scenes[0], { text: 'Among ourselves' });
  const { secret } = await music.ok('POST', `/api/productions/${production.id}/links`, {
    label: 'Director', may_note: true, first_scene_id: scenes[0].id, last_scene_id: scenes[0].id,
  });
  const guest = new Client(music.url);
  const entered = await guest.call('POST', '/api/guest', { secret, name: 'Dora' });
  assert.equal(entered.status, 201);
  guest.headers = { cookie: entered.headers.get('set-cookie').split(';')[0] };

  const said = await guest.ok('POST', `/api/guest/scenes/${scenes[0].id}/notes`, { about: 'centre', text: 'I lose her voice.', from_samples: 0 });
  assert.deepEqual(said.by, { person_id: null, name: 'Dora', side: null, guest: true });
  assert.deepEqual((await guest.ok('GET', `/api/guest/scenes/${scenes[0].id}/notes`)).notes.map(({ id }) => id), [said.id]);
  assert.deepEqual((await music.ok('GET', `/api/scenes/${scenes[0].id}/notes?limit=2`)).notes.map(({ id }) => id), [said.id, mine.id]);
  assert.equal((await guest.call('POST', `/api/guest/scenes/${scenes[1].id}/notes`, { about: 'lfe', text: 'x' })).status, 404);
  for (const path of [`/api/scenes/${scenes[0].id}/notes`, `/api/notes/${said.id}/replies`, `/api/scenes/${scenes[0].id}/queries`])
    assert.equal((await guest.call('POST', path, { about: 'lfe', text: 'x' })).status, 401, path);
});

test('a token for listening reads notes and makes none', async () => {
  const listener = await stage.token('listen'), noter = await stage.token('note');
  const { id } = await note(music, scenes[0]);
  assert.equal((await listener.call('GET', `/api/notes/${id}`)).status, 200);
  assert.equal((await listener.call('POST', `/api/scenes/${scenes[0].id}/notes`, { about: 'lfe', text: 'x' })).status, 403);
  assert.equal((await listener.call('POST', `/api/notes/${id}/state`, { state: 'resolved' })).status, 403);
  assert.equal((await noter.call('POST', `/api/notes/${id}/state`, { state: 'resolved' })).status, 200);
});

test('what is not a note, and what tries to be more than one, is refused', async () => {
  const path = `/api/scenes/${scenes[0].id}/notes`, json = { 'content-type': 'application/json' };
  const status = async (body) => (await music.call('POST', path, body, json)).status;
  const count = async () => (await music.ok('GET', `${path}?limit=500`)).notes.length;
  const before = await count();
  assert.equal(await status('{"about":"lfe","text":"cut'), 400);
  assert.equal(await status('{"about":"lfe","text":"nul \\u0000 inside"}'), 400);
  assert.equal(await status(Buffer.from('{"about":"lfe","text":"\xff\xfe"}', 'latin1')), 400);
  assert.equal(await status('{"about":"lfe","text":"lone \\ud800"}'), 400);
  assert.equal(await status(JSON.stringify({ about: 'lfe', text: 'x'.repeat(11000) })), 400);
  assert.equal(await status(JSON.stringify({ about: 'lfe', text: 'ü'.repeat(5001) })), 400, '10,002 bytes');
  assert.equal(await status(JSON.stringify({ about: 'lfe', text: 'x'.repeat(40000) })), 413);
  assert.equal(await status(JSON.stringify({ about: 'lfe', text: 'x', by: { person_id: 1 } })), 400);
  assert.equal(await status(JSON.stringify({ about: 'lfe', text: 'x', from_samples: 60 * 48000 + 1 })), 400);
  assert.equal(await status(`${'['.repeat(5000)}`), 400);
  assert.equal(await count(), before);
  const html = '<script>alert(1)</script>\n"\'; DROP TABLE notes; -- \u202e \ufffd 🎻';
  assert.equal((await note(music, scenes[0], { text: html })).text, html);
  assert.equal((await note(music, scenes[0], { text: 'ü'.repeat(5000) })).text.length, 5000);
});
