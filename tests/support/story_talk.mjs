// Agreement, notes, queries, sign-offs, the record and its news, each answer as documented.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { listened } from './listened.mjs';

async function agreement(me, stan, { production }) {
  const at = `/api/productions/${production.id}`;
  await me.ok('GET', `${at}/agreement`);
  await me.call('POST', `${at}/agreements`, { lfe_policy: 'loud', centre_policy: 'empty' });
  await me.ok('POST', `${at}/agreements`, { lfe_policy: 'none', centre_policy: 'empty' });
  const { id } = await me.ok('POST', `${at}/agreements`, { lfe_policy: 'agreed_moments', lfe_moments: ['1'], centre_policy: 'sparing', start: '01:00:00:00', pops: 'two_pop', text: 'As always.' });
  await me.call('POST', `/api/agreements/${id}/accept`, {});
  assert.equal((await stan.ok('POST', `/api/agreements/${id}/accept`, {})).is_in_force, true);
  assert.equal((await stan.ok('GET', `${at}/agreement`)).in_force.id, id);
  assert.equal((await stan.ok('GET', `${at}/agreements`)).agreements.length, 2);
}

async function notes(me, stan, { production, scene }) {
  const at = `/api/scenes/${scene.id}/notes`;
  await me.call('POST', at, { about: 'smell', text: 'x' });
  const note = await me.ok('POST', at, { about: 'lfe', text: 'Too much at the door.', from_samples: 24000, to_samples: 36000 });
  await stan.ok('POST', at, { about: 'anything', text: 'Nice.', from_samples: 0 });
  await stan.ok('POST', `/api/notes/${note.id}/replies`, { text: 'Agreed.' });
  await stan.ok('POST', `/api/notes/${note.id}/state`, { state: 'acknowledged' });
  await me.ok('POST', `/api/notes/${note.id}/state`, { state: 'resolved', text: 'Trimmed.' });
  assert.equal((await me.call('POST', `/api/notes/${note.id}/state`, { state: 'resolved' })).status, 409);
  assert.equal((await me.ok('GET', `/api/notes/${note.id}`)).thread.length, 3);
  const first = await me.ok('GET', `${at}?limit=1`);
  await me.ok('GET', `${at}?limit=1&after=${first.next}`);
  await me.call('GET', `${at}?limit=0`);
  const all = `/api/productions/${production.id}/notes`;
  assert.equal((await stan.ok('GET', `${all}?state=resolved&about=lfe&side=music&reel=1`)).notes.length, 1);
}

