import assert from 'node:assert/strict';
import * as buffer from 'node:buffer';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { hashFile, identityOf } from './identity.js';

const MIB = 1 << 20;
/* Debian's node has it, but not as a global. */
const Made = (buffer as unknown as { File: typeof File }).File;

function file(bytes: Uint8Array<ArrayBuffer>, name = '1m1_Brass.wav', lastModified = 5): File {
  return new Made([bytes], name, { lastModified });
}

test('the same file has one identity, and a changed one another', async () => {
  const bytes = new Uint8Array(3 * MIB);
  const identity = await identityOf(file(bytes));
  assert.ok(identity.length < 200);
  assert.equal(await identityOf(file(bytes)), identity);
  const [first, last] = [bytes.slice(), bytes.slice()];
  first[0] = 1;
  last[3 * MIB - 1] = 1;
  const others = [file(first), file(last), file(bytes, 'other.wav'), file(bytes, undefined, 6)];
  const told = await Promise.all([...others, file(bytes.slice(1))].map(identityOf));
  assert.equal(new Set([identity, ...told]).size, 6);
});

test('a file shorter than its ends has an identity too', async () => {
  const [a, b] = [file(new Uint8Array([1])), file(new Uint8Array([2]))];
  assert.notEqual(await identityOf(a), await identityOf(b));
});

test('the hash of a whole file is that of its bytes', async () => {
  const bytes = Uint8Array.from({ length: 9 * MIB + 7 }, (_, i) => i % 251);
  const read: number[] = [];
  const hash = await hashFile(file(bytes), (n) => read.push(n));
  assert.equal(hash, createHash('sha256').update(bytes).digest('hex'));
  assert.deepEqual(read, [4 * MIB, 8 * MIB, bytes.length]);
});
