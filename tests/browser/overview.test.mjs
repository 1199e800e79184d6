// The production as a whole: found, filtered and walked by keyboard, with a way to all that holds up
// its delivery.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR, makeFilm, printAgain } from './film.mjs';
import {
  button,
  fits,
  openPage,
  position,
  ready,
  seriousFindings,
  sounds,
  startBrowser,
  startServer,
} from './support.mjs';
import { listened } from '../support/listened.mjs';

let server, browser, film, stage, scenes;

const sign = async (as, scene, side) => {
  const { sounds_sha256 } = await server.ok('GET', `/api/scenes/${scene.id}/state`);
  await as.ok('POST', `/api/scenes/${scene.id}/signoffs`, {
    sounds_sha256,
    monitoring: side === 'stage' ? 'stage' : 'headphones',
    text: '',
  });
};

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  film = await makeFilm(server);
  const member = `/api/productions/${film.production.id}/members/${server.person_id}`;
  await server.ok('PUT', member, { side: 'music', may_manage: true });
  stage = await server.person('Tom Reyes');
  await server.join(film.production.id, stage, 'stage');
  ({ scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/scenes`));
  await sign(server, scenes[0], 'music');
  await sign(server, scenes[1], 'music');
  await sign(stage, scenes[1], 'stage');
  await stage.ok('POST', `/api/scenes/${scenes[2].id}/queries`, {
    about: 'lfe',
    text: 'Does the crane need it?',
  });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const place = (query = '') => `/productions/${film.production.id}/scenes${query}`;
const names = (page) => page.locator('.scene-table .row-button').allInnerTexts();
const shows = (page, wanted) =>
  page.waitForFunction(
    (all) =>
      [...document.querySelectorAll('.scene-table .row-button')]
        .map((row) => row.textContent.trim())
        .join() === all,
    wanted.join(),
  );

async function open(query = '', options = {}) {
  const opened = await openPage(browser, server, place(query), options);
  await ready(opened.page);
  await opened.page.getByRole('heading', { name: 'Print sets latest of 1 cue' }).waitFor();
  return opened;
}

test('the counts are the film, and filter it; the address keeps the choice', async () => {
  const { page, complaints } = await open();
  await button(page, '1 both sides have signed').waitFor();
  await button(page, '1 music only has signed').click();
  await shows(page, ['Pier at dawn']);
  await page.waitForURL('**/scenes?*show=music*');
  await page.reload();
  await shows(page, ['Pier at dawn']);
  assert.equal(await button(page, '1 music only has signed').getAttribute('aria-pressed'), 'true');
  await page.getByText('1 of 3 scenes').waitFor();
  await button(page, '1 music only has signed').click();
  await button(page, 'In film order').click();
  await shows(page, ['Pier at dawn', 'Harbour office', 'Crane yard']);
  await page.waitForURL('**/scenes?*order=film*');
  await button(page, 'Open query 1').click();
  await shows(page, ['Crane yard']);
  await button(page, 'Show all').click();
  await button(page, 'Waiting for me 1').click();
  await shows(page, ['Crane yard']);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('what waits for the stage is not what waits for music', async () => {
  const { page } = await open('?order=film', { as: stage });
  await button(page, 'Waiting for me 2').click();
  await shows(page, ['Pier at dawn', 'Crane yard']);
  await page.context().close();
});

test('a scene is found by its number, its name, its cue and its words', async () => {
  const { page } = await open('?order=film');
  const find = page.getByLabel('Find a scene by number, name, cue or words');
  await find.fill('3a');
  await shows(page, ['Crane yard']);
  await find.fill('HARBOUR off');
  await shows(page, ['Harbour office']);
  await find.fill('1m1');
  await shows(page, ['Pier at dawn', 'Harbour office', 'Crane yard']);
  await find.fill('query open');
  await shows(page, ['Crane yard']);
  await find.fill('no such thing');
  await page.getByText('No scene is like that.').waitFor();
  await find.fill('pier');
  await page.waitForURL('**find=pier*');
  await page.reload();
  await shows(page, ['Pier at dawn']);
  assert.equal(await find.inputValue(), 'pier');
  await page.context().close();
});

test('arrows walk the list and take the place along, Space plays, Enter opens Review', async () => {
  const { page, complaints } = await open('?order=film');
  await page.locator('.row-button[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction((at) => window.predub.position_samples === at, HOUR + 16 * 48000);
  assert.equal(await page.locator('.scene-table .current .row-button').innerText(), 'Crane yard');
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  assert.ok((await position(page)) >= HOUR + 16 * 48000);
  await page.keyboard.press(' ');
  await sounds(page, 'paused');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/productions\/\d+\?.*scene=2/);
  assert.equal(await position(page), HOUR + 8 * 48000);
  await page.goBack();
  await shows(page, ['Pier at dawn', 'Harbour office', 'Crane yard']);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('the strip is one stop of the Tab key: arrows walk, Enter and a click open', async () => {
  const { page } = await open('?scene=1');
  const strip = page.getByRole('slider', { name: 'The film; the list of scenes is its table' });
  await strip.focus();
  await page.keyboard.press('End');
  assert.match(await strip.getAttribute('aria-valuetext'), /^scene 3A Crane yard, /);
  assert.equal(await position(page), HOUR + 16 * 48000);
  await page.keyboard.press('ArrowLeft');
  assert.match(await strip.getAttribute('aria-valuetext'), /^scene 2 Harbour office, /);
  assert.equal(await strip.evaluate((e) => e.querySelectorAll('[tabindex]').length), 0);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/productions\/\d+\?.*scene=2/);
  await page.goBack();
  const { width, height } = await strip.boundingBox();
  await strip.click({ position: { x: width - 20, y: height / 2 } });
  await page.waitForURL(/\/productions\/\d+\?.*scene=3A/);
  assert.equal(await position(page), HOUR + 16 * 48000);
  await page.context().close();
});

test('each thing that holds up delivery leads to where it is mended', async () => {
  const { page } = await open();
  const delivery = page.getByRole('region', { name: 'Delivery' });
  await delivery
    .getByText('0 of 1 print set complete, 1m1 lacks Percussion and its full mix')
    .waitFor();
  await delivery.getByText('2 scenes lack a sign-off').waitFor();
  await delivery.getByText('1 query open').waitFor();
  await delivery.getByRole('button', { name: 'Show: 1 query open' }).click();
  await shows(page, ['Crane yard']);
  await delivery.getByRole('button', { name: 'Show: 2 scenes lack a sign-off' }).click();
  await page.getByText('2 of 3 scenes').waitFor();
  assert.ok(!(await names(page)).includes('Harbour office'));
  await delivery.getByRole('button', { name: /^Show: Null test/ }).click();
  const sheet = page.getByRole('dialog', { name: '1m1 v1' });
  await sheet.getByText(/Waits for .*Percussion/).waitFor();
  await sheet.getByText('arrived').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.context().close();
});

test('what others did is one line, told once', async () => {
  await stage.ok('POST', `/api/scenes/${scenes[0].id}/notes`, {
    about: 'anything',
    text: 'Gulls.',
  });
  const { page } = await open();
  const line = page.getByRole('region', { name: 'Since you were here' });
  await line.getByText(/1 query, .*1 note/).waitFor();
  await line.getByRole('button', { name: 'Show: Since you were here' }).click();
  const sheet = page.getByRole('dialog', { name: 'Since you were here' });
  await sheet.getByText('Tom Reyes left a note').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await sheet.getByRole('button', { name: 'Seen' }).click();
  await line.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('a newer print set shows what it changed, and which scenes went stale', async () => {
  const { page, complaints } = await open('?order=film');
  await printAgain(server, film);
  await page.getByRole('button', { name: '1m1 v2, open' }).waitFor();
  await listened(server, film.picture);
  await button(page, '1 stale signatures').click();
  await shows(page, ['Pier at dawn']);
  await page.locator('.col-state', { hasText: 'stale: String changed' }).waitFor();
  await page.getByRole('button', { name: '1m1 v2, open' }).click();
  const sheet = page.getByRole('dialog', { name: '1m1 v2' });
  await sheet.getByRole('heading', { name: 'What changed against v1' }).waitFor();
  await sheet
    .locator('.changed-roles', { hasText: 'String changed, LFE by \u221221.0 dB' })
    .waitFor();
  await sheet.getByRole('button', { name: 'v1', exact: true }).click();
  const older = page.getByRole('dialog', { name: '1m1 v1' });
  await older.getByText('v2 is newer than this set.').waitFor();
  await older.getByText('This is the first set of the cue.').waitFor();
  await older.getByRole('button', { name: 'v2', exact: true }).click();
  await sheet.locator('.plain-table .jump', { hasText: '1' }).first().click();
  await page.waitForURL(/\/productions\/\d+\?.*scene=1/);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('an agreement that the other side proposes appears by itself', async () => {
  const { page } = await open();
  await page.getByText('Nothing is agreed yet.').waitFor();
  await stage.ok('POST', `/api/productions/${film.production.id}/agreements`, {
    lfe_policy: 'none',
    centre_policy: 'sparing',
    rate_hz: 48000,
    bits: 24,
    start: null,
    pops: 'two_pop',
    text: '',
  });
  await page.getByText('Version 1 waits for your side.').waitFor();
  await page.getByText('LFE: none. Centre: sparing.').waitFor();
  await page.context().close();
});

test('mail is switched on in the account, webhooks are kept among the people', async () => {
  const { page } = await open();
  await page.getByTitle('Account of Owner').click();
  const mail = page.getByLabel('Mail me what happens in Short film');
  await page.getByText('Give a mail address above first.').waitFor();
  assert.ok(await mail.isDisabled());
  await page.getByRole('dialog').getByLabel('Mail', { exact: true }).fill('owner@example.org');
  await button(page, 'Save').click();
  await page.getByText('Bundled, and never about what you did yourself.').waitFor();
  await mail.click(); // it says so once the server does
  const path = `/api/productions/${film.production.id}/notices`;
  await page.waitForFunction(async (url) => (await (await fetch(url)).json()).mail === true, path);
  await page.keyboard.press('Escape');
  await button(page, 'Open people').click();
  await page.getByLabel('Address').fill('not an address');
  await button(page, 'Add a webhook').click();
  await page.getByRole('dialog').getByRole('alert').first().waitFor();
  await page.getByLabel('Address').fill('https://example.org/hook');
  await button(page, 'Add a webhook').click();
  await page.getByLabel('Copy the secret now').waitFor();
  await page.locator('.lines li', { hasText: 'https://example.org/hook' }).waitFor();
  await page
    .locator('.lines li', { hasText: 'https://example.org/hook' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByText('https://example.org/hook').waitFor({ state: 'hidden' });
  await page.context().close();
});

test('the first steps of a production are taken by hand', async () => {
  const { page, complaints } = await openPage(browser, server, '/');
  await button(page, 'New production').click();
  await page.getByLabel('Name').fill('Second film');
  await page.getByLabel('Headroom of previews, dB').fill('loud');
  await page.getByLabel('Stems, one a line').fill('Choir\nOrgan');
  await button(page, 'Make it').click();
  await page.getByText('Headroom is a number from').waitFor();
  await page.getByLabel('Headroom of previews, dB').fill('-4,5 dB');
  await button(page, 'Make it').click();
  await page.getByRole('heading', { name: 'Second film' }).waitFor();
  const { id } = (await server.ok('GET', '/api/productions')).productions.find(
    (p) => p.name === 'Second film',
  );
  const made = await server.ok('GET', `/api/productions/${id}`);
  assert.deepEqual([made.headroom_db, made.stems], [-4.5, ['Choir', 'Organ']]);

  await page.getByRole('heading', { name: 'No cut yet' }).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByLabel('Name of the cut').fill('Cut 1');
  await button(page, 'Add the cut').click();
  await page.getByRole('heading', { name: 'No scenes yet' }).waitFor();
  const list = page.getByLabel('Scene list as CSV');
  await list.fill('scene,name,tc_in,tc_out\n1,Pier,01:00:08:00,01:00:00:00\n');
  await button(page, 'Put the scenes in').click();
  await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor(); /* the server's own words */
  assert.match(await list.inputValue(), /Pier/, 'what was typed is kept');
  await page.locator('input[type="file"]').setInputFiles({
    name: 'scenes.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('scene,name,tc_in,tc_out\n7,Gate,01:00:00:00,01:00:08:00\n'),
  });
  await page.getByText('read from scenes.csv').waitFor();
  await button(page, 'Put the scenes in').click();
  await shows(page, ['Gate']);
  await page.getByText('No print set yet').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page
    .getByRole('region', { name: 'Print sets' })
    .getByRole('button', { name: 'Upload' })
    .click();
  await page.waitForURL(`**/productions/${id}/upload*`);
  assert.deepEqual(
    complaints.filter((c) => !c.includes('400')),
    [],
  );
  await page.context().close();
});

test('a later list starts from the one that is there', async () => {
  const { page } = await open();
  await button(page, 'Open cuts and scenes').click();
  const sheet = page.getByRole('dialog', { name: 'Cuts and scenes' });
  const list = sheet.getByLabel('Scene list as CSV');
  assert.match(await list.inputValue(), /^3A,Crane yard,01:00:16:00,01:00:24:00$/m);
  assert.deepEqual(await seriousFindings(page), []);
  const kept = await list.inputValue();
  await list.fill(kept.replace('Crane yard', 'Crane yard, night'));
  await sheet.getByRole('button', { name: 'Put the scenes in' }).click();
  await sheet.getByRole('alert').filter({ hasText: /\S/ }).waitFor(); /* a comma too many */
  await list.fill(kept.replace('Crane yard', '"Crane yard, night"'));
  await sheet.getByRole('button', { name: 'Put the scenes in' }).click();
  await button(page, 'Crane yard, night').waitFor();
  await list.waitFor({ state: 'hidden' });
  const { scenes: now } = await server.ok('GET', `/api/pictures/${film.picture.id}/scenes`);
  assert.deepEqual(
    now.map(({ id }) => id),
    scenes.map(({ id }) => id),
    'a scene whose number stays is the same scene',
  );
  await page.context().close();
});

const LOOKS = [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
];
for (const [name, look] of LOOKS)
  test(`the production shuts nobody out: ${name}`, async () => {
    const { page, complaints } = await open('?show=lacking&scene=1', look);
    assert.deepEqual(await seriousFindings(page), []);
    assert.ok(await fits(page));
    await page.getByRole('button', { name: /^1m1 v\d, open$/ }).click();
    await page.getByRole('dialog').locator('.part').first().waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    assert.ok(await fits(page));
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
