// From upload to sign-off, as the two who do it: music in one window, the stage in another. And every
// view and sheet of the page, for everybody.
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { tempDir } from '../support/server.mjs';
import { noise, tone, wav } from '../support/wav.mjs';
import { HOUR, LENGTH_S, SCENES } from './film.mjs';
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

const samples = LENGTH_S * 48000;
let server, browser, folder, stage, production, picture;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  folder = await tempDir();
  production = await server.ok('POST', '/api/productions', {
    name: 'Salt',
    frame_rate: '24',
    headroom_db: -6,
    side: 'music',
    stems: ['String', 'Percussion'],
  });
  picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, {
    name: 'Cut 14',
  });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, { scenes: SCENES });
  await server.ok('PUT', '/api/person', { name: 'Ada Brandt' });
  stage = await server.person('Tom Reyes');
  await server.join(production.id, stage, 'stage');
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const own = (page) => page.locator('.foot .standings');

// Mains in the String, a deep tone that swells twice a second in the LFE of the Percussion, their sum.
async function prints() {
  const mains = noise(-16, 3);
  const deep = tone(45, -8, [3]);
  const string = (i, c) => (c < 3 ? mains(i, c) : 0);
  const drum = (i, c) => (c === 3 && i % 24000 < 12000 ? deep(i, c) : 0);
  const sounds = {
    String: string,
    Percussion: drum,
    Full_mix: (i, c) => string(i, c) + drum(i, c),
  };
  await mkdir(join(folder, '1m1'), { recursive: true });
  const paths = [];
  for (const [role, signal] of Object.entries(sounds)) {
    paths.push(join(folder, '1m1', `1m1_${role}.wav`));
    await writeFile(paths.at(-1), wav({ samples, start: HOUR, signal }));
  }
  paths.push(join(folder, '1m1', 'R1_DX_temp.wav'));
  await writeFile(
    paths.at(-1),
    wav({ channels: 1, samples, start: HOUR, signal: tone(700, -30, [0]) }),
  );
  return paths;
}

async function open(as, part = '') {
  const opened = await openPage(browser, server, `/productions/${production.id}${part}`, { as });
  opened.page.setDefaultTimeout(30000);
  return opened;
}

test('upload to sign-off, as music and as the stage', async () => {
  const { page: music, complaints } = await open(server, '/upload');
  await music.locator('.pick-files').setInputFiles(await prints());
  await music.getByRole('button', { name: /^Send \d/ }).click();
  await music.getByText('All is there. It is published.').waitFor();
  await music.getByText('Null test, 1m1 v1').waitFor();

  // the worst scene, found in the production by its concern
  await music.getByRole('link', { name: 'Production', exact: true }).click();
  const worst = music.locator('.row-button').first();
  await worst.waitFor();
  const name = await worst.innerText();
  await worst.click();
  await music.locator('.panel').getByRole('heading', { name }).waitFor();
  await ready(music);

  // with LFE and without, at the same place
  await music.keyboard.press(' ');
  await sounds(music, 'playing');
  await music.keyboard.press('e');
  await music.waitForFunction(() => window.predub.heard?.recipe.lfe === 'plus_4');
  const from = await position(music);
  await music.waitForFunction((at) => window.predub.position_samples > at + 24000, from);
  await music.keyboard.press('e');
  await music.waitForFunction(() => window.predub.heard?.recipe.lfe === 'out');
  await music.keyboard.press(' ');
  await sounds(music, 'paused');

  // a note and a question
  await music.keyboard.press('m');
  await music.getByLabel('Your note').fill('the drum sits under the door');
  await music.keyboard.press('Control+Enter');
  await music.locator('.panel').getByText('the drum sits under the door').first().waitFor();
  await music.keyboard.press('q');
  await music.getByLabel('Your question').fill('Does the 2 Hz drum survive your engine?');

  // the stage sees it come
  const { page: dub } = await open(stage, new URL(music.url()).search);
  await ready(dub);
  await dub.locator('.panel').getByRole('heading', { name }).waitFor();
  await dub.locator('.live.on').waitFor();
  await music.keyboard.press('Control+Enter');
  const asked = dub.locator('.query', { hasText: 'Does the 2 Hz drum survive your engine?' });
  await asked.waitFor();
  await button(asked, 'likely').click();
  await asked.getByLabel('In words').fill('The engine sits at 45 Hz.');
  await button(asked, 'Answer').click();
  await dub.getByRole('button', { name: /^Sign for stage/ }).click();
  await button(dub, 'Sign').click();
  await own(dub)
    .getByText(/Stage: signed by Tom Reyes/)
    .waitFor();

  // music sees both, closes, says that it stands without the LFE, and signs
  await music.locator('.panel').getByText('The engine sits at 45 Hz.').first().waitFor();
  await own(music)
    .getByText(/Stage: signed by Tom Reyes/)
    .waitFor();
  await button(music, 'Close it').click();
  await music
    .locator('.panel section', { hasText: 'Complete without LFE?' })
    .getByRole('button', { name: 'Yes', exact: true })
    .click();
  await music.getByRole('button', { name: /^Sign for music/ }).click();
  await button(music, 'Sign').click();
  for (const page of [music, dub])
    await own(page)
      .getByText(/Music: signed by Ada Brandt/)
      .waitFor();

  const { states } = await server.ok('GET', `/api/pictures/${picture.id}/states`);
  const { scenes } = await server.ok('GET', `/api/pictures/${picture.id}/scenes`);
  const scene = scenes.find((each) => each.name === name);
  const state = states.find(({ scene_id }) => scene_id === scene.id);
  assert.equal(state.sides.music.state, 'signed');
  assert.equal(state.sides.stage.state, 'signed');
  assert.equal(state.queries.open, 0);
  await music.getByRole('link', { name: 'Production', exact: true }).click();
  await music.getByText('signed by both').locator('visible=true').first().waitFor();
  assert.deepEqual(complaints, []);
  for (const page of [music, dub]) await page.context().close();
});

const click = (name) => async (page) => {
  await page.getByRole('button', { name, exact: true }).locator('visible=true').first().click();
  await page.getByRole('dialog').waitFor();
};
const key = (press) => async (page) => {
  await page.keyboard.press(press);
  await page.getByRole('dialog').waitFor();
};

// What can be looked at: the part, and how its sheet is opened.
const LOOKS = [
  ['', null],
  ['/scenes', null],
  ['/upload', null],
  ['', key('?')],
  ['', key('g')],
  ['', key('t')],
  ['', async (page) => page.keyboard.press('q')],
  ['', async (page) => page.keyboard.press('Shift+S')],
  ['', async (page) => (await page.locator('.who').click(), page.getByRole('dialog').waitFor())],
  ['/scenes', click('Open stage agreement')],
  ['/scenes', click('Open people')],
  ['/scenes', click('Open stem plan')],
  ['/scenes', click('Open cuts and scenes')],
];

for (const [size, viewport] of [
  ['a laptop', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])
  test(`nobody is shut out of any view or sheet: on ${size}`, async () => {
    const { page, complaints } = await openPage(browser, server, '/', { viewport });
    await page.getByRole('heading', { name: 'Productions' }).waitFor();
    assert.deepEqual(await seriousFindings(page), [], '/');
    for (const [part, act] of LOOKS) {
      await page.goto(`${server.url}/productions/${production.id}${part}`);
      await ready(page);
      if (act) await act(page);
      const looked = `${part} ${act ?? ''}`;
      assert.deepEqual(await seriousFindings(page), [], looked);
      assert.ok(await fits(page), `${looked} runs off the side`);
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
