// A header, one page of lead-in and the pages wanted decode to the very samples of the whole file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeFilm, LENGTH_S } from './film.mjs';
import { openPage, startBrowser, startServer } from './support.mjs';

let server, browser, page, preview;

before(async () => {
  server = await startServer();
  const { picture } = await makeFilm(server);
  preview = await server.ok('POST', `/api/pictures/${picture.id}/previews`, {});
  browser = await startBrowser();
  ({ page } = await openPage(browser, server, '/'));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Decodes pages [first, end) behind the header and a page of lead-in and compares each sample from
// second `first` on with the whole file. Gives what came back and the largest difference.
const compare = ({ file, samples, first, end }) =>
  page.evaluate(
    async ({ file, samples, first, end }) => {
      const decode = (bytes) => new OfflineAudioContext(2, 1, 48000).decodeAudioData(bytes);
      const at = (p) => {
        if (p < 0) return file.header_bytes;
        if (p >= file.pages) return file.bytes;
        return file.header_bytes + file.pre_skip_bytes + p * file.page_bytes;
      };
      const get = async (from, to) =>
        (
          await fetch(file.url, {
            headers: { Range: `bytes=${from}-${to - 1}` },
          })
        ).arrayBuffer();
      const whole = await decode(await (await fetch(file.url)).arrayBuffer());
      const parts = [await get(0, file.header_bytes), await get(at(first - 1), at(end))];
      const part = await decode(await new Blob(parts).arrayBuffer());
      const length = Math.min(end * 48000, samples) - first * 48000;
      const cut = first > 0 ? 48000 - 960 : 0;
      let difference = 0;
      for (let c = 0; c < 2; c++) {
        const [a, b] = [whole.getChannelData(c), part.getChannelData(c)];
        for (let i = 0; i < length; i++)
          difference = Math.max(difference, Math.abs(a[first * 48000 + i] - b[cut + i]));
      }
      return {
        whole: whole.length,
        part: part.length,
        expected: cut + length,
        difference,
      };
    },
    { file, samples, first, end },
  );

for (const container of ['webm', 'mp4'])
  for (const [first, end] of [
    [0, 5],
    [1, 2],
    [7, 10],
    [15, 20],
    [20, LENGTH_S],
  ])
    test(`seconds ${first} to ${end} of ${container} decode to the samples of the whole file`, async () => {
      const { samples, files } = preview;
      const found = await compare({
        file: files[container],
        samples,
        first,
        end,
      });
      assert.equal(found.whole, samples);
      assert.equal(found.part, found.expected);
      assert.equal(found.difference, 0);
    });
