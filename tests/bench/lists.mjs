// How long lists take on a production as large as one gets: { name: median ms }. fill() writes it
// straight into the record, for a million events would take hours over the API.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noise, wav } from '../support/wav.mjs';
import { median } from './support.mjs';

const HOUR = 172800000, RATE = 48000, CUE_S = 20, SCENE_S = 6;

// Every print is the same file, so that it is listened to once; each cue lies behind the one before.
async function blob(data) {
  const bytes = wav({ samples: CUE_S * RATE, start: HOUR, signal: noise(-30) }), hash = createHash('sha256').update(bytes).digest('hex');
  await mkdir(join(data, 'blobs', hash.slice(0, 2)), { recursive: true });
  await writeFile(join(data, 'blobs', hash.slice(0, 2), hash.slice(2)), bytes);
  return { hash, bytes: bytes.length };
}

const material = ({ scenes, cues, sets }, { hash, bytes }) => `
INSERT INTO productions VALUES (1, 'Large', '24', -6, 1);
INSERT INTO stems SELECT 1, value - 1, 'Stem ' || value FROM generate_series(1, 5);
INSERT INTO members VALUES (1, 1, 'music', 1, 1);
INSERT INTO pictures(id, production_id, name, created_at_ms, scenes_revision) VALUES (1, 1, 'Cut 1', 1, 1);
INSERT INTO scenes(id, picture_id, number, name, in_samples, out_samples, revision)
  SELECT value, 1, value, 'Scene ' || value, ${HOUR} + (value - 1) * ${SCENE_S * RATE}, ${HOUR} + value * ${SCENE_S * RATE}, 1 FROM generate_series(1, ${scenes});
INSERT INTO cues SELECT value, 1, ((value + 9) / 10) || 'm' || ((value - 1) % 10 + 1), '', (value + 9) / 10, (value - 1) % 10 + 1, 1 FROM generate_series(1, ${cues});
INSERT INTO sets(id, cue_id, picture_id, version, created_at_ms, published_at_ms)
  SELECT (c.value - 1) * ${sets} + v.value, c.value, 1, v.value, 1, 1 FROM generate_series(1, ${cues}) c, generate_series(1, ${sets}) v;
INSERT INTO recordings(set_id, kind, role, base, filename, is_gathered, format, rate_hz, bits, is_float, channels, samples, start_samples, start_known_by, slot_order, order_known_by, warnings, added_at_ms)
  SELECT s.id, CASE r.value WHEN 6 THEN 'mix' ELSE 'stem' END, CASE r.value WHEN 6 THEN 'Full mix' ELSE 'Stem ' || r.value END, 'print', 'print ' || r.value || '.wav', 0, 'WAV', ${RATE}, 24, 0, 6,
    ${CUE_S * RATE}, ${HOUR} + (s.cue_id - 1) * ${CUE_S * RATE}, 'bext', 'L,R,C,LFE,Ls,Rs', 'mask', '', 1 FROM sets s, generate_series(1, 6) r;
INSERT INTO recording_files SELECT id, 0, 0, filename, ${bytes}, x'${hash}' FROM recordings;
INSERT INTO sounds SELECT r.id, c.in_samples, c.out_samples, 0, randomblob(32) FROM scenes c JOIN recordings r
  ON r.start_samples < c.out_samples AND r.start_samples + r.samples > c.in_samples;`;

