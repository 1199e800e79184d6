// What a listener gets: whole files, any range of them, the right sound, three containers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Server, tempDir } from '../support/server.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

const HOUR = 172800000, SECONDS = 12, CONTAINERS = ['webm', 'mp4', 'opus'];
let server, film, preview, dir, whole = {};

const level_db = (samples) => 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

function decode(file) {
  const run = spawnSync('ffmpeg', ['-v', 'warning', '-i', file, '-f', 'f32le', '-ar', '48000', '-'], { maxBuffer: 1 << 28 });
  assert.equal(run.stderr.toString(), '', `${file}: ffmpeg warns`);
  const data = new Float32Array(run.stdout.buffer.slice(run.stdout.byteOffset, run.stdout.byteOffset + run.stdout.length));
  return { left: data.filter((_, i) => i % 2 === 0), right: data.filter((_, i) => i % 2 === 1) };
}

before(async () => {
  dir = await tempDir();
  server = await Server.start();
  film = await server.production();
  const prints = { String: tone(440, -20, [0]), Brass: tone(1000, -20, [2]), Percussion: tone(50, -20, [3]) };
  for (const [role, signal] of Object.entries(prints))
    await server.ok('PUT', `/api/sets/${film.set.id}/prints/1m1_${role}_stem.wav`, wav({ samples: 48000 * SECONDS, start: HOUR, signal }));
  await server.publish(film.set);
  await server.ok('PUT', `/api/pictures/${film.picture.id}/temps/R1_DX_temp.wav`, wav({ channels: 1, samples: 48000 * SECONDS, start: HOUR, signal: noise(-30) }));
  preview = await server.ok('POST', `/api/pictures/${film.picture.id}/previews`, { recipe: { sources: [{ role: 'String', gain_db: 0 }, { role: 'Brass', gain_db: 0 }, { role: 'Percussion', gain_db: 0 }] } });
  for (const kind of CONTAINERS) {
    whole[kind] = Buffer.from(await (await server.fetch(preview.files[kind].url)).arrayBuffer());
    await writeFile(join(dir, `whole.${kind}`), whole[kind]);
  }
});
after(() => server.stop());

test('a preview says what is heard before it is heard', () => {
  assert.equal(preview.samples, 48000 * SECONDS);
  assert.equal(preview.tc_in, '01:00:00:00');
  assert.equal(preview.tc_out, '01:00:12:00');
  assert.equal(preview.lfe_db, null);
  assert.equal(preview.limiter, 'none');
  assert.match(preview.heard, /Lo\/Ro/);
  assert.match(preview.heard, /LFE out/);
  assert.ok(Math.abs(preview.matrix.left.C - Math.SQRT1_2) < 1e-4);
  assert.equal(preview.matrix.left.LFE, 0);
  for (const source of preview.sources) assert.match(source.audio_sha256, /^[0-9a-f]{64}$/);
});

