// Every row of the list of keys does what it says: the rows are read from the list itself, so that a
// key without a check here, and a check without a key, fails.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noise, wav } from '../support/wav.mjs';
import { HOUR, LENGTH_S, makeFilm, printAgain } from './film.mjs';
import {
  button,
  openPage,
  position,
  ready,
  sounds,
  startBrowser,
  startServer,
} from './support.mjs';

const FRAME = 2000;
const SECOND = 48000;
const SCENES = [HOUR, HOUR + 8 * SECOND, HOUR + 16 * SECOND];

let server, browser, film;

before(async () => {
  server = await startServer();
  film = await makeFilm(server);
  const self = `/api/productions/${film.production.id}/members/${server.person_id}`;
  await server.ok('PUT', self, { side: 'music', may_manage: true });
  await printAgain(server, film);
  const effects = wav({ samples: LENGTH_S * SECOND, start: HOUR, signal: noise(-30, 8) });
  const temps = `/api/pictures/${film.picture.id}/temps`;
  await server.ok('PUT', `${temps}/R1_FX_temp.wav?role=effects`, effects);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const pressed = async (page, name) =>
  (await button(page, name).first().getAttribute('aria-pressed')) === 'true';

// Presses, and waits until what is read there is another thing.
async function changes(page, keys, read) {
  const was = await read(page);
  await page.keyboard.press(keys);
  for (const end = Date.now() + 10000; Date.now() < end;) {
    const is = await read(page);
    if (is !== was) return is;
    await page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => done(1))));
  }
  throw new Error(`${keys} changed nothing: ${was}`);
}

// Presses twice: there, and back.
async function latches(page, keys, read) {
  const was = await read(page);
  await changes(page, keys, read);
  assert.equal(await changes(page, keys, read), was, `${keys} goes back`);
}

const wide = (page) =>
  page
    .locator('.tl-scene')
    .first()
    .evaluate((scene) => Math.round(scene.getBoundingClientRect().width));
const shut = async (page) => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

async function opens(page, keys, name) {
  await page.keyboard.press(keys);
  await page.getByRole('dialog', { name }).waitFor();
  await shut(page);
}

async function writes(page, keys, title) {
  const heading = page.getByRole('heading', { name: title });
  const form = page.locator('.panel form').filter({ has: heading });
  await page.keyboard.press(keys);
  await form.locator('textarea:focus').waitFor();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'hidden' });
}

const moves = async (page, keys, by) => {
  const was = await position(page);
  await page.keyboard.press(keys);
  assert.equal(await position(page), was + by, keys);
};

// By the name of the row.
const CHECKS = {
  play: async (page) => {
    await page.keyboard.press(' ');
    await sounds(page, 'playing');
    await page.keyboard.press(' ');
    await sounds(page, 'paused');
  },
  shuttle: async (page) => {
    await page.keyboard.press('l');
    await sounds(page, 'playing');
    await page.keyboard.press('k');
    await sounds(page, 'paused');
    const was = await position(page);
    await page.keyboard.press('j');
    assert.equal(await position(page), Math.max(HOUR, was - 5 * SECOND));
  },
  frame: async (page) => {
    await moves(page, 'ArrowRight', FRAME);
    await moves(page, 'ArrowLeft', -FRAME);
  },
  second: async (page) => {
    await moves(page, 'Shift+ArrowRight', SECOND);
    await moves(page, 'Shift+ArrowLeft', -SECOND);
  },
  scene: async (page) => {
    await page.keyboard.press('ArrowDown');
    assert.equal(await position(page), SCENES[1]);
    await page.keyboard.press('ArrowUp');
    assert.equal(await position(page), SCENES[0]);
  },
  concern: async (page) => {
    const seen = new Set([await changes(page, 'n', position)]);
    for (let i = 0; i < 2; i++) seen.add(await changes(page, 'n', position));
    assert.deepEqual([...seen].sort(), SCENES, 'each scene once');
  },
  worst: async (page) => {
    const badge = page.locator('.tl-marks .tl-badge, .tl-marks [class*=badge]').first();
    await badge.waitFor();
    const first = await changes(page, 'w', position);
    const second = await changes(page, 'w', position);
    assert.ok(second > first);
    assert.equal(await changes(page, 'Shift+W', position), first);
  },
  range: async (page) => {
    await page.keyboard.press('[');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press(']');
    await button(page, 'Clear the range').click();
  },
  loop: (page) => latches(page, 'r', (p) => pressed(p, 'Loop the scene')),
  note: (page) => writes(page, 'm', /^Note/),
  ask: (page) => writes(page, 'q', /^Ask/),
  sign: (page) => writes(page, 'Shift+S', /^Sign/),
  find: async (page) => {
    await page.keyboard.press('/');
    await page.waitForURL('**/scenes*');
    await page.locator('#find:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Review' }).click();
    await page.locator('.tl-scene').first().waitFor();
  },
  lfe: (page) => latches(page, 'e', (p) => pressed(p, 'LFE out')),
  centre: (page) => latches(page, 'c', (p) => pressed(p, 'Centre')),
  solo: async (page) => {
    await changes(page, '1', (p) => pressed(p, 'Solo String'));
    await changes(page, '1', (p) => pressed(p, 'Solo String'));
    await latches(page, '2', (p) => pressed(p, 'Solo Percussion'));
  },
  mute: async (page) => {
    await latches(page, 'Shift+Digit1', (p) => pressed(p, 'Mute String'));
    await latches(page, 'Shift+Digit2', (p) => pressed(p, 'Mute Percussion'));
  },
  clear: async (page) => {
    await changes(page, '1', (p) => pressed(p, 'Solo String'));
    await changes(page, '0', (p) => pressed(p, 'Solo String'));
  },
  parts: async (page) => {
    for (const [i, name] of ['Music', 'DX', 'FX'].entries())
      await latches(page, String(6 + i), (p) => pressed(p, name));
  },
  fold: async (page) => {
    await changes(page, 'f', (p) => pressed(p, 'Lt/Rt'));
    await changes(page, 'f', (p) => pressed(p, 'Mono'));
    await changes(page, 'f', (p) => pressed(p, 'Lo/Ro'));
  },
  set: (page) => latches(page, 'a', (p) => p.locator('.switch.sets').innerHTML()),
  table: (page) => opens(page, 't', /LFE/),
  zoom: async (page) => {
    const was = await wide(page);
    assert.ok((await changes(page, '+', wide)) > was);
    await changes(page, '-', wide);
  },
  reel: (page) => changes(page, 'z', wide),
  goto: async (page) => {
    await page.keyboard.press('g');
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    await dialog.getByRole('textbox').fill('9:12');
    await dialog.getByText('01:00:09:12, scene 2 Harbour office').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await position(page), HOUR + 9.5 * SECOND);
  },
  list: (page) => opens(page, '?', 'Keys and settings'),

  'typing-play': async (page, field) => {
    await page.keyboard.press('Control+Space');
    await sounds(page, 'playing');
    await page.keyboard.press('Control+Space');
    await sounds(page, 'paused');
    assert.equal(await field.inputValue(), 'Brass');
  },
  'typing-second': async (page) => {
    await moves(page, 'Control+.', SECOND);
    await moves(page, 'Control+,', -SECOND);
  },
  'typing-lfe': (page) => latches(page, 'Control+e', (p) => pressed(p, 'LFE out')),
  'typing-leave': async (page, field) => {
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'hidden' });
    await page.keyboard.press('m');
    assert.equal(await field.inputValue(), 'Brass', 'what was typed is kept');
  },
  'typing-send': async (page, field) => {
    await page.keyboard.press('Control+Enter');
    await field.waitFor({ state: 'hidden' });
    await page.locator('.panel').getByText('Brass', { exact: true }).waitFor();
  },
};

