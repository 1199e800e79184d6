// How the timeline moves: frame times while a reel is scrolled and zoomed in Chromium.
import { createRequire } from 'node:module';
import { median } from './support.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
export const SIZES = [{ width: 1440, height: 900 }, { width: 3840, height: 2160 }];
const FRAME_MS = 1000 / 60;

// Runs in the page: turns the wheel once a frame for some seconds; gives the times between frames, and
// how long the page itself worked in each, up to where it hands over to the compositor.
async function move({ seconds, zoom }) {
  const view = document.querySelector('.tl-view');
  const { left, top, width } = view.getBoundingClientRect();
  const turn = (t) => {
    const delta = zoom ? 10 * Math.sign(Math.sin(t * 1.5)) : 60 * Math.sign(Math.sin(t * 0.9));
    const at = { clientX: left + width * (0.5 + 0.3 * Math.sin(t)), clientY: top + 200 };
    view.dispatchEvent(new WheelEvent('wheel', { deltaY: delta, ctrlKey: zoom, bubbles: true, cancelable: true, ...at }));
  };
  const between = [], worked = [], channel = new MessageChannel();
  let began = 0;
  channel.port1.onmessage = () => worked.push(performance.now() - began);
  await new Promise((done) => {
    const first = performance.now();
    let before = null;
    const frame = (now) => {
      if (before !== null) between.push(now - before);
      before = now;
      began = performance.now();
      if (now - first > seconds * 1000) return done();
      turn((now - first) / 1000);
      requestAnimationFrame(frame);
      channel.port2.postMessage(0);
    };
    requestAnimationFrame(frame);
  });
  return { between, worked };
}

const share = (list, part) => [...list].sort((a, b) => a - b)[Math.floor(list.length * part)] ?? 0;

function summary({ between, worked }) {
  const dropped = between.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  return {
    frames: between.length,
    median_ms: median(between),
    p95_ms: share(between, 0.95),
    worst_ms: Math.max(...between),
    dropped,
    page_median_ms: median(worked),
    page_p95_ms: share(worked, 0.95),
    page_worst_ms: Math.max(...worked),
  };
}

// prepare(page) may put something in the way of its requests. Gives { scroll, zoom } of a size.
export async function timelineFrames(server, production, { size, seconds = 5, prepare = async () => {} }) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext({ viewport: size });
    const [name, value] = server.headers.cookie.split('=');
    await context.addCookies([{ name, value, url: server.url }]);
    const page = await context.newPage();
    await prepare(page);
    await page.goto(`${server.url}/productions/${production}`);
    await page.locator('.tl-lanes canvas').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.tl-there')?.textContent === '', undefined, { timeout: 1800000 });
    await page.waitForTimeout(1500);
    const result = {};
    for (const [what, zoom] of [['scroll', false], ['zoom', true]]) result[what] = summary(await page.evaluate(move, { seconds, zoom }));
    return result;
  } finally {
    await browser.close();
  }
}
