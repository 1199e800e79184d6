// Music asks whether a scene's LFE will hurt, the stage answers in five steps, and a new print shows
// which answers are about what was heard before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const HOUR = 172800000, SECOND = 48000;
const csv = { 'content-type': 'text/csv' };
let music, stage, production, picture, cue, set, scenes;

// Two seconds from 01:00:00:00; another seed is another print.
const print = (seed) => wav({ samples: 2 * SECOND, start: HOUR, signal: noise(-30, seed) });

// Waits until every print of the scene is known, for a question before that is refused.
async function listened(scene) {
  for (let i = 0; i < 1200; i++) {
    const state = await music.ok('GET', `/api/scenes/${scene.id}/state`);
    if (!state.is_checking) return state;
    await sleep(25);
  }
  throw new Error('the scene is still being listened to after 30 s');
}

async function upload(seed) {
  set = await music.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const [i, name] of ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion', 'Full_mix'].entries())
    await music.ok('PUT', `/api/sets/${set.id}/prints/1m1_${name}.wav`, print(i === 1 ? seed : 50 + i));
  await listened(scenes[0]);
}

const query = (id) => stage.ok('GET', `/api/queries/${id}`);
const ask = (client, scene, keys) => client.ok('POST', `/api/scenes/${scene.id}/queries`, { about: 'lfe', text: 'Will it hurt?', ...keys });
const standing = ({ state, is_outdated, holds_delivery }) => [state, is_outdated, holds_delivery];

before(async () => {
  music = await Server.start();
  ({ production, picture, cue } = await music.production({ name: 'Tideline' }));
  stage = await music.person('Stan');
  await music.join(production.id, stage, 'stage');
  const rows = 'scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:02:00\n2,Boat,02:00:00:00,02:00:10:00\n';
  scenes = (await music.ok('PUT', `/api/pictures/${picture.id}/scenes`, rows, csv)).scenes;
  await upload(1);
});
after(() => music.stop());