for (const kind of CONTAINERS) {
  test(`${kind}: the length is known before anything is rendered, and is right`, async () => {
    const head = await server.fetch(preview.files[kind].url, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(Number(head.headers.get('content-length')), preview.files[kind].bytes);
    assert.equal(whole[kind].length, preview.files[kind].bytes);
    assert.equal(head.headers.get('accept-ranges'), 'bytes');
    assert.match(head.headers.get('etag'), /^"[^"]+"$/);
    assert.match(head.headers.get('cache-control'), /immutable/);
    assert.match(head.headers.get('content-type'), /^audio\/(webm|mp4|ogg)/);
  });

  test(`${kind}: the bytes of any range are that slice of the whole`, async () => {
    const { url, bytes, header_bytes, pre_skip_bytes, page_bytes } = preview.files[kind];
    const audio = header_bytes + pre_skip_bytes;
    const edges = [0, 1, header_bytes - 1, header_bytes, audio - 1, audio, audio + page_bytes - 1, audio + 5 * page_bytes - 1, audio + 5 * page_bytes, bytes - 2];
    const ranges = edges.flatMap((first) => [[first, first], [first, Math.min(bytes - 1, first + 70000)]]);
    for (let i = 0, seed = 7; i < 60; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      const first = seed % bytes;
      ranges.push([first, Math.min(bytes - 1, first + (seed >>> 16))]);
    }
    for (const [first, last] of ranges) {
      const reply = await server.fetch(url, { headers: { range: `bytes=${first}-${last}` } });
      assert.equal(reply.status, 206);
      assert.equal(reply.headers.get('content-range'), `bytes ${first}-${last}/${bytes}`);
      assert.ok(Buffer.from(await reply.arrayBuffer()).equals(whole[kind].subarray(first, last + 1)), `bytes ${first}-${last}`);
    }
  });

  test(`${kind}: ranges from the end, open ranges, outside, and If-Range`, async () => {
    const { url, bytes } = preview.files[kind];
    const get = async (headers) => {
      const reply = await server.fetch(url, { headers });
      return { status: reply.status, range: reply.headers.get('content-range'), etag: reply.headers.get('etag'), data: Buffer.from(await reply.arrayBuffer()) };
    };
    assert.ok((await get({ range: 'bytes=-1000' })).data.equals(whole[kind].subarray(bytes - 1000)));
    assert.ok((await get({ range: `bytes=${bytes - 10}-` })).data.equals(whole[kind].subarray(bytes - 10)));
    const outside = await get({ range: `bytes=${bytes}-` });
    assert.equal(outside.status, 416);
    assert.equal(outside.range, `bytes */${bytes}`);
    const { etag } = await get({ range: 'bytes=0-0' });
    assert.equal((await get({ range: 'bytes=0-9', 'if-range': etag })).status, 206);
    assert.equal((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).status, 200);
    assert.equal((await get({ 'if-none-match': etag })).status, 304);
    assert.equal((await get({ range: 'bytes=5-2' })).status, 200);
    assert.equal((await get({ range: 'bytes=0-1,5-6' })).status, 200);
  });

  test(`${kind}: ffprobe and ffmpeg read it without a warning, sample-exact in length`, () => {
    const probe = spawnSync('ffprobe', ['-v', 'warning', '-show_entries', 'format=duration', '-of', 'csv=p=0', join(dir, `whole.${kind}`)]);
    assert.equal(probe.stderr.toString(), '');
    assert.ok(Math.abs(Number(probe.stdout) - SECONDS) < 0.021, `duration ${probe.stdout}`);
    const { left } = decode(join(dir, `whole.${kind}`));
    assert.equal(left.length, 48000 * SECONDS);
  });

  test(`${kind}: what is decoded is the fold-down of the prints`, () => {
    const { left, right } = decode(join(dir, `whole.${kind}`));
    for (let second = 1; second < SECONDS - 1; second++) {
      const l = left.subarray(second * 48000, (second + 1) * 48000), r = right.subarray(second * 48000, (second + 1) * 48000);
      // L: 440 Hz at -20 dBFS and the Centre's 1 kHz 3.01 dB below, as powers of sines; R: the Centre alone
      assert.ok(Math.abs(level_db(r) - (-20 - 3.01 - 3.01)) < 0.1, `right, second ${second}: ${level_db(r)}`);
      assert.ok(Math.abs(level_db(l) - 10 * Math.log10((10 ** -2 + 10 ** -2.301) / 2)) < 0.1, `left, second ${second}: ${level_db(l)}`);
    }
  });
}

test('opusinfo finds nothing to warn of', () => {
  const run = spawnSync('opusinfo', [join(dir, 'whole.opus')]);
  assert.equal(run.status, 0);
  assert.doesNotMatch(run.stdout.toString() + run.stderr.toString(), /warning|error|invalid/i);
});

test('the same recipe is the same preview, another recipe another one', async () => {
  const path = `/api/pictures/${film.picture.id}/previews`;
  const recipe = { sources: [{ role: 'Percussion', gain_db: 0 }, { role: 'Brass', gain_db: 0 }, { role: 'String', gain_db: 0 }] };
  const again = await server.call('POST', path, { recipe });
  assert.equal(again.status, 200);
  assert.equal(again.body.id, preview.id);
  const withLfe = await server.ok('POST', path, { recipe: { ...recipe, lfe: 'plus_4' } });
  assert.notEqual(withLfe.id, preview.id);
  assert.equal(withLfe.lfe_db.toFixed(1), '4.0');
  const file = join(dir, 'lfe.opus');
  await writeFile(file, Buffer.from(await (await server.fetch(withLfe.files.opus.url)).arrayBuffer()));
  // the 50 Hz of the LFE joins both sides at -20 + 4 dB; the rest is as it was
  const { right } = decode(file);
  const expected = 10 * Math.log10((10 ** -1.6 + 10 ** -2.301) / 2);
  assert.ok(Math.abs(level_db(right.subarray(96000, 480000)) - expected) < 0.1, `${level_db(right.subarray(96000, 480000))}, not ${expected}`);
});

test('a preview is there again, byte for byte, after the server was killed', async () => {
  const data = await tempDir();
  let own = await Server.start({ data });
  const { picture, set } = await own.production();
  await own.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, wav({ samples: 480000, start: HOUR, signal: noise(-20) }));
  await own.publish(set);
  const { files } = await own.ok('POST', `/api/pictures/${picture.id}/previews`, {});
  const first = Buffer.from(await (await own.fetch(files.webm.url)).arrayBuffer());
  await own.stop('SIGKILL');
  own = await Server.start({ data });
  const second = Buffer.from(await (await own.fetch(files.webm.url)).arrayBuffer());
  assert.ok(first.equals(second));
  await own.stop();
});

