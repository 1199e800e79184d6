// Every budget of the design that the program has so far, measured against its peer in this run.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bin, median, memoryOf, paired, predub, reelProduction, shell, sources, startNginx, startPredub, stems, temps, timed, work } from './support.mjs';

const pairs = Number(process.env.PAIRS ?? 5);
const files = sources.map((file) => `"${file}"`).join(' ');
const preview = (threads, out) => timed(predub, 'preview', '--fps', '24', '--in', '01:00:00:00', '--out', '01:20:00:00',
  '--start', '01:00:00:00', '--threads', String(threads), '-o', join(work, out), ...sources);
const ratioOf = (results, key = 'wall') => median(results.map(([ours, peer]) => peer[key] / ours[key]));

const rows = {
  async encode() {
    // encode_bench prints one pair a line: seconds of the bare encoder, seconds of the preview without pre-roll
    const { out } = await timed(bin('encode_bench'), String(pairs), ...sources);
    const ratios = out.trim().split('\n').filter((line) => line.startsWith('pair ')).map((line) => {
      const [, bare, ours] = line.split(' ').map(Number);
      return bare / ours;
    });
    return [['whole preview, 7 prints, 1 thread, without pre-roll', 'bare libopus encoder', median(ratios), '>= 0.90']];
  },
  async threads() {
    const results = await paired(pairs, () => preview(2, 'two.opus'), () => preview(1, 'one.opus'));
    return [['whole preview, 2 threads, pre-roll counted', '1 thread', ratioOf(results), '>= 1.60']];
  },
  async ffmpeg() {
    const inputs = sources.map((file) => `-i "${file}"`).join(' ');
    const mix = `amix=inputs=${sources.length}:normalize=0,pan=stereo|c0=c0+0.70711*c2+0.70711*c4|c1=c1+0.70711*c2+0.70711*c5`;
    const peer = () => shell(`ffmpeg -v error -y ${inputs} -filter_complex "${mix}" -c:a libopus -b:a 128k -vbr off -compression_level 8 -frame_duration 20 "${work}/ffmpeg.opus"`);
    const results = await paired(pairs, () => preview(2, 'two.opus'), peer);
    return [['whole preview, 2 threads', 'ffmpeg: read, mix, fold, libopus', ratioOf(results), '>= 6'],
      ['the same, processor time', 'ffmpeg', ratioOf(results, 'cpu'), '>= 5']];
  },
  async sox() {
    const inputs = sources.map((file) => `-v 0.5 "${file}"`).join(' ');
    const peer = () => shell(`sox -D -V1 -m ${inputs} -t wav -b 24 - remix 1v1,3v0.70711,5v0.70711 2v1,3v0.70711,6v0.70711 | opusenc --quiet --hard-cbr --bitrate 128 --comp 8 --ignorelength - "${work}/sox.opus"`);
    const results = await paired(pairs, () => preview(2, 'two.opus'), peer);
    return [['whole preview, 2 threads', 'sox mix into opusenc', ratioOf(results), '>= 3']];
  },
  async mix() {
    const { out } = await timed(bin('mix_bench'), ...sources);
    const rates = [...out.matchAll(/([\d.]+) x real time/g)].map(([, rate]) => Number(rate));
    return [['mix and fold alone, 7 prints, 1 thread', 'real time', median(rates), '> 1000']];
  },
  async memory() {
    const at = async (to) => (await timed(predub, 'preview', '--fps', '24', '--in', '01:00:00:00', '--out', to, '--start', '01:00:00:00',
      '--threads', '2', '-o', join(work, 'memory.opus'), ...sources)).memory_mib;
    const short = await at('01:01:00:00'), long = await at('01:20:00:00');
    return [['memory of a 20-minute render, MiB a worker', `1 minute: ${(short / 2).toFixed(1)} MiB`, long / 2, '< 64, flat']];
  },
  async ranges() {
    const server = await startPredub(), nginx = await startNginx(work);
    try {
      const { files: { opus, webm } } = await (await reelProduction(server)).preview({});
      await (await server.fetch(opus.url)).arrayBuffer(); // renders it as fast as it can; a cold WebM is paced
      const whole = Buffer.from(await (await server.fetch(webm.url)).arrayBuffer());
      await writeFile(join(work, 'whole.webm'), whole);
      const script = join(work, 'ranges.lua');
      await writeFile(script, `math.randomseed(7)
local size, part = ${whole.length}, 81920
request = function() local first = math.random(0, size - part)
  return wrk.format("GET", nil, { ["Cookie"] = "${server.headers.cookie}", ["Range"] = "bytes=" .. first .. "-" .. (first + part - 1) }) end\n`);
      const wrk = async (url) => ({ rate: Number(/Requests\/sec:\s+([\d.]+)/.exec((await timed('wrk', '-t1', '-c16', '-d4s', '-s', script, url)).out)[1]) });
      const results = await paired(pairs, () => wrk(server.url + webm.url), () => wrk(`${nginx.url}/whole.webm`));
      const idle = await memoryOf(server.pid);
      const stalled = await listeners(server, webm, 500, 10);
      return [['ranges of 80 KiB of a cached preview, keep-alive', 'nginx sendfile', median(results.map(([ours, peer]) => ours.rate / peer.rate)), '>= 1.0'],
        ['500 listeners at once, 10 s each, stalls', `memory before ${idle.toFixed(0)}, after ${(await memoryOf(server.pid)).toFixed(0)} MiB`, stalled, '0']];
    } finally {
      await Promise.all([server.stop(), nginx.stop()]);
      await rm(server.data, { recursive: true });
    }
  },
  async upload() {
    const { uploadRows } = await import('./uploads.mjs');
    return uploadRows(pairs);
  },
  async seek() {
    const server = await startPredub();
    try {
      const { production } = await reelProduction(server);
      while ((await server.ok('GET', `/api/productions/${production.id}/jobs`)).active > 0) await new Promise((done) => setTimeout(done, 200));
      const { seekLatency } = await import('./seek.mjs');
      const { cold, warm, open_ms, open_again_ms } = await seekLatency(server, production.id, 9);
      return [['from open to first sound, nothing rendered yet, ms', `again: ${open_again_ms.toFixed(0)} ms`, open_ms, '-'],
        ['first sound after a seek to a cold place, ms more', `cached: ${median(warm).toFixed(0)} ms`, median(cold) - median(warm), '<= 100']];
    } finally {
      await server.stop();
      await rm(server.data, { recursive: true });
    }
  },
  async timeline() {
    const server = await startPredub();
    try {
      const { production, picture } = await reelProduction(server, { mix: true });
      const { SIZES, reelScenes, timelineFrames } = await import('./timeline.mjs');
      await server.ok('PUT', `/api/pictures/${picture.id}/scenes`, { scenes: reelScenes() });
      const list = [];
      for (const size of SIZES)
        for (const [what, frames] of Object.entries(await timelineFrames(server, production.id, { size }))) {
          const name = `timeline, ${what}, ${size.width} x ${size.height}, frame ms`;
          list.push([`${name}: 95 of 100`, `median ${frames.median_ms.toFixed(1)}, worst ${frames.worst_ms.toFixed(1)}, dropped ${frames.dropped} of ${frames.frames + frames.dropped}`, frames.p95_ms, '<= 16.7'],
            [`${name} of processor time, page's thread`, `busy 95 of 100: ${frames.page_p95_ms.toFixed(1)}`, frames.thread_ms, '<= 6']);
        }
      return list;
    } finally {
      await server.stop();
      await rm(server.data, { recursive: true });
    }
  },
  async lists() {
    const { listTimes } = await import('./lists.mjs');
    const tenth = await listTimes(1), whole = await listTimes(10);
    const list = Object.entries(whole).map(([name, ms]) => [`list, ms: ${name}`, `a tenth of it: ${tenth[name].toFixed(2)} ms, x ${(ms / tenth[name]).toFixed(1)}`, ms, '<= 20']);
    const worst = [...list].sort((a, b) => b[2] - a[2])[0];
    return [[`the slowest list, ms: ${worst[0].slice('list, ms: '.length)}`, ...worst.slice(1)], ...list];
  },
  async analysis() {
    // five minutes: the peer takes its time
    const print = join(work, 'analysis.wav');
    await shell(`[ -e "${print}" ] || sox -D -V1 "${stems[0]}" -b 24 "${print}" trim 0 300`);
    const ours = async () => ({ rate: median([...(await timed(bin('analysis_bench'), print)).out.matchAll(/([\d.]+) x real time/g)].map(([, rate]) => Number(rate))) });
    const peer = async () => ({ rate: 300 / (await shell(`ffmpeg -v error -nostdin -threads 1 -filter_threads 1 -i "${print}" -af ebur128=peak=true -f null -`)).wall });
    const alone = await paired(pairs, ours, peer), rate = median(alone.map(([{ rate: x }]) => x));
    const scenes = join(work, 'analysis.csv');
    await writeFile(scenes, 'scene,name,tc_in,tc_out\n1,One,01:00:00:00,01:00:10:00\n');
    const measure = (threads) => timed(predub, 'measure', '--fps', '24', '--scenes', scenes, '--start', '01:00:00:00', '--threads', String(threads), '--prints', ...stems);
    const cores = await paired(pairs, () => measure(availableParallelism()), () => measure(1));
    return [['analysis of a 5.1 print, all of it, 1 thread', 'ffmpeg ebur128=peak=true, 1 thread', median(alone.map(([a, b]) => a.rate / b.rate)), '>= 3'],
      ['the same', 'real time', rate, '-'],
      [`analysis of 5 prints, ${availableParallelism()} threads, with reading`, '1 thread', ratioOf(cores), '>= 1.6'],
      ['the same', 'real time', median(cores.map(([{ wall }]) => (5 * 1200) / wall)), '-']];
  },
  async analysis_memory() {
    // what is kept of a second of sound: bands, two low waves, envelope, loudness, drawing, hashes
    const kept = (seconds) => (seconds * (50 * 6 * 27 * 2 + 2 * 2400 * 4 + 50 * 2 + 10 * 4 + 187.5 * 6 * 4 + 10 * 6 * 8)) / 2 ** 20;
    const scenes = join(work, 'analysis.csv'), print = join(work, '1m1_Long_stem.wav');
    await writeFile(scenes, 'scene,name,tc_in,tc_out\n1,One,01:00:00:00,01:00:10:00\n');
    const beyond = async (seconds) => {
      await longPrint(print, seconds);
      const { memory_mib } = await timed(predub, 'measure', '--fps', '24', '--scenes', scenes, '--start', '01:00:00:00', '--threads', '1', '--prints', print);
      return memory_mib - kept(seconds);
    };
    const short = await beyond(600), long = await beyond(7200);
    await rm(print);
    return [[`analysis of a 2-hour print, MiB beyond the ${kept(7200).toFixed(0)} kept`, `10 minutes: ${short.toFixed(1)} MiB`, long, '< 64, flat']];
  },
  async rescore() {
    const { out } = await timed(bin('rescore_bench'), ...sources);
    const seconds = [...out.matchAll(/: ([\d.]+) s$/gm)].map(([, time]) => Number(time));
    return [['200 scenes scored after a new threshold, s', 'no audio read', median(seconds), '< 1']];
  },
};

