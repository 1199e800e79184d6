// How stems look, over the wire: chosen once for everybody, refused with the reason, in the record.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '../support/client.mjs';
import { Server, predub } from '../support/server.mjs';

let server, production, at;
const run = promisify(execFile);

before(async () => {
  server = await Server.start();
  ({ production } = await server.production({ name: 'Tideline', side: 'music' }));
  at = `/api/productions/${production.id}`;
});
after(() => server.stop());

const plan = async () => (await server.ok('GET', at)).stem_plan;
const put = (stem_plan) => server.call('PUT', `${at}/stem_plan`, { stem_plan });

test('a new production has the five looks that everybody knows', async () => {
  assert.deepEqual((await plan()).map(({ label, shape }) => `${label} ${shape}`), ['STR circle', 'BRS triangle', 'ATM square', 'FXI diamond', 'PRC cross']);
});

test('what looks alike to somebody is refused with both names, the theme, the sight and the figure', async () => {
  const before = await plan(), said = async (i, change) => {
    const reply = await put(before.with(i, { ...before[i], ...change }));
    assert.equal(reply.status, 400);
    return reply.body.error.text;
  };
  assert.match(await said(1, { light: '#7c5a2c' }), /^Brass and FX inst look alike to people with tritanopia in the light theme: distance 5\.7, at least 10 is needed; choose another colour for one of them$/);
  assert.match(await said(1, { dark: '#ff4038' }), /^Brass looks like the bright red of the full mix and the prints in the dark theme: distance \d/);
  assert.match(await said(4, { light: '#e8eaec' }), /^Percussion can hardly be seen in the light theme: contrast 1\.\d, at least 3 is needed; choose a darker colour$/);
  assert.match(await said(4, { label: 'str' }), /^String and Percussion have the same label, str/);
  assert.deepEqual(await plan(), before);
});

test('a choice reaches every member, a guest, the news and the record, and leaves the agreement alone', async () => {
  const terms = { lfe_policy: 'free', centre_policy: 'free', rate_hz: 48000, bits: 24, start: null, pops: 'none', text: '' };
  await server.ok('POST', `${at}/agreements`, terms);
  const agreed = await server.ok('GET', `${at}/agreements`);
  const stage = await server.person('Stan');
  await server.join(production.id, stage, 'stage');
  const chosen = (await plan()).with(0, { name: 'String', label: 'VLN', shape: 'star', dark: '#7E8C4D', light: '#463800' }).toReversed();
  assert.equal((await put(chosen)).status, 200);
  const told = chosen.with(4, { ...chosen[4], dark: '#7e8c4d' });
  const seen = await stage.ok('GET', at);
  assert.deepEqual(seen.stem_plan, told);
  assert.deepEqual(seen.stems, told.map(({ name }) => name));
  assert.equal((await stage.call('PUT', `${at}/stem_plan`, { stem_plan: chosen })).status, 403);
  const { secret } = await server.ok('POST', `${at}/links`, { label: 'Director' });
  const opened = await server.call('POST', '/api/guest', { secret, name: 'Dora' });
  const guest = new Client(server.url, { cookie: opened.headers.get('set-cookie').split(';')[0] });
  assert.deepEqual((await guest.ok('GET', '/api/guest')).production.stem_plan, told);
  const { events } = await stage.ok('GET', `${at}/events`);
  assert.deepEqual(events.find(({ kind }) => kind === 'stem_plan.put').detail.stem_plan, told);
  assert.deepEqual(await server.ok('GET', `${at}/agreements`), agreed);
  const { stdout } = await run(predub, ['verify', '--data', server.data]);
  assert.match(stdout, /as the events say/);
});

test('a production may be made with looks, and the proposals fill what is not told', async () => {
  const made = await server.ok('POST', '/api/productions', { name: 'Nine', frame_rate: '24', stem_plan: [{ name: 'Choir', dark: '#35d3ee', light: '#24879e' }, ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => ({ name: `Group ${n}` }))] });
  const [choir] = made.stem_plan;
  assert.deepEqual(choir, { name: 'Choir', label: 'CHR', shape: 'circle', dark: '#35d3ee', light: '#24879e' });
  assert.equal(new Set(made.stem_plan.map(({ shape }) => shape)).size, 10);
  assert.equal(new Set(made.stem_plan.map(({ label }) => label)).size, 10);
  assert.equal(made.stem_plan.filter(({ dark, light }) => dark && light).length, 9, 'no tenth colour keeps its distances');
  const twice = await server.call('POST', '/api/productions', { name: 'x', frame_rate: '24', stems: ['A'], stem_plan: [{ name: 'A' }] });
  assert.equal(twice.status, 400);
});
