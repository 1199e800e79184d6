// What the machine hears, through the API: it starts on upload, survives a crash and a lost cache, and does again only what
// its inputs changed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server, tempDir } from '../support/server.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 172800000, LFE = 3;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const CSV = { 'content-type': 'text/csv' };

// 50 Hz that comes and goes twice a second in the LFE, under a little noise; it stops after `until_s`.
const pumping = (until_s) => {
  const hum = tone(50, -12, [LFE]), bed = noise(-60);
  return (i, c) => (c === LFE && i < until_s * RATE ? hum(i, c) * (0.5 + 0.5 * Math.sin((2 * Math.PI * 2 * i) / RATE)) : bed(i, c));
};
const sum = (...signals) => (i, c) => signals.reduce((all, signal) => all + signal(i, c), 0);

const drums = pumping(12), strings = tone(440, -30, [0, 1]);
const print = (signal) => wav({ samples: 24 * RATE, start: HOUR, signal });
const prints = { String_stem: print(strings), Percussion_stem: print(drums), Full_mix: print(sum(strings, drums)) };

// Scenes of 12 s each; the second can be moved by frames.
const list = (shift = 0) => `scene,name,tc_in,tc_out\n1,Crane yard,01:00:00:00,01:00:12:00\n2,Harbour,01:00:12:${String(shift).padStart(2, '0')},01:00:24:00\n`;

async function film(server) {
  const production = await server.ok('POST', '/api/productions', { name: 'Film', frame_rate: '24', stems: ['String', 'Percussion'] });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, list(), CSV);
  return { production, picture, cue, set };
}

const put = (server, set, role, body) => server.ok('PUT', `/api/sets/${set.id}/prints/1m1_${role}.wav`, body);

async function upload(server, { set }) {
  let last;
  for (const [role, body] of Object.entries(prints)) last = await put(server, set, role, body);
  return last; // the mix
}

const jobs = (server, { production }) => server.ok('GET', `/api/productions/${production.id}/jobs`);
const measures = (server, { picture }, query = '') => server.ok('GET', `/api/pictures/${picture.id}/measures${query}`);

// Asks again until nothing is left to do; gives up after three minutes, which are for a busy machine with sanitizers.
async function settled(server, of) {
  for (const end = Date.now() + 180000; Date.now() < end; await pause(50)) {
    const answer = await measures(server, of);
    const work = await jobs(server, of);
    if (work.active === 0 && answer.scenes.every(({ state }) => state !== 'waiting')) return { ...answer, jobs: work.jobs };
  }
  throw new Error(`not settled: ${JSON.stringify((await jobs(server, of)).jobs.slice(0, 3))}`);
}

const concern = (scene, kind) => scene.concerns.find((each) => each.kind === kind);
const ended = (work, kind) => work.filter((job) => job.kind === kind && job.state === 'done').map(({ id, ended_at_ms }) => `${id} ${ended_at_ms}`).sort();

