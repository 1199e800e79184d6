// How long lists take on a production as large as one gets, and how that grows with it. lists_bench
// fills the record through the program's own code; what needs a scene's sound comes over the API.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { Client } from '../support/client.mjs';
import { bin, median, startPredub } from './support.mjs';

const ROUNDS = 51, QUERIES = 200; // a tenth

const lists = {
  'the productions of a person': '/api/productions',
  'a production': '/api/productions/1',
  'its cues': '/api/productions/1/cues',
  'sets of a cue': '/api/cues/3/sets',
  'scenes of a picture version': '/api/pictures/1/scenes',
  'how all scenes stand': '/api/pictures/1/states',
  'scenes the stage has not signed': '/api/pictures/1/states?unsigned=stage',
  'how one scene stands': '/api/scenes/7/state',
  'sign-offs of a scene': '/api/scenes/7/signoffs',
  'notes': '/api/productions/1/notes',
  'unresolved notes about LFE in reel 2': '/api/productions/1/notes?state=unresolved&about=lfe&reel=2',
  'the last page of notes': '/api/productions/1/notes?after=50',
  'notes of a scene': '/api/scenes/7/notes',
  'a note and its answers': '/api/notes/50',
  'open LFE queries of reel 2': '/api/productions/1/queries?state=open&about=lfe&reel=2',
  'queries of a scene': '/api/scenes/7/queries',
  'the record': '/api/productions/1/events',
  'the record of one kind': '/api/productions/1/events?kind=scene.sign',
  'the history of a scene': '/api/scenes/7/events',
  'the digest of somebody who was away': '/api/productions/1/digest',
  'jobs': '/api/productions/1/jobs',
  'members': '/api/productions/1/members',
};

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args);
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout.toString().trim();
}

// The prints are rows without files, so their jobs fail, and soon.
async function settled(server) {
  for (const end = Date.now() + 600000; (await server.ok('GET', '/api/productions/1/jobs')).active > 0; ) {
    if (Date.now() > end) throw new Error('the jobs do not end');
    await new Promise((done) => setTimeout(done, 200));
  }
}

// Queries about every scene, and sign-offs of every scene by the music, of every other by the stage.
async function talk(server, stage, tenths) {
  const { scenes } = await server.ok('GET', '/api/pictures/1/scenes');
  for (let i = 0; i < QUERIES * tenths; i++)
    await server.ok('POST', `/api/scenes/${scenes[i % scenes.length].id}/queries`, { about: i % 2 ? 'lfe' : 'centre', text: 'Would it hurt?' });
  for (const [i, { id }] of scenes.entries()) {
    const { sounds_sha256 } = await server.ok('GET', `/api/scenes/${id}/state`), sign = { sounds_sha256, monitoring: 'headphones' };
    await server.ok('POST', `/api/scenes/${id}/signoffs`, sign);
    if (i % 2) await stage.ok('POST', `/api/scenes/${id}/signoffs`, sign);
  }
}

async function times(client) {
  const taken = {};
  for (const [name, path] of Object.entries(lists)) {
    const each = [];
    for (let i = 0; i <= ROUNDS; i++) {
      const began = performance.now(), reply = await client.fetch(path);
      await reply.arrayBuffer();
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
      if (i > 0) each.push(performance.now() - began); // the first warms up
    }
    taken[name] = median(each);
  }
  return taken;
}

// The median time of each list, in ms, in a production of so many tenths of the largest, for somebody
// on the stage side who has read nothing of it.
export async function listTimes(tenths) {
  let tokens;
  const server = await startPredub({ fill: (data) => (tokens = run(bin('lists_bench'), [data, String(tenths)]).split('\n'))[0] });
  try {
    await settled(server);
    const stage = new Client(server.url, { authorization: `Bearer ${tokens[1]}` });
    await talk(server, stage, tenths);
    return await times(stage);
  } finally {
    await server.stop();
    await rm(server.data, { recursive: true });
  }
}
