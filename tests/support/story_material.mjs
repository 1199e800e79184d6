// From an empty production to prints that were heard and measured, each answer as documented.
import assert from 'node:assert/strict';
import { noise, wav } from './wav.mjs';

const HOUR = 172800000;
const stems = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion', 'Full_mix'];

// A job that is cancelled while it waits behind another, and tried again.
async function jobs(me, { production, picture, cue }) {
  const set = await me.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  for (const [i, role] of stems.entries())
    await me.ok('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, wav({ samples: 960000 + i, start: HOUR, signal: () => 0 }));
  for (;;) {
    const { jobs } = await me.ok('GET', `/api/productions/${production.id}/jobs`);
    const job = jobs.find(({ kind, state }) => kind === 'analyse' && state === 'waiting') ?? jobs.find(({ state }) => state === 'waiting' || state === 'running');
    assert.ok(job, 'the machine was too quick for this test');
    if ((await me.call('POST', `/api/jobs/${job.id}/cancel`, {})).status !== 200) continue;
    await me.call('POST', `/api/jobs/${job.id}/cancel`);
    await me.call('POST', `/api/jobs/${job.id}/retry`);
    await me.call('POST', `/api/jobs/${job.id}/retry`, { again: 1 });
    break;
  }
  for (const end = Date.now() + 30000; (await me.ok('GET', `/api/sets/${set.id}/null`)).state !== 'done'; ) assert.ok(Date.now() < end);
  await me.ok('GET', `/api/sets/${set.id}/qc`);
  return set;
}

async function prints(me, { picture, set }) {
  const print = wav({ samples: 48000, start: HOUR, signal: noise(-20) }), bare = wav({ samples: 48000, start: null, mask: 0, signal: () => 0 });
  const stem = await me.ok('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, print);
  await me.call('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, print);
  await me.call('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, bare);
  await me.call('PUT', `/api/sets/${set.id}/prints/1m1_Brass.wav`, Buffer.from('no sound'));
  await me.ok('PUT', `/api/sets/${set.id}/prints/1m1_Percussion.L.wav`, wav({ channels: 1, samples: 48000, start: HOUR, signal: noise(-20) }));
  const asked = await me.ok('PUT', `/api/sets/${set.id}/prints/1m1_Brass.wav`, bare);
  await me.call('POST', `/api/pictures/${picture.id}/previews`, { sets: [set.id] });
  await me.ok('POST', `/api/prints/${asked.id}/order`, { order: 'film' });
  await me.call('POST', `/api/prints/${asked.id}/order`, { order: 'sideways' });
  await me.ok('POST', `/api/prints/${asked.id}/start`, { start: '01:00:00:00' });
  await me.call('POST', `/api/prints/${stem.id}/order`, { order: 'film' });
  await me.ok('GET', `/api/prints/${stem.id}`);
  await me.ok('GET', `/api/sets/${set.id}`);
  const temp = await me.ok('PUT', `/api/pictures/${picture.id}/temps/R1_DX_temp.wav`, bare);
  await me.ok('POST', `/api/temps/${temp.id}/order`, { order: 'smpte' });
  await me.ok('POST', `/api/temps/${temp.id}/start`, { start_samples: HOUR });
  await me.ok('GET', `/api/temps/${temp.id}`);
  return { stem, temp };
}

// What the machine hears: asked while it waits, and when it is there.
async function measures(me, { production, picture, set, scene, stem, temp }) {
  const heard = [
    `/api/pictures/${picture.id}/measures`,
    `/api/pictures/${picture.id}/measures?sets=${set.id}`,
    `/api/scenes/${scene.id}/measures`,
    `/api/scenes/${scene.id}/lanes?columns=10`,
    `/api/pictures/${picture.id}/lanes?in_samples=${HOUR}&out_samples=${HOUR + 96000}&columns=10`,
    `/api/pictures/${picture.id}/waveforms?in_samples=${HOUR}&out_samples=${HOUR + 96000}&columns=10`,
    `/api/prints/${stem.id}/peaks?columns=10`,
    `/api/temps/${temp.id}/peaks`,
    `/api/prints/${stem.id}/analysis`,
    `/api/temps/${temp.id}/analysis`,
    `/api/sets/${set.id}/null`,
    `/api/sets/${set.id}/qc`,
    `/api/productions/${production.id}/checks`,
    `/api/productions/${production.id}/thresholds`,
    `/api/productions/${production.id}/jobs`,
  ];
  for (const path of heard) await me.call('GET', path);
  for (const end = Date.now() + 30000; (await me.ok('GET', `/api/productions/${production.id}/jobs`)).active > 0; ) assert.ok(Date.now() < end);
  for (const path of heard) await me.ok('GET', path);
  await me.call('GET', `/api/pictures/${picture.id}/measures?sets=none`);
  await me.call('GET', `/api/prints/${stem.id}/peaks?columns=5000`);
  await me.call('GET', `/api/scenes/${scene.id}/lanes?in_samples=5&out_samples=5`);
  for (const what of ['lanes', 'waveforms']) {
    await me.call('GET', `/api/pictures/${picture.id}/${what}?columns=10`);
    const path = `/api/pictures/${picture.id}/${what}?in_samples=${HOUR}&out_samples=${HOUR + 96000}`;
    const { headers } = await me.call('GET', path);
    await me.call('GET', path, undefined, { 'if-none-match': headers.get('etag') });
  }
  await me.ok('PUT', `/api/productions/${production.id}/thresholds`, { thresholds: { pumping_amber: 0.5 } });
  await me.call('PUT', `/api/productions/${production.id}/thresholds`, { thresholds: { pumping: 0.5 } });
}

// The same looks in another order, and one that nobody could tell from its neighbour.
async function looks(me, { production }) {
  const target = `/api/productions/${production.id}/stem_plan`, plan = production.stem_plan;
  await me.ok('PUT', target, { stem_plan: plan.toReversed() });
  await me.ok('PUT', target, { stem_plan: plan });
  await me.call('PUT', target, { stem_plan: plan.with(1, { ...plan[1], dark: plan[0].dark }) });
  await me.call('POST', '/api/productions', { name: 'Short', frame_rate: '24', stem_plan: [{ name: 'Choir', label: 'VOX' }, { name: 'vox' }, { name: 'VOX' }] });
}

async function previews(me, api, { picture, scene, stem, temp }) {
  const preview = await me.ok('POST', `/api/pictures/${picture.id}/previews`, { scene_id: scene.id, recipe: { fold: 'lt_rt', lfe: 'minus_3', centre: false } });
  await me.call('POST', `/api/pictures/${picture.id}/previews`, { recipe: { fold: 'quad' } });
  await me.ok('GET', `/api/previews/${preview.id}`);
  await me.ok('GET', `/api/previews/${preview.id}/overs`);
  for (const path of [`/api/prints/${stem.id}/files/0`, `/api/temps/${temp.id}/files/0`, ...Object.values(preview.files).map(({ url }) => url)])
    await (await api.bytes(me.client, path)).arrayBuffer();
}

// me: the owner of the machine. Gives the film that the other stories go on with.
export async function material(me, api) {
  await me.ok('GET', '/healthz');
  await me.ok('GET', '/api/openapi.json');
  const production = await me.ok('POST', '/api/productions', { name: 'Film', frame_rate: '23.976', headroom_db: -6, side: 'music' });
  await me.call('POST', '/api/productions', { name: 'Film', frame_rate: 'x' });
  await looks(me, { production });
  const picture = await me.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  await me.ok('PUT', `/api/pictures/${picture.id}/scenes`, 'scene,name,tc_in,tc_out\n1,A,01:00:00:00,01:00:01:00\n', { 'content-type': 'text/csv' });
  await me.call('PUT', `/api/pictures/${picture.id}/scenes`, 'nonsense', { 'content-type': 'text/csv' });
  const [scene] = (await me.ok('GET', `/api/pictures/${picture.id}/scenes`)).scenes;
  const cue = await me.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1', title: 'Arrival' });
  await me.call('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await me.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const film = { production, picture, cue, set, scene };
  Object.assign(film, await prints(me, film));
  for (const path of ['/api/productions', `/api/productions/${production.id}`, `/api/productions/${production.id}/pictures`, `/api/productions/${production.id}/cues`, `/api/cues/${cue.id}/sets`, `/api/pictures/${picture.id}/temps`])
    await me.ok('GET', path);
  await previews(me, api, film);
  await measures(me, film);
  return { ...film, newer: await jobs(me, film) };
}