test('an upload is measured, tested and drawn', async () => {
  const server = await Server.start(), of = await film(server);
  const mix = await upload(server, of);
  const { scenes, inputs, proposal } = await settled(server, of);

  const found = concern(scenes[0], 'lfe-pumping');
  assert.equal(scenes[0].state, 'measured');
  assert.equal(found.level, 'red');
  assert.equal(found.stem, 'Percussion');
  assert.equal(found.channel, 'LFE');
  assert.ok(Math.abs(found.second - 0.5) < 0.05, `a period of ${found.second} s`);
  assert.ok(found.moments.length > 0 && found.moments[0].in_samples >= HOUR);
  assert.equal(concern(scenes[1], 'lfe-pumping').level, 'clear');
  assert.equal(concern(scenes[0], 'dialogue-audibility').level, 'unmeasured');
  assert.equal(proposal, true);
  // stems count, their mix does not count again
  assert.deepEqual(inputs.sets[0].prints.map(({ role, measured }) => [role, measured]).sort(), [['Full mix', false], ['Percussion', true], ['String', true]]);

  const nulled = await server.ok('GET', `/api/sets/${of.set.id}/null`);
  assert.equal(nulled.state, 'done');
  assert.ok(nulled.result.nulls, nulled.result.summary);
  assert.equal(nulled.result.scenes.length, 2);
  assert.equal(nulled.result.scenes[0].number, '1');
  const qc = await server.ok('GET', `/api/sets/${of.set.id}/qc`);
  assert.equal(qc.state, 'done');
  assert.equal(qc.result.files.length, 3);

  // -30 dBFS is drawn at -30 dBFS, in every column
  const peaks = await server.ok('GET', `/api/prints/${mix.id}/peaks?columns=7&in_samples=${HOUR + 13 * RATE}&out_samples=${HOUR + 20 * RATE}`);
  assert.deepEqual(peaks.channels.map(({ channel }) => channel), ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']);
  for (const high of peaks.channels[0].high) assert.ok(Math.abs(high - (10 ** -1.5 + 0.001)) < 0.002, `${high}`);
  const outside = await server.ok('GET', `/api/prints/${mix.id}/peaks?columns=2&in_samples=0&out_samples=1000`);
  assert.deepEqual(outside.channels[0].low, [null, null]);

  const { figures } = await server.ok('GET', `/api/prints/${mix.id}/analysis`);
  assert.ok(Math.abs(figures.levels[LFE].peak_db + 12) < 0.2, `${figures.levels[LFE].peak_db}`);
  const lanes = await server.ok('GET', `/api/scenes/${scenes[0].scene_id}/lanes?columns=24`);
  assert.equal(lanes.lfe.music_db.length, 24);
  assert.ok(lanes.lfe.music_db.every((level) => level > -30 && level < -10));
  assert.ok(lanes.lfe.pumping.some((index) => index > 0.7));
  assert.ok(lanes.lfe.stems.find(({ stem }) => stem === 'String').level_db.every((level) => level === null || level < -50));
  await server.stop();
});

const range = (from_s, to_s, columns) => `in_samples=${HOUR + from_s * RATE}&out_samples=${HOUR + to_s * RATE}&columns=${columns}`;
// A temp that begins with the film.
const temp = (server, { picture }, name, signal) => server.ok('PUT', `/api/pictures/${picture.id}/temps/R1_${name}.wav`, print(signal));

test('all that lies in a range is drawn in one answer, a lane for each role', async () => {
  const server = await Server.start(), of = await film(server);
  await upload(server, of);
  await temp(server, of, 'FX_temp', pumping(6));
  await settled(server, of);
  const path = `/api/pictures/${of.picture.id}/waveforms?${range(-2, 26, 28)}`;
  const first = await server.call('GET', path), { lanes, ...told } = first.body;
  assert.deepEqual(told, { state: 'analysed', in_samples: HOUR - 2 * RATE, out_samples: HOUR + 26 * RATE, columns: 28, waiting: [] });
  assert.deepEqual(lanes.map(({ role, kind }) => `${role}, ${kind}`), ['String, stem', 'Percussion, stem', 'Full mix, mix', 'Effects, effects']);
  for (const { low, high, rms } of lanes)
    for (let i = 0; i < 28; i++) {
      const sounds = i >= 2 && i < 26;
      assert.deepEqual([low[i] === null, high[i] === null, rms[i] === null], [!sounds, !sounds, !sounds]);
      assert.ok(!sounds || (low[i] <= high[i] && rms[i] >= 0 && rms[i] <= Math.max(high[i], -low[i])), `${low[i]} ${rms[i]} ${high[i]}`);
    }
  // a sine at -30 dBFS is drawn at -30 dBFS, and its rms 3 dB below
  const [strings] = lanes;
  assert.ok(Math.abs(strings.high[9] - 10000 * 10 ** -1.5) < 3 && Math.abs(strings.low[9] + 10000 * 10 ** -1.5) < 3, `${strings.high[9]}`);
  assert.ok(Math.abs(strings.rms[9] - 10000 * 10 ** -1.65) < 4, `${strings.rms[9]}`);

  // the same is known by its name; another width, or other sets, is something else
  const etag = first.headers.get('etag'), ask = (query, headers) => server.call('GET', query, undefined, headers);
  assert.equal(first.headers.get('cache-control'), 'private, no-cache');
  const again = await ask(path, { 'if-none-match': etag });
  assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, '', etag]);
  assert.equal((await ask(path.replace('columns=28', 'columns=27'), { 'if-none-match': etag })).status, 200);
  const temps = await ask(`${path}&sets=`, { 'if-none-match': etag });
  assert.deepEqual([temps.status, temps.body.lanes.map(({ role }) => role)], [200, ['Effects']]);
  assert.equal((await ask(`/api/pictures/${of.picture.id}/waveforms?columns=5`)).status, 400);

  // what the cache has lost is said, wanted, and comes back the same
  await rm(join(server.data, 'cache', 'wave'), { recursive: true });
  const lost = await ask(path, { 'if-none-match': etag });
  assert.deepEqual([lost.status, lost.body.state, lost.body.waiting.length], [200, 'waiting', 4]);
  for (const end = Date.now() + 60000; (await ask(path, { 'if-none-match': etag })).status !== 304; await pause(50)) assert.ok(Date.now() < end);
  await server.stop();
});

