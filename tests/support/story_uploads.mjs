// Drafts, uploads that resume and files that are there already, each answer as documented.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { noise, wav } from './wav.mjs';

const HOUR = 172800000, TYPE = { 'content-type': 'application/offset+octet-stream' }, TUS = { 'tus-resumable': '1.0.0' };
const base64 = (text) => Buffer.from(text).toString('base64');
const hash = (kind, ...parts) => parts.reduce((sum, part) => sum.update(part), createHash(kind));
const sha256 = (bytes) => hash('sha256', bytes).digest('hex');
const print = (seed, samples = 48000) => wav({ samples, start: HOUR, signal: noise(-20, seed) });
const begin = (bytes, metadata) => ({ ...TUS, 'upload-length': String(bytes.length), 'upload-metadata': Object.entries(metadata).map(([key, value]) => `${key} ${base64(value)}`).join(',') });
const more = (offset) => ({ ...TUS, ...TYPE, 'upload-offset': String(offset) });

async function expect(status, reply) {
  const { status: got, headers, body } = await reply;
  assert.equal(got, status, JSON.stringify(body));
  return { headers, body };
}

async function options(me, { picture }, set) {
  for (const path of [`/api/sets/${set.id}/uploads`, `/api/pictures/${picture.id}/uploads`, '/api/uploads/1']) await me.ok('OPTIONS', path);
}

// What is refused before a byte is taken.
async function refusals(me, set) {
  const at = `/api/sets/${set.id}/uploads`, bytes = Buffer.alloc(10), name = { filename: '1m1_Brass.wav' };
  await expect(412, me.call('POST', at, undefined, { ...begin(bytes, name), 'tus-resumable': '0.2.2' }));
  await expect(400, me.call('POST', at, undefined, begin(bytes, {})));
  await expect(413, me.call('POST', at, undefined, { ...begin(bytes, name), 'upload-length': String(2 ** 50) }));
  await expect(415, me.call('POST', at, bytes, { ...begin(bytes, name), 'content-type': 'audio/wav' }));
  await expect(400, me.call('GET', `${at}?sha256=x`));
}

// One file in two pieces, of which the first is damaged on its way once.
async function pieces(me, set) {
  const at = `/api/sets/${set.id}/uploads`, bytes = print(31), half = Math.floor(bytes.length / 2), first = bytes.subarray(0, half);
  const { headers, body } = await expect(201, me.call('POST', at, undefined, begin(bytes, { filename: '1m1_Brass.wav', sha256: sha256(bytes), identity: 'one' })));
  const upload = headers.get('location');
  assert.equal(upload, `/api/uploads/${body.id}`);
  await expect(409, me.call('PATCH', upload, first, more(5)));
  await expect(415, me.call('PATCH', upload, first, { ...more(0), 'content-type': 'audio/wav' }));
  await expect(400, me.call('PATCH', upload, first, { ...more(0), 'upload-checksum': 'md5 AAAA' }));
  await expect(460, me.call('PATCH', upload, first, { ...more(0), 'upload-checksum': `sha1 ${hash('sha1', bytes).digest('base64')}` }));
  const taken = await expect(204, me.call('PATCH', upload, first, { ...more(0), 'upload-checksum': `sha1 ${hash('sha1', first).digest('base64')}` }));
  assert.equal(taken.headers.get('upload-offset'), String(half));
  assert.deepEqual((await me.ok('GET', `${at}?identity=one`)).uploads.map(({ id, offset }) => [id, offset]), [[body.id, half]]);
  assert.deepEqual((await me.ok('GET', `${at}?sha256=${'0'.repeat(64)}`)).uploads, []);
  assert.equal((await expect(200, me.call('HEAD', upload, undefined, TUS))).headers.get('upload-offset'), String(half));
  await expect(412, me.call('HEAD', upload));
  const done = await expect(204, me.call('PATCH', upload, bytes.subarray(half), more(half)));
  const told = await me.ok('GET', upload);
  assert.equal(told.state, 'done');
  assert.equal(done.headers.get('predub-print'), String(told.print_id));
}

// A file as two parts, one that is given up, and one whose bytes are not what was told of them.
async function parts(me, set) {
  const at = `/api/sets/${set.id}/uploads`, bytes = print(32), half = Math.floor(bytes.length / 2);
  const part = (piece) => expect(201, me.call('POST', at, piece, { ...TUS, ...TYPE, 'upload-length': String(piece.length), 'upload-concat': 'partial' }));
  const places = [];
  for (const piece of [bytes.subarray(0, half), bytes.subarray(half)]) places.push((await part(piece)).headers.get('location'));
  const { 'upload-length': _, ...final } = begin(bytes, { filename: '1m1_Percussion.wav' });
  const { body } = await expect(201, me.call('POST', at, undefined, { ...final, 'upload-concat': `final;${places.join(' ')}` }));
  assert.equal(body.state, 'done');
  const spare = (await part(Buffer.alloc(10))).headers.get('location');
  await expect(204, me.call('DELETE', spare, undefined, TUS));
  await expect(404, me.call('HEAD', spare, undefined, TUS));
  const wrong = await expect(201, me.call('POST', at, undefined, begin(bytes, { filename: '1m1_Atmospheric.wav', sha256: 'f'.repeat(64) })));
  const upload = wrong.headers.get('location');
  await expect(460, me.call('PATCH', upload, bytes, more(0)));
  assert.equal((await me.ok('GET', upload)).state, 'refused');
  await expect(410, me.call('HEAD', upload, undefined, TUS));
  await expect(410, me.call('PATCH', upload, bytes, more(0)));
}

