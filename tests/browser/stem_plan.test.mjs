// How stems look is chosen on the page: a clash is said at once, and the choice reaches everybody.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPage, seriousFindings, startBrowser, startServer } from './support.mjs';

let server, browser, production, stage, path;

before(async () => {
  server = await startServer();
  ({ production } = await server.production({ name: 'Tideline', side: 'music' }));
  stage = await server.person('Stan');
  await server.join(production.id, stage, 'stage');
  path = `/productions/${production.id}/scenes`;
  browser = await startBrowser();
});
after(async () => {
  await browser.close();
  await server.stop();
});

async function openPlan(options) {
  const { page, complaints } = await openPage(browser, server, path, options);
  await page.getByRole('button', { name: 'Open stem plan' }).click();
  await page.getByRole('dialog', { name: 'Stem plan' }).waitFor();
  return { page, complaints };
}

const shapeOf = (page, name) =>
  page.locator('.stem-row', { hasText: name }).locator('.shape').first().getAttribute('color');

test('a clash is told beside both rows while it is typed, and cannot be saved', async () => {
  const { page, complaints } = await openPlan();
  const save = page.getByRole('button', { name: 'Save for everybody' });
  await page.getByLabel('Brass: Light').fill('#7c5a2c');
  const said =
    'String and Brass look alike to people with protanopia in the light theme: distance 7.3, at least 10 is needed.';
  await page.locator('.stem-row', { hasText: 'String' }).first().getByText(said).waitFor();
  assert.equal(await page.locator('.stem-row').getByText(said).count(), 2);
  assert.ok(await save.isDisabled());
  await page.getByLabel('Brass: Letters').fill('str');
  await page.getByText('String and Brass have the same letters.').first().waitFor();
  await page.getByLabel('Brass: Light').fill('#e02015');
  await page.getByText('Brass looks like the bright red of the prints').first().waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('button', { name: 'Undo changes' }).click();
  await page.getByText('This is what everybody sees.').waitFor();
  assert.equal(await page.locator('.refused:visible').count(), 0);
  assert.deepEqual(complaints, []);
  await page.context().close();
});

test('what others see is simulated with the smallest distances of the palette', async () => {
  const { page } = await openPlan();
  const figures = await page.locator('.sights .num').allTextContents();
  assert.deepEqual(
    figures.map((figure) => figure.replace(/[^\d.]/g, '')),
    ['23.7', '18.1', '13.9', '10.3', '13.3', '11.5', '13.1', '12.7'],
  );
  await page.context().close();
});

test('a choice is saved for everybody and appears at the other side without a reload', async () => {
  const other = await openPage(browser, server, path, { as: stage });
  await other.page.getByRole('button', { name: 'Open stem plan' }).click();
  await other.page.getByText('Whoever manages the production can change it.').waitFor();
  await other.page.getByText('Live', { exact: true }).waitFor();
  const { page, complaints } = await openPlan();
  await page.getByLabel('Brass: Dark').fill('#8C6200');
  await page.getByLabel('Brass: Light').fill('#af4d7e');
  await page.getByLabel('Brass: Shape').selectOption('hourglass');
  await page.getByRole('button', { name: 'Move Brass up' }).click();
  await page.getByRole('button', { name: 'Save for everybody' }).click();
  await page.getByText('This is what everybody sees.').waitFor();
  assert.equal(await shapeOf(page, 'Brass'), 'light-dark(#af4d7e, #8c6200)');
  await other.page.locator('.stem-row', { hasText: 'hourglass' }).waitFor();
  assert.equal(await shapeOf(other.page, 'Brass'), 'light-dark(#af4d7e, #8c6200)');
  const { stems } = await server.ok('GET', `/api/productions/${production.id}`);
  assert.deepEqual(stems.slice(0, 2), ['Brass', 'String']);
  assert.deepEqual([...complaints, ...other.complaints], []);
  await page.context().close();
  await other.page.context().close();
});

test('what the server refuses is said, and what was chosen still stands there', async () => {
  const { page } = await openPlan();
  const sentence = 'Brass and FX inst look alike in the dark theme';
  await page.route('**/stem_plan', (route) =>
    route.fulfill({ status: 400, json: { error: { code: 'invalid', text: sentence } } }),
  );
  await page.getByLabel('Brass: Letters').fill('BR');
  await page.getByRole('button', { name: 'Save for everybody' }).click();
  await page.getByRole('alert').getByText(sentence).waitFor();
  assert.equal(await page.getByLabel('Brass: Letters').inputValue(), 'BR');
  await page.context().close();
});

test('it fits a phone', async () => {
  const { page } = await openPlan({ viewport: { width: 360, height: 740 } });
  const plan = page.getByRole('dialog', { name: 'Stem plan' });
  const { x, width } = await plan.boundingBox();
  assert.ok(x >= 0 && x + width <= 360);
  assert.ok(await plan.evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth));
  assert.deepEqual(await seriousFindings(page), []);
  await page.context().close();
});
