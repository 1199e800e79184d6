// The server does what openapi.json says: each documented operation is called on a real server, every
// answer must be documented with its status and match its schema, and none may be left out.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { Server } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const Ajv = createRequire(new URL('../../web/package.json', import.meta.url))('ajv/dist/2020.js').default;
const HOUR = 172800000, METHODS = ['get', 'put', 'post', 'patch', 'delete'];
let server, api, ajv;
const called = new Set();

before(async () => {
  server = await Server.start();
  api = await server.ok('GET', '/api/openapi.json');
  ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(api, 'api');
});
after(() => server.stop());

const operations = () => Object.entries(api.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method })));

// The documented path that a request's path is an instance of: the one with the fewest parameters.
function template(path) {
  const parts = path.split('?')[0].split('/');
  const fits = (candidate) => candidate.split('/').length === parts.length && candidate.split('/').every((part, i) => part.startsWith('{') || part === parts[i]);
  return Object.keys(api.paths).filter(fits).sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

const pointer = (...keys) => keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

async function call(method, path, body, headers) {
  const reply = await server.call(method, path, body, headers), known = template(path), verb = method.toLowerCase();
  assert.ok(known && api.paths[known][verb], `${method} ${path} is not documented`);
  const { responses } = api.paths[known][verb];
  const status = responses[reply.status] ? String(reply.status) : 'default';
  assert.ok(responses[status], `${method} ${known} answers ${reply.status}, which is not documented`);
  let place = ['paths', known, verb, 'responses', status];
  if (responses[status].$ref) place = responses[status].$ref.slice(2).split('/');
  const response = place.reduce((at, key) => at[key], api);
  if (response.content?.['application/json']) {
    const validate = ajv.getSchema(`api#/${pointer(...place, 'content', 'application/json', 'schema')}`);
    assert.ok(validate(reply.body), `${method} ${path} (${reply.status}): ${ajv.errorsText(validate.errors)}\n${JSON.stringify(reply.body, null, 1)}`);
  }
  if (reply.status < 300) called.add(`${verb} ${known}`);
  return reply;
}

// A job that is cancelled while it waits behind another, and tried again.
async function jobs_of_the_set(cue, picture) {
  const { body: set } = await call('POST', `/api/cues/${cue}/sets`, { picture_id: picture });
  for (const [i, role] of ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion', 'Full_mix'].entries()) await call('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, wav({ samples: 960000 + i, start: HOUR, signal: () => 0 }));
  for (;;) {
    const { body: { jobs } } = await call('GET', '/api/productions/1/jobs');
    const job = jobs.find(({ kind, state }) => kind === 'analyse' && state === 'waiting') ?? jobs.find(({ state }) => state === 'waiting' || state === 'running');
    assert.ok(job, 'the machine was too quick for this test');
    if ((await call('POST', `/api/jobs/${job.id}/cancel`, {})).status !== 200) continue;
    await call('POST', `/api/jobs/${job.id}/cancel`);
    await call('POST', `/api/jobs/${job.id}/retry`);
    await call('POST', `/api/jobs/${job.id}/retry`, { again: 1 });
    break;
  }
  for (const end = Date.now() + 30000; (await call('GET', `/api/sets/${set.id}/null`)).body.state !== 'done'; ) assert.ok(Date.now() < end);
  await call('GET', `/api/sets/${set.id}/qc`);
}

test('a life of a production, each answer as documented', async () => {
  const print = wav({ samples: 48000, start: HOUR, signal: noise(-20) });
  const bare = wav({ samples: 48000, start: null, mask: 0, signal: () => 0 });
  await call('GET', '/healthz');
  await call('GET', '/api/openapi.json');
  const { body: production } = await call('POST', '/api/productions', { name: 'Film', frame_rate: '23.976', headroom_db: -6 });
  await call('POST', '/api/productions', { name: 'Film', frame_rate: 'x' });
  const { body: picture } = await call('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  await call('PUT', `/api/pictures/${picture.id}/scenes`, 'scene,name,tc_in,tc_out\n1,A,01:00:00:00,01:00:01:00\n', { 'content-type': 'text/csv' });
  await call('PUT', `/api/pictures/${picture.id}/scenes`, 'nonsense', { 'content-type': 'text/csv' });
  const { body: { scenes } } = await call('GET', `/api/pictures/${picture.id}/scenes`);
  const { body: cue } = await call('POST', `/api/productions/${production.id}/cues`, { name: '1m1', title: 'Arrival' });
  await call('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const { body: set } = await call('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const { body: stem } = await call('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, print);
  await call('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, print);
  await call('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, bare);
  await call('PUT', `/api/sets/${set.id}/prints/1m1_Brass.wav`, Buffer.from('no sound'));
  await call('PUT', `/api/sets/${set.id}/prints/1m1_Percussion.L.wav`, wav({ channels: 1, samples: 48000, start: HOUR, signal: noise(-20) }));
  const { body: asked } = await call('PUT', `/api/sets/${set.id}/prints/1m1_Brass.wav`, bare);
  await call('POST', `/api/pictures/${picture.id}/previews`, { sets: [set.id] });
  await call('POST', `/api/prints/${asked.id}/order`, { order: 'film' });
  await call('POST', `/api/prints/${asked.id}/order`, { order: 'sideways' });
  await call('POST', `/api/prints/${asked.id}/start`, { start: '01:00:00:00' });
  await call('POST', `/api/prints/${stem.id}/order`, { order: 'film' });
  await call('GET', `/api/prints/${stem.id}`);
  await call('GET', `/api/sets/${set.id}`);
  const { body: temp } = await call('PUT', `/api/pictures/${picture.id}/temps/R1_DX_temp.wav`, bare);
  await call('POST', `/api/temps/${temp.id}/order`, { order: 'smpte' });
  await call('POST', `/api/temps/${temp.id}/start`, { start_samples: HOUR });
  await call('GET', `/api/temps/${temp.id}`);
  for (const path of ['/api/productions', `/api/productions/${production.id}`, `/api/productions/${production.id}/pictures`, `/api/productions/${production.id}/cues`, `/api/cues/${cue.id}/sets`, `/api/pictures/${picture.id}/temps`])
    await call('GET', path);
  const { body: preview } = await call('POST', `/api/pictures/${picture.id}/previews`, { scene_id: scenes[0].id, recipe: { fold: 'lt_rt', lfe: 'minus_3', centre: false } });
  await call('POST', `/api/pictures/${picture.id}/previews`, { recipe: { fold: 'quad' } });
  await call('GET', `/api/previews/${preview.id}`);
  await call('GET', `/api/previews/${preview.id}/overs`);
  // what the machine hears: asked while it waits, and when it is there
  const heard = [
    `/api/pictures/${picture.id}/measures`,
    `/api/pictures/${picture.id}/measures?sets=${set.id}`,
    `/api/scenes/${scenes[0].id}/measures`,
    `/api/scenes/${scenes[0].id}/lanes?columns=10`,
    `/api/prints/${stem.id}/peaks?columns=10`,
    `/api/temps/${temp.id}/peaks`,
    `/api/prints/${stem.id}/analysis`,
    `/api/temps/${temp.id}/analysis`,
    `/api/sets/${set.id}/null`,
    `/api/sets/${set.id}/qc`,
    `/api/productions/${production.id}/thresholds`,
    `/api/productions/${production.id}/jobs`,
  ];
  for (const path of heard) await call('GET', path);
  for (const end = Date.now() + 30000; (await call('GET', `/api/productions/${production.id}/jobs`)).body.active > 0; ) assert.ok(Date.now() < end);
  for (const path of heard) await call('GET', path);
  await call('GET', `/api/pictures/${picture.id}/measures?sets=none`);
  await call('GET', `/api/prints/${stem.id}/peaks?columns=5000`);
  await call('GET', `/api/scenes/${scenes[0].id}/lanes?in_samples=5&out_samples=5`);
  await call('PUT', `/api/productions/${production.id}/thresholds`, { thresholds: { pumping_amber: 0.5 } });
  await call('PUT', `/api/productions/${production.id}/thresholds`, { thresholds: { pumping: 0.5 } });
  await jobs_of_the_set(cue.id, picture.id);
  // bytes, not JSON
  for (const path of [`/api/prints/${stem.id}/files/0`, `/api/temps/${temp.id}/files/0`, ...Object.values(preview.files).map(({ url }) => url)]) {
    const reply = await server.fetch(path), known = template(path);
    assert.equal(reply.status, 200);
    const type = reply.headers.get('content-type').split(';')[0], { content } = api.paths[known].get.responses['200'];
    assert.ok(Object.keys(content).some((key) => key.split(';')[0] === type), `${known} is served as ${type}`);
    await reply.arrayBuffer();
    called.add(`get ${known}`);
  }
});

test('what does not exist is not found, as documented, on every path', async () => {
  for (const { path, method } of operations().filter(({ path }) => path.includes('{'))) {
    const gone = path.replace(/\{preview\}/, 'f'.repeat(64)).replace(/\{filename\}/, '1m1_String.wav').replace(/\{\w+\}/g, '999999');
    const reply = await call(method.toUpperCase(), gone, method === 'get' ? undefined : {});
    assert.ok([400, 404, 422].includes(reply.status), `${method} ${gone}: ${reply.status}`);
  }
});

test('no documented operation was left out', () => {
  const all = operations().map(({ path, method }) => `${method} ${path}`);
  assert.deepEqual(all.filter((name) => !called.has(name)), []);
});
