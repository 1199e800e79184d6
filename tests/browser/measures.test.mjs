// What the machine heard, as the page says it: findings in words, a way to the worst moment, figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR } from './film.mjs';
import {
  openPage,
  position,
  ready,
  seriousFindings,
  startBrowser,
  startServer,
} from './support.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

const RATE = 48000;
const LENGTH_S = 24;
const LFE = 3;

let server, browser, film;

// 50 Hz in the LFE that comes and goes twice a second, in the second scene alone.
const hum = tone(50, -12, [LFE]);
const bed = noise(-60);
const pumping = (i, c) => {
  if (c !== LFE || i < 12 * RATE) return bed(i, c);
  return hum(i, c) * (0.5 + 0.5 * Math.sin((2 * Math.PI * 2 * i) / RATE));
};
const print = (signal) => wav({ samples: LENGTH_S * RATE, start: HOUR, signal });

async function makePumpingFilm() {
  const production = await server.ok('POST', '/api/productions', {
    name: 'Pumping film',
    frame_rate: '24',
    headroom_db: -6,
    stems: ['String', 'Percussion'],
  });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, {
    name: 'Cut 1',
  });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, {
    scenes: [
      { number: '1', name: 'Harbour', tc_in: '01:00:00:00', tc_out: '01:00:12:00' },
      { number: '2', name: 'Crane yard', tc_in: '01:00:12:00', tc_out: '01:00:24:00' },
    ],
  });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const strings = print(tone(440, -30, [0, 1]));
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, strings);
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_Percussion.wav`, print(pumping));
  await server.publish(set);
  return { production, picture };
}

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  film = await makePumpingFilm();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (query = '', options = {}) =>
  openPage(browser, server, `/productions/${film.production.id}${query}`, options);

const finding = (page) => page.locator('.finding').filter({ hasText: 'LFE pumps at 2.0 Hz' });

test('a finding comes by itself, says its cause, and leads to the worst moment', async () => {
  const { page, complaints } = await open('?scene=2');
  await finding(page).waitFor();
  assert.match(await finding(page).innerText(), /Percussion, LFE\. \u2212\d+\.\d dB clears it\./);
  const { scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/measures`);
  const found = scenes[1].concerns.find(({ kind }) => kind === 'lfe-pumping');
  assert.equal(found.level, 'red');
  await ready(page);
  const worst = finding(page).getByRole('button', {
    name: `Worst moment 1, ${found.moments[0].tc_in}`,
  });
  assert.equal(await worst.locator('.worst-badge.red text').textContent(), '1');
  await worst.click();
  assert.equal(await position(page), found.moments[0].in_samples);
  await page.locator('.timecode').getByText(found.moments[0].tc_in).waitFor();
  const active = page.locator('.finding').filter({ hasText: 'LFE on for' });
  const others = scenes[1].concerns.find(({ kind }) => kind === 'lfe-active').moments.slice(1);
  assert.ok(others.length > 0);
  const rest = page.locator('.found-rest > summary');
  if (!(await active.isVisible())) await rest.click();
  await active.locator('summary').click();
  for (const { tc_in } of others) await active.getByRole('button', { name: tc_in }).waitFor();
  assert.deepEqual(complaints, []);
  await page.context().close();
});

const cells = (page, name) =>
  page
    .locator('.figure-table tbody tr', {
      has: page.getByRole('rowheader', { name: new RegExp(name) }),
    })
    .locator('td')
    .allInnerTexts();

test('each figure stands with the LFE out or in, and from where it is red', async () => {
  const { page } = await open('?scene=2');
  await finding(page).waitFor();
  const { scenes } = await server.ok('GET', `/api/pictures/${film.picture.id}/measures`);
  const told = (kind) => scenes[1].concerns.find((concern) => concern.kind === kind);
  const pumping = told('lfe-pumping').value.toFixed(2);
  assert.deepEqual(await cells(page, 'Pumping index'), ['\u2013', pumping, '> 0.70']);
  const lost = `${told('lfe-dependence').value.toFixed(1)} dB`;
  assert.deepEqual(await cells(page, 'Low end lost'), [lost, '\u2013', '> 6 dB']);
  const run = `${told('lfe-active').second.toFixed(1)} s`;
  assert.deepEqual(await cells(page, 'Longest run'), ['\u2013', run, '> 30 s']);
  await page.getByText('The levels follow proposals').waitFor();
  await page.getByText('1m1 v1 (2 stems) without temps, Cut 1, algorithm').waitFor();
  await page.context().close();
});

