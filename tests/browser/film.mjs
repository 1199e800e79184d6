// A short film in memory: noise in the mains, so that every place sounds unlike any other, a deep
// tone in the LFE, a temp dialogue. Made over the HTTP API.
import { listened } from '../support/listened.mjs';
import { noise, tone, wav } from '../support/wav.mjs';

export const HOUR = 172800000;
export const LENGTH_S = 24;
export const SCENES = [
  {
    number: '1',
    name: 'Pier at dawn',
    tc_in: '01:00:00:00',
    tc_out: '01:00:08:00',
  },
  {
    number: '2',
    name: 'Harbour office',
    tc_in: '01:00:08:00',
    tc_out: '01:00:15:12',
  },
  {
    number: '3A',
    name: 'Crane yard',
    tc_in: '01:00:16:00',
    tc_out: '01:00:24:00',
  },
];

const samples = LENGTH_S * 48000;
const mains = noise(-14, 3);
const lfe = tone(45, -12, [3]);
const music = (i, c) => (c < 2 ? mains(i, c) : c === 3 ? lfe(i, c) : 0);

export async function makeFilm(server) {
  const production = await server.ok('POST', '/api/productions', {
    name: 'Short film',
    frame_rate: '24',
    headroom_db: -6,
    stems: ['String', 'Percussion'],
  });
  const picture = await server.ok('POST', `/api/productions/${production.id}/pictures`, {
    name: 'Cut 3',
  });
  await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, {
    scenes: SCENES,
  });
  const cue = await server.ok('POST', `/api/productions/${production.id}/cues`, { name: '1m1' });
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, {
    picture_id: picture.id,
  });
  const print = wav({ samples, start: HOUR, signal: music });
  await server.ok('PUT', `/api/sets/${set.id}/prints/1m1_String.wav`, print);
  await server.publish(set);
  const dialogue = wav({
    channels: 1,
    samples,
    start: HOUR,
    signal: tone(700, -30, [0]),
  });
  await server.ok(
    'PUT',
    `/api/pictures/${picture.id}/temps/R1_DX_temp.wav?role=dialogue`,
    dialogue,
  );
  await listened(server, picture);
  return { production, picture, cue, set };
}

// The owner is Ada Brandt on the music's side, Tom Reyes on the stage's.
export async function twoSides(server, { production, picture }) {
  const stage = await server.person('Tom Reyes');
  await server.ok('PUT', '/api/person', { name: 'Ada Brandt' });
  await server.ok('PUT', `/api/productions/${production.id}/members/${server.person_id}`, {
    side: 'music',
    may_manage: true,
  });
  await server.join(production.id, stage, 'stage');
  const { scenes } = await server.ok('GET', `/api/pictures/${picture.id}/scenes`);
  return { stage, scenes };
}

// The same cue printed once more, quieter in its first scene and nowhere else.
// `more` are further prints of the set, by file name.
export async function printAgain(server, { cue, picture }, more = {}) {
  const set = await server.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  const quieter = (i, c) => music(i, c) * (i < 8 * 48000 ? 0.5 : 1);
  const print = wav({ samples, start: HOUR, signal: quieter });
  for (const [name, bytes] of Object.entries({ '1m1_String.wav': print, ...more }))
    await server.ok('PUT', `/api/sets/${set.id}/prints/${name}`, bytes);
  await server.publish(set);
  return set;
}

// A print that tells neither its order nor its start.
export const silentOnFacts = () =>
  wav({ samples: 48000, start: null, mask: 0, signal: noise(-30, 9) });
