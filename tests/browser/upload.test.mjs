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
import {
  button,
  fits,
  openPage,
  ready,
  seriousFindings,
  startBrowser,
  startServer,
} from './support.mjs';

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

const choose = (page, paths) => page.locator('.pick-files').setInputFiles(paths);
const fileLine = (page, name) => page.locator('.up-files tbody tr', { hasText: name });
const cell = (page, cue, n) =>
  page.locator('.up-board tbody tr', { hasText: cue }).locator('td').nth(n);
const ask = (page, words) => page.locator('.up-ask', { hasText: words });
const published = (page) => page.getByText('All is there. It is published.');
const sendButton = (page) => page.getByRole('button', { name: /^Send \d/ });

async function openUpload(server, production, options = {}, before) {
  const path = `/productions/${production.id}/upload`;
  const opened = await openPage(browser, server, path, options, before);
  await button(opened.page, 'Choose files').waitFor();
  return opened;
}

// Files and folders let go above the page.
async function drop(page, files) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 500, data });
}

// What was sent to be kept; the previews that are asked for to be heard are not.
function countPosts(page) {
  const posts = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' && !request.url().endsWith('/previews'))
      posts.push(request.url());
  });
  return posts;
}

// How many bytes of files left the page.
function countSent(page) {
  const sent = { bytes: 0 };
  page.on('requestfinished', async (request) => {
    if (request.method() === 'PATCH') sent.bytes += (await request.sizes()).requestBodySize;
  });
  return sent;
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

test('what is dropped on another view goes to Upload, and on no production nowhere', async () => {
  await withServer(async (server, { production }) => {
    const path = `/productions/${production.id}`;
    const { page, complaints } = await openPage(browser, server, `${path}/scenes`);
    await page.getByRole('heading', { name: 'Upload film' }).waitFor();
    const files = shortSet();
    const dropped = await write('elsewhere', { '1m1_String.wav': files['1m1_String.wav'] });
    await drop(page, dropped);
    await page.getByText('0 of 1 print', { exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, `${path}/upload`);
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Productions' }).waitFor();
    await drop(page, dropped);
    await page.getByRole('link', { name: 'Upload film' }).waitFor();
    assert.equal(page.url(), `${server.url}/`);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});

test('what is dropped is read, put right, sent, published by itself, and heard', async () => {
  await withServer(async (server, { production, picture }) => {
    const { page, complaints } = await openUpload(server, production);
    const files = shortSet();
    await write('plain/reel 1', {
      '1m1_String.wav': files['1m1_String.wav'],
      '1m1_Kazoo.wav': files['1m1_Percussion.wav'],
      'the mix.wav': files['1m1_Full_mix.wav'],
      'readme.txt': Buffer.from('hello'),
    });
    const temp = wav({ channels: 1, samples: 96000, start: HOUR, signal: noise(-30, 5) });
    const [loose] = await write('loose', { 'R1_DX_temp.wav': temp });
    const posts = countPosts(page);
    await drop(page, [join(folder, 'plain'), loose]);
    await page.getByText(/no sound file: plain.reel 1.readme\.txt/).waitFor();
    await page.getByText('2 need an answer', { exact: true }).waitFor();
    await page.getByText('0 of 3 prints, 0 of 1 temp', { exact: true }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByLabel('Stem of 1m1_Kazoo.wav').selectOption('Percussion');
    const which = ask(page, 'the mix.wav');
    await which.getByLabel(/^Cue/).fill('1m1');
    await button(which, 'Use it').click();
    await ask(page, 'the mix.wav').waitFor({ state: 'detached' });
    assert.deepEqual(posts, [], 'nothing is sent before it is said');
    await sendButton(page).click();
    await published(page).waitFor();
    await page.getByText('The temps are there.').waitFor();
    await page.getByText('3 of 3 prints, 1 of 1 temp', { exact: true }).waitFor();
    await page.getByText('QC as it arrives').waitFor();
    await page.getByText('Null test, 1m1 v1').waitFor();
    await page.getByRole('link', { name: 'Listen' }).click();
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
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});

test('two files for one role are asked about, and a set is published as it is', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    const posts = countPosts(page);
    await choose(
      page,
      await write('two', { '1m1_String.wav': short(1), '1m1_strings_b.wav': short(2) }),
    );
    await ask(page, '1m1 String: which of these files?').waitFor();
    await sendButton(page).click();
    await cell(page, '1m1', 0).getByText('twice').waitFor();
    assert.deepEqual(posts, [], 'said to send, but not answered');
    await ask(page, 'which of these').getByLabel('Leave out 1m1_strings_b.wav').click();
    await page.getByText(/it lacks Percussion and Full mix/).waitFor();
    await button(page, 'Publish as it is, incomplete').click();
    await page.getByText('Published as it is, without Percussion and Full mix.').waitFor();
    await page.context().close();
  });
});

test('order, start and silence are asked for before a byte of the set is sent', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    const plain = (seed) => wav({ samples: 48000, start: null, mask: 0, signal: noise(-20, seed) });
    const mono = (seed) =>
      wav({ channels: 1, samples: 48000, start: HOUR, signal: noise(-20, seed) });
    const five = ['L', 'C', 'R', 'Ls', 'Rs'].map((c, i) => [`1m1_Full_mix.${c}.wav`, mono(i)]);
    await choose(
      page,
      await write('asked', {
        '1m1_String.wav': plain(1),
        '1m1_Percussion.wav': plain(2),
        ...Object.fromEntries(five),
      }),
    );
    await sendButton(page).click();
    const order = ask(page, '1m1 String: which channel order?');
    await order.getByLabel(/^Film/).check();
    await button(order, 'For all of 1m1').click();
    assert.equal(await ask(page, 'which channel order?').count(), 0);
    const start = ask(page, '1m1 String: where does it start?');
    await start.getByText('Others of the cue start at 01:00:00:00.').waitFor();
    await start.getByLabel('Start of 1m1 String').fill('01:00:61:00');
    await button(start, 'For all of 1m1').click();
    assert.equal(await ask(page, 'where does it start?').count(), 2, 'no such timecode');
    await start.getByLabel('Start of 1m1 String').fill('01:00:02:00');
    await button(start, 'For all of 1m1').click();
    await cell(page, '1m1', 2).getByText('5 of 6').waitFor();
    const { drafts } = await server.ok('GET', `/api/productions/${production.id}/drafts`);
    assert.deepEqual(drafts, []);
    await button(ask(page, 'no LFE file'), 'LFE is silent').click();
    await published(page).waitFor();
    const { cues } = await server.ok('GET', `/api/productions/${production.id}/cues`);
    const { sets } = await server.ok('GET', `/api/cues/${cues[0].id}/sets`);
    const [string, , mix] = sets[0].prints;
    assert.equal(string.order, 'L C R Ls Rs LFE');
    assert.deepEqual([string.tc_start, string.start_known_by], ['01:00:02:00', 'person']);
    assert.deepEqual([mix.complete, mix.files.length], [true, 6]);
    await page.context().close();
  });
});

test('what an earlier set has is not sent again', async () => {
  await withServer(async (server, { production, picture }) => {
    const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
    const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
    const files = longSet(2);
    for (const [name, bytes] of Object.entries(files))
      await server.ok('PUT', `/api/sets/${set.id}/prints/${name}`, bytes);
    const { page } = await openUpload(server, production);
    const sent = countSent(page);
    const fresh = noisePrint({ seconds: 2, seed: 99 });
    const again = Object.entries({ ...files, '1m1_String.wav': fresh });
    const named = again.map(([name, bytes]) => [name.replace('.wav', '_v2.wav'), bytes]);
    await choose(page, await write('again', Object.fromEntries(named)));
    await page.getByText('v1 stays').waitFor();
    await sendButton(page).click();
    await published(page).waitFor();
    await cell(page, '1m1', 0).getByText('whole, on disk').waitFor();
    await cell(page, '1m1', 1).getByText('same as v1').waitFor();
    await fileLine(page, '1m1_Percussion_v2.wav').getByText('same audio as v1, not sent').waitFor();
    assert.ok(sent.bytes <= fresh.length * 1.01, `${sent.bytes} of ${fresh.length}`);
    const changed = page.locator('.up-changes', { hasText: 'What changed, 1m1 v2 against v1' });
    await changed.getByText(/^changed/).waitFor({ timeout: 30000 });
    await changed.getByText('same audio').first().waitFor();
    await changed.getByText('No scene of it was signed before.').waitFor({ timeout: 30000 });
    await page.context().close();
  });
});

test('a file that is refused says why, and the rest goes on', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    const eight = wav({
      channels: 8,
      samples: 4800,
      start: HOUR,
      mask: 0xff,
      signal: noise(-20, 3),
    });
    await choose(
      page,
      await write('eight', { '1m1_String.wav': eight, '1m1_Percussion.wav': short(2) }),
    );
    await ask(page, '1m1_String.wav').getByText('1, 2 or 6 channels').waitFor();
    await button(ask(page, '1m1_String.wav'), 'Send it anyway').click();
    await sendButton(page).click();
    await fileLine(page, '1m1_String.wav').getByText('refused').waitFor();
    await page
      .locator('.refusal')
      .getByText(/8 channels.*Nothing else was lost/s)
      .waitFor();
    await fileLine(page, '1m1_Percussion.wav').getByText('whole, on disk').waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await button(page, 'Leave out 1m1_String.wav').click();
    assert.equal(await page.locator('.refusal').count(), 0);
    await page.context().close();
  });
});

