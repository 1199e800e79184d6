// Prints sent from the page: planned by their names, corrected, paused, broken off, gone on with, and
// heard once all of a set is there.
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../support/server.mjs';
import { noisePrint } from '../support/tus.mjs';
import { noise, wav } from '../support/wav.mjs';
import { HOUR, SCENES } from './film.mjs';
import { fits, openPage, ready, seriousFindings, startBrowser, startServer } from './support.mjs';

const MB = 1e6;
const ROLES = ['String', 'Percussion', 'Full_mix'];
let browser, folder;

before(async () => {
  browser = await startBrowser();
  folder = await tempDir();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

// A production with two stems and scenes, and nothing in it.
async function makeEmpty(server) {
  const production = await server.ok('POST', '/api/productions', {
    name: 'Upload film',
    frame_rate: '24',
    headroom_db: -6,
    side: 'music',
    stems: ['String', 'Percussion'],
  });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, {
    name: 'Cut 1',
  });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, { scenes: SCENES });
  return { production, picture };
}

// Writes files of noise; gives their paths.
async function write(name, files) {
  const into = join(folder, name);
  await mkdir(into, { recursive: true });
  const paths = [];
  for (const [file, bytes] of Object.entries(files)) {
    paths.push(join(into, file));
    await writeFile(paths.at(-1), bytes);
  }
  return paths;
}

const short = (seed) => wav({ samples: 96000, start: HOUR, signal: noise(-20, seed) });
const shortSet = () =>
  Object.fromEntries(ROLES.map((role, i) => [`1m1_${role}.wav`, short(i + 1)]));
const longSet = (seconds) =>
  Object.fromEntries(ROLES.map((role, i) => [`1m1_${role}.wav`, noisePrint({ seconds, seed: i })]));

const button = (page, name) => page.getByRole('button', { name, exact: true });
const sheet = (page) => page.locator('.sheet.upload');
const choose = (page, paths) => sheet(page).locator('.pick-files').setInputFiles(paths);
const fileLine = (page, name) => sheet(page).locator('.upload-files > li', { hasText: name });
const published = (page) => sheet(page).getByText('All is there. It is published.');
const sendButton = (page) => sheet(page).getByRole('button', { name: /^Send \d/ });

async function openSheet(server, production, options = {}) {
  const opened = await openPage(browser, server, `/productions/${production.id}`, options);
  await button(opened.page, 'Upload').click();
  await button(opened.page, 'Choose files').waitFor();
  return opened;
}

// Lets no more than so many bytes a second out of the page.
async function slowDown(page, bytes_per_s) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const limit = (uploadThroughput) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await limit(bytes_per_s);
  return () => limit(-1);
}

async function withServer(work) {
  const server = await startServer();
  try {
    await work(server, await makeEmpty(server));
  } finally {
    await server.stop();
  }
}

// Waits until the draft's uploads have so many bytes on disk.
async function arrived(server, production, bytes) {
  for (;;) {
    const { drafts } = await server.ok('GET', `/api/productions/${production.id}/drafts`);
    const sum = drafts
      .flatMap((d) => [
        ...d.uploads.map((u) => u.offset),
        ...d.prints.flatMap((p) => p.files).map((f) => f.bytes),
      ])
      .reduce((a, b) => a + b, 0);
    if (sum >= bytes) return sum;
    await new Promise((done) => setTimeout(done, 50));
  }
}

test('files are chosen, corrected, sent, published by themselves, and heard', async () => {
  await withServer(async (server, { production, picture }) => {
    const { page, complaints } = await openSheet(server, production);
    const files = shortSet();
    const paths = await write('plain', {
      '1m1_String.wav': files['1m1_String.wav'],
      '1m1_Kazoo.wav': files['1m1_Percussion.wav'],
      'the mix.wav': files['1m1_Full_mix.wav'],
      'R1_DX_temp.wav': wav({ channels: 1, samples: 96000, start: HOUR, signal: noise(-30, 5) }),
      'readme.txt': Buffer.from('hello'),
    });
    const posts = [];
    page.on('request', (r) => r.method() !== 'GET' && posts.push(r.url()));
    await choose(page, paths);
    await sheet(page).getByText('readme.txt').waitFor();
    assert.equal(await sendButton(page).isDisabled(), true);
    await sheet(page).getByText('2 files need an answer first.').waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await sheet(page).getByLabel('Role of 1m1_Kazoo.wav').selectOption('Percussion');
    await sheet(page).getByLabel('Cue of the mix.wav').fill('1m1');
    await sheet(page).getByText('Ready to send.').waitFor();
    assert.deepEqual(posts, [], 'nothing is sent before it is said');
    await sendButton(page).click();
    await published(page).waitFor();
    await sheet(page).getByText('The temps are there.').waitFor();
    await sheet(page).getByText('Check against the print spec').waitFor();
    await sheet(page).getByRole('link', { name: 'Listen' }).click();
    await ready(page);
    const { cues } = await server.ok('GET', `/api/productions/${production.id}/cues`);
    assert.deepEqual(
      cues.map((c) => c.name),
      ['1m1'],
    );
    const { sets } = await server.ok('GET', `/api/cues/${cues[0].id}/sets`);
    assert.deepEqual(
      sets[0].prints.map((p) => p.role),
      ['String', 'Percussion', 'Full mix'],
    );
    const { temps } = await server.ok('GET', `/api/pictures/${picture.id}/temps`);
    assert.equal(temps[0].role, 'Dialogue');
    await page.locator('.scene-table tbody tr').first().waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});

test('two files for one role are refused before anything is sent', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openSheet(server, production);
    await choose(
      page,
      await write('two', { '1m1_String.wav': short(1), '1m1_strings_b.wav': short(2) }),
    );
    await sheet(page).getByText('The same role as 1m1_strings_b.wav. Leave one out.').waitFor();
    assert.equal(await sendButton(page).isDisabled(), true);
    await button(page, 'Leave out 1m1_strings_b.wav').click();
    assert.equal(await sendButton(page).isDisabled(), false);
    await sendButton(page).click();
    await sheet(page)
      .getByText(/it lacks Percussion and Full mix/)
      .waitFor();
    await button(page, 'Publish as it is, incomplete').click();
    await sheet(page).getByText('Published as it is, without Percussion and Full mix.').waitFor();
    await page.context().close();
  });
});

