// Who may see the page: the first owner, people who sign in, those who were invited, guests.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { password } from '../support/server.mjs';
import { makeFilm } from './film.mjs';
import {
  button,
  fits,
  openPage,
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
  film = await makeFilm(server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const place = () => `/productions/${film.production.id}`;
const overview = () => `${place()}/scenes`;

/* It says so where one was begun. */
const note = (page) => page.getByRole('button', { name: /^(Note|Go on with the note)( M)?$/ });

async function signIn(page, name, said = password) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(said);
  await button(page, 'Sign in').click();
}

// What the browser keeps, and what stands in its address.
const kept = (page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));

// The server prints the link once it listens.
async function startSecret(fresh) {
  for (;;) {
    const found = /\/start#(\S+)/.exec(fresh.said);
    if (found) return found[1];
    await new Promise((done) => fresh.child.stdout.once('data', () => setImmediate(done)));
  }
}

test('the start link makes the first owner, and leaves no secret behind', async () => {
  const fresh = await startServer({ anonymous: true });
  const secret = await startSecret(fresh);
  const { page, complaints } = await openPage(browser, fresh, `/start#${secret}`, { as: null });
  await page.getByLabel('Name').fill('Ada Brandt');
  await page.getByLabel('Password', { exact: true }).fill('salt and water');
  await page.getByLabel('Password again').fill('salt and wader');
  assert.ok(!(await kept(page)).includes(secret));
  await button(page, 'Make the account').click();
  await page.getByText('The two passwords differ.').waitFor();
  await page.getByLabel('Password again').fill('salt and water');
  await button(page, 'Make the account').click();
  await page.getByText('No production yet').waitFor();
  await page.getByTitle('Account of Ada Brandt').waitFor();
  await button(page, 'New production').click();
  await page.getByLabel('Name').fill('The Salt Line');
  await page.getByLabel('Frame rate').selectOption('25');
  await page.getByLabel('Your side').selectOption('stage');
  await button(page, 'Make it').click();
  await page.getByRole('heading', { name: 'The Salt Line' }).waitFor();
  await page.getByText('Ada Brandt \u00b7 stage').waitFor();
  assert.ok(!/salt and water/.test(await kept(page)));
  assert.deepEqual(complaints, []);
  await page.context().close();
  await fresh.stop();
});

test('nobody sees anything without signing in, and then comes to where they wanted', async () => {
  const { page } = await openPage(browser, server, `${overview()}?scene=2`, { as: null });
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, 'Owner', 'not my password');
  await page.getByText('The name or the password is wrong').waitFor();
  await page.route('**/api/session', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 429, headers: { 'retry-after': '42' }, json: {} })
      : route.continue(),
  );
  await signIn(page, 'Owner', 'not my password');
  await page.getByText('Too often. Try again in 42 s.').waitFor();
  await page.unroute('**/api/session');
  await signIn(page, 'Owner');
  await ready(page);
  assert.equal(
    await page.locator('.scene-table .current .row-button').innerText(),
    'Harbour office',
  );
  await page.context().close();
});

test('a session that ends while somebody types loses nothing', async () => {
  const { page } = await openPage(browser, server, `${place()}?scene=1`);
  await ready(page);
  await note(page).click();
  await page.getByLabel('Your note', { exact: true }).fill('The gulls come two frames late.');
  await page.context().clearCookies();
  await page.evaluate(() => document.querySelector('.foot form').requestSubmit());
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
  await page.keyboard.press('Escape');
  await signIn(page, 'Owner');
  await page.getByRole('heading', { name: 'Sign in again' }).waitFor({ state: 'hidden' });
  assert.equal(
    await page.getByLabel('Your note', { exact: true }).inputValue(),
    'The gulls come two frames late.',
  );
  await button(page, 'Send').click();
  await page.locator('.note', { hasText: 'The gulls come two frames late.' }).waitFor();
  await page.context().close();
});

test('an answer to who was here before puts nobody out again', async () => {
  const { page } = await openPage(browser, server, `${place()}?scene=1`);
  await ready(page);
  await note(page).click();
  await page.getByLabel('Your note', { exact: true }).fill('Who am I?');
  await page.context().clearCookies();
  let answer;
  const enough = new Promise((done) => (answer = done));
  let late;
  await page.route('**/states', async (route) => {
    if (late) return route.continue();
    late = Promise.all([route.fetch(), enough]);
    await route.fulfill({ response: (await late)[0] });
  });
  await page.keyboard.press('Control+Enter');
  const again = page.getByRole('heading', { name: 'Sign in again' });
  await again.waitFor();
  await signIn(page, 'Owner');
  await again.waitFor({ state: 'hidden' });
  answer();
  assert.equal((await late)[0].status(), 401);
  await page.waitForTimeout(300);
  assert.equal(await again.count(), 0);
  await page.context().close();
});

test('what was typed survives a reload, and goes when another person signs in', async () => {
  const { page } = await openPage(browser, server, `${place()}?scene=1`);
  await ready(page);
  await note(page).click();
  await page.getByLabel('Your note', { exact: true }).fill('half a thought');
  await page.reload();
  await ready(page);
  await note(page).click();
  assert.equal(await page.getByLabel('Your note', { exact: true }).inputValue(), 'half a thought');
  await server.join(film.production.id, await server.person('Mina Sol'), 'music');
  await page.context().clearCookies();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))); // it reads again
  await signIn(page.getByRole('dialog', { name: 'Sign in again' }), 'Mina Sol');
  await page.getByText('Mina Sol \u00b7 music').waitFor();
  await note(page).click();
  assert.equal(await page.getByLabel('Your note', { exact: true }).inputValue(), '');
  await page.context().close();
});