// Ids from 1001 on; the first of them are notes, then queries, then sign-offs, and replies to the end.
const talk = ({ scenes, notes, queries, events }) => `
INSERT INTO events SELECT 1000 + value, 1, 1 + value % ${scenes}, 1, NULL, CASE WHEN value <= ${notes} THEN 'note.add' WHEN value <= ${notes + queries} THEN 'query.ask' WHEN value <= ${notes + queries + 2 * scenes} THEN 'scene.sign' ELSE 'note.reply' END,
  value, '192.0.2.7', '{"about":"lfe","from_samples":24000,"to_samples":48000,"text":"Is this too much under the door, and does it come back later?","side":"music"}', randomblob(32) FROM generate_series(1, ${events});
INSERT INTO notes SELECT 1000 + value, 1, 1 + value % ${scenes}, 1, CASE value % 3 WHEN 0 THEN 'lfe' WHEN 1 THEN 'centre' ELSE 'anything' END, 24000, 48000, 'Is this too much under the door?',
  CASE value % 10 WHEN 0 THEN 'open' WHEN 1 THEN 'acknowledged' ELSE 'resolved' END, 1, NULL, '', CASE value % 2 WHEN 0 THEN 'music' ELSE 'stage' END, 0, value, value FROM generate_series(1, ${notes});
INSERT INTO queries SELECT 1000 + ${notes} + value, 1, 1 + value % ${scenes}, 1, CASE value % 2 WHEN 0 THEN 'lfe' ELSE 'centre' END, NULL, NULL, 'Would it hurt?', 'music', 1, randomblob(32),
  CASE value % 4 WHEN 0 THEN 'open' ELSE 'closed' END, NULL, NULL, value, value, '{"measures": "' || hex(zeroblob(2000)) || '"}' FROM generate_series(1, ${queries});
INSERT INTO signoffs SELECT 1000 + ${notes + queries} + 2 * c.id + (s.column1 = 'stage') - 1, 1, c.id, s.column1, 1, 1, c.in_samples, c.out_samples, randomblob(32), 'stage', '{"heard":[],"shares":{"all":1}}', '', 'current', NULL, NULL, NULL, randomblob(32)
  FROM scenes c, (VALUES ('music'), ('stage')) s;
INSERT INTO signoff_sounds SELECT g.id, t.cue_id, r.role, t.id, randomblob(32) FROM signoffs g JOIN recordings r ON r.start_samples < g.out_samples AND r.start_samples + r.samples > g.in_samples
  JOIN sets t ON t.id = r.set_id WHERE t.version = (SELECT MAX(version) FROM sets WHERE cue_id = t.cue_id);`;

export const large = { scenes: 200, cues: 60, sets: 10, notes: 100000, queries: 2000, events: 1000000 };
export const tenth = { scenes: 20, cues: 6, sets: 10, notes: 10000, queries: 200, events: 100000 };

export async function fill(data, size) {
  const sql = `PRAGMA synchronous = OFF; BEGIN; ${material(size, await blob(data))} ${talk(size)} COMMIT; ANALYZE;`;
  const { status, stderr } = spawnSync('sqlite3', ['-bail', join(data, 'predub.db')], { input: sql });
  if (status !== 0) throw new Error(`sqlite3: ${stderr}`);
}

const lists = {
  'the productions of a person': '/api/productions',
  'a production': '/api/productions/1',
  'its cues': '/api/productions/1/cues',
  'scenes of a picture version': '/api/pictures/1/scenes',
  'how all scenes stand': '/api/pictures/1/states',
  'scenes not signed by the stage, open LFE query': '/api/pictures/1/states?unsigned=stage&query=open&about=lfe&reel=2',
  'how one scene stands': '/api/scenes/7/state',
  'sign-offs of a scene': '/api/scenes/7/signoffs',
  'notes': '/api/productions/1/notes',
  'unresolved notes about LFE in reel 2': '/api/productions/1/notes?state=unresolved&about=lfe&reel=2',
  'the last page of notes': '/api/productions/1/notes?after=1050',
  'notes of a scene': '/api/scenes/7/notes',
  'open LFE queries of reel 2': '/api/productions/1/queries?state=open&about=lfe&reel=2',
  'queries of a scene': '/api/scenes/7/queries',
  'the record': '/api/productions/1/events',
  'the record of one kind': '/api/productions/1/events?kind=scene.sign',
  'the history of a scene': '/api/scenes/7/events',
  'the digest of somebody who was away': '/api/productions/1/digest',
  'jobs': '/api/productions/1/jobs',
  'members': '/api/productions/1/members',
};

async function settled(server) {
  for (const end = Date.now() + 600000; (await server.ok('GET', '/api/productions/1/jobs')).active > 0; ) {
    if (Date.now() > end) throw new Error('the prints are still being measured');
    await new Promise((done) => setTimeout(done, 200));
  }
}

export async function listTimes(server, rounds = 25) {
  await settled(server);
  const times = {};
  for (const [name, path] of Object.entries(lists)) {
    const taken = [];
    for (let i = 0; i <= rounds; i++) {
      const began = performance.now(), reply = await server.fetch(path);
      await reply.arrayBuffer();
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
      if (i > 0) taken.push(performance.now() - began); // the first warms up
    }
    times[name] = median(taken);
  }
  return times;
}
