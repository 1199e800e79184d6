// A Chromium with an eye on what a page must never do, and an ear on what it plays.
import { createRequire } from 'node:module';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, tempDir } from '../support/server.mjs';

export { startChromium as startBrowser } from '../support/chromium.mjs';

const web = createRequire(new URL('../../web/package.json', import.meta.url));

const axeSource = await readFile(web.resolve('axe-core/axe.min.js'), 'utf8');
const built = fileURLToPath(new URL('../../web/dist', import.meta.url));

// Serves a copy of the page with the tap beside it: what a worklet loads must come from the server.
export async function startServer(options = {}) {
  const folder = await tempDir();
  await cp(built, folder, { recursive: true });
  await writeFile(join(folder, 'tap.js'), tapSource);
  const server = await Server.start({ ...options, args: ['--web', folder] });
  server.ended.then(() => rm(folder, { recursive: true, force: true }));
  return server;
}

// Runs in the page before its own code: remembers what is connected to the loudspeaker.
function rememberOutputs() {
  window.outputs = [];
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) window.outputs.push(this);
    return connect.call(this, to, ...rest);
  };
}

// The processor of a tap: hands on every block that passes, and the frame it starts at.
const tapSource = `registerProcessor('tap', class extends AudioWorkletProcessor {
  process([input]) {
    if (input.length > 0)
      this.port.postMessage([...input.map((channel) => channel.slice()), currentFrame]);
    return true;
  }
});`;

// Opens the page; complaints collects errors and requests to others; before runs in the page ahead of
// its own code. options.as: who has signed in, the owner unless said; null: nobody.
export async function openPage(browser, server, path, options = {}, before = () => {}) {
  const { as = server, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...rest });
  context.setDefaultTimeout(15000);
  if (as) await context.addCookies([cookieOf(as, server)]);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) complaints.push(`asked for ${request.url()}`);
  });
  await page.addInitScript(rememberOutputs);
  await page.addInitScript(before);
  await page.route('**/tap.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: tapSource }),
  );
  await page.goto(server.url + path);
  return { page, complaints };
}

function cookieOf(client, server) {
  const [name, value] = client.headers.cookie.split('=');
  return { name, value, url: server.url, httpOnly: true, sameSite: 'Strict' };
}

// In both themes: what the eye needs is looked at in the other one, too. Only what was violated comes
// back, for all that passed is a long list.
export async function seriousFindings(page) {
  const look = (options) =>
    page.evaluate(async (options) => {
      const { violations } = await axe.run({
        resultTypes: ['violations'],
        preload: false,
        ...options,
      });
      return violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes[0].html }));
    }, options);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${axeSource}; 0`);
  const found = await look({});
  const was = await page.evaluate(() =>
    matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
  );
  await page.emulateMedia({ colorScheme: was === 'light' ? 'dark' : 'light' });
  const other = await look({ runOnly: ['color-contrast'] });
  await page.emulateMedia({ colorScheme: was });
  return [...found, ...other]
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, html }) => `${id}: ${html}`);
}

// Nothing runs off the side of the page.
export async function fits(page) {
  const { width, shown } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    shown: innerWidth,
  }));
  return width <= shown;
}

export const button = (page, name) => page.getByRole('button', { name, exact: true });

// Waits until the player says so.
export const sounds = (page, sound) =>
  page.waitForFunction((wanted) => window.predub.sound === wanted, sound, {
    polling: 20,
  });

export const ready = (page) =>
  page.waitForFunction(() => window.predub.heard !== null && window.predub.sound === 'paused');

export const position = (page) => page.evaluate(() => window.predub.position_samples);

// To a timecode of the same production by the address, as from a link.
export const goTo = (page, timecode) =>
  page.evaluate((timecode) => {
    history.pushState(null, '', `${location.pathname}?at=${timecode}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, timecode);

// How far the position that is shown lies from what the loudspeaker plays, in samples. ahead: by how
// much what plays is ahead of the frames of the audio hardware.
export const offBy = (page, ahead) =>
  page.evaluate((ahead) => {
    const { context } = window.outputs[0];
    const look = () => [context.currentTime, context.outputLatency || context.baseLatency || 0];
    for (;;) {
      const [now, late] = look(); // they move on between two looks
      const shown = window.predub.position_samples;
      if (look().join() === [now, late].join()) return shown - (ahead + (now - late) * 48000);
    }
  }, ahead);

// Starts to record what goes to the loudspeaker, into window.tape (left channel).
export const startTape = (page) =>
  page.evaluate(async () => {
    const output = window.outputs[0];
    if (!window.tap) {
      await output.context.audioWorklet.addModule('/tap.js');
      window.tap = new AudioWorkletNode(output.context, 'tap', {
        numberOfOutputs: 0,
      });
      output.connect(window.tap);
    }
    window.tape = [];
    window.tap.port.onmessage = ({ data }) => {
      window.tape.push(data[0]);
      window.tapeEnd = data.at(-1) + data[0].length; /* a frame of the audio hardware */
    };
  });

// Decodes whole previews into window.whole[name] (left channel): the truth that is compared with.
export const decodeWhole = (page, files) =>
  page.evaluate(async (urls) => {
    window.whole ??= {};
    for (const [name, url] of Object.entries(urls)) {
      const bytes = await (await fetch(url)).arrayBuffer();
      const audio = await new OfflineAudioContext(2, 1, 48000).decodeAudioData(bytes);
      window.whole[name] = audio.getChannelData(0);
    }
  }, files);
