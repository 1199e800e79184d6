// tus-js-client as it comes from npm, in Node: the server does what a client that knows nothing of it
// expects.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Proxy } from '../support/proxy.mjs';
import { Server, tempDir } from '../support/server.mjs';
import { CheckedStack, noisePrint, send, sha256, tus } from '../support/tus.mjs';

const NAME = '1m1_String_stem.wav';

// A draft set, and what tus-js-client must be told to send a print to it.
async function draft() {
  const server = await Server.start(), { set } = await server.production();
  const to = { endpoint: `${server.url}/api/sets/${set.id}/uploads`, headers: server.headers, metadata: { filename: NAME }, retryDelays: null };
  return { server, set, to };
}

// The set has one print: these bytes.
async function arrived(server, set, bytes) {
  const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
  assert.equal(prints.length, 1);
  assert.equal(prints[0].role, 'String');
  const back = await server.fetch(`/api/prints/${prints[0].id}/files/0`);
  assert.ok(Buffer.from(await back.arrayBuffer()).equals(bytes), 'it came as it was sent');
  return prints[0];
}

test('it sends a file in one go, and learns which print it became', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 4 });
  let sent = 0;
  const { url, answer } = await send(bytes, { ...to, onProgress: (now) => (sent = now) });
  assert.equal(sent, bytes.length);
  const print = await arrived(server, set, bytes);
  assert.equal(answer.getHeader('Predub-Print'), String(print.id));
  assert.match(url, /\/api\/uploads\/\d+$/);
  await server.stop();
});

test('it sends a file in chunks, each with a checksum', async () => {
  for (const algorithm of ['sha1', 'sha256']) {
    const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 2 });
    let chunks = 0;
    await send(bytes, { ...to, chunkSize: 100000, httpStack: new CheckedStack(algorithm), onChunkComplete: () => chunks++ });
    assert.equal(chunks, Math.ceil(bytes.length / 100000));
    await arrived(server, set, bytes);
    await server.stop();
  }
});

test('it sends the first bytes along with the creation', async () => {
  for (const chunkSize of [Infinity, 200000]) {
    const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 2 });
    await send(bytes, { ...to, chunkSize, uploadDataDuringCreation: true });
    await arrived(server, set, bytes);
    await server.stop();
  }
});

test('it gets through where no PATCH may pass', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 2 });
  await send(bytes, { ...to, chunkSize: 200000, overridePatchMethod: true });
  await arrived(server, set, bytes);
  await server.stop();
});

// Starts to send and resolves when at least `bytes` have been taken; the upload is paused then.
const pausedAt = (file, bytes, options) =>
  new Promise((done, fail) => {
    const upload = new tus.Upload(file, {
      ...options,
      onError: fail,
      onSuccess: () => fail(new Error('it was to be paused')),
      onChunkComplete: (_, accepted) => accepted >= bytes && upload.abort().then(() => done(upload)),
    });
    upload.start();
  });

test('it goes on after a pause, in the same upload', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 4 });
  const proxy = await Proxy.start(server.url), endpoint = to.endpoint.replace(server.url, proxy.url);
  const upload = await pausedAt(bytes, bytes.length / 2, { ...to, endpoint, chunkSize: 100000 });
  assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);
  await new Promise((done, fail) => {
    Object.assign(upload.options, { onSuccess: done, onError: fail, onChunkComplete: null });
    upload.start();
  });
  await arrived(server, set, bytes);
  assert.ok(proxy.body_bytes < bytes.length + 2 * 100000, `${proxy.body_bytes} bytes were sent of ${bytes.length}`);
  await proxy.close();
  await server.stop();
});

