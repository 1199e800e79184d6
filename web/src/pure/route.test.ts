import assert from 'node:assert/strict';
import test from 'node:test';
import { NO_ROUTE, formatRoute, parseRoute } from './route.js';

test('a place survives the address', () => {
  const route = {
    door: null,
    production: 3,
    part: 'scenes' as const,
    picture: 14,
    scene: '12A',
    at: '01:00:36:00',
    order: 'film' as const,
    show: 'stale',
    find: '1m1 brass',
  };
  const text = formatRoute(route);
  assert.equal(
    text,
    '/productions/3/scenes?cut=14&scene=12A&at=01:00:36:00&order=film&show=stale&find=1m1+brass',
  );
  const [path, query] = text.split('?') as [string, string];
  assert.deepEqual(parseRoute(path, query), route);
});

test('anything else is the list of productions', () => {
  for (const path of ['/', '/productions', '/productions/x', '/productions/0', '/nowhere'])
    assert.deepEqual(parseRoute(path, 'scene=1'), NO_ROUTE);
  assert.equal(formatRoute(NO_ROUTE), '/');
});

test('parameters of others stay', () => {
  const route = { ...NO_ROUTE, production: 1 };
  assert.equal(formatRoute(route, '?player=element&at=1'), '/productions/1?player=element');
});

test('links with a secret lead to doors of their own', () => {
  assert.deepEqual(parseRoute('/invite', ''), { ...NO_ROUTE, door: 'invite' });
  assert.equal(formatRoute({ ...NO_ROUTE, door: 'guest' }, '?player=mp4'), '/guest?player=mp4');
  assert.equal(parseRoute('/invites', '').door, null);
});
