// What the page shows, by keyboard, on a phone, without a server, and for everybody.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, makeFilm, silentOnFacts } from './film.mjs';
import {
  openPage,
  position,
  ready,
  seriousFindings,
  sounds,
  startBrowser,
  startServer,
} from './support.mjs';

let server, browser, film;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('an empty server says the next step', async () => {
  const { page, complaints } = await openPage(browser, server, '/');
  await page.getByText('No production yet').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual(complaints, []);
  await page.context().close();
  film = await makeFilm(server);
});

test('the list leads to the production, and the address to the place', async () => {
  const { page, complaints } = await openPage(browser, server, '/');
  await page.getByRole('link', { name: 'Short film' }).click();
  await ready(page);
  assert.deepEqual(await page.locator('.scene-table .row-button').allInnerTexts(), [
    'Pier at dawn',
    'Harbour office',
    'Crane yard',
  ]);
  await page.getByRole('button', { name: 'Crane yard' }).click();
  await page.waitForURL('**/productions/*?scene=3A&at=01:00:16:00');
  await page.reload();
  await ready(page);
  assert.equal(await position(page), HOUR + 16 * 48000);
  await page.getByRole('heading', { name: 'Crane yard' }).waitFor();
  await page.goBack();
  await page.waitForURL('**/scenes*');
  await page.locator('.row-button').first().waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Productions' }).waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('the sentence under the transport says what the server says', async () => {
  const { page } = await openPage(browser, server, `/productions/${film.production.id}`);
  await ready(page);
  const heard = await page.evaluate(() => window.predub.heard);
  await page.getByText('0 overs').waitFor();
  const said = (await page.locator('.heard').innerText()).replaceAll('\u2212', '-');
  for (const part of heard.heard.split('; ')) assert.ok(said.includes(part), `${part} in ${said}`);
  assert.match(said, /1m1 v1, String, with temp DX/);
  assert.ok(said.includes(`preview ${heard.id.slice(0, 4)} ${heard.id.slice(4, 8)}`));
  await page.context().close();
});

test('all of it goes by keyboard', async () => {
  const { page, complaints } = await openPage(
    browser,
    server,
    `/productions/${film.production.id}`,
  );
  await ready(page);
  await page.keyboard.press('ArrowRight');
  assert.equal(await position(page), HOUR + 2000);
  await page.keyboard.press('Shift+ArrowRight');
  assert.equal(await position(page), HOUR + 2000 + 48000);
  await page.keyboard.press('ArrowDown');
  assert.equal(await position(page), HOUR + 8 * 48000);
  await page.keyboard.press('ArrowUp');
  assert.equal(await position(page), HOUR);
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  await page.keyboard.press(' ');
  await sounds(page, 'paused');
  await page.keyboard.press('f');
  await page.waitForFunction(() => window.predub.heard.recipe.fold === 'lt_rt');
  await page.keyboard.press('c');
  await page.waitForFunction(() => window.predub.heard.recipe.centre === false);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Production', exact: true }).click();
  await page.locator('.row-button[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  const chosen = await page.locator('.row-button:focus').innerText();
  await page.keyboard.press('Enter');
  await page.locator('.panel').getByRole('heading', { name: chosen }).waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

for (const [name, options] of [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  ['at 4K', { colorScheme: 'light', viewport: { width: 3840, height: 2160 } }],
])
  test(`nobody is shut out, and nothing runs off the side: ${name}`, async () => {
    const { page, complaints } = await openPage(
      browser,
      server,
      `/productions/${film.production.id}`,
      options,
    );
    await ready(page);
    assert.deepEqual(await seriousFindings(page), []);
    const { width, shown } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      shown: innerWidth,
    }));
    assert.equal(width, shown);
    if (options.viewport?.width === 360) {
      await page.getByRole('button', { name: 'Listen to' }).click();
      await page.getByRole('button', { name: 'Mono' }).click();
      await page.waitForFunction(() => window.predub.heard.recipe.fold === 'mono');
    } else await page.keyboard.press('?');
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

test('a lost server is said, sound at hand goes on, and all is well when it is back', async () => {
  const { page } = await openPage(browser, server, `/productions/${film.production.id}`);
  await ready(page);
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  await page.route('**/api/**', (route) => route.abort());
  await page.keyboard.press('8');
  await page.keyboard.press('7');
  await page.getByText('Not connected since').waitFor();
  const at = await position(page);
  await page.waitForFunction((at) => window.predub.position_samples > at + 9600, at);
  await page.unroute('**/api/**');
  await page.getByText('Not connected since').waitFor({ state: 'hidden' });
  await page.waitForFunction(() => !window.predub.heard.sources.some((s) => s.role === 'Dialogue'));
  await page.context().close();
});

test('what a file does not tell is asked, and answered on the page', async () => {
  await server.ok('PUT', `/api/pictures/${film.picture.id}/temps/R1_FX_temp.wav`, silentOnFacts());
  const { page, complaints } = await openPage(
    browser,
    server,
    `/productions/${film.production.id}`,
  );
  const question = page.locator('.question');
  await question.getByText('R1_FX_temp.wav').waitFor();
  await question.getByLabel('Start of').fill('01:00:99:00');
  await question.getByRole('button', { name: 'It starts there' }).click();
  assert.equal(await question.count(), 1);
  await question.getByLabel('Start of').fill('01:00:02:00');
  await question.getByRole('button', { name: 'It starts there' }).click();
  await question.getByLabel('Start of').waitFor({ state: 'hidden' });
  await question.getByRole('button', { name: 'Film' }).click();
  await question.waitFor({ state: 'detached' });
  await page.waitForFunction(() => window.predub.heard?.sources.some((s) => s.role === 'Effects'));
  assert.deepEqual(
    complaints.filter((c) => !c.includes('409')),
    [],
  );
  await page.context().close();
});

test('a production that is not there says so', async () => {
  const { page } = await openPage(browser, server, '/productions/999');
  await page.getByText('This production is not there.').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.context().close();
});
