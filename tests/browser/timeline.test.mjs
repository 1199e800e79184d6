// The timeline: true to level, moved by wheel, fingers and keys, and to be read as a table.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, SCENES } from './film.mjs';
import {
  fits,
  openPage,
  position,
  ready,
  seriousFindings,
  sounds,
  startBrowser,
  startServer,
} from './support.mjs';
import { tone, wav } from '../support/wav.mjs';

const RATE = 48000;
const LENGTH_S = 24;
const LEVELS = { String: -6, Brass: -20 };

let server, browser, film;

const sound = (signal, channels = 6) =>
  wav({ channels, samples: LENGTH_S * RATE, start: HOUR, signal });

// Two stems that sound at levels of their own, and somebody who speaks in the first two scenes.
async function makeToneFilm() {
  const production = await server.ok('POST', '/api/productions', {
    name: 'Tones',
    frame_rate: '24',
    headroom_db: -6,
    stems: Object.keys(LEVELS),
  });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, {
    name: 'Cut 3',
  });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, { scenes: SCENES });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const [stem, level_db] of Object.entries(LEVELS))
    await server.ok(
      'PUT',
      `/api/sets/${set.id}/prints/1m1_${stem}.wav`,
      sound(tone(1000, level_db, [0, 1])),
    );
  await server.publish(set);
  const speech = tone(700, -30, [0]);
  await server.ok(
    'PUT',
    `/api/pictures/${picture.id}/temps/R1_DX_temp.wav?role=dialogue`,
    wav({ channels: 1, samples: 15 * RATE, start: HOUR, signal: speech }),
  );
  const { scenes } = await server.ok('GET', `/api/pictures/${picture.id}/scenes`);
  return { production, picture, set, scenes };
}

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  film = await makeToneFilm();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const shown = (page) => page.evaluate(() => window.predub.shown);
const lengthOf = ({ in_samples, out_samples }) => out_samples - in_samples;
const slider = (page) => page.getByRole('slider', { name: 'Position in the reel' });
const view = (page) => page.locator('.tl-view');

async function open(options = {}, path = '?scene=1', before = undefined) {
  const opened = await openPage(
    browser,
    server,
    `/productions/${film.production.id}${path}`,
    options,
    before,
  );
  await ready(opened.page);
  await drawn(opened.page);
  return opened;
}

// All lanes are there, and what was painted of them is whole.
async function drawn(page) {
  await page.waitForFunction(() => {
    const there = document.querySelector('.tl-there');
    return there?.textContent.trim() === '' && document.querySelector('.tl-lanes canvas');
  });
  await settled(page);
}

// Waits until the window stands still and is painted at its own scale.
const settled = (page) =>
  page.evaluate(async () => {
    const still = () => JSON.stringify(window.predub.shown);
    for (let before = ''; before !== still();) {
      before = still();
      await new Promise((done) => setTimeout(done, 400));
    }
  });

// How many device pixels of a lane differ from its ground, in the column under x.
const inked = (page, lane, x) =>
  page.evaluate(
    ([lane, x]) => {
      const head = document.querySelector(`[data-lane="${lane}"]`).getBoundingClientRect();
      const top = document.querySelector('.tl-lanes').getBoundingClientRect().top;
      const canvas = [...document.querySelectorAll('.tl-lanes canvas')].find((each) => {
        const { left, right } = each.getBoundingClientRect();
        return left <= x && x < right;
      });
      const ratio = devicePixelRatio;
      const from = Math.round((head.top - top) * ratio) + 2;
      const height = Math.round(head.height * ratio) - 4;
      const column = Math.floor((x - canvas.getBoundingClientRect().left) * ratio);
      const { data } = canvas.getContext('2d').getImageData(column, from, 1, height);
      const far = (y) => Math.abs(data[y * 4] - data[0]) + Math.abs(data[y * 4 + 1] - data[1]) > 40;
      const marked = Array.from({ length: height }, (_, y) => far(y));
      return { count: marked.filter(Boolean).length, height: head.height };
    },
    [lane, x],
  );