test('an invitation is made, followed, and used up', async () => {
  const { page: mine } = await openPage(browser, server, overview());
  await ready(mine);
  await button(mine, 'Open people').click();
  await mine.getByRole('dialog').getByLabel('Side').selectOption('stage');
  await button(mine, 'Make an invitation').click();
  const url = await mine.getByLabel('Send this link to one person.').inputValue();
  assert.ok(url.startsWith(`${server.url}/invite#`));
  const path = url.slice(server.url.length);

  const { page, complaints } = await openPage(browser, server, path, { as: null });
  await page.getByText('To Short film').waitFor();
  await page.getByText('Invited by Owner.').waitFor();
  assert.equal(await page.evaluate(() => location.hash), '');
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByLabel('Name').fill('Tom Reyes');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password again').fill(password);
  await button(page, 'Make an account and join').click();
  await page.getByText('Tom Reyes \u00b7 stage').waitFor();
  await ready(page);
  await mine.getByRole('dialog').getByText('Tom Reyes').waitFor(); /* by the news alone */
  assert.deepEqual(complaints, []);

  await page.goto('about:blank');
  await page.goto(server.url + path);
  await page.getByText('This link is not valid any more.').waitFor();
  await page.context().close();
  await mine.context().close();
});

test('somebody who has an account joins with one press', async () => {
  const sam = await server.person('Sam Okafor');
  const { secret } = await server.ok('POST', `/api/productions/${film.production.id}/invitations`, {
    side: 'none',
  });
  const { page } = await openPage(browser, server, `/invite#${secret}`, { as: sam });
  await page.getByText('You are signed in as Sam Okafor.').waitFor();
  await button(page, 'Join').click();
  await ready(page);
  await page.goto(server.url + place());
  await page.getByText('You listen on neither side').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Sign / }).count(), 0);
  assert.equal(await page.getByRole('button', { name: /^Ask/ }).count(), 0);
  await page.context().close();
});

test('a guest listens to the scenes of the link, leaves a note, and nothing more', async () => {
  const { page: mine } = await openPage(browser, server, overview());
  await ready(mine);
  await button(mine, 'Open people').click();
  await mine.getByLabel('For whom').fill('Director');
  await mine.getByLabel('From scene').selectOption({ label: '2 Harbour office' });
  await mine.getByLabel('To scene').selectOption({ label: '3A Crane yard' });
  await mine.getByLabel('May leave notes').check();
  await button(mine, 'Make a guest link').click();
  const url = await mine.getByLabel('Send this link to your guest.').inputValue();
  await mine.context().close();

  const { page, complaints } = await openPage(browser, server, url.slice(server.url.length), {
    as: null,
  });
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.getByLabel('Your name').fill('Dora');
  assert.deepEqual(await seriousFindings(page), []);
  await button(page, 'Listen').click();
  await ready(page);
  assert.deepEqual(await page.locator('.row-button').allInnerTexts(), [
    'Harbour office',
    'Crane yard',
  ]);
  assert.deepEqual(await seriousFindings(page), []);
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  await note(page).click();
  await page.getByLabel('Your note', { exact: true }).fill('Lovely.');
  await button(page, 'Send').click();
  await page.locator('.note', { hasText: 'Lovely.' }).waitFor();
  /* the other side of a gap between scenes is a preview of its own */
  await button(page, 'Crane yard').click();
  await page.waitForFunction(() => window.predub.heard?.in_samples === 172800000 + 16 * 48000);
  const outside = asked.filter(
    (path) => path.startsWith('/api/') && !path.startsWith('/api/guest'),
  );
  assert.deepEqual(outside, []);
  await page.reload();
  await ready(page);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('tokens are shown once, and signing out everywhere ends all', async () => {
  const pat = await server.person('Pat Lind');
  const { page } = await openPage(browser, server, '/', { as: pat });
  await page.getByTitle('Account of Pat Lind').click();
  await page.getByLabel('For what').fill('upload robot');
  await page.getByLabel('upload', { exact: true }).check();
  await button(page, 'Make a token').click();
  const token = await page.getByLabel('Copy it now').inputValue();
  assert.match(token, /^pdt_/);
  await button(page, 'Close').click();
  await page.getByTitle('Account of Pat Lind').click();
  await page.getByText('upload robot').waitFor();
  assert.equal(await page.getByLabel('Copy it now').count(), 0);
  await page.getByLabel('Password now').fill('not the one');
  await page.getByLabel('New password').fill('another long word');
  await button(page, 'Change it').click();
  await page
    .getByRole('alert')
    .filter({ hasText: /password/ })
    .waitFor();
  await button(page, 'Revoke').click();
  await page.getByText('upload robot').waitFor({ state: 'hidden' });
  await button(page, 'Sign out everywhere').click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal((await pat.call('GET', '/api/sessions')).status, 401);
  await page.context().close();
});

const LOOKS = [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
];
for (const [name, look] of LOOKS)
  test(`the ways in and the sheets shut nobody out: ${name}`, async () => {
    const { page: stranger } = await openPage(browser, server, '/', { ...look, as: null });
    await stranger.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await seriousFindings(stranger), []);
    await stranger.context().close();
    const { page } = await openPage(browser, server, overview(), look);
    await ready(page);
    for (const sheet of ['Open people', 'Open stage agreement', /^Owner/]) {
      await page.getByRole('button', { name: sheet }).click();
      await page.getByRole('dialog').locator('.part').first().waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      assert.ok(await fits(page));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.context().close();
  });