test('LFE and words are drawn over a range as over its scenes', async () => {
  const server = await Server.start(), of = await film(server);
  await upload(server, of);
  const before = await settled(server, of), lanes = `/api/pictures/${of.picture.id}/lanes`;
  const ids = before.scenes.map(({ scene_id }) => scene_id);
  const bare = await server.ok('GET', `${lanes}?${range(0, 24, 10)}`);
  assert.deepEqual(bare.missing.map(({ scene_id, what, text }) => [scene_id, what, text]), [
    [ids[0], 'lfe', 'no FX temp for scene 1'], [ids[0], 'dialogue', 'no DX temp for scene 1'],
    [ids[1], 'lfe', 'no FX temp for scene 2'], [ids[1], 'dialogue', 'no DX temp for scene 2'],
  ]);
  assert.ok(bare.lfe.clash.every((value) => value === null));

  await temp(server, of, 'FX_temp', tone(50, -12, [LFE]));
  await settled(server, of);
  const first = await server.call('GET', `${lanes}?${range(-6, 30, 36)}`), all = first.body;
  assert.equal(all.state, 'measured');
  assert.deepEqual(all.missing.map(({ what }) => what), ['dialogue', 'dialogue']);
  // the drums play until 12 s in the band of the effects
  assert.ok(all.lfe.clash.slice(7, 17).every((value) => value > 0.8), `${all.lfe.clash}`);
  assert.ok(all.lfe.clash.slice(20).every((value) => value === null), `${all.lfe.clash}`);
  assert.ok(all.lfe.effects_db.every((level, i) => (level === null) === (i < 6 || i >= 30)), `${all.lfe.effects_db}`);
  for (const [i, id] of ids.entries()) {
    const one = await server.ok('GET', `/api/scenes/${id}/lanes?columns=12`), part = ([key, lane]) => [key, lane.slice(6 + 12 * i, 18 + 12 * i)];
    const { stems, ...lfe } = all.lfe, { stems: own, ...levels } = one.lfe;
    assert.deepEqual(Object.fromEntries(Object.entries(lfe).map(part)), levels);
    assert.deepEqual(Object.fromEntries(Object.entries(all.dialogue).map(part)), one.dialogue);
    assert.deepEqual(stems.map(({ stem, level_db }) => ({ stem, level_db: part(['', level_db])[1] })), own);
  }
  const etag = first.headers.get('etag'), query = `${lanes}?${range(-6, 30, 36)}`;
  assert.equal((await server.call('GET', query, undefined, { 'if-none-match': etag })).status, 304);
  await server.ok('PUT', `/api/pictures/${of.picture.id}/scenes`, list(6), CSV);
  await settled(server, of);
  assert.equal((await server.call('GET', query, undefined, { 'if-none-match': etag })).status, 200);
  await server.stop();
});

