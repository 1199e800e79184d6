// The scene panel over time: what others change, what happened, what is half typed, and the paper.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeFilm, printAgain, twoSides } from './film.mjs';
import {
  button,
  fits,
  openPage,
  ready,
  seriousFindings,
  startBrowser,
  startServer,
} from './support.mjs';
import { listened } from '../support/listened.mjs';
import { Server, tempDir } from '../support/server.mjs';

let server, browser, film, stage, scenes, data;

before(async () => {
  data = await tempDir();
  server = await startServer({ data });
  browser = await startBrowser();
  film = await makeFilm(server);
  ({ stage, scenes } = await twoSides(server, film));
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const note = (page, said) => page.locator('.note', { hasText: said });
const say = (client, scene, text, more = {}) =>
  client.ok('POST', `/api/scenes/${scene.id}/notes`, { about: 'anything', text, ...more });
const stubPrinter = () => {
  window.printed = 0;
  window.print = () => window.printed++;
};

async function open(as, scene, options = {}) {
  const path = `/productions/${film.production.id}?scene=${scene}`;
  const opened = await openPage(browser, server, path, { as, ...options }, stubPrinter);
  await ready(opened.page);
  await opened.page.locator('.history').waitFor();
  return opened;
}

async function soundsOf(scene) {
  const states = await listened(server, film.picture);
  return states.find(({ scene_id }) => scene_id === scene.id).sounds_sha256;
}

const sign = async (client, scene, more = {}) =>
  client.ok('POST', `/api/scenes/${scene.id}/signoffs`, {
    sounds_sha256: await soundsOf(scene),
    monitoring: 'headphones',
    ...more,
  });

// Stretches of the scene, as shares of its length.
const heard = async (client, scene, lfe, ...stretches) =>
  client.ok('POST', `/api/scenes/${scene.id}/heard`, {
    sounds_sha256: await soundsOf(scene),
    lfe,
    temps: false,
    monitoring: 'headphones',
    spans: stretches.map((ends) =>
      ends.map((share) => Math.round(share * (scene.out_samples - scene.in_samples))),
    ),
  });

test('what somebody else did is marked until it was in view, and moves nothing', async () => {
  const { page } = await open(server, '2');
  await page.locator('.figures').waitFor({ timeout: 60000 }); // above the notes
  await say(server, scenes[1], 'My own word.');
  await note(page, 'My own word.').waitFor();
  assert.equal(await page.locator('predub-fresh').count(), 0, 'what I say is nothing new to me');

  await say(stage, scenes[1], 'Look at this.');
  const mark = note(page, 'Look at this.').locator('predub-fresh');
  await mark.waitFor();
  assert.equal((await mark.textContent()).trim(), 'new');
  const place = () => note(page, 'My own word.').boundingBox();
  const before = await place();
  await note(page, 'Look at this.').scrollIntoViewIfNeeded();
  const scrolled = await place();
  await mark.waitFor({ state: 'detached' });
  assert.deepEqual(await place(), scrolled);
  assert.equal(before.x, scrolled.x);

  await page.reload();
  await note(page, 'Look at this.').waitFor();
  assert.equal(await page.locator('predub-fresh').count(), 0, 'it was seen');
  await page.context().close();
});

test('what came while nobody was here is marked at the next visit', async () => {
  const { page } = await open(server, '3A');
  await page.goto('about:blank');
  await say(stage, scenes[2], 'While you were out.');
  await page.goBack();
  await note(page, 'While you were out.').locator('predub-fresh').waitFor();
  await page.context().close();
});

test('the history says who did what, which prints came and what they changed', async () => {
  await sign(server, scenes[0]);
  await printAgain(server, film);
  await soundsOf(scenes[0]);
  const { page } = await open(stage, '1');
  const lines = page.locator('.history li');
  await lines.filter({ hasText: '1m1 v2 arrived, String changed' }).waitFor();
  await button(page.locator('.place'), 'Scene after').click();
  await lines.filter({ hasText: '1m1 v2 arrived, nothing changed here' }).waitFor();
  await button(page.locator('.place'), 'Scene before').click();
  await lines.filter({ hasText: 'Ada Brandt signed 1m1 v1 for music' }).waitFor();
  assert.match(await lines.first().innerText(), /^\d{1,2} \w{3} \d\d:\d\d\s+1m1 v2 arrived/);
  await page.locator('.standings').getByText('Music: stale, String changed').waitFor();
  await page.context().close();
});

test('a scene of many notes tells that there are more, and gives them', async () => {
  for (let i = 1; i <= 205; i++) await say(stage, scenes[1], `Number ${i}.`);
  const { page } = await open(server, '2');
  assert.equal(await page.locator('.note').count(), 200);
  await button(page, 'More notes').click();
  await note(page, 'My own word.').waitFor();
  assert.equal(await page.locator('.note').count(), 207);
  await button(page, 'More notes').waitFor({ state: 'detached' });
  assert.ok((await page.locator('.history li').count()) >= 30);
  await button(page, 'Earlier').click();
  await page.waitForFunction(() => document.querySelectorAll('.history li').length > 55);
  await say(stage, scenes[1], 'One more.');
  await note(page, 'One more.').waitFor();
  assert.ok((await page.locator('.note').count()) >= 207, 'news take nothing away');
  await page.context().close();
});

test('a query is asked about the range that is marked', async () => {
  const { page } = await open(server, '3A');
  await page.locator('.place h2', { hasText: 'Crane yard' }).waitFor();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('[');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press(']');
  await page.keyboard.press('q');
  await button(page, '01:00:17:00 to 01:00:19:00').click();
  await page.getByLabel('Your question').fill('This bar?');
  await page.keyboard.press('Control+Enter');
  await page
    .locator('.query', { hasText: 'This bar?' })
    .getByRole('button', { name: '01:00:17:00 to 01:00:19:00' })
    .waitFor();
  await page.context().close();
});

test('half a note survives another scene, a reload and a server that was gone', async () => {
  const { page } = await open(server, '1');
  await page.keyboard.press('m');
  const field = page.getByLabel('Your note', { exact: true });
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await page.keyboard.type('Half a word');
  await page.keyboard.press('Escape');
  await button(page.locator('.place'), 'Scene after').click();
  await page.locator('.place h2', { hasText: 'Harbour office' }).waitFor();
  await page.waitForURL(/scene=2/);
  await button(page.locator('.place'), 'Scene before').click();
  await page.getByRole('button', { name: 'Go on with the note' }).click();
  await page.reload();
  await ready(page);
  await page.getByRole('button', { name: 'Go on with the note' }).click();
  assert.equal(await field.inputValue(), 'Half a word');

  const listen = new URL(server.url).host;
  const web = fileURLToPath(new URL('../../web/dist', import.meta.url));
  await server.stop();
  await field.press('End');
  await page.keyboard.type(', and the rest of it');
  await page.keyboard.press('Control+Enter');
  await page.locator('.foot').getByText('The server was not reached.').waitFor();
  await page.getByText('Not connected since').waitFor();
  server = await Server.start({ data, args: ['--web', web, '--listen', listen] });
  await page.getByText('Not connected since').waitFor({ state: 'detached' });
  assert.equal(await field.inputValue(), 'Half a word, and the rest of it');
  await page.keyboard.press('Control+Enter');
  await note(page, 'Half a word, and the rest of it').waitFor();
  await page.context().close();
});

const pagesOf = (pdf) => Number(/\/Count (\d+)/.exec(pdf.toString('latin1'))[1]);

test('the sign-off sheet says all of a scene on one page, in light colours', async () => {
  const scene = scenes[2];
  await heard(server, scene, 'in', [0, 0.5]);
  await sign(server, scene, { text: 'Line one.\nLine two.' });
  const sounds_sha256 = await soundsOf(scene);
  await server.ok('POST', `/api/scenes/${scene.id}/lfe`, { complete_without: true, sounds_sha256 });
  const { page, complaints } = await open(server, '3A', { colorScheme: 'dark' });
  await button(page, 'This scene').click();
  await page.waitForFunction(() => window.printed === 1);
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.paper article');
  assert.equal(await paper.count(), 1);
  assert.equal(await page.locator('.page').isVisible(), false);
  const said = await paper.innerText();
  for (const words of [
    'Short film / Cut 3',
    'Scene 3A Crane yard',
    '01:00:16:00 to 01:00:24:00, 8.0 s 1m1 v2',
    'Pumping index',
    'Yes, Ada Brandt',
    'This bar?',
    'not answered',
    'While you were out.',
    'Heard 50 %: LFE out 0 %; LFE in 50 % on headphones; under the temps 0 %.',
    'LFE cleared on headphones.',
    'Signed on headphones.',
    'Line one.\nLine two.',
    'not signed',
    sounds_sha256,
  ])
    assert.ok(said.includes(words), `${words} is missing in ${said}`);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, 'rgb(255, 255, 255)');
  assert.equal(pagesOf(await page.pdf({ preferCSSPageSize: true })), 1);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('the bar under a scene is filled where it was heard, on the timeline and in the strip', async () => {
  const scene = scenes[1];
  await heard(stage, scene, 'in', [0.25, 0.5]);
  await heard(stage, scene, 'out', [0.4, 0.6], [0.9, 1]);
  const { page } = await open(stage, '2');
  const bars = page.locator('.tl-scene[aria-current="true"] .tl-heard > i');
  await bars.nth(1).waitFor({ state: 'attached' });
  const placed = await bars.evaluateAll((all) =>
    all.map(({ style }) => [style.left, style.width].map(parseFloat)),
  );
  assert.deepEqual(placed, [
    [25, 35],
    [90, 10],
  ]);
  await page.getByRole('link', { name: 'Production', exact: true }).click();
  const strip = page.locator('.heard-share');
  await strip.waitFor({ state: 'attached' });
  assert.equal((await strip.getAttribute('d')).match(/M/g).length, 2);
  await page.context().close();
});

test('all scenes are a page each; the command of the browser prints the one in view', async () => {
  const { page } = await open(stage, '1');
  assert.equal(pagesOf(await page.pdf({ preferCSSPageSize: true })), 1);
  await page.waitForFunction(() => !document.querySelector('.paper'));
  await button(page, 'All scenes').click();
  await page.waitForFunction(() => window.printed === 1);
  const titles = await page.locator('.paper h1').allTextContents();
  assert.deepEqual(titles, [
    'Scene 1 Pier at dawn',
    'Scene 2 Harbour office',
    'Scene 3A Crane yard',
  ]);
  await page.emulateMedia({ media: 'print' });
  const stale = page.locator('.paper article').first().locator('.signature.stale');
  assert.match(await stale.innerText(), /Ada Brandt, .*\s+stale: String changed/);
  await page.context().close();
});

for (const [name, look] of [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
])
  test(`marks, history and the sheet shut nobody out: ${name}`, async () => {
    await say(stage, scenes[0], `New to you, ${name}`);
    const { page } = await open(server, '1', look);
    await note(page, `New to you, ${name}`).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    assert.ok(await fits(page));
    await page.context().close();
  });