test('it pauses and goes on by the keyboard, and one file can be cancelled', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    const full = await slowDown(page, 2 * MB);
    await choose(page, await write('pause', longSet(6)));
    await sendButton(page).press('Enter');
    await fileLine(page, '1m1_String.wav')
      .getByText(/^[1-9]\d* %/)
      .waitFor();
    await page.keyboard.press('p');
    await page.getByText('Paused. What arrived is safe.').waitFor();
    await fileLine(page, '1m1_String.wav').getByText('paused').waitFor();
    await button(page, 'Cancel 1m1_String.wav').press('Enter');
    await fileLine(page, '1m1_String.wav').getByText('cancelled').waitFor();
    await full();
    await page.keyboard.press('p');
    await fileLine(page, '1m1_Full_mix.wav').getByText('whole, on disk').waitFor();
    await button(page, 'Send 1m1_String.wav again').press('Enter');
    await published(page).waitFor();
    await page.context().close();
  });
});

test('all of it is cancelled after one question, and what arrived stays', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    await slowDown(page, 2 * MB);
    const files = { ...longSet(10), '1m1_String.wav': short(1) };
    await choose(page, await write('cancel', files));
    await sendButton(page).click();
    await fileLine(page, '1m1_String.wav').getByText('whole, on disk').waitFor();
    await button(page, 'Cancel all').click();
    await page.getByText(/Files that arrived whole stay in their drafts/).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await button(page, 'Go on sending').click();
    await button(page, 'Cancel all').click();
    await button(page.getByRole('alertdialog'), 'Cancel all').click();
    await fileLine(page, '1m1_Full_mix.wav').getByText('cancelled').waitFor();
    let draft;
    for (let tries = 0; tries < 200 && draft?.uploads.length !== 0; tries++) {
      await new Promise((done) => setTimeout(done, 50));
      [draft] = (await server.ok('GET', `/api/productions/${production.id}/drafts`)).drafts;
    }
    assert.deepEqual(
      draft.uploads.map((u) => [u.filename, u.state, u.offset]),
      [],
    );
    assert.deepEqual(
      draft.prints.map((p) => p.role),
      ['String'],
    );
    await page.context().close();
  });
});

