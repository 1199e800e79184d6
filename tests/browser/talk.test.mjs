// Two people on two sides: what one says, the other sees without asking for it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeFilm, printAgain, twoSides } from './film.mjs';
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

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  film = await makeFilm(server);
  ({ stage, scenes } = await twoSides(server, film));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const foot = (page) => page.locator('.foot');
const own = (page) => foot(page).locator('.standings');
const queryOf = (page, said) => page.locator('.query', { hasText: said });

async function open(as, scene = '1', options = {}) {
  const path = `/productions/${film.production.id}?scene=${scene}`;
  const opened = await openPage(browser, server, path, { as, ...options });
  await ready(opened.page);
  await foot(opened.page).waitFor();
  return opened;
}

// The production view, where one sees who else is here.
async function openList(as) {
  const path = `/productions/${film.production.id}/scenes`;
  const { page } = await openPage(browser, server, path, { as });
  await ready(page);
  return page;
}

async function until(holds) {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 150, 'it does not come');
    await new Promise((done) => setTimeout(done, 100));
  }
}

const close = (...pages) => Promise.all(pages.map((page) => page.context().close()));

test('music asks, the stage answers, music closes, and each sees it come', async () => {
  const { page: music, complaints } = await open(server);
  const { page: dub } = await open(stage);
  await music.keyboard.press('q');
  await music.getByLabel('Your question').fill('Does the 45 Hz tone survive your engine?');
  await music.keyboard.press('Escape');
  await music.keyboard.press('q');
  await button(music, 'From here').click();
  await music.getByLabel('Your question').press('Control+Enter');
  await own(dub).getByText('A query waits for you.').waitFor();

  const asked = queryOf(dub, 'Does the 45 Hz tone survive your engine?');
  await asked.waitFor();
  await asked.getByText('about 1m1 v1, Cut 3; heard with LFE out, DX').waitFor();
  await dub.keyboard.press('e');
  await dub.keyboard.press('7');
  await button(asked, 'Hear it so').click();
  await sounds(dub, 'playing');
  const { lfe, dialogue } = await dub.evaluate(() => window.predub.choice);
  assert.deepEqual([lfe, dialogue], ['out', true]);
  await dub.keyboard.press('k');
  assert.equal(await button(dub, 'Close it').count(), 0, 'only the asker closes');
  await button(asked, 'Answer').click();
  await asked.getByText('Choose one of the five steps first.').waitFor();
  await button(asked, 'likely').click();
  await asked.getByLabel('Advice').selectOption('trim');
  await asked.getByLabel('by dB').fill('4,5');
  await asked.getByLabel('In words').fill('The engine sits at 45 Hz.');
  await button(asked, 'Answer').click();

  await music.getByText('trim by \u22124.5 dB. The engine sits at 45 Hz.').waitFor();
  await button(music, 'Close it').click();
  await dub.getByText('1 closed query').waitFor();
  await own(dub).getByText('A query waits for you.').waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  await close(music, dub);
});

test('each sees who else is here, and who is done', async () => {
  const music = await openList(server);
  const dub = await openList(stage);
  const here = (page, name) => page.locator('.people .here', { hasText: name });
  await here(music, 'Tom Reyes').waitFor();
  await here(dub, 'Ada Brandt').waitFor();
  await button(dub, 'Done listening').click();
  await here(music, 'Tom Reyes').getByText('done listening').waitFor();
  await close(music, dub);
});

