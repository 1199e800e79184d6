// Timing, statistics and servers for the rows of run.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { Client } from '../support/client.mjs';

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
export const predub = resolve(root, process.env.PREDUB ?? 'build/release/predub');
export const bin = (name) => join(dirname(predub), 'tests', name);
export const work = join(root, 'build/bench');
export const reel = (name) => join(process.env.REEL ?? join(work, 'reel'), name);
export const stems = ['String', 'Brass', 'Atmospheric', 'FX_inst', 'Percussion'].map((stem) => reel(`1m1_${stem}_stem.wav`));
export const temps = [reel('R1_DX_temp.wav'), reel('R1_FX_temp.wav')];
export const sources = [...stems, ...temps]; // what a default preview plays: seven 5.1 files

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// Runs a command under GNU time: wall and processor seconds, greatest memory in MiB, its output.
export async function timed(command, ...args) {
  const child = spawn('time', ['-f', '@%e %U %S %M', command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', err = '';
  const began = process.hrtime.bigint();
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  const status = await new Promise((done, fail) => child.on('close', done).on('error', fail));
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${err}`);
  const [, user, system, memory] = /@(\S+) (\S+) (\S+) (\S+)\s*$/.exec(err).slice(1).map(Number);
  return { wall, cpu: user + system, memory_mib: memory / 1024, out };
}

export const shell = (script) => timed('bash', '-c', `set -euo pipefail; ${script}`);

// Runs a and b in turn, `pairs` times, and gives each pair's results.
export async function paired(pairs, a, b) {
  const results = [];
  await a(); // once for the page cache, not counted
  for (let i = 0; i < pairs; i++) results.push(i % 2 ? [await b(), await a()].reverse() : [await a(), await b()]);
  return results;
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.once('listening', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

async function answers(url) {
  for (let i = 0; i < 1200; i++) {
    if (await fetch(url).then(() => true, () => false)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${url} does not answer`);
}

// Makes the first person, and gives what signs them in.
function makeOwner(data) {
  const person = { name: 'Owner', password: 'a word for benches' };
  const { status, stderr } = spawnSync(predub, ['user', 'add', '--data', data, '--name', person.name, '--owner'], { input: `${person.password}\n` });
  if (status !== 0) throw new Error(`predub user: ${stderr}`);
  return person;
}

// A server with a folder of its own, spoken to as its owner. fill(data) writes the record before, in
// memory if it can, and gives a token of an owner whom it has made; what such a server says of files
// that are not there is not shown.
export async function startPredub({ options = [], fill } = {}) {
  const port = await freePort(), data = await mkdtemp(join(fill && existsSync('/dev/shm') ? '/dev/shm' : work, 'predub-bench-'));
  const token = await fill?.(data), person = fill ? null : makeOwner(data);
  const child = spawn(predub, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...options], { stdio: ['ignore', 'ignore', fill ? 'ignore' : 'inherit'] });
  const server = new Client(`http://127.0.0.1:${port}`, token ? { authorization: `Bearer ${token}` } : {});
  await answers(`${server.url}/healthz`);
  if (person) await server.become('/api/session', person);
  const stop = () => new Promise((done) => child.on('close', done) && child.kill('SIGTERM'));
  return Object.assign(server, { data, pid: child.pid, stop });
}

export async function startNginx(folder) {
  const port = await freePort(), dir = await mkdtemp(join(work, 'nginx-'));
  const conf = join(dir, 'nginx.conf');
  await writeFile(conf, `daemon off; worker_processes 2; pid ${dir}/pid; error_log ${dir}/error.log; ${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 2048; }
http { access_log off; sendfile on; keepalive_requests 1000000; client_max_body_size 0;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/p; fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
  server { listen 127.0.0.1:${port}; root ${folder}; location /put/ { dav_methods PUT DELETE; create_full_put_path on; } } }
`);
  const child = spawn('nginx', ['-e', join(dir, 'error.log'), '-c', conf], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await answers(url);
  const stop = () => new Promise((done) => child.on('close', done) && child.kill('SIGTERM'));
  return { url, pid: child.pid, stop };
}

// Resident memory of a process, in MiB.
export async function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

// Sends a file from disk; what curl needs to be the server's owner comes first.
const put = (server, path, file) =>
  timed('curl', '-fsS', '-o', '/dev/null', '-H', `Cookie: ${server.headers.cookie}`, '-T', file, `${server.url}${path}`);

// A production with the reel in it; sets the start, which files made by sox do not carry. mix: with the
// full mix as an eighth lane.
export async function reelProduction(server, { mix = false } = {}) {
  const production = await server.ok('POST', '/api/productions', { name: 'Reel', frame_rate: '24', headroom_db: -6 });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const send = (path, file) => put(server, `${path}/${file.split('/').pop()}?start=01:00:00:00`, file);
  for (const file of stems) await send(`/api/sets/${set.id}/prints`, file);
  if (mix) await send(`/api/sets/${set.id}/prints`, reel('1m1_Full_mix.wav'));
  else await server.publish(set); // a whole set publishes itself
  for (const file of temps) await send(`/api/pictures/${picture.id}/temps`, file);
  return { production, picture, preview: (body) => server.ok('POST', `/api/pictures/${picture.id}/previews`, body) };
}
