import assert from 'node:assert/strict';
import test from 'node:test';
import { cutOf, groupOf, pageByte, pageOfByte, sliceOf } from './layout.js';

const FILE = {
  bytes: 1047 + 346 + 19 * 16467 + 5000,
  header_bytes: 1047,
  pre_skip_bytes: 346,
  page_bytes: 16467,
  pages: 20,
};
const SAMPLES = 19 * 48000 + 12345;

test('pages stand one behind the other and the last one ends the file', () => {
  assert.equal(pageByte(FILE, -1), 1047);
  assert.equal(pageByte(FILE, 0), 1393);
  assert.equal(pageByte(FILE, 19), 1393 + 19 * 16467);
  assert.equal(pageByte(FILE, 20), FILE.bytes);
});

test('a byte and its page agree for every page', () => {
  for (let page = 0; page < FILE.pages; page++) {
    assert.equal(pageOfByte(FILE, pageByte(FILE, page)), page);
    assert.equal(pageOfByte(FILE, pageByte(FILE, page + 1) - 1), page);
  }
  assert.equal(pageOfByte(FILE, 0), 0);
});

test('groups end where the server starts another segment', () => {
  assert.deepEqual(groupOf(FILE, 0), { first: 0, end: 5 });
  assert.deepEqual(groupOf(FILE, 7 * 48000 + 1), { first: 7, end: 10 });
  assert.deepEqual(groupOf(FILE, SAMPLES), { first: 19, end: 20 });
});

test('a slice starts with a page of lead-in, the first one with the pre-skip', () => {
  assert.deepEqual(sliceOf(FILE, SAMPLES, 0, 5), {
    first_byte: 1047,
    end_byte: pageByte(FILE, 5),
    lead_in_samples: 0,
    samples: 240000,
  });
  assert.deepEqual(sliceOf(FILE, SAMPLES, 15, 20), {
    first_byte: pageByte(FILE, 14),
    end_byte: FILE.bytes,
    lead_in_samples: 48000,
    samples: 4 * 48000 + 12345,
  });
});

test('the cut is right for decoders that drop the pre-skip and for those that keep it', () => {
  const first = sliceOf(FILE, SAMPLES, 0, 5);
  assert.equal(cutOf(first, 240000, 960), 0);
  assert.equal(cutOf(first, 240960, 960), 960);
  const middle = sliceOf(FILE, SAMPLES, 5, 10);
  assert.equal(cutOf(middle, 48000 + 240000 - 960, 960), 48000 - 960);
  assert.equal(cutOf(middle, 48000 + 240000, 960), 48000);
  const last = sliceOf(FILE, SAMPLES, 15, 20);
  const padding = 960 - (12345 % 960);
  assert.equal(cutOf(last, 48000 + last.samples - 960, 960), 48000 - 960);
  assert.equal(cutOf(last, 48000 + last.samples - 960 + padding, 960), 48000 - 960);
  assert.equal(cutOf(last, 48000 + last.samples + padding, 960), 48000);
  assert.equal(cutOf(last, 1000, 960), undefined);
});
