import assert from 'node:assert/strict';
import test from 'node:test';
import { placeOf } from './goto.js';
import { formatTimecode, parseTimecode, rateOf } from './timecode.js';
import type { Rate } from './timecode.js';

const film = rateOf('24') as Rate;
const drop = rateOf('29.97df') as Rate;
const at = (rate: Rate, text: string): number => parseTimecode(rate, text) as number;
const here = at(film, '03:09:47:10');
const scenes = [
  { number: '48', in_samples: 1000 },
  { number: '3A', in_samples: 2000 },
];
const go = (typed: string): string | undefined => {
  const place = placeOf(film, typed, here, scenes);
  return place === undefined ? undefined : formatTimecode(film, place);
};

test('what is left out is as it is here', () => {
  assert.equal(go('01:02:03:04'), '01:02:03:04');
  assert.equal(go('10:09:00'), '03:10:09:00');
  assert.equal(go('12:00'), '03:09:12:00');
  assert.equal(go('5'), '03:09:47:05');
});

test('digits alone fill up from the frames', () => {
  assert.equal(go('1200'), '03:09:12:00');
  assert.equal(go('91200'), '03:09:12:00');
  assert.equal(go('01020304'), '01:02:03:04');
});

test('any sign between the numbers will do', () => {
  for (const typed of ['10.09.00', '10 09 00', '10;09;00', '10,9,0'])
    assert.equal(go(typed), '03:10:09:00');
});

test('with a sign before it, it counts from here', () => {
  assert.equal(go('+14'), '03:09:48:00');
  assert.equal(go('-1:00:00'), '03:08:47:10');
  assert.equal(go('\u221299:00:00:00'), '00:00:00:00');
});

test('a scene is found by its number', () => {
  assert.equal(placeOf(film, 's48', here, scenes), 1000);
  assert.equal(placeOf(film, '#3a', here, scenes), 2000);
  assert.equal(placeOf(film, 'scene 9', here, scenes), undefined);
});

test('what is no place is none', () => {
  for (const typed of ['', 'x', '61:00', '24', '1:2:3:4:5', '123:00', '+', '1234567890'])
    assert.equal(placeOf(film, typed, here, scenes), undefined, typed);
  assert.equal(placeOf(drop, '09:00:00', at(drop, '01:00:00;00'), scenes), undefined);
});
