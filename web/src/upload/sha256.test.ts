import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { Sha256 } from './sha256.js';

const truth = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const bytes = (n: number): Uint8Array =>
  Uint8Array.from({ length: n }, (_, i) => (i * 131 + (i >> 8)) & 255);

test('every length around the blocks gives the hash that others give', () => {
  for (const n of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 100003])
    assert.equal(new Sha256().add(bytes(n)).hex(), truth(bytes(n)), `${n} bytes`);
});

test('the pieces in which it comes make no difference', () => {
  const all = bytes(5000);
  for (const piece of [1, 7, 63, 64, 65, 999]) {
    const hash = new Sha256();
    for (let at = 0; at < all.length; at += piece) hash.add(all.subarray(at, at + piece));
    assert.equal(hash.hex(), truth(all), `pieces of ${piece}`);
  }
});
