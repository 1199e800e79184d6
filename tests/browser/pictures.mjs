// Pictures of every view and sheet of a server that runs, to look at, and for the README:
// pictures.mjs URL PEOPLE_DIR OUT [PART OF A NAME …], with the demo's people (tests/material/demo.sh).
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChromium } from '../support/chromium.mjs';

const [url, people, out, ...only] = process.argv.slice(2);
if (!out) throw new Error('pictures.mjs URL PEOPLE_DIR OUT [PART OF A NAME …]');

const SIZES = [
  ['1440', { width: 1440, height: 900 }],
  ['1280', { width: 1280, height: 800 }],
  ['1920', { width: 1920, height: 1080 }],
  ['3840', { width: 3840, height: 2160 }],
  ['390', { width: 390, height: 844 }, true],
  ['360', { width: 360, height: 740 }, true],
];
const THEMES = ['dark', 'light'];

const press = (name) => async (page) => {
  const button = page.getByRole('button', { name, exact: true }).locator('visible=true').first();
  await button.click({ timeout: 3000 });
};
const key =
  (...keys) =>
  async (page) => {
    for (const one of keys) await page.keyboard.press(one);
  };

// name: [part of the address, what to do there]
const VIEWS = {
  review: ['', null],
  'review-note': ['', key('m')],
  'review-ask': ['', key('q')],
  'review-table': ['', key('t')],
  production: ['/scenes', null],
  upload: ['/upload', null],
  keys: ['', key('?')],
  goto: ['', key('g')],
  listen: ['', press('Listen to')],
  mix: ['', press('Mix')],
  account: ['', (page) => page.locator('.who').click()],
  people: ['/scenes', press('Open people')],
  plan: ['/scenes', press('Open stem plan')],
  cuts: ['/scenes', press('Open cuts and scenes')],
  agreement: ['/scenes', press('Open stage agreement')],
};

async function signIn(browser, name) {
  const context = await browser.newContext();
  const password = (await readFile(join(people, name), 'utf8')).trim();
  const reply = await context.request.post(`${url}/api/session`, { data: { name, password } });
  if (!reply.ok()) throw new Error(`${name}: ${reply.status()} ${await reply.text()}`);
  const { productions } = await (await context.request.get(`${url}/api/productions`)).json();
  const state = await context.storageState();
  await context.close();
  return { state, id: productions[0].id };
}

async function settle(page) {
  await page.waitForFunction(
    () => document.querySelector('main') && window.predub.sound !== 'none',
  );
  await page.waitForLoadState('networkidle').catch(() => {}); // news keep a line open
  await page.evaluate(() => document.fonts.ready);
}

async function picture(context, name, address, act) {
  const page = await context.newPage();
  try {
    await page.goto(url + address, { waitUntil: 'load' });
    if (address !== '/') await settle(page);
    if (act) await act(page);
    await page.waitForTimeout(400); // what was asked for is drawn
    const phone = page.viewportSize().width < 700;
    const over = await page.locator('dialog[open]').count();
    await page.screenshot({ path: join(out, `${name}.png`), fullPage: phone && over === 0 });
  } catch (error) {
    console.log(`${name}: ${error.message.split('\n')[0]}`); // a phone has no button for all
  } finally {
    await page.close();
  }
}

await mkdir(out, { recursive: true });
const browser = await startChromium();
const { state, id } = await signIn(browser, 'composer');
const wanted = (name) => only.length === 0 || only.some((part) => name.includes(part));
for (const [size, viewport, isMobile = false] of SIZES)
  for (const colorScheme of THEMES) {
    const names = Object.keys(VIEWS).filter((name) => wanted(`${name}-${size}-${colorScheme}`));
    const look = { viewport, colorScheme, isMobile, hasTouch: isMobile };
    const context = await browser.newContext({ ...look, storageState: state });
    for (const name of names) {
      const [part, act] = VIEWS[name];
      await picture(context, `${name}-${size}-${colorScheme}`, `/productions/${id}${part}`, act);
    }
    if (wanted(`productions-${size}-${colorScheme}`))
      await picture(context, `productions-${size}-${colorScheme}`, '/', null);
    await context.close();
    const nobody = await browser.newContext(look);
    if (wanted(`sign-in-${size}-${colorScheme}`))
      await picture(nobody, `sign-in-${size}-${colorScheme}`, '/', null);
    await nobody.close();
  }
await browser.close();