for (const [name, options] of [
  ['dark', { colorScheme: 'dark' }],
  ['light, two device pixels to one', { colorScheme: 'light', deviceScaleFactor: 2 }],
])
  test(`waves are true to level, whatever the others are: ${name}`, async () => {
    const { page, complaints } = await open(options);
    const box = await view(page).boundingBox();
    const ratio = options.deviceScaleFactor ?? 1;
    for (const [stem, level_db] of Object.entries(LEVELS))
      for (const share of [0.11, 0.31, 0.71]) {
        const { count, height } = await inked(page, stem, box.x + box.width * share);
        const full = (height - 6) * ratio; // three pixels stay free at either edge
        const wanted = full * 10 ** (level_db / 20);
        assert.ok(Math.abs(count - wanted) <= 2.5, `${stem}: ${count} for ${wanted.toFixed(1)}`);
      }
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

test('nobody is shut out of it, and nothing runs off the side', async () => {
  const { page, complaints } = await open();
  assert.deepEqual(await seriousFindings(page), []);
  assert.ok(await fits(page));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('while lanes are on their way, their names stand there and their number is said', async () => {
  const { page } = await openPage(browser, server, '/');
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route('**/waveforms?*', (route) => held.then(() => route.continue()));
  await page.goto(`${server.url}/productions/${film.production.id}`);
  await page.getByText('2 of 5 lanes').waitFor(); // the mix and the effects have nothing to wait for
  assert.ok(await page.getByRole('group', { name: 'Brass' }).isVisible());
  await page.getByText('being listened to').first().waitFor();
  letGo();
  await drawn(page);
  await page.context().close();
});

test('what is not there is said in its place', async () => {
  const { page } = await open();
  await page.getByText('no DX temp for scene 3A').waitFor();
  await page.getByText('no FX temp for scenes 1 to 3A').waitFor();
  await page.locator('.tl-none', { hasText: 'not measured' }).first().waitFor();
  await page.context().close();
});

test('the wheel scrolls, with Ctrl it zooms around the pointer', async () => {
  const { page } = await open();
  const box = await view(page).boundingBox();
  const x = box.x + box.width * 0.25;
  const whole = await shown(page);
  assert.equal(lengthOf(whole), LENGTH_S * RATE);
  await page.mouse.move(x, box.y + 300);
  const under = ({ in_samples, out_samples }) => in_samples + 0.25 * (out_samples - in_samples);
  await page.keyboard.down('Control');
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await settled(page);
  const near = await shown(page);
  assert.ok(lengthOf(near) < lengthOf(whole) / 4);
  assert.ok(Math.abs(under(near) - under(whole)) < lengthOf(near) / 200);
  await page.mouse.wheel(0, 200);
  await settled(page);
  const on = await shown(page);
  assert.equal(lengthOf(on), lengthOf(near));
  const moved = (on.in_samples - near.in_samples) / lengthOf(near);
  assert.ok(Math.abs(moved - 200 / box.width) < 0.01, `${moved}`);
  await page.mouse.wheel(-1e6, 0);
  await settled(page);
  assert.equal((await shown(page)).in_samples, HOUR);
  await page.context().close();
});

test('a double click on a scene shows it alone, and names stay in view', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Harbour office' }).dblclick();
  await settled(page);
  const { in_samples, out_samples } = await shown(page);
  assert.ok(in_samples <= HOUR + 8 * RATE && in_samples > HOUR + 7 * RATE);
  assert.ok(out_samples >= HOUR + 15.5 * RATE && out_samples < HOUR + 16.5 * RATE);
  assert.equal(await position(page), HOUR + 8 * RATE);
  await page.mouse.move(500, 400);
  await page.mouse.wheel(0, 300);
  await settled(page);
  const name = await page.locator('.tl-scene', { hasText: 'Harbour' }).locator('b').boundingBox();
  assert.ok(name.x >= (await view(page).boundingBox()).x);
  await page.context().close();
});

test('a press goes there, with Shift a range is marked', async () => {
  const { page } = await open();
  const box = await view(page).boundingBox();
  const at = (share) => [box.x + box.width * share, box.y + 300];
  await page.mouse.click(...at(0.5));
  assert.ok(Math.abs((await position(page)) - (HOUR + 12 * RATE)) < RATE / 20);
  await page.keyboard.down('Shift');
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.5), { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const marked = await page.locator('.tl-marked').boundingBox();
  assert.ok(Math.abs(marked.x - at(0.25)[0]) < 3 && Math.abs(marked.width - box.width / 4) < 4);
  await page.context().close();
});

test('the window in the overview is dragged, and pulled at its edges', async () => {
  const { page } = await open();
  const row = await page.locator('.tl-overview').boundingBox();
  const y = row.y + 14;
  const drag = async (from, to) => {
    await page.mouse.move(row.x + row.width * from, y);
    await page.mouse.down();
    await page.mouse.move(row.x + row.width * to, y, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    const { in_samples, out_samples } = await shown(page);
    return [in_samples, out_samples].map((at) => (at - HOUR) / RATE);
  };
  const close = (spans, wanted) =>
    spans.forEach((s, i) => assert.ok(Math.abs(s - wanted[i]) < 0.4, `${spans} for ${wanted}`));
  await page.mouse.move(row.x + row.width - 2, y);
  await page.mouse.down();
  await page.mouse.move(row.x + row.width / 2, y, { steps: 4 });
  await page.mouse.up();
  close(await drag(0.25, 0.5), [6, 18]);
  close(await drag(0.251, 0.5), [12, 18]);
  await page.context().close();
});

test('two fingers zoom and scroll, one scrubs', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page } = await open(phone);
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map((x, id) => ({ x, y: 300, id })),
    });
  const scene = await shown(page);
  assert.ok(lengthOf(scene) < 12 * RATE, 'a phone begins with the scene');
  await touch('touchStart', 180, 240);
  for (let i = 1; i <= 6; i++) await touch('touchMove', 180 - i * 8, 240 + i * 8);
  await touch('touchEnd');
  await settled(page);
  const near = await shown(page);
  assert.ok(lengthOf(near) < lengthOf(scene) * 0.6, `${lengthOf(near) / lengthOf(scene)}`);
  await touch('touchStart', 200, 260);
  for (let i = 1; i <= 6; i++) await touch('touchMove', 200 - i * 15, 260 - i * 15);
  await touch('touchEnd');
  await settled(page);
  const on = await shown(page);
  assert.ok(on.in_samples > near.in_samples);
  assert.ok(Math.abs(lengthOf(on) / lengthOf(near) - 1) < 0.05);
  const before = await position(page);
  await touch('touchStart', 120);
  for (let i = 1; i <= 6; i++) await touch('touchMove', 120 + i * 20);
  await touch('touchEnd');
  assert.notEqual(await position(page), before);
  const box = await view(page).boundingBox();
  const share = ((await position(page)) - on.in_samples) / lengthOf(on);
  assert.ok(Math.abs(box.x + share * box.width - 240) < 6);
  await page.context().close();
});

