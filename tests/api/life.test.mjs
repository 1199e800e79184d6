// The whole life of a cue between two sides: agreed, printed, asked about, answered, signed by both,
// printed anew, stale where it changed, signed again; and the record of it all verifies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, predub } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000, SECOND = 48000;
const stems = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion'];
const scenes = 'scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:01:00\n2,Boat,01:00:01:00,01:00:02:00\n';

// Two seconds from 01:00:00:00, so that the second scene begins at sample 48000. `changes` adds one
// step to one sample of a stem.
function print(seed, change) {
  const signal = noise(-30, seed);
  return wav({
    samples: 2 * SECOND, start: HOUR,
    signal: (i, c) => signal(i, c) + (change && i === change && c === 0 ? 4 / 8388608 : 0),
  });
}

async function upload(music, cue, picture, changes = {}) {
  const set = await music.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const [i, stem] of stems.entries())
    await music.ok('PUT', `/api/sets/${set.id}/prints/1m1_${stem}_stem.wav`, print(i + 1, changes[stem]));
  await music.ok('PUT', `/api/sets/${set.id}/prints/1m1_Full_mix.wav`, print(99));
  return set;
}

async function states(client, picture) {
  for (let i = 0; i < 200; i++) {
    const list = (await client.ok('GET', `/api/pictures/${picture.id}/states`)).states;
    if (list.every((state) => !state.is_checking)) return list;
    await sleep(50);
  }
  throw new Error('the scenes are still being listened to after 10 s');
}

const sign = (client, state) =>
  client.ok('POST', `/api/scenes/${state.scene_id}/signoffs`, { sounds_sha256: state.sounds_sha256, monitoring: 'near_field' });

const verify = (data, ...more) => {
  const { status, stdout, stderr } = spawnSync(predub, ['verify', '--data', data, ...more]);
  return { status, out: stdout.toString(), err: stderr.toString() };
};

test('a cue from the agreement to two signatures, a new print, and signed again', async () => {
  let server = await Server.start();
  const { data } = server;
  server.own = false;
  const music = server, stage = await server.person('Stan');
  const production = await music.ok('POST', '/api/productions', { name: 'Tideline', frame_rate: '24', side: 'music' });
  await server.join(production.id, stage, 'stage');

  const proposed = await music.ok('POST', `/api/productions/${production.id}/agreements`, { lfe_policy: 'agreed_moments', lfe_moments: ['2'], centre_policy: 'sparing' });
  assert.equal(proposed.is_in_force, false);
  assert.equal((await stage.ok('POST', `/api/agreements/${proposed.id}/accept`, {})).is_in_force, true);

  const picture = await stage.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 14' });
  await stage.ok('PUT', `/api/pictures/${picture.id}/scenes`, scenes, { 'content-type': 'text/csv' });
  const cue = await music.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const first = await upload(music, cue, picture);
  assert.equal((await stage.ok('GET', `/api/sets/${first.id}`)).complete, true);

  let [quay, boat] = await states(stage, picture);
  assert.deepEqual([quay.sides.music.state, quay.sides.stage.state], ['open', 'open']);
  assert.deepEqual(boat.cues, ['1m1']);

  const asked = await music.ok('POST', `/api/scenes/${boat.scene_id}/queries`, { about: 'lfe', text: 'Would the LFE hurt the boat?' });
  assert.equal(asked.evidence.sounds.length, 6, 'five stems and the full mix are frozen');
  const open = (await stage.ok('GET', `/api/productions/${production.id}/queries?about=lfe&state=open&reel=1`)).queries;
  assert.deepEqual(open.map(({ id }) => id), [asked.id], 'open LFE queries of reel 1');
  const answered = await stage.ok('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'could', advice: 'trim', trim_db: -5, text: 'Only the first hit.' });
  assert.equal(answered.state, 'answered');
  assert.equal((await music.ok('POST', `/api/queries/${asked.id}/close`, {})).state, 'closed');

  const signed = [];
  for (const client of [music, stage]) for (const state of [quay, boat]) signed.push(await sign(client, state));
  const unsigned = (await stage.ok('GET', `/api/pictures/${picture.id}/states?unsigned=stage`)).states;
  assert.deepEqual(unsigned, [], 'scenes not signed by the stage');

  // a new print in which one sample of the Brass is another, in the second scene alone
  await upload(music, cue, picture, { Brass: SECOND });
  [quay, boat] = await states(stage, picture);
  for (const side of ['music', 'stage']) {
    assert.equal(quay.sides[side].state, 'signed', 'nothing changed on the quay');
    assert.equal(boat.sides[side].state, 'stale');
    assert.deepEqual(boat.sides[side].why, ['Brass changed (1m1 v2)']);
  }
  assert.deepEqual((await stage.ok('GET', `/api/pictures/${picture.id}/states?unsigned=stage`)).states.map(({ number }) => number), ['2']);
  for (const client of [music, stage]) signed.push(await sign(client, boat));
  [quay, boat] = await states(music, picture);
  assert.deepEqual([boat.sides.music.state, boat.sides.stage.state], ['signed', 'signed']);
  assert.deepEqual((await music.ok('GET', `/api/scenes/${boat.scene_id}/signoffs`)).signoffs.map(({ side, state }) => `${side} ${state}`),
    ['stage current', 'music current', 'stage replaced', 'music replaced'], 'nothing is overwritten');

  await server.stop('SIGKILL');
  server = await Server.start({ data });
  server.own = true;
  const kinds = [], details = [];
  for (let since = 0, page; since !== null; since = page.next) {
    page = await server.ok('GET', `/api/productions/${production.id}/events?since=${since}&limit=7`);
    kinds.push(...page.events.map(({ kind }) => kind));
    details.push(...page.events.map(({ detail }) => detail));
  }
  const of = async (more) => (await server.ok('GET', `/api/productions/${production.id}/events?scene=${boat.scene_id}${more}`)).events.map(({ kind }) => kind);
  assert.deepEqual(await of(''), (await server.ok('GET', `/api/scenes/${boat.scene_id}/events`)).events.map(({ kind }) => kind));
  assert.deepEqual(await of('&kind=scene.sign'), Array(4).fill('scene.sign'));
  const told = kinds.filter((kind) => /^(agreement|query|scene\.sign|set\.publish)/.test(kind));
  assert.deepEqual(told, ['agreement.propose', 'agreement.accept', 'set.publish', 'query.ask', 'query.answer', 'query.close',
    'scene.sign', 'scene.sign', 'scene.sign', 'scene.sign', 'set.publish', 'scene.sign', 'scene.sign']);
  assert.equal(kinds.filter((kind) => kind === 'print.upload').length, 12);
  assert.ok(details.every((detail) => detail && !('evidence' in detail)), 'what a query froze is read with the query');

  const last = signed.at(-1);
  const found = verify(data, '--receipt', `${last.id}:${last.receipt}`);
  assert.equal(found.status, 0, found.err);
  assert.match(found.out, /the one of the receipt/);
  await server.stop();
});
