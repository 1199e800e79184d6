// tus-js-client in Chromium, in a page that the server itself serves: a file is paused, the page is
// closed, and the next one goes on with it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { tempDir } from '../support/server.mjs';
import { noisePrint, sha256 } from '../support/tus.mjs';
import { openPage, startBrowser, startServer } from './support.mjs';

const web = fileURLToPath(new URL('../../web', import.meta.url));
const { build } = createRequire(`${web}/package.json`)('esbuild');
const bundle = await build({
  stdin: { contents: `export * from 'tus-js-client'`, resolveDir: web },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'tus',
});
const tusSource = `${bundle.outputFiles[0].text}; window.tus = tus;`;

// Gives the page tus-js-client and a field with the file in it; scripts of other origins or in the
// page itself are refused, so it comes by the debugger.
async function prepare(page, path) {
  await page.evaluate(tusSource);
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'tus-file' });
    document.body.append(input);
  });
  await page.setInputFiles('#tus-file', path);
}

// Sends the file of the field, from where it was broken off if it was. pause_at: breaks off after so
// many bytes. Runs in the page; gives what happened there.
function sendFile({ endpoint, metadata, pause_at, checksums, parallelUploads = 1 }) {
  const file = document.querySelector('#tus-file').files[0];
  const Stack = window.tus.DefaultHttpStack;
  class Checked extends Stack {
    createRequest(method, url) {
      const request = super.createRequest(method, url);
      const send = request.send.bind(request);
      request.send = async (body) => {
        if (!body) return send(body);
        const digest = new Uint8Array(
          await crypto.subtle.digest('SHA-256', await body.arrayBuffer()),
        );
        request.setHeader('Upload-Checksum', `sha256 ${btoa(String.fromCharCode(...digest))}`);
        return send(body);
      };
      return request;
    }
  }
  return new Promise((done, fail) => {
    const told = { first: null, previous: 0 };
    const upload = new window.tus.Upload(file, {
      endpoint,
      metadata,
      parallelUploads,
      chunkSize: 1 << 20,
      retryDelays: null,
      ...(checksums ? { httpStack: new Checked() } : {}),
      onError: (error) => fail(error),
      onSuccess: () => done({ ...told, url: upload.url }),
      onProgress: (bytes) => {
        told.first ??= bytes;
        if (pause_at && bytes >= pause_at)
          void upload.abort().then(() => done({ ...told, url: upload.url, bytes }));
      },
    });
    void upload.findPreviousUploads().then((previous) => {
      told.previous = previous.length;
      if (previous.length > 0) upload.resumeFromPreviousUpload(previous[0]);
      upload.start();
    });
  });
}

async function withPage(name, bytes, work) {
  const server = await startServer();
  const browser = await startBrowser();
  const folder = await tempDir();
  try {
    const { set } = await server.production();
    const path = join(folder, name);
    await writeFile(path, bytes);
    const { page, complaints } = await openPage(browser, server, '/');
    await prepare(page, path);
    const to = {
      endpoint: `/api/sets/${set.id}/uploads`,
      metadata: { filename: name, sha256: sha256(bytes) },
    };
    to.endpoint = server.url + to.endpoint;
    await work({ server, set, page, path, to });
    assert.deepEqual(complaints, []);
    const { prints } = await server.ok('GET', `/api/sets/${set.id}`);
    assert.equal(prints.length, 1);
    const back = await server.fetch(`/api/prints/${prints[0].id}/files/0`);
    assert.ok(Buffer.from(await back.arrayBuffer()).equals(bytes), 'it came as it was sent');
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

const bytes = noisePrint({ seconds: 24 }); // 20 MB

test('a file of 20 MB goes on after a pause, and after the page was closed', async () => {
  await withPage('1m1_String_stem.wav', bytes, async ({ server, set, page, path, to }) => {
    const first = await page.evaluate(sendFile, { ...to, pause_at: 6 << 20 });
    assert.equal(first.previous, 0);
    assert.ok(first.bytes < bytes.length / 2);
    const second = await page.evaluate(sendFile, { ...to, pause_at: 12 << 20 });
    assert.equal(second.previous, 1);
    assert.equal(second.url, first.url, 'it is the same upload');
    assert.ok(second.first >= 5 << 20, 'what had arrived is not sent again');
    assert.equal((await server.ok('GET', `/api/sets/${set.id}`)).prints.length, 0);
    await page.reload();
    await prepare(page, path);
    const third = await page.evaluate(sendFile, { ...to, checksums: true });
    assert.equal(third.url, first.url);
    assert.ok(third.first >= 11 << 20, 'nor after the page was closed');
  });
});

test('a file of 20 MB is sent in three parts at once', async () => {
  await withPage('1m1_String_stem.wav', bytes, async ({ page, to }) => {
    await page.evaluate(sendFile, { ...to, parallelUploads: 3 });
  });
});
