// What the page plays, measured at the loudspeaker to the sample.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, LENGTH_S, makeFilm } from './film.mjs';
import {
  decodeWhole,
  goTo,
  offBy,
  openPage,
  position,
  ready,
  sounds,
  startBrowser,
  startServer,
  startTape,
} from './support.mjs';

let server, browser, film;

before(async () => {
  server = await startServer();
  film = await makeFilm(server);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = async (query = '') => {
  const { page, complaints } = await openPage(
    browser,
    server,
    `/productions/${film.production.id}${query}`,
  );
  await ready(page);
  return { page, complaints };
};

// Where the last samples of the tape stand in a whole preview, and where the tape began to sound.
const findTape = (page, name) =>
  page.evaluate((name) => {
    const length = window.tape.reduce((n, block) => n + block.length, 0);
    const tape = new Float32Array(length);
    window.tape.reduce((at, block) => (tape.set(block, at), at + block.length), 0);
    const whole = window.whole[name],
      tail = tape.subarray(length - 512);
    const same = (at) => tail.every((x, i) => Math.abs(x - whole[at + i]) < 1e-6);
    let found = -1;
    for (let at = 0; found < 0 && at + tail.length <= whole.length; at++) if (same(at)) found = at;
    const first = tape.findIndex((x) => x !== 0);
    return {
      found,
      ahead: found + 512 - window.tapeEnd,
      started: found < 0 ? -1 : found - (length - 512) + first,
    };
  }, name);

const play = async (page) => {
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await sounds(page, 'playing');
};

test('the length is right before anything was played, and time advances while it plays', async () => {
  const { page, complaints } = await open();
  const slider = page.getByRole('slider');
  assert.equal(await slider.getAttribute('aria-valuemax'), String(LENGTH_S));
  assert.equal(await slider.getAttribute('aria-valuetext'), '01:00:00:00, scene 1 Pier at dawn');
  assert.equal(await position(page), HOUR);
  await play(page);
  await page.waitForFunction((from) => window.predub.position_samples > from, HOUR);
  const look = () => page.evaluate(() => [window.predub.position_samples, performance.now() * 48]);
  const [from, began] = await look();
  await page.waitForTimeout(1000);
  const [to, ended] = await look();
  const [moved, passed] = [to - from, ended - began];
  assert.ok(Math.abs(moved - passed) < 12000, `${moved} samples in ${passed}`); // 0.25 s
  await page.keyboard.press('k');
  await sounds(page, 'paused');
  const stopped = await position(page);
  await page.waitForTimeout(200);
  assert.equal(await position(page), stopped);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('after a seek to any of ten places the sound of that very sample starts', async () => {
  const { page, complaints } = await open();
  const heard = await page.evaluate(() => window.predub.heard);
  await decodeWhole(page, { out: heard.files.webm.url });
  await startTape(page);
  await play(page);
  for (const frame of [518, 11, 317, 178, 443, 75, 380, 118, 242, 478]) {
    const [second, rest] = [Math.floor(frame / 24), frame % 24].map((n) =>
      String(n).padStart(2, '0'),
    );
    await startTape(page);
    await goTo(page, `01:00:${second}:${rest}`);
    await sounds(page, 'playing');
    await page.waitForTimeout(250);
    const { found, ahead } = await findTape(page, 'out');
    const target = frame * 2000;
    assert.ok(found >= 0, `sound at frame ${frame} is not that of the preview`);
    assert.ok(
      found >= target - 2400 && found < target + 48000,
      `${found} after a seek to ${target}`,
    );
    const off = await offBy(page, HOUR + ahead);
    assert.ok(Math.abs(off) <= 1, `shows a place ${off} samples off`);
  }
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('a scene starts at its first sample', async () => {
  const { page } = await open();
  const heard = await page.evaluate(() => window.predub.heard);
  await decodeWhole(page, { out: heard.files.webm.url });
  await startTape(page);
  await page.getByRole('button', { name: 'Harbour office' }).click();
  assert.equal(await position(page), HOUR + 8 * 48000);
  await play(page);
  await page.waitForTimeout(300);
  const { started } = await findTape(page, 'out');
  // the first sample of the 5 ms fade-in is silent
  assert.ok(Math.abs(started - 8 * 48000) <= 2, `starts at ${started}`);
  await page.keyboard.press('ArrowDown');
  assert.equal(
    await page.getByRole('slider').getAttribute('aria-valuetext'),
    '01:00:16:00, scene 3A Crane yard',
  );
  await page.context().close();
});

// The tape across a switch against both previews: the position in each, the longest stretch that is
// neither, and how far it strays from a fade between the two.
const inspectSwitch = (page) =>
  page.evaluate(() => {
    const length = window.tape.reduce((n, block) => n + block.length, 0);
    const tape = new Float32Array(length);
    window.tape.reduce((at, block) => (tape.set(block, at), at + block.length), 0);
    const { out, in: lfe } = window.whole;
    const place = (whole, from) => {
      const piece = tape.subarray(from, from + 512);
      for (let at = 0; at + 512 <= whole.length; at++)
        if (piece.every((x, i) => Math.abs(x - whole[at + i]) < 1e-6)) return at - from;
      return NaN;
    };
    const first = tape.findIndex((x) => x !== 0) + 4800;
    const before = place(out, first),
      after = place(lfe, length - 512);
    let start = first,
      end = length;
    while (Math.abs(tape[start] - out[before + start]) < 1e-6) start++;
    while (Math.abs(tape[end - 1] - lfe[before + end - 1]) < 1e-6) end--;
    let stray = 0;
    for (let i = start; i < end; i++) {
      const [a, b] = [out[before + i], lfe[before + i]];
      stray = Math.max(stray, Math.max(Math.min(a, b) - tape[i], tape[i] - Math.max(a, b)));
    }
    return { before, after, fade: end - start, stray };
  });

test('the LFE goes in at the same sample with a fade of 5 ms', async () => {
  const { page, complaints } = await open();
  await startTape(page);
  await play(page);
  const out = await page.evaluate(() => window.predub.heard);
  await page.waitForTimeout(600);
  await page.keyboard.press('e');
  await page.waitForFunction((id) => window.predub.heard.id !== id, out.id);
  const lfe = await page.evaluate(() => window.predub.heard);
  await page.waitForTimeout(400);
  await page.evaluate(() => (window.tap.port.onmessage = null));
  assert.equal(lfe.recipe.lfe, 'plus_4');
  await decodeWhole(page, { out: out.files.webm.url, in: lfe.files.webm.url });
  const { before, after, fade, stray } = await inspectSwitch(page);
  assert.equal(after - before, 0, 'position error in samples');
  assert.ok(fade >= 200 && fade <= 242, `fades over ${fade} samples`);
  assert.ok(stray < 1e-6, `strays ${stray} from the fade`);
  assert.match(await page.locator('.heard').innerText(), /LFE .*\+4 dB/);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('temps and music go in and out without losing the place', async () => {
  const { page, complaints } = await open();
  await page.keyboard.press('Shift+ArrowRight');
  await play(page);
  const from = await position(page),
    at = Date.now();
  for (const [key, roles] of [
    ['7', ['String']],
    ['6', []],
    ['7', ['Dialogue']],
    ['6', ['String', 'Dialogue']],
  ]) {
    await page.keyboard.press(key);
    await page.waitForFunction(
      (wanted) => window.predub.heard.sources.map((s) => s.role).join() === wanted,
      roles.join(),
    );
  }
  const moved = (await position(page)) - from,
    passed = (Date.now() - at) * 48;
  assert.ok(Math.abs(moved - passed) < 14400, `${moved} samples in ${passed}`);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

for (const player of ['element', 'mp4'])
  test(`it also plays, seeks and switches with player=${player}`, async () => {
    const { page, complaints } = await open(`?player=${player}&at=01:00:10:00`);
    assert.equal(await position(page), HOUR + 10 * 48000);
    await play(page);
    const from = await position(page);
    await page.waitForFunction((from) => window.predub.position_samples > from + 24000, from);
    await page.keyboard.press('e');
    await page.waitForFunction(
      () => window.predub.heard.recipe.lfe === 'plus_4' && window.predub.sound === 'playing',
    );
    assert.ok((await position(page)) > from + 24000);
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction((at) => window.predub.position_samples < at, HOUR + 10 * 48000);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

test('where the browser does not decode, the audio element takes over at the same place', async () => {
  const path = `/productions/${film.production.id}?at=01:00:12:00`;
  const { page, complaints } = await openPage(browser, server, path, {}, () => {
    BaseAudioContext.prototype.decodeAudioData = () => Promise.reject(new Error('no codec'));
  });
  await ready(page);
  await play(page);
  const from = HOUR + 12 * 48000;
  await page.waitForFunction((from) => window.predub.position_samples > from + 24000, from);
  assert.ok((await position(page)) < from + 10 * 48000);
  assert.deepEqual(complaints, []);
  await page.context().close();
});