async function opened() {
  const opened = await openPage(browser, server, `/productions/${film.production.id}`);
  await ready(opened.page);
  await opened.page.locator('.tl-scene').first().waitFor();
  return opened;
}

const rowsOf = (page) =>
  page.locator('dialog[open] [data-key]').evaluateAll((all) => all.map((row) => row.dataset.key));

test('every row of the list does what it says', async (t) => {
  const { page, complaints } = await opened();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and settings' }).waitFor();
  const rows = await rowsOf(page);
  await shut(page);
  assert.deepEqual([...rows].sort(), Object.keys(CHECKS).sort());
  for (const row of rows.filter((row) => !row.startsWith('typing-')))
    await t.test(row, async () => {
      await page.locator('.tl-slider').focus();
      await page.keyboard.press('Home');
      await page.locator('body').click({ position: { x: 700, y: 20 } });
      await CHECKS[row](page);
    });
  await page.keyboard.press('m');
  const field = page.locator('.panel form textarea');
  await field.fill('Brass');
  for (const row of rows.filter((row) => row.startsWith('typing-') && !row.endsWith('send')))
    await t.test(row, () => CHECKS[row](page, field));
  await t.test('typing-send', () => CHECKS['typing-send'](page, field));
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('letters that are typed are text, and keys of the browser stay its own', async () => {
  const { page } = await opened();
  await page.keyboard.press('m');
  const field = page.locator('.panel form textarea');
  await field.pressSequentially('jkle 1?');
  assert.equal(await field.inputValue(), 'jkle 1?');
  assert.equal(await page.getByRole('dialog').count(), 0);
  const taken = await page.evaluate(() =>
    ['n', 't', 'w'].filter((key) => {
      const press = { key, code: `Key${key.toUpperCase()}`, ctrlKey: true, cancelable: true };
      return !document.dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true }));
    }),
  );
  assert.deepEqual(taken, []);
  await page.context().close();
});

test('single letters can be switched off, and stay so', async () => {
  const { page } = await opened();
  await page.keyboard.press('?');
  await page.getByLabel('Single letters, digits and signs are keys').uncheck();
  await shut(page);
  await page.reload();
  await ready(page);
  for (const key of ['e', 'c', '?', 'm', '6']) await page.keyboard.press(key);
  assert.ok(await pressed(page, 'LFE out'));
  assert.ok(await pressed(page, 'Centre'));
  assert.ok(await pressed(page, 'Music'));
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), HOUR + FRAME);
  await page.context().close();
});

test('typing pauses where it is set so, and says it', async () => {
  const { page } = await opened();
  await page.keyboard.press('?');
  await page.getByLabel('Typing a note, question or answer pauses').check();
  await shut(page);
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  await page.keyboard.press('m');
  await page.keyboard.type('Br');
  await sounds(page, 'paused');
  await page.getByText('Paused while you type').waitFor();
  await page.keyboard.press('Control+Space');
  await sounds(page, 'playing');
  await page.getByText('Paused while you type').waitFor({ state: 'hidden' });
  await page.context().close();
});

test('the theme is what the person chose, also after a reload', async () => {
  const { page } = await opened();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const [name, colour] of [
    ['Light', 'rgb(230, 232, 234)'],
    ['Dark', 'rgb(14, 16, 18)'],
  ]) {
    await page.keyboard.press('?');
    await button(page, name).click();
    await shut(page);
    assert.equal(await ground(), colour);
    await page.reload();
    await ready(page);
    assert.equal(await ground(), colour);
  }
  await page.context().close();
});
