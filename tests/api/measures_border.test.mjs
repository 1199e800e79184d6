// Borderline material: what grows in steps is measured in steps, without jumps, and a level changes
// where its threshold says. Signals are made here, so the figures to expect follow from formulas.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { predub, tempDir } from '../support/server.mjs';
import { noise, wav } from '../support/wav.mjs';

const RATE = 48000, HOUR = 3600 * RATE, L = 0, R = 1, C = 2, LFE = 3;
let dir;
before(async () => (dir = await tempDir()));
after(() => rm(dir, { recursive: true, force: true }));

const gain = (level_db) => 10 ** (level_db / 20);
const sine = (hz, i) => Math.sin((2 * Math.PI * hz * i) / RATE);
const tc = (seconds) => `01:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}:00`;

// Scenes of so many seconds, one after the other; a file's signal(i, channel, scene) counts i from the
// scene's own start. Answers the scenes as `predub measure` prints them.
async function measured({ seconds, steps, files, options = [] }) {
  const length = seconds * RATE, paths = {};
  for (const [name, { channels = 6, signal }] of Object.entries(files)) {
    paths[name] = join(dir, `1m1_${name}.wav`);
    await writeFile(paths[name], wav({ channels, samples: length * steps.length, start: HOUR, signal: (i, c) => signal(i % length, c, Math.floor(i / length)) }));
  }
  const rows = steps.map((_, i) => `${i + 1},step,${tc(i * seconds)},${tc((i + 1) * seconds)}`);
  await writeFile(join(dir, 'scenes.csv'), `scene,name,tc_in,tc_out\n${rows.join('\n')}\n`);
  const prints = Object.keys(files).filter((name) => !name.endsWith('temp')).map((name) => paths[name]);
  const temps = ['dialogue', 'effects'].flatMap((role) => (paths[`${role}_temp`] ? [`--${role}`, paths[`${role}_temp`]] : []));
  const done = spawnSync(predub, ['measure', '--json', '--fps', '25', '--scenes', join(dir, 'scenes.csv'), '--prints', ...prints, ...temps, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 });

  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout).scenes;
}

const concernsOf = (scenes, kind) => scenes.map(({ concerns }) => concerns.find((concern) => concern.kind === kind));
const values = (scenes, kind) => concernsOf(scenes, kind).map(({ value }) => value);
const standsOut = ({ level }) => level === 'amber' || level === 'red';

function near(actual, expected, tolerance, what) {
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= tolerance, `${what}, step ${i}: ${value}, expected ${expected[i].toFixed(3)} ± ${tolerance}`));
}

// Each step goes the same way, and none further than `most`.
function moves(list, sign, most, what) {
  for (let i = 1; i < list.length; i++) {
    const step = sign * (list[i] - list[i - 1]);
    assert.ok(step >= -1e-3 && step <= most, `${what}: from ${list[i - 1]} to ${list[i]}`);
  }
}

test('pumping follows the depth of a swing, through amber to red', async () => {
  const steps = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 0.95], seconds = 13;
  const swing = (i, c, scene) => (c === LFE ? gain(-20) * (1 + steps[scene] * sine(2, i)) * sine(45, i) : 0);
  const scenes = await measured({ seconds, steps, files: { Percussion_stem: { signal: swing } } });

  near(values(scenes, 'lfe-pumping'), steps.map((depth) => 0.8 * depth), 0.02, 'index'); // w(2 Hz) is 0.8
  assert.deepEqual(concernsOf(scenes, 'lfe-pumping').map(({ level }) => level), ['clear', 'clear', 'clear', 'clear', 'amber', 'amber', 'red']);
  for (const { stem, channel } of concernsOf(scenes, 'lfe-pumping').filter(standsOut)) assert.deepEqual([stem, channel], ['Percussion', 'LFE']);
});

test('headroom with the effects shrinks as the music grows, to what the sum of the peaks leaves', async () => {
  const steps = [-60, -42, -39, -36, -33, -30, -27, -24, -21, -18, -15, -12, -9, -7], seconds = 3, effects = 0.5;
  const scenes = await measured({
    seconds, steps,
    files: {
      Percussion_stem: { signal: (i, c, scene) => (c === LFE ? gain(steps[scene]) * sine(50, i) : 0) },
      effects_temp: { signal: (i, c) => (c === LFE ? effects * sine(50, i) : 0) },
    },
  });
  const left = values(scenes, 'lfe-headroom'), lost = concernsOf(scenes, 'lfe-headroom').map(({ second }) => second);
  const leaves = steps.map((level) => -20 * Math.log10(effects + gain(level)));
  const taken = steps.map((level) => 20 * Math.log10(1 + gain(level) / effects));

  // where the music takes next to nothing, the effects alone are not its concern
  near(left.slice(5), leaves.slice(5), 0.02, 'dB left');
  near(lost.slice(1), taken.slice(1), 0.02, 'dB taken');
  moves(left.slice(1), -1, 8, 'headroom');
  const levels = concernsOf(scenes, 'lfe-headroom').map(({ level }) => ['clear', 'amber', 'red'].indexOf(level));
  moves(levels, 1, 1, 'level');
  assert.deepEqual([levels[0], levels[1], levels.at(-1)], [0, 0, 2]);
  const trims = concernsOf(scenes, 'lfe-headroom').filter(standsOut).map(({ trim_db }) => trim_db);
  moves(trims, -1, 3.2, 'trim');
});