test('what was found about the current sets is told in one list, as each set tells it', async () => {
  const server = await Server.start(), of = await film(server);
  await upload(server, of);
  const other = await server.ok('POST', `/api/productions/${of.production.id}/cues`, { name: '1m2' });
  const part = await server.ok('POST', `/api/cues/${other.id}/sets`, { picture_id: of.picture.id });
  const checks = () => server.ok('GET', `/api/productions/${of.production.id}/checks`).then(({ checks: all }) => all);
  assert.deepEqual((await checks()).map(({ cue }) => cue), ['1m1'], 'a draft stands for nothing');
  await put(server, part, 'Percussion_stem', wav({ samples: 24 * RATE, start: HOUR, signal: () => 1.2 }));
  await server.publish(part);
  await settled(server, of);
  const [newer, older] = await checks();
  assert.deepEqual([newer.cue, newer.set_id, newer.version, newer.picture_id, newer.is_complete], ['1m2', part.id, 1, of.picture.id, false]);
  assert.ok(newer.arrived_at_ms > older.arrived_at_ms);
  assert.deepEqual(newer.missing, ['String', 'Full mix']);
  assert.deepEqual(newer.prints, [{ role: 'Percussion', kind: 'stem', playable: true }]);
  assert.deepEqual(newer.null, { state: 'lacking', error: null, verdict: null, nulls: null, text: null, lacks: 'String, Full mix' });
  assert.deepEqual([older.is_complete, older.missing, older.prints.length], [true, [], 3]);
  for (const { set_id, qc, null: nulled } of [newer, older]) {
    const { result } = await server.ok('GET', `/api/sets/${set_id}/qc`), own = await server.ok('GET', `/api/sets/${set_id}/null`);
    assert.deepEqual(qc, { state: 'done', error: null, must: result.must, should: result.should, info: result.info, lacks: null });
    assert.deepEqual([nulled.verdict, nulled.nulls, nulled.lacks], [own.result?.verdict ?? null, own.result?.nulls ?? null, own.waits_for]);
  }
  assert.ok(newer.qc.must + newer.qc.should > 0 && older.null.nulls, JSON.stringify(newer.qc));
  assert.match(older.null.text, /^(residual -\d+ dB|no residual)$/);
  await server.stop();
});

test('thresholds score anew and scene lists measure anew, and neither listens again', async () => {
  const server = await Server.start(), of = await film(server);
  await upload(server, of);
  const first = await settled(server, of), thresholds = `/api/productions/${of.production.id}/thresholds`;

  const set = await server.ok('PUT', thresholds, { thresholds: { pumping_amber: 5, pumping_red: 6 } });
  assert.equal(set.proposal, false);
  assert.equal(set.thresholds.pumping_red, 6);
  const milder = await settled(server, of);
  assert.equal(concern(milder.scenes[0], 'lfe-pumping').level, 'clear');
  assert.equal(concern(milder.scenes[0], 'lfe-pumping').value, concern(first.scenes[0], 'lfe-pumping').value);
  assert.equal(milder.proposal, false);
  for (const kind of ['analyse', 'facts', 'null', 'qc']) assert.deepEqual(ended(milder.jobs, kind), ended(first.jobs, kind), kind);
  for (const wrong of [{ pumping: 1 }, { pumping_amber: 'x' }, { pumping_amber: 11 }, { pumping_amber: 2, pumping_red: 1 }])
    assert.equal((await server.call('PUT', thresholds, { thresholds: wrong })).status, 400, JSON.stringify(wrong));
  await server.ok('PUT', thresholds, { thresholds: {} });
  assert.equal((await server.ok('GET', thresholds)).proposal, true);

  // the same list again, then one scene moved by two frames
  await server.ok('PUT', `/api/pictures/${of.picture.id}/scenes`, list(), CSV);
  const same = await settled(server, of);
  assert.deepEqual(ended(same.jobs, 'facts'), ended(first.jobs, 'facts'));
  await server.ok('PUT', `/api/pictures/${of.picture.id}/scenes`, list(2), CSV);
  const moved = await settled(server, of), made = ended(moved.jobs, 'facts');
  assert.equal(made.length, ended(first.jobs, 'facts').length + 1);
  assert.equal(moved.scenes[1].tc_in, '01:00:12:02');
  for (const kind of ['analyse', 'null']) assert.deepEqual(ended(moved.jobs, kind), ended(first.jobs, kind), kind);
  await server.stop();
});

test('the null test places a stem where a person told that it starts', async () => {
  const server = await Server.start(), of = await film(server);
  const late = { samples: 23 * RATE, start: null, signal: (i, c) => strings(i + RATE, c) };
  const { id } = await put(server, of.set, 'String_stem', wav(late));
  await put(server, of.set, 'Percussion_stem', prints.Percussion_stem);
  await put(server, of.set, 'Full_mix', print((i, c) => (i < RATE ? 0 : strings(i, c)) + drums(i, c)));
  await server.ok('POST', `/api/prints/${id}/start`, { start: '01:00:01:00' });
  await settled(server, of);
  const { state, result } = await server.ok('GET', `/api/sets/${of.set.id}/null`);
  assert.equal(state, 'done');
  assert.equal(result.verdict, 'dither', JSON.stringify(result));
  await server.stop();
});