async function queries(me, stan, { production, scene }) {
  const at = `/api/scenes/${scene.id}/queries`;
  const asked = await me.ok('POST', at, { about: 'lfe', text: 'Would the drums hurt here?', recipe: { lfe: 'minus_3' } });
  await me.call('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'could', advice: 'keep' });
  await stan.call('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'could', advice: 'trim' });
  await stan.ok('POST', `/api/queries/${asked.id}/answers`, { likelihood: 'likely', advice: 'trim', trim_db: -4, text: 'On the hits.' });
  assert.equal((await me.ok('GET', `/api/queries/${asked.id}`)).answers.length, 1);
  assert.equal((await me.ok('GET', at)).queries.length, 1);
  await me.ok('POST', `/api/queries/${asked.id}/close`, {});
  await me.call('POST', `/api/queries/${asked.id}/close`, {});
  assert.equal((await stan.ok('GET', `/api/productions/${production.id}/queries?about=lfe&state=closed&reel=1`)).queries.length, 1);
  await stan.call('GET', `/api/productions/${production.id}/queries?about=anything`);
}

async function signoffs(me, stan, film) {
  const [{ sounds_sha256 }] = await listened(me, film.picture), at = `/api/scenes/${film.scene.id}`;
  await me.ok('GET', `${at}/state`);
  await me.ok('POST', `${at}/heard`, { sounds_sha256, lfe: 'in', temps: true, monitoring: 'near_field', spans: [[0, 24000], [20000, 48000]] });
  assert.equal((await me.ok('GET', `${at}/heard`)).heard.length, 1);
  await me.call('POST', `${at}/heard`, { sounds_sha256, lfe: 'in', temps: true, monitoring: 'near_field', spans: [[5, 1]] });
  assert.equal((await me.call('POST', `${at}/signoffs`, { sounds_sha256: 'f'.repeat(64), monitoring: 'headphones' })).status, 409);
  await stan.ok('POST', `${at}/signoffs`, { sounds_sha256, monitoring: 'stage' });
  const { id } = await me.ok('POST', `${at}/signoffs`, { sounds_sha256, monitoring: 'near_field', text: 'Fine.' });
  await me.ok('POST', `${at}/lfe`, { complete_without: true, sounds_sha256 });
  assert.equal((await me.ok('GET', `/api/pictures/${film.picture.id}/states?signed=music&lfe_complete=yes`)).states.length, 1);
  await stan.call('POST', `/api/signoffs/${id}/revoke`, { reason: 'not mine' });
  await me.ok('POST', `/api/signoffs/${id}/revoke`, { reason: 'A hum.' });
  assert.equal((await me.ok('GET', `${at}/signoffs`)).signoffs.length, 2);
  await me.ok('GET', `${at}/state`);
  for (const end = Date.now() + 30000; (await me.ok('GET', `/api/sets/${film.set.id}/compare/${film.newer.id}`)).state !== 'done'; await sleep(50)) assert.ok(Date.now() < end);
}

async function record(me, stan, api, { production, scene }) {
  const at = `/api/productions/${production.id}`;
  const page = await me.ok('GET', `${at}/events?limit=3`);
  await me.ok('GET', `${at}/events?limit=3&after=${page.next}`);
  assert.ok((await me.ok('GET', `${at}/events?since=0&kind=scene.sign&scene=${scene.id}`)).events.every(({ address }) => address), 'a manager sees from where');
  assert.ok((await stan.ok('GET', `/api/scenes/${scene.id}/events`)).events.every(({ address }) => address === undefined));
  const stop = new AbortController();
  const news = await api.bytes(stan.client, `${at}/news?since=${page.events[1].id}`, { signal: stop.signal });
  const { value } = await news.body.getReader().read();
  assert.ok(Buffer.from(value).length > 0);
  stop.abort();
  const digest = await stan.ok('GET', `${at}/digest`);
  await stan.ok('PUT', `${at}/digest`, { upto_id: digest.upto_id });
  await stan.ok('POST', `${at}/done`, { text: 'Reel 1 is done.' });
  assert.deepEqual((await me.ok('GET', `${at}/digest`)).done.map(({ name }) => name), ['Stan']);
}

async function recipes(me, stan, { production }) {
  const at = `/api/productions/${production.id}/recipes`, groups = [{ name: 'Low', stems: ['Brass', 'Percussion'], gain_db: -3, is_muted: false }];
  const { id } = await me.ok('POST', at, { name: 'Low end', recipe: { sources: [{ role: 'Brass', gain_db: -2 }], lfe: 'plus_4' }, groups, is_shared: false });
  assert.equal((await stan.call('PUT', `/api/recipes/${id}`, { name: 'Mine' })).status, 404);
  await me.ok('PUT', `/api/recipes/${id}`, { is_shared: true });
  assert.equal((await stan.call('PUT', `/api/recipes/${id}`, { name: 'Mine' })).status, 403);
  assert.equal((await stan.call('POST', at, { name: 'low END', recipe: {}, is_shared: true })).status, 409);
  assert.equal((await me.call('POST', at, { name: 'x', recipe: { sources: [{ role: 'Kazoo' }] }, is_shared: false })).status, 400);
  assert.deepEqual((await stan.ok('GET', at)).recipes.map(({ name }) => name), ['Low end']);
  assert.equal((await stan.call('DELETE', `/api/recipes/${id}`)).status, 403);
  await me.ok('DELETE', `/api/recipes/${id}`);
}

async function notices(me, { production }) {
  const at = `/api/productions/${production.id}`;
  await me.ok('GET', `${at}/notices`);
  await me.ok('PUT', `${at}/notices`, { mail: false });
  await me.call('POST', `${at}/hooks`, { url: 'file:///etc/passwd' });
  const hook = await me.ok('POST', `${at}/hooks`, { url: 'http://127.0.0.1:9/predub' });
  assert.equal((await me.ok('GET', `${at}/hooks`)).hooks.length, 1);
  await me.ok('DELETE', `/api/hooks/${hook.id}`);
}

// me manages the production and stands on the music side, stan on the stage side.
export async function talk(me, stan, api, film) {
  await agreement(me, stan, film);
  await notes(me, stan, film);
  await queries(me, stan, film);
  await signoffs(me, stan, film);
  await record(me, stan, api, film);
  await recipes(me, stan, film);
  await notices(me, film);
  await stan.ok('DELETE', '/api/sessions');
}
