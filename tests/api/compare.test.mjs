// What changed between two deliveries of a cue, by scene and stem.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 172800000, SAMPLES = 2 * RATE;
const stems = ['String', 'Brass', 'Percussion'];
const list = 'scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:01:00\n2,Boat,01:00:01:00,01:00:02:00\n3,Far off,02:00:00:00,02:00:01:00\n';

const silence = () => 0;
const print = (signal, more = {}) => wav({ samples: SAMPLES, start: HOUR, signal, ...more });
const seeds = { String: 1, Brass: 2, Percussion: 3, Full_mix: 4 };

async function film(server, scenes = list) {
  const production = await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24', stems });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  if (scenes) await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, scenes, { 'content-type': 'text/csv' });
  return { server, production, picture, cue };
}

// signals by role; null leaves a role out.
async function deliver({ server, cue, picture }, signals = {}, more = {}) {
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const [role, seed] of Object.entries(seeds))
    if (signals[role] !== null) await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, print(signals[role] ?? noise(-30, seed), more));
  return set;
}

async function compared({ server }, a, b) {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(30)) {
    const answer = await server.ok('GET', `/api/sets/${a.id}/compare/${b.id}`);
    if (answer.state !== 'waiting') return answer;
  }
  throw new Error('not compared after a minute');
}

const verdicts = (result) => result.scenes.map(({ number, roles }) => [number, Object.fromEntries(roles.map(({ role, verdict }) => [role, verdict]))]);
const db = (linear) => 20 * Math.log10(linear);

test('two sets are compared scene by scene and stem by stem, with how much each channel changed', async () => {
  const server = await Server.start(), of = await film(server);
  const soft = noise(-30, 2), first = (i) => i < RATE;
  const one = await deliver(of, { Percussion: silence });
  const two = await deliver(of, {
    String: (i, c) => (first(i) ? noise(-30, 1)(i, c) : 0), // stops after the first scene
    Brass: (i, c) => soft(i, c) + (!first(i) && c === 2 ? (i % 2 ? 0.125 : -0.125) : 0),
    Percussion: (i, c) => (first(i) && c === 3 ? 0.25 : 0), // only now, in the first scene
  });
  const answer = await compared(of, one, two), { result } = answer;
  assert.equal(answer.state, 'done', answer.error);
  assert.equal(answer.error, null);
  assert.equal(answer.waits_for, null);
  assert.deepEqual(verdicts(result), [
    ['1', { String: 'same', Brass: 'same', Percussion: 'new', 'Full mix': 'same' }],
    ['2', { String: 'gone', Brass: 'changed', Percussion: 'silent', 'Full mix': 'same' }],
  ]);
  assert.deepEqual(result.roles_same, ['Full mix']);
  assert.deepEqual(result.roles_changed, ['String', 'Brass', 'Percussion']);
  assert.equal(typeof result.scenes[0].scene_id, 'number');
  const brass = result.scenes[1].roles[1];
  assert.deepEqual(brass.channels.map(({ channel }) => channel), ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
  for (const { channel, difference_db, peak_db, level_db } of brass.channels) {
    if (channel === 'C') {
      assert.ok(Math.abs(difference_db - db(0.125)) < 0.01, String(difference_db));
      assert.ok(Math.abs(peak_db - db(0.125)) < 0.01, String(peak_db));
      assert.ok(level_db > -19 && level_db < -17, String(level_db));
    } else {
      assert.deepEqual([difference_db, peak_db], [null, null], channel);
      assert.ok(Math.abs(level_db + 30 + 4.77) < 0.1, String(level_db)); // uniform noise with its peak at -30
    }
  }
  for (const role of [...result.scenes[0].roles, result.scenes[1].roles[0]]) assert.deepEqual(role.channels, []);

  // the newer one is the newer one from either side
  assert.deepEqual((await compared(of, two, one)).result, result);
  await server.stop();
});

test('the same audio is the same in other files, and from another beginning', async () => {
  const server = await Server.start(), of = await film(server);
  const late = ([role, seed]) => [role, (i, c) => (i < RATE ? 0 : noise(-30, seed)(i - RATE, c))];
  const one = await deliver(of);
  const two = await deliver(of, Object.fromEntries(Object.entries(seeds).map(late)), { samples: SAMPLES + RATE, start: HOUR - RATE });
  const { result } = await compared(of, one, two);
  assert.deepEqual(result.roles_changed, []);
  assert.equal(result.roles_same.length, 4);
  await server.stop();
});

test('without a scene list the whole is compared, and a set that lacks prints says so', async () => {
  const server = await Server.start(), of = await film(server, null);
  const one = await deliver(of), two = await deliver(of, { Brass: null, String: (i, c) => noise(-30, 1)(i, c) + (i === 7 ? 0.1 : 0) });
  const answer = await compared(of, one, two);
  assert.equal(answer.waits_for, 'Brass');
  assert.equal(answer.result.scenes.length, 1);
  assert.equal(answer.result.scenes[0].scene_id, null);
  assert.equal(answer.result.scenes[0].number, null);
  assert.deepEqual(verdicts(answer.result)[0][1], { String: 'changed', Brass: 'gone', Percussion: 'same', 'Full mix': 'same' });
  await server.ok('PUT', `/api/sets/${two.id}/prints/1m1_Brass.wav`, print(noise(-30, 2)));
  const whole = await compared(of, one, two);
  assert.equal(whole.waits_for, null);
  assert.deepEqual(whole.result.roles_changed, ['String']);

  // scenes that come later: asked again, it is told by scene
  await server.ok('PUT', `/api/pictures/${of.picture.id}/scenes`, list, { 'content-type': 'text/csv' });
  assert.deepEqual(verdicts((await compared(of, one, two)).result), [
    ['1', { String: 'changed', Brass: 'same', Percussion: 'same', 'Full mix': 'same' }],
    ['2', { String: 'same', Brass: 'same', Percussion: 'same', 'Full mix': 'same' }],
  ]);
  await server.stop();
});

test('only sets of one cue are compared, and only by members', async () => {
  const server = await Server.start(), of = await film(server), stranger = await server.person('Otto');
  const cue = await server.ok('POST', `/api/productions/${of.production.id}/cues`, { name: '1m2' });
  const one = await deliver(of, { Brass: null, Percussion: null, Full_mix: null }), other = await deliver({ ...of, cue }, { Brass: null, Percussion: null, Full_mix: null });
  const empty = await server.ok('POST', `/api/cues/${of.cue.id}/sets`, { picture_id: of.picture.id });
  const status = async (client, a, b) => (await client.call('GET', `/api/sets/${a}/compare/${b}`)).status;
  assert.equal(await status(server, one.id, other.id), 404);
  assert.equal(await status(server, one.id, 999), 404);
  assert.equal(await status(server, one.id, 'x'), 404);
  assert.equal(await status(stranger, one.id, empty.id), 404);
  const nothing = await server.ok('GET', `/api/sets/${one.id}/compare/${empty.id}`);
  assert.deepEqual(nothing, { state: 'waiting', error: null, waits_for: 'String, Brass, Percussion, Full mix', result: null });
  assert.deepEqual((await compared(of, one, one)).result.roles_same, ['String']); // with itself
  await server.stop();
});
