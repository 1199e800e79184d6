// Saved recipes over the wire: one's own, shared ones, and what reaches the others and the record.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Server, predub } from '../support/server.mjs';

let server, at, stage;
const dub = { sources: [{ role: 'Brass', gain_db: -2 }, { role: 'String', gain_db: 0 }], fold: 'mono', lfe: 'plus_4', centre: false };
const low = { name: 'Low', stems: ['Percussion', 'Brass'], gain_db: -4.5, is_muted: false };

before(async () => {
  server = await Server.start();
  const { production } = await server.production({ name: 'Tideline', side: 'music' });
  at = `/api/productions/${production.id}`;
  stage = await server.person('Stan');
  await server.join(production.id, stage, 'stage');
});
after(() => server.stop());

const names = async (who) => (await who.ok('GET', `${at}/recipes`)).recipes.map(({ name }) => name);
const kinds = async () => (await server.ok('GET', `${at}/events`)).events.map(({ kind }) => kind).filter((kind) => kind.startsWith('recipe.')).toReversed();

test('what is saved is heard again exactly, groups apart from the stems', async () => {
  const saved = await server.ok('POST', `${at}/recipes`, { name: ' Dub stage ', recipe: dub, groups: [low], is_shared: false });
  assert.deepEqual({ name: saved.name, recipe: saved.recipe, groups: saved.groups, by: saved.by.name }, { name: 'Dub stage', recipe: dub, groups: [low], by: 'Owner' });
  assert.deepEqual((await server.ok('GET', `${at}/recipes`)).recipes, [saved]);
});

test('others see it once it is shared, and the record tells of that alone', async () => {
  const [{ id }] = (await server.ok('GET', `${at}/recipes`)).recipes;
  assert.deepEqual(await names(stage), []);
  assert.equal((await stage.call('DELETE', `/api/recipes/${id}`)).status, 404);
  assert.deepEqual(await kinds(), []);
  await server.ok('PUT', `/api/recipes/${id}`, { is_shared: true });
  assert.deepEqual(await names(stage), ['Dub stage']);
  assert.equal((await stage.call('PUT', `/api/recipes/${id}`, { name: 'Mine' })).status, 403);
  const changed = await server.ok('PUT', `/api/recipes/${id}`, { groups: [] });
  assert.deepEqual([changed.recipe, changed.groups], [dub, []], 'what is not sent stays');
  assert.deepEqual(await kinds(), ['recipe.share', 'recipe.change']);
});

test('a name is taken once among shared recipes, and the refusal says so', async () => {
  const reply = await stage.call('POST', `${at}/recipes`, { name: 'DUB STAGE', recipe: {}, is_shared: true });
  assert.equal(reply.status, 409);
  assert.equal(reply.body.error.text, 'somebody has shared a recipe "DUB STAGE" already: choose another name');
  const own = await stage.ok('POST', `${at}/recipes`, { name: 'DUB STAGE', recipe: {}, is_shared: false });
  assert.deepEqual(await names(stage), ['Dub stage', 'DUB STAGE']);
  assert.deepEqual(await names(server), ['Dub stage']);
  const again = await stage.call('PUT', `/api/recipes/${own.id}`, { is_shared: true });
  assert.equal(again.status, 409);
  await stage.ok('PUT', `/api/recipes/${own.id}`, { is_shared: true, name: 'Loud' });
  assert.deepEqual(await names(server), ['Dub stage', 'Loud']);
  await server.ok('DELETE', `/api/recipes/${own.id}`);
  assert.deepEqual(await names(stage), ['Dub stage'], 'a manager removes what is shared');
});

test('a token needs the scope note to save one, and the record is sound', async () => {
  const listen = await server.token('listen');
  assert.deepEqual(await names(listen), ['Dub stage']);
  assert.equal((await listen.call('POST', `${at}/recipes`, { name: 'x', recipe: {}, is_shared: false })).status, 403);
  const { status, stdout } = spawnSync(predub, ['verify', '--data', server.data], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /unbroken/);
  assert.deepEqual(await kinds(), ['recipe.share', 'recipe.change', 'recipe.share', 'recipe.remove']);
});
