// How the timeline moves: frame times while a reel is scrolled and zoomed in Chromium.
import { startChromium } from '../support/chromium.mjs';
import { median } from './support.mjs';

export const SIZES = [{ width: 1440, height: 900 }, { width: 3840, height: 2160 }];
const FRAME_MS = 1000 / 60;

// 24 scenes of 50 seconds.
export function reelScenes() {
  const tc = (s) => `01:${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}:00`;
  return Array.from({ length: 24 }, (_, i) => ({ number: String(i + 1), name: `Scene of the reel ${i + 1}`, tc_in: tc(i * 50), tc_out: tc(i * 50 + 50) }));
}

// Runs in the page: turns the wheel once a frame for some seconds; gives the times between frames, and
// how long it was in each until the page could do something else.
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

// prepare(page) may put something in the way of its requests. Gives { scroll, zoom } of a size; thread_ms
// is the processor time of the page's thread in a frame, which other work on the machine leaves alone.
export async function timelineFrames(server, production, { size, seconds = 5, prepare = async () => {} }) {
  const browser = await startChromium();
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
    const session = await context.newCDPSession(page), result = {};
    await session.send('Performance.enable');
    const thread_s = async () => (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'ThreadTime').value;
    for (const [what, zoom] of [['scroll', false], ['zoom', true]]) {
      const before = await thread_s(), frames = summary(await page.evaluate(move, { seconds, zoom }));
      result[what] = { ...frames, thread_ms: ((await thread_s()) - before) * 1000 / frames.frames };
    }
    return result;
  } finally {
    await browser.close();
  }
}
