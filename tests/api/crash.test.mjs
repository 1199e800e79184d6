// kill -9 at fifty moments while people write: what was acknowledged is there afterwards, nothing is
// there twice, and the record verifies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, predub } from '../support/server.mjs';

const KILLS = 50, WRITERS = 4;
const csv = 'scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:10:00\n';

// Writes until the server is gone; remembers what was acknowledged.
async function write(server, scene, name, kept) {
  for (let i = 0; ; i++) {
    const text = `${name} ${i}`;
    let reply;
    try {
      reply = await server.call('POST', `/api/scenes/${scene}/notes`, { about: 'lfe', text });
      if (reply.status === 201) kept.notes.set(reply.body.id, { text, state: 'open' });
      if (reply.status === 201 && i % 2 === 0) {
        const note = reply.body.id;
        reply = await server.call('POST', `/api/notes/${note}/state`, { state: 'resolved' });
        if (reply.status === 200) kept.notes.get(note).state = 'resolved';
        else kept.notes.delete(note); // not acknowledged: either state may be there
      }
    } catch {
      // the answer may be lost where the act is kept: only its state is uncertain then
      const last = [...kept.notes.entries()].findLast(([, note]) => note.text === text);
      if (last) last[1].state = undefined;
      return;
    }
    assert.ok(reply.status < 300, JSON.stringify(reply.body));
  }
}

test('fifty kills while four people write lose nothing that was acknowledged', async () => {
  let server = await Server.start();
  const { data } = server, kept = { notes: new Map() };
  server.own = false;
  const { production, picture } = await server.production();
  const { scenes } = await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, csv, { 'content-type': 'text/csv' });
  for (let kill = 0; kill < KILLS; kill++) {
    const writers = Array.from({ length: WRITERS }, (_, i) => write(server, scenes[0].id, `${kill}.${i}`, kept));
    await sleep(20 + ((kill * 37) % 60));
    await server.stop('SIGKILL');
    await Promise.all(writers);
    server = await Server.start({ data });
  }
  const found = new Map();
  for (let after = '', page; after !== null; after = page.next) {
    page = await server.ok('GET', `/api/productions/${production.id}/notes?limit=500${after && `&after=${after}`}`);
    for (const note of page.notes) found.set(note.id, note);
  }
  assert.ok(kept.notes.size > KILLS, `only ${kept.notes.size} writes were acknowledged`);
  for (const [id, { text, state }] of kept.notes) {
    assert.equal(found.get(id)?.text, text, `note ${id} was acknowledged`);
    if (state) assert.equal(found.get(id).state, state);
  }
  const texts = [...found.values()].map(({ text }) => text);
  assert.equal(new Set(texts).size, texts.length, 'nothing is there twice');
  await server.stop();
  const { status, stderr } = spawnSync(predub, ['verify', '--data', data]);
  assert.equal(status, 0, stderr.toString());
  await rm(data, { recursive: true, force: true });
});
