// The page's own files over the wire: compressed for those who take it, and under a policy that lets
// nothing in from elsewhere.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Server, tempDir } from '../support/server.mjs';

const script = `export const words = '${'five stems and a full mix '.repeat(400)}';\n`;
const page = '<!doctype html><title>predub</title>\n';
let server;

before(async () => {
  const web = await tempDir();
  await mkdir(web, { recursive: true });
  for (const [name, text] of [['app.js', script], ['index.html', page]]) {
    await writeFile(join(web, name), text);
    await writeFile(join(web, `${name}.gz`), gzipSync(text));
  }
  await writeFile(join(web, 'inter.woff2'), 'no font');
  server = await Server.start({ args: ['--web', web] });
});

after(() => server.stop());

// The bytes as they come, and what is said of them.
const raw = (path, headers = {}, method = 'GET') =>
  new Promise((done, fail) => {
    const sent = http.request(server.url + path, { method, headers: { ...server.headers, ...headers } }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => done({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(parts) }));
    });
    sent.on('error', fail);
    sent.end();
  });

test('who takes gzip gets it, and the others the file as it is', async () => {
  const packed = await raw('/app.js', { 'accept-encoding': 'br, gzip;q=0.8' });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(packed.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(gunzipSync(packed.body).toString(), script);
  assert.ok(packed.body.length < script.length / 10);
  for (const accepts of [undefined, 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'gzipped']) {
    const plain = await raw('/app.js', accepts === undefined ? {} : { 'accept-encoding': accepts });
    assert.equal(plain.headers['content-encoding'], undefined, accepts);
    assert.equal(plain.body.toString(), script);
    assert.equal(plain.headers.vary, 'Accept-Encoding');
    assert.notEqual(plain.headers.etag, packed.headers.etag, 'other bytes, another tag');
  }
  assert.equal(packed.headers.vary, 'Accept-Encoding');
});

test('each of the two is known again by its own tag', async () => {
  for (const headers of [{ 'accept-encoding': 'gzip' }, {}]) {
    const { headers: { etag } } = await raw('/app.js', headers);
    const again = await raw('/app.js', { ...headers, 'if-none-match': etag });
    assert.equal(again.status, 304);
    assert.equal(again.headers.etag, etag);
    assert.equal(again.headers.vary, 'Accept-Encoding');
    assert.equal(again.body.length, 0);
  }
  const { headers } = await raw('/app.js');
  assert.equal((await raw('/app.js', { 'accept-encoding': 'gzip', 'if-none-match': headers.etag })).status, 200);
});

test('paths of the page get the page, compressed as well, and what has no smaller form stays as it is', async () => {
  const inside = await raw('/productions/7/scenes', { 'accept-encoding': 'gzip' });
  assert.equal(inside.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(gunzipSync(inside.body).toString(), page);
  const font = await raw('/inter.woff2', { 'accept-encoding': 'gzip' });
  assert.equal(font.headers['content-encoding'], undefined);
  assert.equal(font.body.toString(), 'no font');
  assert.equal((await raw('/none.js', { 'accept-encoding': 'gzip' })).status, 404);
  const head = await raw('/app.js', { 'accept-encoding': 'gzip' }, 'HEAD');
  assert.equal(head.headers['content-encoding'], 'gzip');
  assert.equal(Number(head.headers['content-length']), gzipSync(script).length);
});

test('every answer carries the policy: nothing from elsewhere, nothing inline', async () => {
  const { production } = await server.production();
  const answers = [
    await raw('/'), await raw('/app.js', { 'accept-encoding': 'gzip' }), await raw('/none.js'), await raw('/api/none'),
    await raw('/api/productions'), await raw(`/api/productions/${production.id}`), await raw('/healthz'),
    await raw('/api/productions', { cookie: '' }), await raw('/api/productions', {}, 'PATCH'),
  ];
  for (const { status, headers } of answers) {
    const policy = Object.fromEntries(headers['content-security-policy'].split('; ').map((rule) => {
      const [name, ...values] = rule.split(' ');
      return [name, values.join(' ')];
    }));
    assert.deepEqual(policy, {
      'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'font-src': "'self'", 'connect-src': "'self'",
      'img-src': "'self' data:", 'media-src': "'self' blob:", 'base-uri': "'none'", 'form-action': "'self'", 'frame-ancestors': "'none'",
    }, String(status));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
});
