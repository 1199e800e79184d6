import assert from 'node:assert/strict';
import test from 'node:test';
import { Clock } from './clock.js';
import { Track } from './track.js';
import type { Sound } from './sound.js';

/* What a track asks of the audio hardware; the clock of it jumps while a source is started. */
class Hardware {
  currentTime = 10;
  readonly jumps: number[] = [];
  readonly started: { at_s: number; samples: number; stopped: boolean }[] = [];
}
let hardware = new Hardware();

class Node {
  gain = { value: 0, cancelScheduledValues: () => {}, setValueAtTime: () => {} };
  #source = { at_s: 0, samples: 0, stopped: false };
  constructor(_context: unknown, options: { buffer?: { length: number } }) {
    this.#source.samples = options.buffer?.length ?? 0;
  }
  connect(): void {}
  disconnect(): void {}
  start(at_s: number): void {
    this.#source.at_s = at_s;
    hardware.started.push(this.#source);
    hardware.currentTime += hardware.jumps.shift() ?? 0;
  }
  stop(): void {
    this.#source.stopped = true;
  }
}

class Buffer {
  readonly length: number;
  readonly numberOfChannels = 2;
  readonly sampleRate = 48000;
  constructor(options: { length: number }) {
    this.length = options.length;
  }
  getChannelData = (): Float32Array => new Float32Array(this.length);
  copyToChannel(): void {}
}

Object.assign(globalThis, { AudioBufferSourceNode: Node, GainNode: Node, AudioBuffer: Buffer });

const SECOND = 48000;

/* Ten seconds of sound, playing from 1 s on since 50 ms before. */
function playing(): { track: Track; clock: Clock } {
  hardware = new Hardware();
  const clock = new Clock(
    () => hardware.currentTime,
    () => 0,
  );
  const audio = new Buffer({ length: 10 * SECOND }) as unknown as AudioBuffer;
  const sound = { at: () => ({ start: 0, end: 10 * SECOND, audio }) } as unknown as Sound;
  const context = hardware as unknown as AudioContext;
  const track = new Track(context, {} as AudioNode, clock, 'one', sound);
  clock.start(SECOND, hardware.currentTime + 0.05, 10 * SECOND, null);
  return { track, clock };
}

test('what is scheduled in time starts at its own sample', () => {
  const { track } = playing();
  track.schedule(20 * SECOND);
  assert.deepEqual(hardware.started, [{ at_s: 10.05, samples: 9 * SECOND, stopped: false }]);
  assert.deepEqual([track.first, track.next], [SECOND, 10 * SECOND]);
});

test('what the hardware has passed over meanwhile is taken back, and starts later in its place', () => {
  const { track, clock } = playing();
  hardware.jumps.push(0.12);
  track.schedule(20 * SECOND);
  const [late, again] = hardware.started;
  assert.deepEqual([late?.stopped, again?.stopped, hardware.started.length], [true, false, 2]);
  assert.equal(again?.at_s, clock.timeOf(track.first));
  assert.ok(again.at_s > hardware.currentTime + 0.02);
  assert.deepEqual([track.first, track.next], [SECOND + 0.1 * SECOND, 10 * SECOND]);
});