test('a temp, an answer and a new set change what is measured, and an older set can be asked for', async () => {
  const server = await Server.start(), of = await film(server);
  await upload(server, of);
  const first = await settled(server, of);
  const temp = await server.ok('PUT', `/api/pictures/${of.picture.id}/temps/R1_FX_temp.wav`, wav({ samples: 24 * RATE, start: null, signal: tone(50, -3, [LFE]) }));
  const asked = await settled(server, of);
  assert.equal(asked.inputs.temps[0].state, 'unanswered');
  assert.equal(concern(asked.scenes[0], 'lfe-headroom').level, 'unmeasured');
  await server.ok('POST', `/api/temps/${temp.id}/start`, { start: '01:00:00:00' });
  const answered = await settled(server, of);
  assert.equal(answered.inputs.temps[0].state, 'analysed');
  assert.equal(concern(answered.scenes[0], 'lfe-headroom').level, 'red');
  assert.equal(concern(answered.scenes[0], 'lfe-headroom').stem, 'Percussion');

  const next = await server.ok('POST', `/api/cues/${of.cue.id}/sets`, { picture_id: of.picture.id });
  await put(server, next, 'Percussion_stem', print(noise(-60)));
  await put(server, next, 'String_stem', prints.String_stem);
  assert.equal((await settled(server, of)).inputs.sets[0].set_id, of.set.id, 'a set that is still arriving does not count yet');
  await put(server, next, 'Full_mix', print(strings));
  const better = await settled(server, of);
  assert.equal(better.inputs.sets[0].set_id, next.id);
  assert.equal(concern(better.scenes[0], 'lfe-pumping').level, 'clear');
  const before = await measures(server, of, `?sets=${of.set.id}`);
  assert.equal(before.scenes[0].state, 'measured');
  assert.equal(concern(before.scenes[0], 'lfe-pumping').value, concern(first.scenes[0], 'lfe-pumping').value);
  for (const sets of ['x', '1,', `${of.set.id},${next.id}`, '999'])
    assert.equal((await server.call('GET', `/api/pictures/${of.picture.id}/measures?sets=${sets}`)).status, 400, sets);
  await server.stop();
});

test('a print that waits for an answer is told, and the others are tested meanwhile', async () => {
  const server = await Server.start(), of = await film(server);
  const asked = await put(server, of.set, 'String_stem', wav({ samples: RATE, start: null, mask: 0, signal: () => 0 }));
  await put(server, of.set, 'Percussion_stem', print(drums));
  await server.publish(of.set);
  const { inputs, scenes } = await settled(server, of);
  assert.equal(inputs.sets[0].prints.find(({ print_id }) => print_id === asked.id).state, 'unanswered');
  assert.equal(concern(scenes[0], 'lfe-pumping').stem, 'Percussion');
  assert.equal((await server.ok('GET', `/api/prints/${asked.id}/peaks`)).state, 'unanswered');
  const qc = await server.ok('GET', `/api/sets/${of.set.id}/qc`), nulled = await server.ok('GET', `/api/sets/${of.set.id}/null`);
  assert.equal(qc.state, 'done', qc.error);
  assert.ok(qc.result.findings.some(({ print_id }) => print_id === asked.id));
  assert.equal(nulled.state, 'waiting');
  assert.equal(nulled.waits_for, 'String, Full mix');
  await server.stop();
});

test('a cache that was deleted comes back, also while the server runs', async () => {
  const server = await Server.start(), of = await film(server);
  const mix = await upload(server, of), first = await settled(server, of), cache = join(server.data, 'cache');
  assert.ok((await readdir(cache)).includes('facts'));
  await rm(cache, { recursive: true });
  assert.equal((await measures(server, of)).scenes[0].state, 'waiting');
  const again = await settled(server, of);
  assert.deepEqual(again.scenes, first.scenes);
  for (const path of [`/api/prints/${mix.id}/peaks`, `/api/prints/${mix.id}/analysis`, `/api/sets/${of.set.id}/null`, `/api/sets/${of.set.id}/qc`]) {
    for (const end = Date.now() + 30000; !['analysed', 'done'].includes((await server.ok('GET', path)).state); await pause(50)) assert.ok(Date.now() < end, path);
  }
  await server.stop();
});

