// Makes the production that a score of make-score.sh is for, over the API: production.mjs URL SCORE_DIR, with
// a token of an owner in PREDUB_TOKEN, where no list of processes shows it. What is there already is left alone.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '../support/client.mjs';

const [url, dir] = process.argv.slice(2);
const owner = new Client(url, { authorization: `Bearer ${process.env.PREDUB_TOKEN}` });
const truth = JSON.parse(await readFile(join(dir, 'ground-truth.json'), 'utf8'));

async function findOrAdd(path, key, name, body) {
  const list = (await owner.ok('GET', path))[key];
  return list.find((item) => item.name === name) ?? owner.ok('POST', path, { name, ...body });
}

const production = await findOrAdd('/api/productions', 'productions', truth.project, {
  frame_rate: String(truth.frame_rate),
  headroom_db: -6,
  side: 'music',
});
const picture = await findOrAdd(`/api/productions/${production.id}/pictures`, 'pictures', 'Cut 1');
await owner.ok('PUT', `/api/pictures/${picture.id}/scenes`, await readFile(join(dir, 'scenes.csv'), 'utf8'), { 'content-type': 'text/csv' });
// the third cue is there for its variants and lies behind the scenes
for (const { name, title } of truth.cues.filter(({ stems }) => stems[0].file.startsWith('stems/')))
  await findOrAdd(`/api/productions/${production.id}/cues`, 'cues', name, { title });