test('both sign what they heard; a new print makes one scene stale, and they sign again', async () => {
  const { page: music } = await open(server, '1');
  const { page: dub } = await open(stage, '1');
  await music.keyboard.press('Shift+S');
  await foot(music).getByLabel('Heard on').selectOption('near_field');
  await button(music, 'Cancel').click();
  await music.keyboard.press(' ');
  await sounds(music, 'playing');
  await music.waitForFunction(() => window.predub.position_samples > 172800000 + 2 * 48000);
  await music.keyboard.press(' ');
  await foot(music)
    .getByText(/LFE out [23]\d %/)
    .waitFor();
  await foot(music).getByText('Heard: on near-field stereo').waitFor();

  for (const [page, side] of [
    [music, 'music'],
    [dub, 'stage'],
  ]) {
    await page.getByRole('button', { name: new RegExp(`^Sign for ${side}`) }).click();
    await button(page, 'Sign').click();
  }
  for (const page of [music, dub]) {
    await own(page)
      .getByText(/Music: signed by Ada Brandt/)
      .waitFor();
    await own(page)
      .getByText(/Stage: signed by Tom Reyes/)
      .waitFor();
  }
  const { signoffs } = await server.ok('GET', `/api/scenes/${scenes[0].id}/signoffs`);
  const mine = signoffs.find(({ side }) => side === 'music');
  assert.equal(mine.monitoring, 'near_field');
  const [heard] = mine.heard;
  assert.deepEqual(
    { lfe: heard.lfe, temps: heard.temps, monitoring: heard.monitoring },
    { lfe: 'out', temps: true, monitoring: 'near_field' },
  );
  assert.ok(heard.share > 0.2 && heard.share < 0.5, `${heard.share} of 8 s, for some 2 s`);

  await button(music, 'Scene after').first().click();
  await music.locator('.place h2', { hasText: 'Harbour office' }).waitFor();
  await music.getByRole('button', { name: /^Sign for music/ }).click();
  await button(music, 'Sign').click();
  await own(music)
    .getByText(/Music: signed by Ada Brandt/)
    .waitFor();

  await printAgain(server, film);
  await own(dub).getByText('Both: stale, String changed').waitFor();
  await own(music)
    .getByText(/Music: signed by Ada Brandt/)
    .waitFor();
  await button(music, 'Scene before').first().click();
  await own(music).getByText('Both: stale, String changed').waitFor();
  await dub.getByRole('button', { name: /^Sign again/ }).click();
  await button(dub, 'Sign').click();
  await own(dub)
    .getByText(/Stage: signed by Tom Reyes/)
    .waitFor();
  await close(music, dub);
});

test('what changes under a hand that signs is not signed, and said', async () => {
  const { page } = await open(stage, '1');
  await button(page, 'Take back').click();
  await page.getByLabel('Why').fill('A hum\nat the door.');
  await button(page, 'Take back').click();
  await own(page).getByText('Stage: taken back by Tom Reyes: A hum at the door.').waitFor();
  await page.getByRole('button', { name: /^Sign / }).click();
  await page.getByLabel('Remark').fill('Good now.\nBoth lines of it.');
  await printAgain(server, film, { '1m1_Percussion.wav': await percussion() });
  await until(async () => {
    const state = await stage.ok('GET', `/api/scenes/${scenes[0].id}/state`);
    return !state.is_checking && state.sounds.some(({ role }) => role === 'Percussion');
  });
  await button(page, 'Sign').click();
  await foot(page).getByText('then sign once more').waitFor();
  assert.equal(await page.getByLabel('Remark').inputValue(), 'Good now.\nBoth lines of it.');
  await button(page, 'Sign').click();
  await foot(page)
    .getByText(/Stage: signed by Tom Reyes/)
    .waitFor();
  await close(page);
});

async function percussion() {
  const { noise, wav } = await import('../support/wav.mjs');
  return wav({ samples: 48000, start: 172800000, signal: noise(-20, 2) });
}

test('a note stands at its place, is talked over, resolved and opened again', async () => {
  const { page: music } = await open(server, '2');
  const { page: dub } = await open(stage, '2');
  await music.keyboard.press('Shift+ArrowRight');
  await music.keyboard.press('m');
  await button(music.locator('.foot'), 'From 01:00:09:00').waitFor();
  await button(music.locator('.foot'), 'LFE').click();
  await music.getByLabel('Your note', { exact: true }).fill('The tone starts early.');
  await button(music, 'Send').click();
  const note = (page) => page.locator('.note', { hasText: 'The tone starts early.' });
  await note(dub).waitFor();
  await button(note(dub), '01:00:09:00').click();
  assert.equal(await position(dub), 172800000 + 9 * 48000);
  await button(note(dub), 'Reply').click();
  await note(dub).getByLabel('Your reply').fill('By four frames.');
  await button(note(dub).locator('.thread'), 'Reply').click();
  await button(note(music), '1 reply').click();
  await note(music).getByText('By four frames.').waitFor();
  await button(note(music), 'Resolve').click();
  await dub.getByText('1 resolved note').click();
  await button(note(dub), 'Reopen').click();
  await note(music)
    .getByText(/LFE, open/)
    .waitFor();
  await close(music, dub);
});

test('whether a scene is complete without its LFE is said, and whose word it is', async () => {
  const { page } = await open(stage, '2');
  const complete = page.locator('.complete');
  await button(complete, 'No').click();
  await complete.getByText(/Tom Reyes/).waitFor();
  assert.equal(await button(complete, 'No').getAttribute('aria-pressed'), 'true');
  await close(page);
});

test('one side proposes, the other accepts', async () => {
  const music = await openList(server);
  const dub = await openList(stage);
  for (const page of [music, dub]) await button(page, 'Open stage agreement').click();
  await music.getByRole('combobox', { name: 'LFE', exact: true }).selectOption('agreed_moments');
  await music.getByLabel('Scene numbers').fill('1, 3A');
  await button(music, 'Propose').click();
  await dub.getByText('LFE in agreed scenes only: scenes 1, 3A').waitFor();
  await button(dub, 'Accept version 1 for your side').click();
  await music.getByText('Version 1, in force').waitFor();
  await close(music, dub);
});