test('it pauses and goes on by the keyboard, and one file can be cancelled', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openSheet(server, production);
    const full = await slowDown(page, 2 * MB);
    await choose(page, await write('pause', longSet(6)));
    await sendButton(page).press('Enter');
    await fileLine(page, '1m1_String.wav')
      .getByText(/Sending [1-9]/)
      .waitFor();
    await button(sheet(page), 'Pause').press('Enter');
    await sheet(page).getByText('Paused. What arrived is safe.').waitFor();
    assert.equal(await fileLine(page, '1m1_String.wav').getByText('Paused').count(), 1);
    await button(page, 'Cancel 1m1_String.wav').press('Enter');
    await fileLine(page, '1m1_String.wav').getByText('Cancelled').waitFor();
    await full();
    await button(sheet(page), 'Resume').press('Enter');
    await fileLine(page, '1m1_Full_mix.wav').getByText('Sent', { exact: true }).waitFor();
    await button(page, 'Try 1m1_String.wav again').press('Enter');
    await published(page).waitFor();
    await page.context().close();
  });
});

test('after a reload the same files go on, and what is there is not sent again', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openSheet(server, production);
    const paths = await write('reload', longSet(20));
    const size = 3 * 20 * 48000 * 18;
    const full = await slowDown(page, 12 * MB);
    await choose(page, paths);
    await sendButton(page).click();
    await arrived(server, production, size * 0.4);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await full();
    const kept = await arrived(server, production, size * 0.4);
    const sent = { bytes: 0 };
    page.on('requestfinished', async (request) => {
      if (request.method() === 'PATCH') sent.bytes += (await request.sizes()).requestBodySize;
    });
    await button(page, 'Upload').click();
    await sheet(page).getByText('Choose the same files again to go on where it stopped.').waitFor();
    await choose(page, paths);
    await sendButton(page).click();
    await published(page).waitFor({ timeout: 60000 });
    assert.ok(kept + sent.bytes < size * 1.1, `${kept} + ${sent.bytes} of ${size}`);
    await page.context().close();
  });
});

// Stands at one address before servers that come and go.
async function relay() {
  const state = { to: 0 };
  const listener = createServer((client) => {
    const server = connect(state.to, '127.0.0.1');
    client.pipe(server).pipe(client);
    for (const [end, other] of [
      [client, server],
      [server, client],
    ])
      end.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  state.url = `http://127.0.0.1:${listener.address().port}`;
  state.stop = () => listener.close();
  return state;
}

test('a server that goes away in the middle comes back to the same uploads', async () => {
  const data = await tempDir();
  const address = await relay();
  const startAgain = async () => {
    const server = await startServer({ data });
    address.to = Number(new URL(server.url).port);
    return server;
  };
  let server = await startAgain();
  const { production } = await makeEmpty(server);
  const at = { url: address.url, headers: server.headers };
  const { page } = await openSheet(at, production);
  const full = await slowDown(page, 3 * MB);
  await choose(page, await write('restart', longSet(12)));
  await sendButton(page).click();
  await fileLine(page, '1m1_String.wav')
    .getByText(/Sending [1-9]/)
    .waitFor();
  await server.stop('SIGKILL');
  await sheet(page)
    .getByText(/^No connection to the server/)
    .waitFor();
  server = await startAgain();
  await full();
  await published(page).waitFor({ timeout: 60000 });
  const { drafts } = await server.ok('GET', `/api/productions/${production.id}/drafts`);
  assert.deepEqual(drafts, [], 'no draft was begun a second time');
  await page.context().close();
  await server.stop();
  address.stop();
  await rm(data, { recursive: true, force: true });
});

for (const [name, look] of [
  ['dark', { colorScheme: 'dark' }],
  ['light', { colorScheme: 'light' }],
  [
    'on a phone',
    { colorScheme: 'light', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' },
  ],
])
  test(`the sheet shuts nobody out: ${name}`, async () => {
    await withServer(async (server, { production }) => {
      const { page } = await openSheet(server, production, look);
      const shows = async (what) => {
        assert.deepEqual(await seriousFindings(page), [], what);
        assert.ok(await fits(page), what);
        if (process.env.SHOTS)
          await page.screenshot({ path: `${process.env.SHOTS}/${what}-${name}.png` });
      };
      await shows('empty');
      const files = { ...longSet(8), '1m1_Kazoo.wav': short(4), '2m1_String.L.wav': short(5) };
      await choose(page, await write(`look ${name}`, files));
      await shows('plan');
      await button(page, 'Leave out 1m1_Kazoo.wav').click();
      const full = await slowDown(page, 3 * MB);
      await sendButton(page).click();
      await sheet(page)
        .getByText(/min left|s left/)
        .waitFor();
      await shows('sending');
      await full();
      await published(page).waitFor({ timeout: 60000 });
      await sheet(page).getByText('Check against the print spec').waitFor({ timeout: 60000 });
      await shows('over');
      await page.context().close();
    });
  });