async function prove(me, at, bytes, filename, wrong) {
  const { files } = await me.ok('POST', `${at}/have`, { files: [{ sha256: sha256(bytes), bytes: bytes.length }, { sha256: 'f'.repeat(64), bytes: 5 }] });
  assert.deepEqual(files.map(({ has }) => has), [true, false]);
  const { id, nonce, ranges } = files[0].challenge;
  const proof = hash('sha256', Buffer.from(nonce, 'hex'), ...ranges.map(([offset, length]) => bytes.subarray(offset, offset + length))).digest('hex');
  return me.call('POST', `${at}/prove`, { challenge: id, proof: wrong ?? proof, filename });
}

// What went to one draft is not sent again to another, nor to a picture.
async function proofs(me, { picture }, set) {
  const at = `/api/sets/${set.id}`, bytes = print(31);
  await expect(403, prove(me, at, bytes, '1m1_Brass.wav', '0'.repeat(64)));
  await expect(201, prove(me, at, bytes, '1m1_Brass.wav'));
  await expect(200, prove(me, at, bytes, '1m1_Brass.wav'));
  await me.call('POST', `${at}/have`, { files: [{ sha256: 'x', bytes: 1 }] });
  await expect(201, prove(me, `/api/pictures/${picture.id}`, bytes, 'R1_FX_again.wav'));
}

// Temps come by the same door, here in the request that begins them.
async function temps(me, { picture }) {
  const at = `/api/pictures/${picture.id}/uploads`, bytes = print(33, 4800);
  const { headers, body } = await expect(201, me.call('POST', at, bytes, { ...begin(bytes, { filename: 'R2_FX_temp.wav' }), ...TYPE }));
  assert.equal(headers.get('predub-temp'), String(body.temp_id));
  const open = await expect(201, me.call('POST', at, undefined, begin(bytes, { filename: 'R3_FX_temp.wav' })));
  assert.equal((await me.ok('GET', at)).uploads.length, 1);
  await expect(204, me.call('DELETE', open.headers.get('location'), undefined, TUS));
}

async function publish(me, { production, cue, picture }, set) {
  const at = `/api/sets/${set.id}`, versions = async () => (await me.ok('GET', `/api/cues/${cue.id}/sets`)).sets.map(({ id }) => id);
  const draft = (await me.ok('GET', `/api/productions/${production.id}/drafts`)).drafts.find(({ id }) => id === set.id);
  assert.deepEqual(draft.lacks, ['String', 'Atmospheric', 'FX inst', 'Full mix']);
  assert.ok(!(await versions()).includes(set.id), 'a draft is in no list of sets');
  const open = await expect(201, me.call('POST', `${at}/uploads`, undefined, begin(print(34), { filename: '1m1_String.wav' })));
  await expect(409, me.call('POST', `${at}/publish`, { incomplete: true }));
  await expect(204, me.call('DELETE', open.headers.get('location'), undefined, TUS));
  await expect(409, me.call('POST', `${at}/publish`, {}));
  await me.call('POST', `${at}/publish`, { whole: true });
  assert.equal((await me.ok('POST', `${at}/publish`, { incomplete: true })).is_incomplete, true);
  assert.ok((await versions()).includes(set.id));
  await expect(409, me.call('DELETE', at));
  await expect(409, me.call('POST', `${at}/uploads`, undefined, begin(print(34), { filename: '1m1_String.wav' })));
  await expect(409, me.call('POST', `${at}/have`, { files: [] }));
  const spare = await me.ok('POST', `/api/cues/${cue.id}/sets`, { picture_id: picture.id });
  await expect(409, me.call('POST', `/api/sets/${spare.id}/publish`, { incomplete: true }));
  await proofs(me, { picture }, spare);
  await me.ok('DELETE', `/api/sets/${spare.id}`);
  await expect(404, me.call('GET', `/api/sets/${spare.id}`));
}

export async function uploads(me, film) {
  const set = await me.ok('POST', `/api/cues/${film.cue.id}/sets`, { picture_id: film.picture.id });
  await options(me, film, set);
  await refusals(me, set);
  await pieces(me, set);
  await parts(me, set);
  await temps(me, film);
  await publish(me, film, set);
  assert.ok((await me.ok('GET', `/api/productions/${film.production.id}/storage`)).used_bytes > 0);
}
