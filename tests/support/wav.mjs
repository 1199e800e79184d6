// Builds WAV files with a start time in memory: the prints and temps of tests.

const GUID_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex');

function chunk(id, payload) {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
}

function fmt(channels, rate, mask) {
  const body = Buffer.alloc(40), block = channels * 3;
  body.writeUInt16LE(0xfffe, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rate, 4);
  body.writeUInt32LE(rate * block, 8);
  body.writeUInt16LE(block, 12);
  body.writeUInt16LE(24, 14);
  body.writeUInt16LE(22, 16);
  body.writeUInt16LE(24, 18);
  body.writeUInt32LE(mask, 20);
  body.writeUInt16LE(1, 24);
  GUID_TAIL.copy(body, 26);
  return chunk('fmt ', body);
}

function bext(start) {
  const body = Buffer.alloc(602);
  body.write('made by a test', 0);
  body.writeBigUInt64LE(BigInt(start), 338);
  body.writeUInt16LE(1, 346);
  return chunk('bext', body);
}

// A 24-bit WAV of `samples` per channel. signal(i, channel) is the value at sample i, full scale ±1;
// start counts samples from midnight, null leaves bext out. Masks: 0x3f is L R C LFE Ls Rs.
export function wav({ channels = 6, rate = 48000, samples, start = 0, mask = { 1: 4, 2: 3, 6: 0x3f }[channels], signal }) {
  const data = Buffer.alloc(samples * channels * 3);
  for (let i = 0, at = 0; i < samples; i++) {
    for (let c = 0; c < channels; c++, at += 3)
      data.writeIntLE(Math.max(-8388608, Math.min(8388607, Math.round(signal(i, c) * 8388608))), at, 3);
  }
  const chunks = [fmt(channels, rate, mask), ...(start === null ? [] : [bext(start)]), chunk('data', data)];
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), ...chunks]), head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

// A sine of `hz` at `level_db` (of its peak) in the given channels, silence in the others.
export const tone = (hz, level_db, channels = [0]) => {
  const peak = 10 ** (level_db / 20), step = (2 * Math.PI * hz) / 48000;
  return (i, c) => (channels.includes(c) ? peak * Math.sin(step * i) : 0);
};

// The same noise on every run: a hash of the sample number, peak `level_db`.
export const noise = (level_db, seed = 1) => {
  const peak = 10 ** (level_db / 20);
  return (i, c) => {
    let x = (i * 2654435761 + c * 40503 + seed * 97) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 2246822519);
    x = Math.imul(x ^ (x >>> 13), 3266489917);
    return peak * (((x ^ (x >>> 16)) >>> 0) / 2147483648 - 1);
  };
};

// The same file as RF64, whose sizes stand in a chunk of their own.
export function rf64(file) {
  const at = file.indexOf(Buffer.from('data', 'latin1')), ds64 = Buffer.alloc(28), head = Buffer.alloc(12), body = Buffer.from(file.subarray(12));
  ds64.writeBigUInt64LE(BigInt(file.length + 28), 0);
  ds64.writeBigUInt64LE(BigInt(file.readUInt32LE(at + 4)), 8);
  head.write('RF64', 0, 'latin1');
  head.writeUInt32LE(0xffffffff, 4);
  head.write('WAVE', 8, 'latin1');
  body.writeUInt32LE(0xffffffff, at + 4 - 12);
  return Buffer.concat([head, chunk('ds64', ds64), body]);
}
