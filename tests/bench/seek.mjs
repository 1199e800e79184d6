// How long the page takes from a seek to the first sound, at places nobody has rendered and again
// at the same places when they are cached: { cold, warm } in ms; and from opening the page on a server
// that has rendered nothing to the first sound, play being pressed as soon as it can be: open_ms.
import { startChromium } from '../support/chromium.mjs';

// Presses the timeline at a share of its length; gives the time from the press until the player plays
// from there.
async function seek(page, share) {
  const box = await page.getByRole('slider').boundingBox();
  await page.evaluate(() => {
    const { predub } = window;
    window.latency = new Promise((done, fail) => {
      addEventListener('pointerdown', () => {
        const began = performance.now(), { port1, port2 } = new MessageChannel();
        const from = predub.position_samples;
        port1.onmessage = () => {
          const passed = performance.now() - began;
          const elsewhere = Math.abs(predub.position_samples - from) > 48000;
          if (elsewhere && predub.sound === 'playing') done(passed);
          else if (passed > 10000) fail(new Error(`no sound within 10 s: ${predub.sound}`));
          else port2.postMessage(0);
        };
        port2.postMessage(0);
      }, { once: true, capture: true });
    });
  });
  await page.mouse.click(box.x + share * box.width, box.y + box.height / 2);
  return page.evaluate(() => window.latency);
}

export async function seekLatency(server, production, count) {
  const browser = await startChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [name, value] = server.headers.cookie.split('=');
    await context.addCookies([{ name, value, url: server.url }]);
    const page = await context.newPage();
    const opened = [];
    const run = async (shares) => {
      await page.goto(`${server.url}/productions/${production}`);
      await page.waitForFunction(() => window.predub?.sound === 'paused' && window.predub.heard);
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await page.waitForFunction(() => window.predub.sound === 'playing');
      opened.push(await page.evaluate(() => performance.now())); // from the start of the navigation
      const times = [];
      for (const share of shares) {
        times.push(await seek(page, share));
        await page.waitForTimeout(300);
      }
      return times;
    };
    // the golden ratio strews the places over the reel, none near another
    const shares = Array.from({ length: count }, (_, i) => 0.05 + 0.9 * ((i * 0.618034) % 1));
    const cold = await run(shares);
    await page.waitForTimeout(2000);
    const warm = await run(shares); // a new page: nothing is left in the player itself
    return { cold, warm, open_ms: opened[0], open_again_ms: opened[1] };
  } finally {
    await browser.close();
  }
}
