// What both sides agreed is what prints and scenes are held against.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000;

async function finished(server, path, done) {
  for (let i = 0; i < 600; i++) {
    const answer = await server.ok('GET', path);
    if (done(answer)) return answer;
    await sleep(50);
  }
  throw new Error(`${path} is not done after 30 s`);
}
const qcOf = (server, set) => finished(server, `/api/sets/${set.id}/qc`, ({ state }) => state !== 'waiting');

test('QC and measures say what the agreement in force does not allow', async () => {
  const server = await Server.start(), stage = await server.person('Stan');
  const { production, picture, set } = await server.production({ side: 'music' });
  await server.join(production.id, stage, 'stage');
  const csv = 'scene,name,tc_in,tc_out\n7,Quay,01:00:00:00,01:00:04:00\n';
  const { scenes } = await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, csv, { 'content-type': 'text/csv' });
  const bytes = wav({ samples: 4 * 48000, start: HOUR, signal: noise(-20) }); // 24 bits, every channel in use
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, bytes);
  await server.publish(set);
  const before = await qcOf(server, set);
  assert.equal(before.agreement_version, null);
  const codes = ({ result }) => result.findings.map(({ code }) => code);

  const agree = async (terms) => {
    const { id } = await server.ok('POST', `/api/productions/${production.id}/agreements`, terms);
    return stage.ok('POST', `/api/agreements/${id}/accept`, {});
  };
  await agree({ lfe_policy: 'none', centre_policy: 'free', bits: 16, rate_hz: 96000, start: '00:59:50:00' });
  const after = await qcOf(server, set);
  assert.equal(after.agreement_version, 1);
  const added = codes(after).filter((code) => !codes(before).includes(code));
  assert.deepEqual([...new Set(added)].sort(), ['depth', 'rate', 'start'], JSON.stringify(after.result.findings));

  const scene = `/api/scenes/${scenes[0].id}/measures`;
  const measured = await finished(server, scene, (answer) => answer.scene.state === 'measured');
  assert.deepEqual(measured.scene.agreement.broken.map(({ what }) => what), ['lfe']);
  assert.match(measured.scene.agreement.broken[0].text, /no LFE was agreed/);
  await agree({ lfe_policy: 'agreed_moments', lfe_moments: ['7'], centre_policy: 'free' });
  const { scene: { agreement } } = await server.ok('GET', scene);
  assert.deepEqual([agreement.version, agreement.broken], [2, []]);
  await server.stop();
});
