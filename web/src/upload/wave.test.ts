import assert from 'node:assert/strict';
import test from 'node:test';
import { headOf } from './header.js';
import { silentHeader } from './silence.js';
import { readHead } from './wave.js';
import type { Head } from './wave.js';

const GUID_TAIL = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];

const bytesOf = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));
const u16 = (n: number): number[] => [n & 255, (n >> 8) & 255];
const u32 = (n: number): number[] => [...u16(n & 0xffff), ...u16(Math.floor(n / 65536))];
const u64 = (n: number): number[] => [...u32(n % 2 ** 32), ...u32(Math.floor(n / 2 ** 32))];
const chunk = (name: string, body: readonly number[], told = body.length): number[] => [
  ...bytesOf(name),
  ...u32(told),
  ...body,
  ...(body.length % 2 ? [0] : []),
];

interface Made {
  channels?: number;
  rate?: number;
  bits?: number;
  mask?: number;
  start?: number | null;
  extra?: readonly number[];
  data?: number;
  id?: string;
}

function fmt({ channels = 6, rate = 48000, bits = 24, mask = 0x3f }: Made): number[] {
  const block = (channels * bits) / 8;
  const plain = [
    ...u16(0xfffe),
    ...u16(channels),
    ...u32(rate),
    ...u32(rate * block),
    ...u16(block),
  ];
  return chunk('fmt ', [
    ...plain,
    ...u16(bits),
    ...u16(22),
    ...u16(bits),
    ...u32(mask),
    ...u16(1),
    ...GUID_TAIL,
  ]);
}

const bext = (start: number): number[] => {
  const body = new Array<number>(602).fill(0);
  u64(start).forEach((byte, i) => (body[338 + i] = byte));
  return chunk('bext', body);
};

function wave(made: Made = {}): number[] {
  const { start = 480000, extra = [], data = 1800, id = 'RIFF' } = made;
  const body = [
    ...fmt(made),
    ...(start === null ? [] : bext(start)),
    ...extra,
    ...chunk('data', new Array<number>(data).fill(1)),
  ];
  return [...bytesOf(id), ...u32(body.length + 4), ...bytesOf('WAVE'), ...body];
}

const read = (bytes: readonly number[]): Promise<Head | null> =>
  headOf(new Blob([Uint8Array.from(bytes)]));

test('a header tells channels, rate, depth, length, layout and start', async () => {
  const head = (await read(wave())) as Head;
  const { format, channels, rate_hz, bits, is_float, frames, mask } = head;
  assert.deepEqual(
    [format, channels, rate_hz, bits, is_float, frames, mask],
    ['WAV', 6, 48000, 24, false, 100, 0x3f],
  );
  assert.deepEqual([head.order_known, head.start_samples, head.unfit], [true, 480000, null]);
});

test('six channels without a layout, or with a strange one, are asked about', async () => {
  for (const mask of [0, 0x3e]) assert.equal((await read(wave({ mask })))?.order_known, false);
  assert.equal((await read(wave({ mask: 0x60f })))?.order_known, true);
  assert.equal((await read(wave({ channels: 2, mask: 0 })))?.order_known, true);
  assert.equal((await read(wave({ channels: 1, mask: 0x3f })))?.order_known, true);
});

test('a start is counted at 48 kHz, and one beyond a day is none', async () => {
  assert.equal((await read(wave({ rate: 96000, start: 96000 })))?.start_samples, 48000);
  assert.equal((await read(wave({ start: null })))?.start_samples, null);
  assert.equal((await read(wave({ start: 48000 * 86400 })))?.start_samples, null);
  assert.equal((await read(wave({ start: 2 ** 40 })))?.start_samples, null);
});

test('iXML tells a start and the order where nothing else does', async () => {
  const tracks = ['L', 'C', 'R', 'Ls', 'Rs', 'LFE'];
  const list = tracks.map(
    (name, i) =>
      `<TRACK><INTERLEAVE_INDEX>${i + 1}</INTERLEAVE_INDEX><NAME>Str_${name}</NAME></TRACK>`,
  );
  const speed =
    '<SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>0</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>' +
    '<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>96000</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>';
  const text = `<BWFXML>${speed}<TRACK_LIST>${list.join('')}</TRACK_LIST></BWFXML>`;
  const head = await read(wave({ mask: 0, start: null, extra: chunk('iXML', bytesOf(text)) }));
  assert.deepEqual([head?.order_known, head?.start_samples], [true, 96000]);
  const bad = `<!DOCTYPE x>${text}`;
  const none = await read(wave({ mask: 0, start: null, extra: chunk('iXML', bytesOf(bad)) }));
  assert.deepEqual([none?.order_known, none?.start_samples], [false, null]);
});