test('the low end leans on the LFE by the ratio of its power to that of the mains', async () => {
  const steps = [-30, -25, -20, -15, -10, -5, 0], seconds = 4;
  const scenes = await measured({
    seconds, steps,
    files: { String_stem: { signal: (i, c, scene) => (c === L ? gain(-20) * sine(50, i) : c === LFE ? gain(-20 + steps[scene]) * sine(50, i) : 0) } },
  });
  const lost = values(scenes, 'lfe-dependence');

  // an LFE under -50 dBFS rms does not sound
  near(lost.slice(2), steps.slice(2).map((level) => 10 * Math.log10(1 + 10 * 10 ** (level / 10))), 0.15, 'dB lost');
  moves(lost, 1, 4.5, 'dB lost');
});

test('words are lost smoothly as the Centre of the music grows', async () => {
  const steps = [-70, -48, -45, -42, -39, -36, -33, -30, -27, -24, -21, -18], seconds = 4;
  const words = noise(-20, 1), brass = noise(0, 2), strings = noise(-60, 3);
  // words of 0.6 s that fade away, with pauses in which the music is alone; the music swells by 15 dB
  const spoken = (i) => (i % RATE < 0.6 * RATE ? gain((-12 * (i % RATE)) / (0.6 * RATE)) : 0);
  const scenes = await measured({
    seconds, steps,
    files: {
      Brass_stem: { signal: (i, c, scene) => (c === C ? gain(steps[scene] - 15 + (15 * i) / (seconds * RATE)) * brass(i, c) : 0) },
      String_stem: { signal: (i, c) => (c === L || c === R ? strings(i, c) : 0) },
      dialogue_temp: { channels: 1, signal: (i) => spoken(i) * words(i, 0) },
      effects_temp: { signal: () => 0 },
    },
  });
  const index = values(scenes, 'dialogue-audibility'), busy = values(scenes, 'centre-busy');

  moves(index, -1, 0.13, 'audibility'); // 3 dB of 30 are a tenth of the index
  moves(busy, 1, 0.4, 'occupancy');
  const heard = concernsOf(scenes, 'dialogue-audibility');
  for (const { without_music } of heard) assert.ok(without_music > 0.9, `${without_music} without music`);
  moves(heard.map(({ at_risk }) => at_risk), 1, 1, 'time at risk');
  assert.deepEqual([heard[0].at_risk, heard.at(-1).at_risk > 0.9], [0, true]);
  assert.ok(index[0] > 0.9 && index.at(-1) < 0.45, `${index[0]} to ${index.at(-1)}`);
  assert.ok(busy[0] < 0.01 && busy.at(-1) > 0.9, `${busy[0]} to ${busy.at(-1)}`);
  for (const concern of scenes.flatMap(({ concerns }) => concerns).filter((one) => standsOut(one) && /dialogue|centre/.test(one.kind)))
    assert.deepEqual([concern.stem, concern.channel], ['Brass', 'C'], concern.kind);
  assert.equal(concernsOf(scenes, 'centre-busy').at(-1).level, 'red');
});

test('a steady 40 Hz tone names its stem and no other, and muting its LFE clears it', async () => {
  const steps = ['sounds', 'muted'], seconds = 20, hiss = noise(-40, 5);
  const scenes = await measured({
    seconds, steps,
    files: {
      String_stem: { signal: (i, c) => (c === L || c === R ? gain(-26) * sine(220, i) + hiss(i, c) : 0) },
      Brass_stem: { signal: (i, c) => (c === L || c === R ? gain(-30) * sine(110, i) : 0) },
      Percussion_stem: { signal: (i, c) => (c === R ? gain(-24) * sine(80, i) * Math.exp((-4 * (i % RATE)) / RATE) : 0) },
      FX_inst_stem: { signal: (i, c, scene) => (c === LFE && steps[scene] === 'sounds' ? gain(-14) * sine(40, i) : c === L ? hiss(i, 9) : 0) },
      effects_temp: { signal: (i, c) => (c === LFE ? gain(-14) * sine(55, i) : 0) },
    },
  });
  const [sounds, muted] = scenes.map(({ concerns }) => concerns.filter(standsOut));

  assert.ok(sounds.some(({ kind, level }) => kind === 'lfe-active' && level === 'red'));
  assert.ok(sounds.every(({ stem, channel }) => stem === 'FX inst' && channel === 'LFE'), JSON.stringify(sounds));
  assert.ok(!sounds.some(({ kind }) => kind === 'lfe-pumping'), 'a steady tone does not pump');
  assert.ok(scenes[0].concerns.every(({ stem }) => stem === null || stem === 'FX inst'));
  assert.deepEqual(muted, []);
  assert.ok(scenes[1].concerns.every(({ stem }) => stem === null));
});
