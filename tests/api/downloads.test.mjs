// Who fetched which untouched file stands in the record, once for each time it is fetched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

test('a download is told where it begins, and not for its parts, its head or a copy that is still good', async () => {
  const server = await Server.start(), stage = await server.person('Stan');
  const production = await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24' });
  await server.join(production.id, stage, 'stage');
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const file = wav({ samples: 4800, start: 0, signal: noise(-20) });
  const print = await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_Brass_stem.wav`, file);
  const temp = await server.ok('PUT', `/api/pictures/${picture.id}/temps/R1_FX_temp.wav`, file);
  const told = async () => (await server.ok('GET', `/api/productions/${production.id}/events?kind=file.download`)).events;
  const path = `/api/prints/${print.id}/files/0`;
  const fetched = async (headers, method = 'GET') => {
    const reply = await stage.fetch(path, { method, headers });
    return { status: reply.status, bytes: (await reply.arrayBuffer()).byteLength, etag: reply.headers.get('etag') };
  };

  const { etag } = await fetched({}, 'HEAD');
  for (const [headers, status] of [
    [{ range: 'bytes=1-' }, 206],
    [{ range: 'bytes=-100' }, 206],
    [{ range: `bytes=${file.length}-` }, 416],
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': `"x", ${etag}`, range: 'bytes=0-' }, 304],
    [{ 'if-range': etag, range: 'bytes=7-9' }, 206],
  ]) {
    assert.equal((await fetched(headers)).status, status, JSON.stringify(headers));
    assert.equal((await told()).length, 0, JSON.stringify(headers));
  }
  let count = 0;
  for (const [headers, status, bytes] of [
    [{}, 200, file.length],
    [{ range: 'bytes=0-99' }, 206, 100],
    [{ range: `bytes=-${file.length}` }, 206, file.length],
    [{ 'if-range': '"another"', range: 'bytes=7-9' }, 200, file.length],
    [{ 'if-none-match': '"another"' }, 200, file.length],
    [{ range: 'bytes=5-6,9-10' }, 200, file.length], // several ranges get the whole
  ]) {
    const reply = await fetched(headers);
    assert.deepEqual([reply.status, reply.bytes], [status, bytes], JSON.stringify(headers));
    assert.equal((await told()).length, ++count, JSON.stringify(headers));
  }
  const [newest] = await told();
  assert.equal(newest.by.name, 'Stan');
  assert.equal(newest.detail.recording_id, print.id);
  assert.equal(newest.detail.filename, '1m1_Brass_stem.wav');
  assert.equal(newest.detail.cue, '1m1');
  assert.equal((await server.fetch(`/api/temps/${temp.id}/files/0`)).status, 200);
  assert.equal((await told())[0].detail.picture, 'Cut 1');
  await server.stop();
});