// A 5.1 print of 16 bits: the same minute of noise again and again.
async function longPrint(path, seconds) {
  const bytes = seconds * 48000 * 12, head = Buffer.alloc(68), file = await open(path, 'w');
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(bytes + 60, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  for (const [value, at] of [[40, 16], [48000, 24], [48000 * 12, 28], [0x3f, 40]]) head.writeUInt32LE(value, at);
  for (const [value, at] of [[0xfffe, 20], [6, 22], [12, 32], [16, 34], [22, 36], [16, 38], [1, 44]]) head.writeUInt16LE(value, at);
  head.write('000000001000800000aa00389b71', 46, 'hex');
  head.write('data', 60, 'latin1');
  head.writeUInt32LE(bytes, 64);
  const minute = randomBytes(60 * 48000 * 12);
  await file.write(head);
  for (let at = 0; at < bytes; at += minute.length) await file.write(minute, 0, Math.min(minute.length, bytes - at));
  await file.close();
}

// Each listener pulls two seconds of sound a second over a connection of its own; a reply that takes
// longer than a second would be heard as a stall.
async function listeners(server, { url, header_bytes, pre_skip_bytes, page_bytes, pages }, count, seconds) {
  const { Agent, get } = await import('node:http');
  let stalls = 0;
  const fetchPart = (agent, first) => new Promise((done, fail) => {
    get(server.url + url, { agent, headers: { ...server.headers, range: `bytes=${first}-${first + 2 * page_bytes - 1}` } }, (reply) => reply.resume().on('end', done)).on('error', fail);
  });
  await Promise.all(Array.from({ length: count }, async (_, i) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await sleep((i / count) * 1000);
    for (let second = 0; second < seconds; second++) {
      const page = (i * 7 + second * 2) % (pages - 2), began = performance.now();
      await fetchPart(agent, header_bytes + pre_skip_bytes + page * page_bytes);
      const took = performance.now() - began;
      if (took > 1000) stalls++;
      else await sleep(1000 - took);
    }
    agent.destroy();
  }));
  return stalls;
}

const wanted = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(rows);
const started = new Date().toISOString().slice(0, 16);
console.log(`predub bench, ${started}, median of ${pairs} paired runs\n`);
for (const name of wanted) {
  try {
    for (const [what, peer, value, budget] of await rows[name]())
      console.log(`${what.padEnd(54)} ${peer.padEnd(40)} ${value.toFixed(2).padStart(9)}   budget ${budget}`);
  } catch (error) {
    console.log(`${name}: could not be measured: ${error.message.slice(0, 300)}`);
    process.exitCode = 1;
  }
}