test('what was not measured says why instead of a figure', async () => {
  const { page } = await open('?scene=2');
  await finding(page).waitFor();
  const [why, red] = await cells(page, 'Audibility');
  assert.match(why, /temp/);
  assert.doesNotMatch(why, /\d/);
  assert.equal(red, '< 0.45');
  const [effects] = await cells(page, 'Headroom');
  assert.equal(effects, 'no FX temp for this scene');
  await page.context().close();
});

test('the worst moment is played without the LFE and with it', async () => {
  const { page } = await open('?scene=2');
  await ready(page);
  await finding(page).waitFor();
  const hear = (lfe) => page.getByRole('button', { name: new RegExp(`^Play .* with ${lfe}$`) });
  for (const [name, lfe] of [
    ['LFE in', 'plus_4'],
    ['LFE out', 'out'],
  ]) {
    await hear(name).click();
    await page.waitForFunction((wanted) => window.predub.heard?.recipe.lfe === wanted, lfe);
    await page.waitForFunction(() => window.predub.sound === 'playing');
  }
  await page.context().close();
});

test('the list says what stands out, and the order by concern stays in the address', async () => {
  const { page } = await openPage(browser, server, `/productions/${film.production.id}/scenes`);
  const names = () => page.locator('.scene-table .row-button').allInnerTexts();
  const loud = page.locator('.scene-table tbody tr').filter({ hasText: 'Crane yard' });
  await loud.locator('.col-what').getByText('LFE pumps at 2.0 Hz').waitFor();
  assert.match(await loud.innerText(), /Percussion\s+\u2212\d+\.\d dB/);
  assert.equal(await loud.getByRole('img', { name: 'red' }).count(), 1);
  assert.deepEqual(await names(), ['Crane yard', 'Harbour']);
  await page.getByRole('button', { name: 'In film order' }).click();
  assert.deepEqual(await names(), ['Harbour', 'Crane yard']);
  await page.waitForURL('**order=film*');
  await page.reload();
  await loud.locator('.col-what').getByText('LFE pumps at 2.0 Hz').waitFor();
  assert.deepEqual(await names(), ['Harbour', 'Crane yard']);
  await page.context().close();
});

test('while the server measures, the page says how far it is; then the findings come', async () => {
  const { page } = await openPage(browser, server, '/');
  await page.route('**/measures', async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    const wait = { state: 'waiting', score: null, concerns: [] };
    await route.fulfill({ json: { ...body, scenes: body.scenes.map((s) => ({ ...s, ...wait })) } });
  });
  await page.route('**/jobs', (route) =>
    route.fulfill({ json: { jobs: [], active: 3, progress: 0.604, seconds_left: 11.2 } }),
  );
  await page.goto(`${server.url}/productions/${film.production.id}?scene=2`);
  await page.locator('.findings').getByText('Measuring, 60 %, 12 s left').waitFor();
  assert.equal(await page.locator('.figure-table').count(), 0);
  await page.unroute('**/measures');
  await finding(page).waitFor();
  await page.locator('.findings').getByText('Measuring').waitFor({ state: 'detached' });
  await page.context().close();
});

test('measures that cannot be read leave the scene usable, and can be asked for again', async () => {
  const { page } = await openPage(browser, server, '/');
  const refusal = { error: { code: 'internal', text: 'the disk is full' } };
  await page.route('**/measures', (route) => route.fulfill({ status: 500, json: refusal }));
  await page.goto(`${server.url}/productions/${film.production.id}`);
  const panel = page.locator('.panel');
  await panel.getByText('The measures could not be read: the disk is full').waitFor();
  await ready(page);
  await panel.getByRole('button', { name: 'Scene after' }).click();
  await page.waitForFunction((at) => window.predub.position_samples === at, HOUR + 12 * RATE);
  await page.unroute('**/measures');
  await panel.getByRole('button', { name: 'Try again' }).click();
  await finding(page).waitFor();
  await page.getByText('could not be read').waitFor({ state: 'detached' });
  await page.context().close();
});

for (const [name, options] of [
  ['on a laptop', {}],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
])
  test(`findings and figures shut nobody out: ${name}`, async () => {
    const { page } = await open('?scene=2', options);
    await finding(page).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await page.context().close();
  });