// A minute and a half of noise each, sent all at once, so that one core has a row of them to hear: what
// takes time to make is made before the first is sent.
async function queue(server, of, roles) {
  const files = roles.map((role, i) => {
    const body = wav({ samples: 1, start: HOUR, signal: () => 0 }), bytes = (90 + i) * RATE * 18;
    body.writeUInt32LE(body.length - 8 - 18 + bytes, 4);
    body.writeUInt32LE(bytes, body.length - 18 - 4);
    return [role, Buffer.concat([body.subarray(0, -18), randomBytes(bytes)])];
  });
  await Promise.all(files.map(([role, body]) => put(server, of.set, role, body)));
}

test('a crash in the middle of an analysis loses nothing', async () => {
  const data = await tempDir(), args = ['--threads', '1'];
  let server = await Server.start({ data, args });
  const of = await film(server);
  await queue(server, of, ['String_stem', 'Percussion_stem', 'Full_mix']);
  const before = await jobs(server, of);
  assert.ok(before.active > 0, 'the machine was too quick for this test');
  await server.stop('SIGKILL');
  server = await Server.start({ data, args });
  const after = await settled(server, of);
  assert.ok(after.scenes.every(({ state }) => state === 'measured'));
  assert.ok(after.jobs.filter(({ kind }) => kind === 'analyse').every(({ state }) => state === 'done'));
  await server.stop();
  await rm(data, { recursive: true });
});

test('work tells how far it is, can be cancelled, and tried again', async () => {
  const server = await Server.start({ args: ['--threads', '1'] }), of = await film(server);
  await queue(server, of, ['String_stem', 'Percussion_stem', 'Full_mix']);
  const { jobs: all, active, progress, seconds_left } = await jobs(server, of);
  assert.ok(active > 0 && progress < 1 && (seconds_left === null || seconds_left > 0));
  const waiting = all.findLast(({ kind, state }) => kind === 'analyse' && state === 'waiting');
  assert.equal((await server.ok('POST', `/api/jobs/${waiting.id}/cancel`)).state, 'cancelled');
  assert.equal((await server.call('POST', `/api/jobs/${waiting.id}/cancel`)).status, 409);
  await settled(server, of);
  assert.equal((await server.ok('GET', `/api/prints/${waiting.subject.print_id}/peaks`)).state, 'failed');
  assert.equal((await server.ok('GET', `/api/sets/${of.set.id}/qc`)).state, 'failed');
  assert.equal((await server.ok('POST', `/api/jobs/${waiting.id}/retry`)).state, 'waiting');
  await settled(server, of);
  assert.equal((await server.ok('GET', `/api/prints/${waiting.subject.print_id}/peaks`)).state, 'analysed');
  assert.equal((await jobs(server, of)).progress, 1);
  await server.stop();
});

test('two hundred scenes are scored anew without a new job', async () => {
  const server = await Server.start(), of = await film(server);
  const tc = (frames) => `01:00:${String(Math.floor(frames / 24)).padStart(2, '0')}:${String(frames % 24).padStart(2, '0')}`;
  const scenes = Array.from({ length: 200 }, (_, i) => ({ number: `${i + 1}`, name: '', tc_in: tc(i), tc_out: tc(i + 96) }));
  await server.ok('PUT', `/api/pictures/${of.picture.id}/scenes`, { scenes });
  await upload(server, of);
  const first = await settled(server, of);
  await server.ok('PUT', `/api/productions/${of.production.id}/thresholds`, { thresholds: { pumping_amber: 5, pumping_red: 6 } });
  const begun = performance.now(), second = await measures(server, of), took = performance.now() - begun;
  assert.equal(second.scenes.filter(({ state }) => state === 'measured').length, 200);
  assert.equal(concern(first.scenes[0], 'lfe-pumping').level, 'red');
  assert.equal(concern(second.scenes[0], 'lfe-pumping').level, 'clear');
  assert.deepEqual(ended((await jobs(server, of)).jobs, 'facts'), ended(first.jobs, 'facts'), 'no scene was measured again');
  console.log(`# 200 scenes scored anew in ${took.toFixed(0)} ms`);
  await server.stop();
});