test('another process goes on where one was broken off, and a file that has changed starts anew', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 4 });
  const folder = await tempDir(), path = join(folder, NAME), urlStorage = new tus.FileUrlStorage(join(folder, 'urls.json'));
  const proxy = await Proxy.start(server.url);
  const options = { ...to, endpoint: to.endpoint.replace(server.url, proxy.url), chunkSize: 100000, urlStorage };
  await writeFile(path, bytes);
  const first = await pausedAt(createReadStream(path), bytes.length / 2, options), sent = proxy.body_bytes;

  const resumed = (upload) => upload.findPreviousUploads().then((all) => (all.forEach((one) => upload.resumeFromPreviousUpload(one)), all.length));
  const whole = new Promise((done, fail) => {
    const second = new tus.Upload(createReadStream(path), { ...options, onSuccess: () => done(second.url), onError: fail });
    resumed(second).then((found) => (assert.equal(found, 1), second.start())).catch(fail);
  });
  assert.equal(await whole, first.url, 'it is the same upload');
  await arrived(server, set, bytes);
  assert.ok(proxy.body_bytes - sent < bytes.length / 2 + 2 * 100000, 'what had arrived was not sent again');

  await writeFile(path, noisePrint({ seconds: 4, seed: 2 }));
  assert.equal(await resumed(new tus.Upload(createReadStream(path), options)), 0, 'a changed file has no upload to go on with');
  await proxy.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

test('it sends a file in parallel parts that become one', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 5 });
  await send(bytes, { ...to, parallelUploads: 4, chunkSize: 150000, metadata: { filename: NAME, sha256: sha256(bytes) } });
  await arrived(server, set, bytes);
  await server.stop();
});

test('parallel parts go on after a pause', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 5 });
  const proxy = await Proxy.start(server.url), options = { ...to, endpoint: to.endpoint.replace(server.url, proxy.url), parallelUploads: 3, chunkSize: 100000 };
  await new Promise((done, fail) => {
    let paused = false;
    const upload = new tus.Upload(bytes, {
      ...options,
      onError: fail,
      onSuccess: done,
      onProgress: (now) => {
        if (paused || now < bytes.length / 2) return;
        paused = true;
        upload.abort().then(() => setTimeout(() => upload.start(), 100));
      },
    });
    upload.start();
  });
  await arrived(server, set, bytes);
  assert.ok(proxy.body_bytes < bytes.length + 4 * 100000, `${proxy.body_bytes} bytes were sent of ${bytes.length}`);
  await proxy.close();
  await server.stop();
});

test('it takes an upload back, and nothing of it stays', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 4 });
  const upload = await pausedAt(bytes, bytes.length / 2, { ...to, chunkSize: 100000 });
  assert.equal((await server.ok('GET', `/api/sets/${set.id}/uploads`)).uploads.length, 1);
  await upload.abort(true);
  assert.deepEqual((await server.ok('GET', `/api/sets/${set.id}/uploads`)).uploads, []);
  const gone = await server.fetch(upload.url.slice(server.url.length), { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  assert.ok([404, 410].includes(gone.status));
  await server.stop();
});

test('it hears why a file is refused', async () => {
  const { server, set, to } = await draft(), bytes = noisePrint({ seconds: 1 });
  const said = (promise) => promise.then(() => assert.fail('it was to be refused'), (error) => ({ status: error.originalResponse.getStatus(), ...JSON.parse(error.originalResponse.getBody()).error }));
  const nameless = await said(send(bytes, { ...to, metadata: { filename: 'final final.wav' } }));
  assert.equal(nameless.status, 422);
  assert.match(nameless.text, /final final\.wav/);
  const damaged = await said(send(bytes, { ...to, metadata: { filename: NAME, sha256: sha256(Buffer.from('other')) } }));
  assert.equal(damaged.status, 460);
  assert.match(damaged.text, /1m1_String_stem\.wav.*other bytes/);
  const text = await said(send(Buffer.from('no sound at all, but a sentence'), to));
  assert.equal(text.status, 422);
  assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);
  assert.deepEqual((await server.ok('GET', `/api/sets/${set.id}/uploads`)).uploads, []);
  await server.stop();
});
