// Timing, statistics and servers for the rows of run.mjs.
import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
export const predub = join(root, 'build/release/predub');
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
  for (let i = 0; i < 200; i++) {
    if (await fetch(url).then(() => true, () => false)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${url} does not answer`);
}

export async function startPredub(...options) {
  const port = await freePort(), data = await mkdtemp(join(work, 'data-'));
  const child = spawn(predub, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/healthz`);
  const stop = () => new Promise((done) => child.on('close', done) && child.kill('SIGTERM'));
  return { url, data, pid: child.pid, stop };
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

export async function call(url, method, body) {
  const reply = await fetch(url, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${url}: ${answer.error.text}`);
  return answer;
}

// A production with the reel in it; sets the start, which files made by sox do not carry.
export async function reelProduction(url) {
  const production = await call(`${url}/api/productions`, 'POST', { name: 'Reel', frame_rate: '24', headroom_db: -6 });
  const picture = await call(`${url}/api/productions/${production.id}/pictures`, 'POST', { name: 'Cut 1' });
  const cue = await call(`${url}/api/productions/${production.id}/cues`, 'POST', { name: '1m1' });
  const set = await call(`${url}/api/cues/${cue.id}/sets`, 'POST', { picture_id: picture.id });
  const put = (path, file) => timed('curl', '-fsS', '-T', file, `${url}${path}/${file.split('/').pop()}?start=01:00:00:00`);
  for (const file of stems) await put(`/api/sets/${set.id}/prints`, file);
  for (const file of temps) await put(`/api/pictures/${picture.id}/temps`, file);
  return { production, picture, preview: (body) => call(`${url}/api/pictures/${picture.id}/previews`, 'POST', body) };
}