test('RF64 keeps its sizes elsewhere, and chunks may stand in any order', async () => {
  const ds64 = chunk('ds64', [...u64(0), ...u64(1800), ...u64(0), ...u32(0)]);
  const data = chunk('data', new Array<number>(1800).fill(1), 0xffffffff);
  const body = [...ds64, ...chunk('JUNK', [1, 2, 3]), ...fmt({}), ...data, ...bext(7)];
  const head = await read([...bytesOf('RF64'), ...u32(0xffffffff), ...bytesOf('WAVE'), ...body]);
  assert.deepEqual([head?.format, head?.frames, head?.start_samples], ['RF64', 100, 7]);
});

test('a forgotten pad byte does not lose what follows', async () => {
  const odd = chunk('JUNK', [1, 2, 3]).slice(0, -1);
  const head = await read(wave({ extra: odd }));
  assert.deepEqual([head?.frames, head?.unfit], [100, null]);
});

test('a recorder that never wrote its sizes, and a copy that broke off, have what is there', async () => {
  const whole = wave();
  const size_at = whole.length - 1800 - 4;
  for (const told of [0, 0xffffffff, 4000]) {
    const head = await read([
      ...whole.slice(0, size_at),
      ...u32(told),
      ...whole.slice(size_at + 4),
    ]);
    assert.equal(head?.frames, 100, String(told));
  }
});

test('what the server refuses is known before it is sent', async () => {
  assert.equal((await read(wave({ channels: 8, data: 2400 })))?.unfit, 'channels');
  assert.equal((await read(wave({ rate: 700000 })))?.unfit, 'rate');
  assert.equal((await read(wave({ data: 0 })))?.unfit, 'empty');
  assert.equal((await read(wave({ bits: 8, data: 600 })))?.unfit, 'samples');
  assert.equal((await read(wave().slice(0, 60)))?.unfit, 'damaged');
  assert.equal(await read(bytesOf('fLaC and so on')), null, 'of another kind: the server reads it');
  assert.equal(await read([]), null);
});

/* xorshift: the same on every run */
function random(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

test('no header makes it read for ever, beyond the file, or throw', async () => {
  const next = random(7);
  const whole = Uint8Array.from(wave({ data: 60 }));
  for (let i = 0; i < 1500; i++) {
    const bytes = whole.slice(0, i % 3 === 0 ? Math.floor(next() * whole.length) : whole.length);
    for (let n = 0; n < 1 + (i % 8); n++) {
      const at = Math.floor(next() * Math.min(bytes.length, i % 2 ? 80 : bytes.length));
      bytes[at] = next() < 0.3 ? 255 : Math.floor(next() * 256);
    }
    let reads = 0;
    const head = await readHead(bytes.length, (at, count) => {
      reads++;
      assert.ok(at >= 0 && count >= 0 && count <= 1 << 20);
      return Promise.resolve(bytes.subarray(at, at + count));
    });
    assert.ok(reads < 9000);
    for (const figure of [head?.frames, head?.start_samples ?? 0, head?.data_at])
      assert.ok(figure === undefined || (Number.isFinite(figure) && figure >= 0));
  }
});

test('a file of empty chunks is given up at some time', async () => {
  let reads = 0;
  const nothing = Uint8Array.from(chunk('JUNK', []));
  await readHead(2 ** 40, (at, count) => {
    reads++;
    if (at === 0)
      return Promise.resolve(Uint8Array.from([...bytesOf('RIFF'), ...u32(9), ...bytesOf('WAVE')]));
    return Promise.resolve(nothing.slice(0, count));
  });
  assert.ok(reads < 5000, String(reads));
});

test('silence is a file as long, of the same kind, from the same place', async () => {
  const beside = (await read(wave({ channels: 1, mask: 4, start: 96000, data: 300 }))) as Head;
  const header = silentHeader(beside);
  const head = (await read([...header, ...new Array<number>(300).fill(0)])) as Head;
  for (const key of ['channels', 'rate_hz', 'bits', 'is_float', 'frames', 'start'] as const)
    assert.equal(head[key], beside[key], key);
  assert.equal(head.unfit, null);
});
