// predub verify: says yes to a sound record, and finds what was done to one behind its back.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Server, predub, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const verify = (data, ...more) => {
  const { status, stdout, stderr } = spawnSync(predub, ['verify', '--data', data, ...more], { timeout: 60000 });
  return { status, out: stdout.toString(), err: stderr.toString() };
};
const sql = (data, text) => {
  const { status, stderr } = spawnSync('sqlite3', [join(data, 'predub.db'), text]);
  assert.equal(status, 0, stderr.toString());
};

let data, sound;
before(async () => {
  const server = await Server.start();
  data = server.data;
  server.own = false;
  const { picture, set } = await server.production();
  const bytes = wav({ samples: 48000, start: 172800000, signal: noise(-20) });
  sound = (await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes)).files[0].sha256;
  const csv = 'scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:01:00\n';
  const { scenes } = await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, csv, { 'content-type': 'text/csv' });
  const note = await server.ok('POST', `/api/scenes/${scenes[0].id}/notes`, { about: 'lfe', text: 'Too much.' });
  await server.ok('POST', `/api/notes/${note.id}/replies`, { text: 'Agreed.' });
  await server.ok('POST', `/api/notes/${note.id}/state`, { state: 'resolved' });
  const running = verify(data);
  assert.equal(running.status, 0, `while the server runs: ${running.err}`);
  await server.stop();
});
after(() => rm(data, { recursive: true, force: true }));

test('a sound record verifies, and leaves nothing behind', async () => {
  const names = (await readdir(data)).sort();
  const found = verify(data);
  assert.equal(found.status, 0, found.err);
  assert.match(found.out, /^record +\d+ events, unbroken; the head is \d+:[0-9a-f]{64}$/m);
  assert.match(found.out, /^state +2 rows|^state +\d+ rows, as the events say$/m);
  assert.match(found.out, /^files +1, 0\.9 MB/m);
  assert.deepEqual((await readdir(data)).sort(), names);
  const [head] = /\d+:[0-9a-f]{64}/.exec(found.out);
  assert.equal(verify(data, '--receipt', head).status, 0);
  const other = verify(data, '--receipt', head.replace(/.$/, (c) => (c === '0' ? '1' : '0')));
  assert.equal(other.status, 1);
  assert.match(other.err, /not the one of the receipt/);
});

test('misuse is told from failure', async () => {
  const empty = await tempDir();
  assert.equal(verify(empty).status, 1);
  assert.match(verify(empty).err, /holds no record of predub/);
  assert.equal(spawnSync(predub, ['verify']).status, 2);
  assert.equal(verify(data, '--receipt', 'x').status, 2);
  assert.equal(verify(data, 'file.wav').status, 2);
  await rm(empty, { recursive: true });
});

test('a note changed behind the record is found, and so is a changed or missing event', () => {
  sql(data, "UPDATE notes SET body = 'Fine.'");
  const note = verify(data);
  assert.equal(note.status, 1);
  assert.match(note.err, /row \d+ of notes is not what follows from the events/);
  sql(data, "UPDATE notes SET body = 'Too much.'");
  assert.equal(verify(data).status, 0);

  const triggers = 'DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed;';
  sql(data, `${triggers} UPDATE events SET detail = replace(detail, 'Too', 'Not') WHERE kind = 'note.add'`);
  const event = verify(data);
  assert.equal(event.status, 1);
  assert.match(event.err, /event \d+ \(note\.add\) was changed/);
  sql(data, "UPDATE events SET detail = replace(detail, 'Not', 'Too') WHERE kind = 'note.add'");
  assert.equal(verify(data).status, 0);
});

test('a damaged file and a missing one are named', async () => {
  const path = join(data, 'blobs', sound.slice(0, 2), sound.slice(2));
  const file = await open(path, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 5000);
  await file.write(Buffer.from([buffer[0] ^ 1]), 0, 1, 5000);
  await file.close();
  const damaged = verify(data);
  assert.equal(damaged.status, 1);
  assert.match(damaged.err, /1m1_String_stem\.wav .*holds other bytes/);
  await rename(path, `${path}.away`);
  const gone = verify(data);
  assert.equal(gone.status, 1);
  assert.match(gone.err, /1m1_String_stem\.wav/);
  assert.match(gone.err, /1 of 1 stored files/);
});
