// How fast prints come in, by tus and by PUT, hashed and durable, beside nginx that only writes them
// down; and what a connection costs while it waits for more.
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, memoryOf, paired, shell, startNginx, startPredub, stems, timed, work } from './support.mjs';

const MANY = 8, HELD = 64;
const base64 = (text) => Buffer.from(text).toString('base64');
const metadata = (filename) => `filename ${base64(filename)},start ${base64('01:00:00:00')}`;

// One file of 1 GB, and eight that are as much together.
async function makeFiles() {
  const one = join(work, 'upload-0.wav'), many = Array.from({ length: MANY }, (_, i) => join(work, `upload-${i + 1}.wav`));
  await shell(`cp "${stems[0]}" "${one}"`);
  for (const file of many) await shell(`sox -D -V1 "${stems[0]}" -b 24 "${file}" trim 0 150`);
  return { one: [one], many };
}

// Each round sends other bytes: a store that knows a file already would have less to write.
let stamp = 0;
async function stampFiles(files) {
  for (const file of files) await shell(`printf '%016d' ${++stamp} | dd of="${file}" bs=1 seek=1000000 conv=notrunc status=none; sync "${file}"`);
}

const curl = (url, file, ...more) => timed('curl', '-fsS', '-o', '/dev/null', '-T', file, ...more, url);

// Ways to send a file to a server under a name.
function ways(server, nginx, picture) {
  const cookie = ['-H', `Cookie: ${server.headers.cookie}`];
  return {
    nginx: (file, name) => curl(`${nginx.url}/put/${name}`, file),
    put: (file, name) => curl(`${server.url}/api/pictures/${picture}/temps/${name}?start=01:00:00:00`, file, ...cookie),
    async tus(file, name) {
      const length = (await shell(`stat -c %s "${file}"`)).out.trim();
      const made = await server.call('POST', `/api/pictures/${picture}/uploads`, '', { 'tus-resumable': '1.0.0', 'upload-length': length, 'upload-metadata': metadata(name) });
      if (made.status !== 201) throw new Error(`no upload: ${made.status} ${JSON.stringify(made.body)}`);
      const headers = ['Tus-Resumable: 1.0.0', 'Upload-Offset: 0', 'Content-Type: application/offset+octet-stream'];
      return curl(server.url + made.headers.get('location'), file, '-X', 'PATCH', ...cookie, ...headers.flatMap((header) => ['-H', header]));
    },
  };
}

// A server that measures what it got would slow down what comes next.
async function idle(server, production) {
  while ((await server.ok('GET', `/api/productions/${production}/jobs`)).active > 0) await sleep(100);
}

async function withServers(action) {
  const server = await startPredub(), nginx = await startNginx(work);
  try {
    const production = await server.ok('POST', '/api/productions', { name: 'Upload', frame_rate: '24' });
    const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, { name: 'Cut 1' });
    return await action(server, nginx, production.id, picture.id);
  } finally {
    await Promise.all([server.stop(), nginx.stop()]);
    await rm(server.data, { recursive: true });
    await rm(join(work, 'put'), { recursive: true, force: true });
  }
}

// Seconds that it takes to send the files at once, each over a connection of its own; in pairs.
const measure = (pairs, files, name) => withServers(async (server, nginx, production, picture) => {
  const way = ways(server, nginx, picture);
  const all = async (send) => {
    await idle(server, production);
    await stampFiles(files);
    const first = stamp - files.length, began = performance.now();
    await Promise.all(files.map((file, i) => send(file, `R${first + i + 1}_FX_temp.wav`)));
    const wall = (performance.now() - began) / 1000;
    await rm(join(work, 'put'), { recursive: true, force: true });
    return { wall };
  };
  return paired(pairs, () => all(way[name]), () => all(way.nginx));
});

// A PATCH of which half has come, and nothing more.
function hold(server, at) {
  const { hostname, port, host } = new URL(server.url), socket = connect(Number(port), hostname), bytes = 2 << 20;
  socket.write(`PATCH ${at} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${server.headers.cookie}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${bytes}\r\n\r\n`);
  socket.write(Buffer.alloc(bytes / 2, 7));
  return socket;
}

const heldMemory = () => withServers(async (server, nginx, production, picture) => {
  const made = [];
  for (let i = 0; i < HELD; i++)
    made.push(await server.call('POST', `/api/pictures/${picture}/uploads`, '', { 'tus-resumable': '1.0.0', 'upload-length': 2 << 20, 'upload-metadata': metadata(`R${i + 1}_FX_temp.wav`) }));
  const before = await memoryOf(server.pid), sockets = made.map(({ headers }) => hold(server, headers.get('location')));
  await sleep(2000);
  const after = await memoryOf(server.pid);
  for (const socket of sockets) socket.destroy();
  return { before, each: (after - before) / HELD };
});

const spread = (results) => `${median(results.map(([ours]) => 1.04 / ours.wall)).toFixed(2)} to ${median(results.map(([, peer]) => 1.04 / peer.wall)).toFixed(2)} GB/s`;

export async function uploadRows(pairs) {
  const files = await makeFiles(), rows = [];
  try {
    for (const [name, what] of [['tus', 'tus PATCH'], ['put', 'PUT']]) {
      for (const [set, connections] of [[files.one, 'one connection'], [files.many, `${MANY} connections`]]) {
        const results = await measure(pairs, set, name);
        rows.push([`1 GB by ${what}, SHA-256 and fsync, ${connections}`, `nginx dav PUT, neither: ${spread(results)}`, median(results.map(([ours, peer]) => peer.wall / ours.wall)), '>= 1.0']);
      }
    }
  } finally {
    await Promise.all([...files.one, ...files.many].map((file) => rm(file, { force: true })));
  }
  const { before, each } = await heldMemory();
  return [...rows, [`memory of an upload that waits, MiB, ${HELD} at once`, `without any: ${before.toFixed(0)} MiB`, each, '-']];
}
