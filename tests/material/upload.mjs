// Brings a score made by make-score.sh to a server over its API: upload.mjs URL SCORE_DIR, with a token
// of an owner in PREDUB_TOKEN, where no list of processes shows it.
// What is there already is left alone, so a run that was broken off can be repeated.
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [url, dir] = process.argv.slice(2);
const signed = { authorization: `Bearer ${process.env.PREDUB_TOKEN}` };
const truth = JSON.parse(await readFile(join(dir, 'ground-truth.json'), 'utf8'));

async function call(method, path, body, type = 'application/json') {
  const reply = await fetch(url + path, {
    method,
    body: body === undefined || type !== 'application/json' ? body : JSON.stringify(body),
    headers: body === undefined ? signed : { ...signed, 'content-type': type },
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${path}: ${answer.error.text}`);
  return answer;
}

// A body of any size goes through a stream: fetch would need a newer node to send one from disk.
async function send(path, there, file) {
  const name = basename(file);
  if (there.some(({ files }) => files.some(({ filename }) => filename === name))) return;
  const { size } = await stat(join(dir, file));
  const put = request(`${url}${path}/${encodeURIComponent(name)}`, { method: 'PUT', headers: { ...signed, 'content-length': size } });
  const answered = new Promise((resolve, reject) => put.on('response', resolve).on('error', reject));
  await pipeline(createReadStream(join(dir, file)), put);
  const reply = await answered;
  const text = Buffer.concat(await reply.toArray()).toString();
  if (reply.statusCode >= 300) throw new Error(`${name}: ${text}`);
  console.log(`predub: sent ${name}, ${(size / 1e6).toFixed(1)} MB`);
}

async function findOrAdd(path, key, name, body) {
  const list = (await call('GET', path))[key];
  return list.find((item) => item.name === name) ?? call('POST', path, { name, ...body });
}

const production = await findOrAdd('/api/productions', 'productions', truth.project, {
  frame_rate: String(truth.frame_rate),
  headroom_db: -6,
  side: 'music',
});
const picture = await findOrAdd(`/api/productions/${production.id}/pictures`, 'pictures', 'Cut 1');
const csv = await readFile(join(dir, 'scenes.csv'), 'utf8');
await call('PUT', `/api/pictures/${picture.id}/scenes`, csv, 'text/csv');

const { temps } = await call('GET', `/api/pictures/${picture.id}/temps`);
for (const temp of truth.dub_stage) await send(`/api/pictures/${picture.id}/temps`, temps, temp.file);

// the third cue is there for its variants and lies behind the scenes
for (const cue of truth.cues.filter(({ stems }) => stems[0].file.startsWith('stems/'))) {
  const { id } = await findOrAdd(`/api/productions/${production.id}/cues`, 'cues', cue.name, { title: cue.title });
  const { sets } = await call('GET', `/api/cues/${id}/sets`);
  const set = sets[0] ?? (await call('POST', `/api/cues/${id}/sets`, { picture_id: picture.id }));
  for (const print of [...cue.stems, cue.full_mix]) await send(`/api/sets/${set.id}/prints`, set.prints, print.file);
}
console.log(`predub: ${truth.project} is there, ${truth.scenes.length} scenes`);
