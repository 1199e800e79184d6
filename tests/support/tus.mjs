// Prints made of noise, and tus-js-client as a sender of them.
import { createCipheriv, createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Agent } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { wav } from './wav.mjs';

export const tus = createRequire(new URL('../../web/package.json', import.meta.url))('tus-js-client');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const HOUR = 172800000;

// A WAV of noise at full scale that no compression makes smaller; the same for the same seed.
export function noisePrint({ channels = 6, seconds = 1, seed = 1 } = {}) {
  const head = wav({ channels, samples: 0, start: HOUR, signal: () => 0 }), bytes = seconds * 48000 * channels * 3;
  const key = createHash('sha256').update(`print ${seed}`).digest().subarray(0, 16);
  const file = Buffer.concat([head, createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes))]);
  file.writeUInt32LE(file.length - 8, 4);
  file.writeUInt32LE(bytes, head.length - 4);
  return file;
}

export const stems = ['String', 'Brass', 'Atmospheric', 'FX inst', 'Percussion'];

// A whole print set by file name: five stems and the full mix, each of so many seconds; the brass
// comes as six mono files.
export function noiseSet(seconds, seed = 1) {
  const files = new Map();
  for (const [i, role] of ['String', 'Atmospheric', 'FX_inst', 'Percussion'].entries()) files.set(`1m1_${role}_stem.wav`, noisePrint({ seconds, seed: seed + i }));
  for (const [i, channel] of ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'].entries())
    files.set(`1m1_Brass_stem.${channel}.wav`, noisePrint({ channels: 1, seconds, seed: seed + 10 + i }));
  files.set('1m1_Full_mix.wav', noisePrint({ seconds, seed: seed + 20 }));
  return files;
}

export const total = (files) => [...files.values()].reduce((sum, { length }) => sum + length, 0);

// The requests of tus-js-client, which knows no checksums, with one for each body. Connections are
// kept, as browsers do.
export class CheckedStack extends tus.DefaultHttpStack {
  constructor(algorithm = 'sha1') {
    super({ agent: new Agent({ keepAlive: true }) });
    this.algorithm = algorithm;
  }

  createRequest(method, url) {
    const request = super.createRequest(method, url), { algorithm } = this;
    const send = request.send.bind(request);
    request.send = async (body) => {
      if (!body) return send(body);
      const bytes = Buffer.isBuffer(body) ? body : await buffer(body);
      bytes.size = bytes.length; // where tus-js-client looks for it
      request.setHeader('Upload-Checksum', `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`);
      return send(bytes);
    };
    return request;
  }
}

// Sends a file and gives the upload's address and the last answer. options are those of tus-js-client
// and, besides, begun(upload): gets the upload once it has started.
export function send(bytes, { begun, ...options }) {
  return new Promise((done, fail) => {
    const upload = new tus.Upload(bytes, {
      ...options,
      onSuccess: ({ lastResponse }) => done({ url: upload.url, answer: lastResponse }),
      onError: fail,
    });
    upload.start();
    begun?.(upload);
  });
}

// What a client says that will not give up: any failure may be the network's. It gives a server that
// lost a connection the time to see it.
export const stubborn = {
  retryDelays: [50, 50, 100, 200, 400, 800, 1600, 1600, 1600, 1600],
  onShouldRetry: () => true,
};

// Calls do(item) for each item, no more than `limit` at a time.
export async function each(items, limit, action) {
  const left = [...items];
  await Promise.all(Array.from({ length: limit }, async () => {
    while (left.length > 0) await action(left.shift());
  }));
}
