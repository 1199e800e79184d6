import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeSpan, playedBetween, within } from './spans.js';
import type { Look } from './spans.js';

const S = 48000;
const look = (at_ms: number, position: number, way: string | null = 'a'): Look => ({
  at_ms,
  position,
  way,
});
const span = (in_samples: number, out_samples: number) => ({ in_samples, out_samples });

test('what runs on at the pace of the clock was played', () => {
  assert.deepEqual(playedBetween(look(0, 100), look(100, 4900)), { way: 'a', ...span(100, 4900) });
});

test('a jump was not played, however short the look away', () => {
  assert.equal(playedBetween(look(0, 0), look(100, 3 * S)), null);
  assert.equal(playedBetween(look(0, 3 * S), look(100, 0)), null);
});

test('a loop back, and standing still, play nothing', () => {
  assert.equal(playedBetween(look(0, 9000), look(100, 200)), null);
  assert.equal(playedBetween(look(0, 9000), look(100, 9000)), null);
});

test('a switch between two looks belongs to neither way', () => {
  assert.equal(playedBetween(look(0, 0, 'a'), look(100, 4800, 'b')), null);
  assert.equal(playedBetween(look(0, 0, null), look(100, 4800, null)), null);
  assert.equal(playedBetween(null, look(100, 4800)), null);
});

test('a machine that slept tells nothing of what was between', () => {
  assert.equal(playedBetween(look(0, 0), look(20000, 20 * S)), null);
});

test('a hidden page looks once a second and still counts all of it', () => {
  assert.deepEqual(playedBetween(look(0, 0), look(1003, 1.003 * S)), {
    way: 'a',
    ...span(0, 1.003 * S),
  });
});

test('spans that touch become one, others stay apart and in order', () => {
  let list = mergeSpan([], span(10, 20));
  list = mergeSpan(list, span(20, 30));
  list = mergeSpan(list, span(50, 60));
  list = mergeSpan(list, span(0, 5));
  assert.deepEqual(list, [span(0, 5), span(10, 30), span(50, 60)]);
  assert.deepEqual(mergeSpan(list, span(4, 55)), [span(0, 60)]);
});

test('a span is cut to its scene and counted from its start', () => {
  assert.deepEqual(within(span(100, 200), span(50, 150)), span(0, 50));
  assert.deepEqual(within(span(100, 200), span(150, 900)), span(50, 100));
  assert.equal(within(span(100, 200), span(200, 300)), null);
});