test('connections that are dropped in mid-preview leave the server well', async () => {
  const { files } = await server.ok('POST', `/api/pictures/${film.picture.id}/previews`, { recipe: { fold: 'lt_rt', lfe: 'plus_4' } });
  await Promise.all(Array.from({ length: 40 }, async (_, i) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), i * 3);
    await server.fetch(files.webm.url, { signal: stop.signal }).then((reply) => reply.arrayBuffer()).catch(() => {});
  }));
  assert.equal((await server.ok('GET', '/healthz')).status, 'ok');
  assert.equal((await server.fetch(files.webm.url)).status, 200);
});

test('overs are listed with timecode', async () => {
  const loud = await server.production({ name: 'Loud' });
  const hot = (i) => (i >= 96000 && i < 98000 ? 0.99 : 0.1) * Math.sin(i / 10);
  for (const role of ['String', 'Brass'])
    await server.ok('PUT', `/api/sets/${loud.set.id}/prints/1m1_${role}.wav`, wav({ samples: 240000, start: HOUR, signal: (i, c) => (c < 2 ? hot(i) : 0) }));
  await server.publish(loud.set);
  const { id } = await server.ok('POST', `/api/pictures/${loud.picture.id}/previews`, {});
  let found;
  for (let i = 0; i < 100 && !found?.complete; i++) {
    found = await server.ok('GET', `/api/previews/${id}/overs`);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.equal(found.complete, true);
  assert.equal(found.count, 1);
  assert.equal(found.overs[0].tc_in, '01:00:02:00');
  assert.ok(Math.abs(found.peak_db - 5.93) < 0.1, `${found.peak_db}`);
});

test('a range of the timeline in which nothing sounds is silence of the right length', async () => {
  const { files, samples } = await server.ok('POST', `/api/pictures/${film.picture.id}/previews`, { tc_in: '02:00:00:00', tc_out: '02:00:01:01' });
  assert.equal(samples, 50000);
  const file = join(dir, 'silent.opus');
  await writeFile(file, Buffer.from(await (await server.fetch(files.opus.url)).arrayBuffer()));
  const { left } = decode(file);
  assert.equal(left.length, 50000);
  assert.ok(left.every((x) => Math.abs(x) < 1e-5));
});