test('a question asked while prints are listened to says so, and goes by itself', async () => {
  const { page } = await open(server, '2');
  let listens = true;
  await page.route('**/states', async (route) => {
    const response = await route.fetch();
    const { states } = await response.json();
    const json = { states: states.map((s) => ({ ...s, is_checking: s.is_checking || listens })) };
    await route.fulfill({ response, json });
  });
  await page.keyboard.press('q');
  await page.getByLabel('Your question').fill('Too early?');
  await page.keyboard.press('Control+Enter');
  await foot(page).getByText('the question goes when it is done').waitFor();
  assert.equal(await queryOf(page, 'Too early?').count(), 0);
  listens = false;
  await queryOf(page, 'Too early?').waitFor();
  await close(page);
});

test('an answer that comes late undoes nothing', async () => {
  const { page } = await open(server, '1');
  const notes = '**/api/scenes/*/notes?*';
  let late;
  const held = new Promise((done) => (late = done));
  await page.route(notes, async (route) => {
    const reply = await route.fetch();
    late();
    await page.waitForTimeout(1500);
    await route.fulfill({ response: reply });
  });
  await stage.ok('POST', `/api/scenes/${scenes[0].id}/notes`, { about: 'lfe', text: 'First.' });
  await held;
  await page.unroute(notes);
  await stage.ok('POST', `/api/scenes/${scenes[0].id}/notes`, { about: 'lfe', text: 'Second.' });
  const second = page.locator('.note', { hasText: 'Second.' });
  await second.waitFor();
  await page.waitForTimeout(2000);
  assert.equal(await second.count(), 1);
  await close(page);
});

test('a refusal and a lost server leave every word where it was', async () => {
  const { page } = await open(server, '3A');
  await page.keyboard.press('m');
  await page.getByLabel('Your note', { exact: true }).fill('Kept.');
  await page.route('**/api/scenes/*/notes', (route) => route.abort());
  await button(page, 'Send').click();
  await foot(page).getByText('The server was not reached.').waitFor();
  assert.equal(await page.getByLabel('Your note', { exact: true }).inputValue(), 'Kept.');
  await page.unroute('**/api/scenes/*/notes');
  await button(page, 'Send').click();
  await page.locator('.note', { hasText: 'Kept.' }).waitFor();
  await close(page);
});

test('a print that arrives while one listens waits for a pause', async () => {
  const { page } = await open(server, '1');
  await page.keyboard.press(' ');
  await sounds(page, 'playing');
  const set = await printAgain(server, film);
  const notice = page.getByText('New sound has arrived.');
  await notice.waitFor();
  await page.keyboard.press(' ');
  await notice.waitFor({ state: 'hidden' });
  await page.waitForFunction(
    (id) => window.predub.heard?.sources.some((s) => s.set_id === id),
    set.id,
  );
  await close(page);
});

test('what was asked about an earlier print is heard with that print', async () => {
  const { page: music } = await open(server, '1');
  const setsOf = (page) => page.evaluate(() => window.predub.heard.sources.map((s) => s.set_id));
  const [was] = await setsOf(music);
  await music.keyboard.press('q');
  await music.getByLabel('Your question').fill('Is it the drum?');
  await music.keyboard.press('Control+Enter');
  await queryOf(music, 'Is it the drum?').waitFor();
  const fresh = await printAgain(server, film);
  const { page: dub } = await open(stage, '1');
  assert.ok((await setsOf(dub)).includes(fresh.id));
  await button(queryOf(dub, 'Is it the drum?'), 'Hear it so').click();
  await sounds(dub, 'playing');
  await dub.waitForFunction((id) => window.predub.heard?.sources[0].set_id === id, was);
  await close(music, dub);
});

for (const [name, look] of [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'light', viewport: { width: 390, height: 844 } }],
])
  test(`the panel and its forms shut nobody out: ${name}`, async () => {
    const scene = scenes[2].id;
    const text = `Is it in your way, ${name}?`;
    await listened(server, film.picture);
    await server.ok('POST', `/api/scenes/${scene}/queries`, { about: 'centre', text });
    const { page } = await open(stage, '3A', look);
    await queryOf(page, text).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    for (const form of [/^Note/, /^Ask music/, /^Sign /]) {
      await foot(page).getByRole('button', { name: form }).click();
      assert.deepEqual(await seriousFindings(page), []);
      assert.ok(await fits(page));
      await button(page, 'Cancel').click();
    }
    await close(page);
  });
