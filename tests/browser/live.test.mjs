// A line that breaks, a server that restarts, a session that ends: it is said, it heals, and nothing
// that was typed is lost. What others do appears by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server, password } from '../support/server.mjs';
import { makeFilm } from './film.mjs';
import { openPage, ready, startBrowser } from './support.mjs';

const web = fileURLToPath(new URL('../../web/dist', import.meta.url));
const start = (options) => Server.start({ args: ['--web', web], ...options });

let server, browser, film, address;

before(async () => {
  server = await start();
  film = await makeFilm(server);
  const self = `/api/productions/${film.production.id}/members/${server.person_id}`;
  await server.ok('PUT', self, { side: 'music', may_manage: true });
  address = `/productions/${film.production.id}`;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const field = (page) => page.getByRole('textbox', { name: 'Your note' });
const lost = (page) => page.getByText('Not connected since');
const live = (page) => page.locator('.live.on').waitFor();

async function opened(options) {
  const { page } = await openPage(browser, server, address, options);
  await ready(page);
  await live(page);
  return page;
}

async function note(page, text) {
  await page.keyboard.press('m');
  await field(page).fill(text);
}

async function notes() {
  const { scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/scenes`);
  return (await server.ok('GET', `/api/scenes/${scenes[0].id}/notes`)).notes;
}

test('a note typed while the server restarts survives, and is sent when it is back', async () => {
  const own = await start();
  const there = await makeFilm(own);
  const { page } = await openPage(browser, own, `/productions/${there.production.id}`);
  await ready(page);
  await live(page);
  await note(page, 'Brass is ');
  const { data } = own;
  own.own = false; // another one takes the folder over
  await own.stop('SIGKILL');
  await lost(page).waitFor({ timeout: 5000 });
  await field(page).pressSequentially('late');
  await page.getByText('Kept here: 1 text not sent yet.').waitFor();
  await page.keyboard.press('Control+Enter');
  assert.equal(await field(page).inputValue(), 'Brass is late');
  const again = await start({
    data,
    args: ['--web', web, '--listen', new URL(own.url).host],
  });
  again.own = true;
  await lost(page).waitFor({ state: 'hidden', timeout: 20000 });
  await live(page);
  // a request that waited for a connection may have got through by itself meanwhile
  if (await field(page).isVisible()) {
    assert.equal(await field(page).inputValue(), 'Brass is late');
    await page.keyboard.press('Control+Enter');
  }
  await field(page).waitFor({ state: 'hidden' });
  await page.locator('.panel').getByText('Brass is late', { exact: true }).waitFor();
  await page.context().close();
  await again.stop();
});

test('no network is said at once, and over at once when it is back', async () => {
  const page = await opened();
  await note(page, 'under way');
  await page.context().setOffline(true);
  await lost(page).waitFor({ timeout: 3000 });
  await page.getByText('Not connected', { exact: true }).waitFor();
  await page.context().setOffline(false);
  await lost(page).waitFor({ state: 'hidden', timeout: 3000 });
  await live(page);
  assert.equal(await field(page).inputValue(), 'under way');
  await page.keyboard.press('Escape');
  await page.context().close();
});

test('a line that broke without a word is found out', async () => {
  const page = await opened();
  await page.route('**/api/**', () => undefined); // never answered
  await lost(page).waitFor({ timeout: 30000 });
  await page.unroute('**/api/**');
  await lost(page).waitFor({ state: 'hidden', timeout: 30000 });
  await page.context().close();
});

test('what others say, answer and sign appears without a reload', async () => {
  const stage = await server.person('Tom Reyes');
  await server.join(film.production.id, stage, 'stage');
  const page = await opened();
  const { scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/scenes`);
  const of = `/api/scenes/${scenes[0].id}`;
  await page.evaluate(() => (window.same = true));
  await stage.ok('POST', `${of}/notes`, { about: 'anything', text: 'a door in bar 12' });
  await page.locator('.panel').getByText('a door in bar 12').first().waitFor();
  const asked = await stage.ok('POST', `${of}/queries`, { about: 'lfe', text: 'is it 45 Hz?' });
  await page.locator('.panel').getByText('is it 45 Hz?').first().waitFor();
  await server.ok('POST', `/api/queries/${asked.id}/answers`, {
    likelihood: 'unlikely',
    advice: 'keep',
    text: 'from another page of mine',
  });
  await page.locator('.panel').getByText('from another page of mine').first().waitFor();
  const { states } = await stage.ok('GET', `/api/pictures/${film.picture.id}/states`);
  await stage.ok('POST', `${of}/signoffs`, {
    sounds_sha256: states.find((state) => state.scene_id === scenes[0].id).sounds_sha256,
    monitoring: 'stage',
    text: '',
  });
  await page.locator('.panel .foot').getByText('Tom Reyes').first().waitFor();
  assert.ok(await page.evaluate(() => window.same), 'never loaded again');
  await page.context().close();
});

test('what is said before the page hears the news is not missed', async () => {
  const { scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/scenes`);
  const { page } = await openPage(browser, server, '/');
  let asked;
  const asks = new Promise((done) => (asked = done));
  await page.route('**/news?*', async (route) => {
    asked();
    await page.waitForTimeout(2000);
    await route.continue();
  });
  await page.goto(server.url + address);
  await asks;
  await page.locator('.history').waitFor();
  const said = { about: 'anything', text: 'in between' };
  await server.ok('POST', `/api/scenes/${scenes[0].id}/notes`, said);
  await page.locator('.note', { hasText: 'in between' }).waitFor();
  await page.context().close();
});

test('two pages of one person: what one sends, the other shows and no longer keeps', async () => {
  const one = await opened();
  await note(one, 'said once');
  const two = await one.context().newPage();
  await two.goto(server.url + address);
  await ready(two);
  await two.keyboard.press('m');
  assert.equal(await field(two).inputValue(), 'said once', 'found by another tab');
  await one.keyboard.press('Control+Enter');
  await two.locator('.panel').getByText('said once', { exact: true }).first().waitFor();
  assert.equal(await field(two).inputValue(), '');
  assert.equal((await notes()).filter(({ text }) => text === 'said once').length, 1);
  await one.context().close();
});

test('what was typed outlives a reload, the tab, the end of the session, and signing out', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const enter = async () => {
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await page.goto(server.url + address);
  await page.getByLabel('Name').fill('Owner');
  await enter();
  await ready(page);
  await note(page, 'not sent yet');
  await page.reload();
  await ready(page);
  await page.keyboard.press('m');
  assert.equal(await field(page).inputValue(), 'not sent yet');

  await context.request.delete(`${server.url}/api/session`);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
  await page.getByLabel('Name').fill('Owner');
  await enter();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await field(page).inputValue(), 'not sent yet');

  await page.keyboard.press('Escape');
  await page.locator('.who').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await page.getByLabel('Name').fill('Owner');
  // the tab keeps nothing of who left
  await page.waitForFunction(
    () => !sessionStorage.getItem('predub.drafts')?.includes('not sent yet'),
  );
  await enter();
  await page.locator('.who').waitFor();
  await page.goto(server.url + address);
  await ready(page);
  await page.keyboard.press('m');
  assert.equal(await field(page).inputValue(), 'not sent yet', 'it waited for who typed it');
  await context.close();
});

test('a browser without room says so before anything can be lost', async () => {
  const { page } = await openPage(browser, server, address, {}, () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await ready(page);
  await note(page, 'kept nowhere');
  await page.getByText('This browser has no room').waitFor();
  const warned = page.waitForEvent('dialog');
  const closed = page.close({ runBeforeUnload: true });
  const dialog = await warned;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  await closed;
  assert.equal(await field(page).inputValue(), 'kept nowhere');
  await page.context().close();
});
