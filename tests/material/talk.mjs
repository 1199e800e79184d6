// Lets both sides of the demo talk about it, once: talk.mjs URL PEOPLE_DIR SCORE_DIR. Scenes are heard and
// signed, the stage is asked and answers, and 1m1 is printed again with the Brass lower in one scene, so
// that a signature goes stale and there are two print sets to compare.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '../support/client.mjs';

const [url, people, score] = process.argv.slice(2);
const FRAME_BYTES = 18; // 5.1 at 24 bit
const BRASS_GAIN = 0.7;
const LOWER_IN = '3';

async function signIn(name) {
  const person = new Client(url);
  await person.become('/api/session', { name, password: (await readFile(join(people, name), 'utf8')).trim() });
  return person;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The scenes as they stand, once all that sounds in them is known.
async function checked(person, picture) {
  for (;;) {
    const { states } = await person.ok('GET', `/api/pictures/${picture}/states`);
    if (!states.some((state) => state.is_checking)) return new Map(states.map((state) => [state.number, state]));
    await pause(500);
  }
}

async function hear(person, scene, lfe, share, monitoring) {
  const spans = [[0, Math.floor((scene.out_samples - scene.in_samples) * share)]];
  await person.ok('POST', `/api/scenes/${scene.scene_id}/heard`, { sounds_sha256: scene.sounds_sha256, lfe, temps: true, monitoring, spans });
}

async function sign(person, scene, monitoring) {
  for (const lfe of ['out', 'in']) await hear(person, scene, lfe, 1, monitoring);
  await person.ok('POST', `/api/scenes/${scene.scene_id}/signoffs`, { sounds_sha256: scene.sounds_sha256, monitoring });
}

// The print with all channels lower between two places of the timeline.
function lowered(wave, from_samples, to_samples) {
  const out = Buffer.from(wave), data = wave.indexOf('data') + 8, bext = wave.indexOf('bext') + 8;
  const start = Number(wave.readBigUInt64LE(bext + 338)); // TimeReference
  for (let at = data + (from_samples - start) * FRAME_BYTES; at < data + (to_samples - start) * FRAME_BYTES; at += 3)
    out.writeIntLE(Math.round(wave.readIntLE(at, 3) * BRASS_GAIN), at, 3);
  return out;
}

async function printAgain(person, production, picture, scene) {
  const cue = production.cues.find(({ name }) => name === '1m1');
  const set = await person.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture });
  for (const file of (await readdir(join(score, 'stems'))).filter((name) => name.startsWith('1m1_'))) {
    const wave = await readFile(join(score, 'stems', file));
    await person.ok('PUT', `/api/sets/${set.id}/prints/${file}`, file.includes('Brass') ? lowered(wave, scene.in_samples, scene.out_samples) : wave);
  }
  if ((await person.ok('GET', `/api/sets/${set.id}`)).published_at_ms === null) await person.publish(set);
}

const composer = await signIn('composer'), mixer = await signIn('mixer');
const { productions } = await composer.ok('GET', '/api/productions');
const production = await composer.ok('GET', `/api/productions/${productions.at(-1).id}`), picture = production.pictures[0].id;
const { queries } = await composer.ok('GET', `/api/productions/${production.id}/queries`);
if (queries.length === 0 && productions.length === 1) {
  const before = await checked(composer, picture), of = (number) => before.get(number);
  for (const number of ['1', '2', '3', '5', '7']) await sign(composer, of(number), 'near_field');
  for (const number of ['1', '5']) await sign(mixer, of(number), 'stage');
  await composer.ok('POST', `/api/scenes/${of('1').scene_id}/lfe`, { complete_without: true, sounds_sha256: of('1').sounds_sha256 });
  const sources = [...production.stems, 'Dialogue', 'Effects'].map((role) => ({ role, gain_db: 0 }));
  const recipe = { sources, fold: 'lo_ro', lfe: 'plus_4', centre: true };
  const ask = (number, body) => composer.ok('POST', `/api/scenes/${of(number).scene_id}/queries`, { about: 'lfe', recipe, ...body });
  await ask('6', { text: 'Low strings under the tunnel rumble: too much for you?' });
  await printAgain(composer, production, picture, of(LOWER_IN));
  const now = await checked(composer, picture), scene = now.get(LOWER_IN);
  await hear(composer, scene, 'out', 0.82, 'near_field');
  await hear(composer, scene, 'in', 0.46, 'near_field');
  await composer.ok('POST', `/api/scenes/${scene.scene_id}/lfe`, { complete_without: true, sounds_sha256: scene.sounds_sha256 });
  const query = await ask(LOWER_IN, { text: 'Do the low drums survive your crane engine?', from_samples: 48000, to_samples: 144000 });
  await mixer.ok('POST', `/api/queries/${query.id}/answers`, { likelihood: 'likely', advice: 'trim', trim_db: -5, text: 'The engine sits at 45 Hz.' });
  const note = { about: 'anything', text: 'The brass cut-off here lands on the door line.', from_samples: 240000 };
  await mixer.ok('POST', `/api/scenes/${scene.scene_id}/notes`, note);
}
for (const person of [composer, mixer]) await person.ok('DELETE', '/api/session');
