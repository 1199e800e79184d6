// The dub stage's daily question from a shell: how do the scenes stand, and what is asked of us?
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, predub, tempDir } from '../support/server.mjs';
import { tone, wav } from '../support/wav.mjs';

const HOUR = 172800000, SECOND = 48000, LFE = 3;
const scenes =
  'scene,name,tc_in,tc_out\n' +
  '42,"Pier, dawn",01:00:00:00,01:00:04:00\n' +
  '43A,Überfahrt im Nebel mit einem sehr langen Namen,01:00:04:00,01:00:08:00\n' +
  '44,Yard,01:00:08:00,01:00:12:00\n';

let server, stage, production, picture, list, query, tokens;

function run(command, args, { token = tokens.stage, env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(predub, [command, ...args], { env: { PATH: process.env.PATH, ...(token ? { PREDUB_TOKEN: token } : {}), ...env } });
  return { status, out: stdout.toString(), err: stderr.toString() };
}

const listed = (...args) => run('scenes', ['--server', server.url, ...args]);
const ok = (result) => {
  assert.equal(result.status, 0, result.err);
  return result.out;
};
const json = (...args) => JSON.parse(ok(listed('--json', ...args)));
const numbers = (found) => found.scenes.map((scene) => scene.number);

async function token(client) {
  return (await client.ok('POST', '/api/tokens', { name: 'shell', scopes: ['listen', 'note'] })).token;
}

// A low tone that goes on in scene 42, in the LFE alone; music elsewhere, silence in 44.
async function upload(set, version) {
  const low = tone(45, -30, [LFE]), high = tone(1000 + version, -20, [0, 1]);
  const signal = (i, c) => (i < 4 * SECOND ? low(i, c) : i < 8 * SECOND ? high(i, c) : 0);
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String_stem.wav`, wav({ samples: 12 * SECOND, start: HOUR, signal }));
  await server.publish(set);
}

// Until everything is listened to; gives the states.
async function settled() {
  for (let i = 0; i < 400; i++) {
    const { jobs } = await server.ok('GET', `/api/productions/${production.id}/jobs`);
    const { states } = await server.ok('GET', `/api/pictures/${picture.id}/states`);
    if (jobs.every(({ state }) => state !== 'waiting' && state !== 'running') && states.every((state) => !state.is_checking)) return states;
    await sleep(50);
  }
  throw new Error('the scenes are not measured after 20 s');
}

const sign = (client, { scene_id, sounds_sha256 }) => client.ok('POST', `/api/scenes/${scene_id}/signoffs`, { sounds_sha256, monitoring: 'room_5_1' });

before(async () => {
  server = await Server.start();
  const made = await server.production({ name: 'Tideline' });
  ({ production, picture } = made);
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, scenes, { 'content-type': 'text/csv' });
  stage = await server.person('Stan');
  await server.join(production.id, stage, 'stage');
  tokens = { music: await token(server), stage: await token(stage) };
  await upload(made.set, 0);
  list = await settled();
  await sign(server, list[1]);
  await sign(stage, list[1]);
  await sign(stage, list[2]);
  await sign(server, list[2]);
  query = await server.ok('POST', `/api/scenes/${list[1].scene_id}/queries`, { about: 'lfe', text: 'Does the drone hurt under her line?', from_samples: SECOND });
  await server.ok('POST', `/api/scenes/${list[0].scene_id}/notes`, { about: 'lfe', text: 'rumbles' });
});

after(() => server?.stop());

test('scenes come in film order, in lines that fit, with what stands out', () => {
  const out = ok(listed('Tideline')), lines = out.split('\n');
  assert.ok(lines.every((line) => [...line].length <= 100), out);
  assert.ok(lines[0] === 'Tideline, Cut 1');
  const rows = lines.filter((line) => /^4\d/.test(line));
  assert.deepEqual(rows.map((row) => row.split(' ')[0]), ['42', '43A', '44']);
  assert.match(rows[0], /^42 +Pier, dawn +01:00:00:00 +(red|amber) LFE .* - +open +open +1$/);
  assert.match(rows[1], /^43A +Überfahrt im Nebe~ +01:00:04:00 .* 1 open +signed +signed +0$/);
  assert.match(out, /questions +1 open about the LFE/);
  assert.match(out, /String, LFE: -\d+\.\d dB clears it/);
  assert.match(out, /\n3 scenes, 2 with something open\.\n$/);
});

test('a list is narrowed by what is asked for', () => {
  assert.deepEqual(numbers(json('tideline')), ['42', '43A', '44']);
  assert.deepEqual(numbers(json(String(production.id), '--open')), ['42', '43A']);
  assert.deepEqual(numbers(json('Tideline', '--lfe')), ['42', '43A']);
  assert.deepEqual(numbers(json('Tideline', '--reel', '1')).length, 3);
  assert.deepEqual(numbers(json('Tideline', '--reel', '2')), []);
  assert.match(ok(listed('Tideline', '--lfe', '--open', '--reel', '2')), /0 scenes of reel 2 with something about the LFE that wait for somebody/);
});

test('JSON has state and concern of each scene in one object', () => {
  const { scenes: [first, second], production: told } = json('Tideline', '--picture', 'cut 1');
  assert.equal(told.side, 'stage');
  assert.equal(first.number, '42');
  assert.equal(second.queries.open_lfe, 1);
  assert.equal(first.sides.music.state, 'open');
  assert.equal(first.measured, 'measured');
  assert.ok(first.concerns.some((concern) => concern.kind.startsWith('lfe-') && concern.level !== 'clear'));
  assert.equal(typeof first.score, 'number');
});

test('what is asked is listed for the side that answers, with an id', () => {
  const out = ok(run('answer', ['--server', server.url, '--list', 'Tideline']));
  assert.match(out, new RegExp(`^${query.id}  scene 43A, LFE, 01:00:05:00\n  asked    Owner \\(music\\): Does the drone hurt under her line\\?\n`));
  assert.match(out, /Tideline: 1 question waits for the stage\.\n$/);
  assert.match(ok(run('answer', ['--server', server.url, '--list', 'Tideline'], { token: tokens.music })), /^Tideline: 0 questions wait for the music\.\n$/);
});

test('an answer is kept, and shown as it was kept', async () => {
  const answer = (...args) => run('answer', ['--server', server.url, String(query.id), ...args]);
  for (const args of [[], ['--likelihood', 'could'], ['--likelihood', 'could', '--advice', 'trim'], ['--likelihood', 'could', '--advice', 'keep', '--trim-db', '-5'], ['--likelihood', 'could', '--advice', 'trim', '--trim-db', '5']])
    assert.equal(answer(...args).status, 2, args.join(' '));
  const wrong = answer('--likelihood', 'perhaps', '--advice', 'keep');
  assert.equal(wrong.status, 1);
  assert.match(wrong.err, /likelihood/);
  const out = ok(answer('--likelihood', 'could', '--advice', 'trim', '--trim-db', '-5', '--text', 'Only the drone.'));
  assert.match(out, /answered Stan \(stage\): could; advice: trim by -5 dB\. Only the drone\.\n/);
  const kept = await server.ok('GET', `/api/queries/${query.id}`);
  assert.deepEqual([kept.state, kept.answer.likelihood, kept.answer.trim_db, kept.answer.text], ['answered', 'could', -5, 'Only the drone.']);
  const own = run('answer', ['--server', server.url, String(query.id), '--likelihood', 'could', '--advice', 'keep'], { token: tokens.music });
  assert.equal(own.status, 1, 'music answered its own question');
  assert.match(ok(run('answer', ['--server', server.url, '--list', 'Tideline'])), /0 questions wait/);
});

test('a new print makes scenes stale, and the shell says why', async () => {
  await upload(await server.ok('POST', `/api/cues/${(await server.ok('GET', `/api/productions/${production.id}/cues`)).cues[0].id}/sets`, { picture_id: picture.id }), 1);
  await settled();
  const out = ok(listed('Tideline', '--open'));
  assert.match(out, /\n43A .* 1 outdated +stale +stale +0\n/);
  assert.match(out, / music +since it was signed: String changed \(1m1 v2\)\n/);
  assert.doesNotMatch(out, /\n44 /);
});

test('what is wrong is said with the remedy, and tells failure from misuse', async () => {
  const none = run('scenes', ['--server', server.url, 'Tideline'], { token: null });
  assert.equal(none.status, 1);
  assert.match(none.err, /PREDUB_TOKEN/);
  assert.equal(run('scenes', ['--server', server.url, 'Tideline'], { token: 'pdt_wrong-but-well-formed-0123456789-0123456789' }).status, 1);
  const bad = run('scenes', ['--server', server.url, 'Tideline'], { token: 'a b\r\nX: y' });
  assert.equal(bad.status, 2);
  assert.match(bad.err, /no token/);
  for (const args of [['Tideline'], ['--server', 'score.example.org', 'Tideline'], ['--server', 'ftp://x/', 'Tideline'], ['--server', server.url], ['--server', server.url, 'a', 'b'], ['--server', server.url, '--reel', '0', 'Tideline']])
    assert.equal(run('scenes', args).status, 2, args.join(' '));
  const unknown = listed('Riptide');
  assert.equal(unknown.status, 1);
  assert.match(unknown.err, new RegExp(`no production Riptide.*${production.id} Tideline`));
  assert.match(listed('Tideline', '--picture', 'Cut 99').err, /no picture version called Cut 99/);
  const other = await server.ok('POST', '/api/productions', { name: 'Twin', frame_rate: '24' });
  const twin = await server.ok('POST', '/api/productions', { name: 'Twin', frame_rate: '24' });
  const ambiguous = run('scenes', ['--server', server.url, 'Twin'], { token: tokens.music });
  assert.equal(ambiguous.status, 1);
  assert.match(ambiguous.err, new RegExp(`say the id: .*${twin.id} Twin.*${other.id} Twin|say the id: .*${other.id} Twin.*${twin.id} Twin`));
  assert.match(run('scenes', ['--server', server.url, String(twin.id)], { token: tokens.music }).err, /no picture version yet/);
});

test('a server that is not there, or is no predub, is named', async () => {
  const stranger = createServer((_, reply) => reply.end('<html>')).listen(0, '127.0.0.1');
  await new Promise((done) => stranger.once('listening', done));
  const { port } = stranger.address(), url = `http://127.0.0.1:${port}`;
  // spawnSync would keep the stranger from answering, so it is asked by a child of its own
  const child = spawn(predub, ['scenes', '--server', url, 'x'], { env: { PREDUB_TOKEN: tokens.stage } });
  let err = '';
  child.stderr.on('data', (text) => (err += text));
  assert.equal(await new Promise((done) => child.on('close', done)), 1);
  assert.match(err, /does not answer as a predub server/);
  stranger.close();
  const gone = run('scenes', ['--server', url, 'x']);
  assert.equal(gone.status, 1);
  assert.match(gone.err, /127\.0\.0\.1 takes no connections there: .*does predub serve run there/);
});

test('a certificate is checked before a token is sent', async () => {
  const folder = await tempDir(), [cert, key] = ['cert', 'key'].map((what) => join(folder, `${what}.pem`));
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]);
  assert.equal(made.status, 0, String(made.stderr));
  const tls = await Server.start({ args: ['--tls-cert', cert, '--tls-key', key], anonymous: true });
  const foreign = run('scenes', ['--server', tls.url, 'x']);
  assert.equal(foreign.status, 1);
  assert.match(foreign.err, /certificate of 127\.0\.0\.1 is not to be trusted/);
  const known = run('scenes', ['--server', tls.url, 'x'], { env: { SSL_CERT_FILE: cert } });
  assert.equal(known.status, 1);
  assert.match(known.err, /token/, 'a trusted server was asked, and knows no such token');
  await tls.stop();
  await rm(folder, { recursive: true });
});

test('help tells a newcomer all that is needed', () => {
  for (const command of ['scenes', 'answer']) {
    const { status, out } = run(command, ['--help']);
    assert.equal(status, 0);
    assert.match(out, /--server URL/);
    assert.match(out, /list of processes/);
    assert.match(out, /PREDUB_TOKEN/);
  }
});
