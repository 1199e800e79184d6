import assert from 'node:assert/strict';
import test from 'node:test';
import { Level } from './level.js';

/* A parameter as Web Audio has it, with its events. */
class Param {
  value = 0;
  readonly events: { at: number; value: number; ramp: boolean }[] = [];
  setValueAtTime(value: number, at: number): void {
    this.events.push({ at, value, ramp: false });
  }
  linearRampToValueAtTime(value: number, at: number): void {
    this.events.push({ at, value, ramp: true });
  }
  cancelScheduledValues(from: number): void {
    const kept = this.events.filter((event) => event.at < from);
    this.events.splice(0, this.events.length, ...kept);
  }
  at(time: number): number {
    const before = this.events.filter((event) => event.at <= time);
    const last = before[before.length - 1];
    const next = this.events[before.length];
    if (!last) return this.value;
    if (!next?.ramp) return last.value;
    return last.value + ((next.value - last.value) * (time - last.at)) / (next.at - last.at);
  }
}

const make = () => {
  const param = new Param();
  return { param, level: new Level(param as unknown as AudioParam) };
};

test('a fade starts when it is said to and ends where it is said to', () => {
  const { param, level } = make();
  level.moveTo(1, 10, 0.005);
  assert.equal(param.at(9.999), 0);
  assert.ok(Math.abs(param.at(10.0025) - 0.5) < 1e-9);
  assert.equal(param.at(20), 1);
});

test('a fade that interrupts another goes on from where that one was', () => {
  const { param, level } = make();
  level.moveTo(1, 10, 0.004);
  level.moveTo(0, 10.001, 0.004);
  for (const [at, value] of [
    [10.0005, 0.125],
    [10.001, 0.25],
    [10.003, 0.125],
    [10.005, 0],
    [11, 0],
  ] as const)
    assert.ok(Math.abs(param.at(at) - value) < 1e-9, `${param.at(at)} at ${at}`);
});

test('two hundred quick moves never jump', () => {
  const { param, level } = make();
  let at = 1;
  for (let i = 0; i < 200; i++) level.moveTo(i % 2, (at += ((i * 7) % 11) / 2000 + 0.0001), 0.005);
  let last = param.at(at - 0.02);
  for (let t = at - 0.02; t < at + 0.02; t += 1 / 48000) {
    assert.ok(Math.abs(param.at(t) - last) < 1 / 239);
    last = param.at(t);
  }
});

test('fade 0 is a jump', () => {
  const { param, level } = make();
  level.moveTo(1, 10, 0);
  assert.equal(param.at(9.9999), 0);
  assert.equal(param.at(10), 1);
});