test('another view leaves it going, and leaving the page is warned of', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
    const full = await slowDown(page, 3 * MB);
    await choose(page, await write('tabs', longSet(8)));
    await sendButton(page).click();
    const views = page.getByRole('navigation', { name: 'Views' });
    await views.getByRole('link', { name: 'Review' }).click();
    await views.getByRole('link', { name: /^Uploading [1-9]\d* %/ }).click();
    await page.getByRole('progressbar', { name: 'Whole upload' }).waitFor();
    const warned = page.waitForEvent('dialog');
    void page.reload().catch(() => undefined);
    const dialog = await warned;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await full();
    await published(page).waitFor();
    await page.context().close();
  });
});

test('after a reload the same files go on, and what is there is not sent again', async () => {
  await withServer(async (server, { production }) => {
    const { page } = await openUpload(server, production);
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
    const sent = countSent(page);
    await page.getByText('Choose the same files again to go on where it stopped.').waitFor();
    await page
      .locator('.up-board')
      .getByText(/^stopped at \d/)
      .first()
      .waitFor();
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
  const { page } = await openUpload(at, production);
  const full = await slowDown(page, 3 * MB);
  await choose(page, await write('restart', longSet(12)));
  await sendButton(page).click();
  await fileLine(page, '1m1_String.wav')
    .getByText(/^[1-9]\d* %/)
    .waitFor();
  await server.stop('SIGKILL');
  await page
    .getByText('No connection to the server. What arrived is safe', { exact: false })
    .first()
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
  ['on a laptop', {}],
  [
    'on a phone',
    { colorScheme: 'light', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' },
  ],
])
  test(`the page shuts nobody out: ${name}`, async () => {
    await withServer(async (server, { production }) => {
      const { page } = await openUpload(server, production, look);
      const shows = async (what) => {
        assert.deepEqual(await seriousFindings(page), [], what);
        assert.ok(await fits(page), what);
        if (process.env.SHOTS)
          await page.screenshot({ path: `${process.env.SHOTS}/${what}-${name}.png` });
      };
      await shows('empty');
      const files = { ...longSet(8), '1m1_Kazoo.wav': short(4), '2m1_String.L.wav': short(5) };
      await choose(page, await write(`look ${name}`, files));
      await shows('chosen');
      await page.locator('.up-files').getByLabel('Leave out 1m1_Kazoo.wav').click();
      const full = await slowDown(page, 3 * MB);
      await sendButton(page).click();
      await page.getByText(/about .* left/).waitFor();
      await shows('sending');
      await full();
      await published(page).waitFor({ timeout: 60000 });
      await page.getByText('QC as it arrives').waitFor({ timeout: 60000 });
      await shows('over');
      await page.context().close();
    });
  });