test('it is one stop of the Tab key; Enter goes in, Escape comes back', async () => {
  const { page } = await open();
  const inside = () => page.evaluate(() => !!document.activeElement.closest('.timeline'));
  await slider(page).focus();
  const said = await slider(page).getAttribute('aria-valuetext');
  assert.equal(said, '01:00:00:00, scene 1 Pier at dawn');
  await page.keyboard.press('Tab');
  assert.equal(await inside(), false);
  await page.keyboard.press('Shift+Tab');
  assert.ok(await slider(page).evaluate((element) => element === document.activeElement));
  await page.keyboard.press('PageDown');
  assert.equal(await position(page), HOUR + 8 * RATE);
  await page.keyboard.press('Home');
  assert.equal(await position(page), HOUR);
  await page.keyboard.press('Enter');
  const solo = page.getByRole('button', { name: 'Solo String', exact: true });
  assert.ok(await solo.evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.predub.heard.sources.length === 1);
  assert.equal(await solo.getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await inside(), true);
  await page.keyboard.press('Escape');
  assert.ok(await slider(page).evaluate((element) => element === document.activeElement));
  await page.context().close();
});

test('each lane is read as a table, with units, and why there is nothing', async () => {
  const { page, complaints } = await open();
  const lane = page.getByRole('group', { name: 'Brass' });
  await slider(page).focus();
  await page.keyboard.press('Enter');
  await lane.getByRole('button', { name: 'Mute Brass' }).focus();
  await page.keyboard.press('t');
  const sheet = page.getByRole('dialog', { name: 'Brass as a table' });
  await sheet.getByRole('columnheader', { name: 'Peak, dBFS' }).waitFor();
  assert.deepEqual((await sheet.getByRole('row').nth(3).innerText()).split(/\s+/), [
    '01:00:02:00',
    '\u221220.0',
    '\u221223.0',
  ]);
  assert.equal(await sheet.getByRole('row').count(), 9);
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'LFE as a table' }).click();
  const lfe = page.getByRole('dialog', { name: 'LFE as a table' });
  await lfe.getByText('rests').first().waitFor();
  await lfe.getByRole('button', { name: 'Close' }).click();
  const read = page.getByRole('button', { name: 'Dialogue as a table', exact: true });
  await read.click();
  const spoken = page.getByRole('dialog', { name: 'Dialogue as a table', exact: true });
  await spoken.getByRole('columnheader', { name: 'Under FX alone' }).waitFor();
  await spoken
    .getByRole('cell', { name: /^(clear|amber|red)$/ })
    .first()
    .waitFor();
  await spoken.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Crane yard' }).click();
  await page.waitForFunction((at) => window.predub.position_samples === at, HOUR + 16 * RATE);
  await read.click();
  await spoken.getByText(/not measured/i).waitFor();
  await spoken.getByText('no dialogue').first().waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('notes and queries stand on it, and lead to their words', async () => {
  const [, , scene] = film.scenes;
  const note = await server.ok('POST', `/api/scenes/${scene.id}/notes`, {
    about: 'anything',
    text: 'The crane comes in late.',
    from_samples: 2 * RATE,
  });
  const { page } = await open();
  const mark = page.getByRole('button', { name: /^Note by .*The crane comes in late/ });
  const box = await view(page).boundingBox();
  const { x } = await mark.locator('.tl-flag').boundingBox();
  assert.ok(Math.abs(x - (box.x + (box.width * 18) / LENGTH_S)) < 3);
  await mark.click();
  await page.locator(`#note-${note.id}:focus`).waitFor();
  assert.equal(await position(page), HOUR + 18 * RATE);
  await page.context().close();
});

test('playing turns the page, and leaves alone who looks elsewhere', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Harbour office' }).dblclick();
  await settled(page);
  const first = await shown(page);
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  await page.waitForFunction((end) => window.predub.position_samples > end, first.out_samples);
  await page.waitForFunction((end) => window.predub.shown.out_samples > end, first.out_samples);
  const next = await shown(page);
  assert.ok(next.in_samples > first.in_samples);
  await page.mouse.move(500, 400);
  await page.mouse.wheel(-1e6, 0);
  await settled(page);
  assert.equal((await shown(page)).in_samples, HOUR);
  await page.context().close();
});

test('an empty production says the next step', async () => {
  const production = await server.ok('POST', '/api/productions', {
    name: 'Nothing yet',
    frame_rate: '24',
    headroom_db: -6,
  });
  const { page } = await openPage(browser, server, `/productions/${production.id}`);
  await page.getByText('Nothing on the timeline yet').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
  await page.waitForURL('**/upload*');
  await page.context().close();
});