test('asked, answered, outdated by a new print, answered again, closed', async () => {
  const recipe = { lfe: 'plus_4', sources: [{ role: 'Brass', gain_db: -3 }] };
  const preview = await music.ok('POST', `/api/pictures/${picture.id}/previews`, { scene_id: scenes[0].id, recipe });
  const asked = await ask(music, scenes[0], { text: 'Will the hit hurt the line?', from_samples: SECOND, recipe, preview_id: preview.id });
  assert.deepEqual(standing(asked), ['open', false, true]);
  assert.equal(asked.tc_from, '01:00:01:00');
  assert.equal(asked.answer, null);
  const { evidence } = asked;
  assert.deepEqual(evidence.picture, { id: picture.id, name: 'Cut 1' });
  assert.deepEqual([evidence.in_samples, evidence.out_samples], [HOUR, HOUR + 2 * SECOND]);
  assert.equal(evidence.sounds.length, 6);
  assert.ok(evidence.sounds.every((sound) => sound.set_id === set.id && sound.cue === '1m1' && /^[0-9a-f]{64}$/.test(sound.sound_sha256)));
  assert.deepEqual(evidence.recipe, preview.recipe);
  assert.equal(evidence.preview_id, preview.id);
  assert.equal(evidence.measures.scene.scene_id, scenes[0].id);
  assert.ok(evidence.measures.thresholds && evidence.measures.inputs);

  const answered = await stage.ok('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'could', advice: 'trim', trim_db: -5, text: 'The first hit only.' });
  assert.deepEqual(standing(answered), ['answered', false, false]);
  assert.deepEqual([answered.answer.likelihood, answered.answer.advice, answered.answer.trim_db], ['could', 'trim', -5]);
  assert.deepEqual(answered.answer.by, { person_id: stage.person_id, name: 'Stan', side: 'stage', guest: false });

  const old = set.id;
  await upload(2);
  assert.notEqual(set.id, old);
  const late = await query(asked.id);
  assert.deepEqual(standing(late), ['answered', true, true], 'one stem is another');
  assert.deepEqual(late.evidence, evidence, 'what was asked about stays as it was');
  const { queries } = await stage.ok('GET', `/api/scenes/${scenes[0].id}/queries`);
  assert.deepEqual(standing(queries[0]), ['answered', true, true]);
  assert.equal(queries[0].evidence, undefined, 'a list goes without evidence');

  const again = await stage.ok('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'unlikely', advice: 'keep' });
  assert.deepEqual(standing(again), ['answered', false, false]);
  assert.equal(again.answer.trim_db, null);
  assert.deepEqual((await query(asked.id)).answers.map(({ likelihood }) => likelihood), ['could', 'unlikely']);

  assert.equal((await stage.call('POST', `/api/queries/${asked.id}/close`, {})).status, 403);
  const closed = await music.ok('POST', `/api/queries/${asked.id}/close`, { text: 'Thank you.' });
  assert.deepEqual(standing(closed), ['closed', false, false]);
  for (const [client, rest, body] of [[music, 'close', {}], [stage, 'answers', { likelihood: 'likely', advice: 'keep' }]])
    assert.equal((await client.call('POST', `/api/queries/${asked.id}/${rest}`, body)).status, 409);
  const { events } = await music.ok('GET', `/api/scenes/${scenes[0].id}/events?limit=4`);
  assert.deepEqual(events.map(({ kind }) => kind), ['query.close', 'query.answer', 'query.answer', 'query.ask']);
  assert.equal(events[0].detail.text, 'Thank you.');
});

test('a print that sounds the same under another name outdates nothing', async () => {
  const asked = await ask(music, scenes[0]);
  await upload(2);
  assert.deepEqual(standing(await query(asked.id)), ['open', false, true]);
  await music.ok('POST', `/api/queries/${asked.id}/close`, {});
});

test('a question is for the other side, and never for nobody or for guests', async () => {
  const mine = await ask(music, scenes[1]), theirs = await ask(stage, scenes[1], { about: 'centre' });
  const answer = { likelihood: 'cannot_hurt', advice: 'keep' };
  assert.equal((await music.call('POST', `/api/queries/${mine.id}/answers`, answer)).status, 403);
  assert.equal((await stage.call('POST', `/api/queries/${theirs.id}/answers`, answer)).status, 403);
  assert.equal((await music.call('POST', `/api/queries/${theirs.id}/close`, {})).status, 403);
  assert.equal((await music.ok('POST', `/api/queries/${theirs.id}/answers`, answer)).state, 'answered');

  const visitor = await music.person('Vera'), stranger = await music.person('Strange');
  await music.join(production.id, visitor, 'none');
  assert.equal((await visitor.call('GET', `/api/queries/${mine.id}`)).status, 200);
  assert.equal((await visitor.call('POST', `/api/scenes/${scenes[1].id}/queries`, { about: 'lfe', text: 'x' })).status, 403);
  assert.equal((await visitor.call('POST', `/api/queries/${mine.id}/answers`, answer)).status, 403);
  for (const [method, path, body] of [
    ['GET', `/api/queries/${mine.id}`],
    ['POST', `/api/queries/${mine.id}/answers`, answer],
    ['POST', `/api/queries/${mine.id}/close`, {}],
    ['POST', `/api/scenes/${scenes[1].id}/queries`, { about: 'lfe', text: 'x' }],
  ])
    assert.equal((await stranger.call(method, path, body)).status, 404, path);
});

test('a query that was asked by somebody who has left is closed by their side', async () => {
  const leaver = await music.person('Lea'), other = await music.person('Mona');
  await music.join(production.id, leaver, 'music');
  await music.join(production.id, other, 'music');
  const asked = await ask(leaver, scenes[1]);
  assert.equal((await other.call('POST', `/api/queries/${asked.id}/close`, {})).status, 403);
  await music.ok('DELETE', `/api/productions/${production.id}/members/${leaver.person_id}`);
  assert.equal((await stage.call('POST', `/api/queries/${asked.id}/close`, {})).status, 403);
  const closed = await other.ok('POST', `/api/queries/${asked.id}/close`, {});
  assert.deepEqual([closed.state, closed.by.name, closed.by.side], ['closed', 'Lea', 'music']);
});

test('the open LFE queries of reel 2, and other lists of the morning', async () => {
  const fresh = await music.ok('POST', '/api/productions', { name: 'Second', frame_rate: '25', side: 'music' });
  const cut = await music.ok('POST', `/api/productions/${fresh.id}/pictures`, { name: 'Cut 1' });
  const rows = 'scene,name,tc_in,tc_out\n1,A,01:00:00:00,01:00:02:00\n2,B,02:00:00:00,02:00:10:00\n';
  const [first, second] = (await music.ok('PUT', `/api/pictures/${cut.id}/scenes`, rows, csv)).scenes;
  const ids = [await ask(music, first), await ask(music, second), await ask(music, second, { about: 'centre' }), await ask(music, second)].map(({ id }) => id);
  await music.ok('POST', `/api/queries/${ids[3]}/close`, {});
  const list = async (query) => (await music.ok('GET', `/api/productions/${fresh.id}/queries?${query}`)).queries.map(({ id }) => id);
  assert.deepEqual(await list('state=open&about=lfe&reel=2'), [ids[1]]);
  assert.deepEqual(await list('state=unclosed'), [ids[2], ids[1], ids[0]]);
  assert.deepEqual(await list('state=closed'), [ids[3]]);
  assert.deepEqual(await list(`picture=${cut.id}&limit=2`), [ids[3], ids[2]]);
  assert.deepEqual(await list('side=stage'), []);
  assert.equal((await music.call('GET', `/api/productions/${fresh.id}/queries?picture=${picture.id}`)).status, 404);
  assert.equal((await music.call('GET', `/api/productions/${fresh.id}/queries?state=late`)).status, 400);
});

test('a question that is malformed or reaches elsewhere is refused', async () => {
  const path = `/api/scenes/${scenes[0].id}/queries`;
  const other = await music.ok('POST', '/api/productions', { name: 'Third', frame_rate: '24', side: 'music' });
  const cut = await music.ok('POST', `/api/productions/${other.id}/pictures`, { name: 'Cut 1' });
  const foreign = await music.ok('POST', `/api/pictures/${cut.id}/previews`, { in_samples: HOUR, out_samples: HOUR + SECOND });
  const refused = async (status, keys) => {
    const reply = await music.call('POST', path, { about: 'lfe', text: 'x', ...keys });
    assert.equal(reply.status, status, JSON.stringify(keys));
    assert.ok(reply.body.error.text.length > 10);
  };
  await refused(404, { preview_id: foreign.id });
  await refused(404, { preview_id: '../../etc/passwd' });
  await refused(400, { about: 'anything' });
  await refused(400, { evidence: { sounds: [] } });
  await refused(400, { recipe: { sources: [{ role: 'Brass' }, { role: 'Brass' }] } });
  await refused(400, { recipe: { limiter: true } });
  await refused(400, { from_samples: 0, to_samples: 2 * SECOND + 1 });
  await refused(400, { text: '\u0007' });
  await refused(400, { text: 'x'.repeat(11000) });
  assert.equal((await music.call('POST', path, '{"about":', { 'content-type': 'application/json' })).status, 400);
  assert.equal((await music.call('POST', '/api/scenes/999999/queries', { about: 'lfe', text: 'x' })).status, 404);
});
