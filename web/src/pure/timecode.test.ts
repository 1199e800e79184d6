import assert from 'node:assert/strict';
import test from 'node:test';
import {
  formatFrame,
  formatTimecode,
  frameAt,
  frameStart,
  parseTimecode,
  rateOf,
} from './timecode.js';
import type { Rate } from './timecode.js';

const rate = (text: string): Rate => {
  const found = rateOf(text);
  assert.ok(found, `rate ${text}`);
  return found;
};
const ALL = ['23.976', '24', '25', '29.97', '29.97df', '30', '48', '50', '59.94', '59.94df', '60'];

test('one hour starts at the sample that the trade knows', () => {
  const golden: [string, string, number][] = [
    ['23.976', '01:00:00:00', 172972800],
    ['24', '01:00:00:00', 172800000],
    ['25', '01:00:00:00', 172800000],
    ['29.97', '01:00:00:00', 172972800],
    ['30', '01:00:00:00', 172800000],
    ['23.976', '01:20:13:05', 231265034],
  ];
  for (const [r, text, samples] of golden) assert.equal(parseTimecode(rate(r), text), samples);
  assert.equal(parseTimecode(rate('29.97df'), '01:00:00;00'), Math.ceil(172799827.2));
});

test('drop-frame labels are those of the golden list', () => {
  const df = rate('29.97df');
  assert.equal(formatFrame(df, 1800), '00:01:00;02');
  assert.equal(formatFrame(df, 17981), '00:09:59;29');
  assert.equal(formatFrame(df, 17982), '00:10:00;00');
  assert.equal(formatFrame(df, 107892), '01:00:00;00');
  assert.equal(parseTimecode(df, '00:01:00;02'), frameStart(df, 1800));
  assert.equal(formatFrame(rate('59.94df'), 3600), '00:01:00;04');
});

test('labels that drop-frame leaves out do not exist', () => {
  assert.equal(parseTimecode(rate('29.97df'), '00:01:00;00'), undefined);
  assert.equal(parseTimecode(rate('29.97df'), '00:01:00;01'), undefined);
  assert.notEqual(parseTimecode(rate('29.97df'), '00:10:00;00'), undefined);
  assert.equal(parseTimecode(rate('59.94df'), '00:01:00;03'), undefined);
});

test('every label of an hour comes back as itself at every rate', () => {
  for (const text of ALL) {
    const r = rate(text);
    for (let frame = 0; frame < 3600 * 24; frame += 7) {
      const start = frameStart(r, frame);
      assert.equal(frameAt(r, start), frame, `${text} frame ${frame}`);
      assert.equal(start === 0 ? -1 : frameAt(r, start - 1), frame - 1);
      assert.equal(parseTimecode(r, formatTimecode(r, start)), start);
    }
  }
});

test('the last frame of a day is safe and the next one wraps', () => {
  for (const text of ALL) {
    const r = rate(text);
    const last = parseTimecode(r, `23:59:59:${Math.round(r.num / r.den) - 1}`);
    assert.ok(last !== undefined && Number.isSafeInteger(last));
    assert.match(formatFrame(r, frameAt(r, last) + 1), /^00:00:00[:;]00$/);
  }
});

test('nonsense is refused', () => {
  for (const text of ['', '1:2:3:4', '24:00:00:00', '00:60:00:00', '00:00:00:24', '00:00:00.00'])
    assert.equal(parseTimecode(rate('24'), text), undefined, text);
  assert.equal(rateOf('12'), undefined);
});
