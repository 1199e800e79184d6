/* A mono file of silence beside the others of a print: as long, of the same kind, from the same
 * place. The server takes six files for a print of six channels. */
import { readSuffix } from './suffix.js';
import type { Channel } from './suffix.js';
import type { Head } from './wave.js';

const ZEROS_BYTES = 1 << 20;

/* "1m1_Brass.L.wav" for another channel. */
export function nameBeside(filename: string, channel: Channel): string {
  const dot = filename.lastIndexOf('.');
  const { base } = readSuffix(filename.slice(0, dot));
  return `${base}.${channel}.wav`;
}

/* The header: fmt, bext where the start is known, data. */
export function silentHeader(head: Head): Uint8Array<ArrayBuffer> {
  const bext_bytes = head.start === null ? 0 : 602;
  const step = head.bits / 8;
  const bytes = head.frames * step;
  const out = new Uint8Array(12 + 24 + (bext_bytes > 0 ? 8 + bext_bytes : 0) + 8);
  const raw = new DataView(out.buffer);
  const word = (at: number, text: string): void =>
    [...text].forEach((c, i) => raw.setUint8(at + i, c.charCodeAt(0)));
  word(0, 'RIFF');
  raw.setUint32(4, out.length - 8 + bytes + (bytes % 2), true);
  word(8, 'WAVEfmt ');
  raw.setUint32(16, 16, true);
  raw.setUint16(20, head.is_float ? 3 : 1, true);
  raw.setUint16(22, 1, true);
  raw.setUint32(24, head.rate_hz, true);
  raw.setUint32(28, head.rate_hz * step, true);
  raw.setUint16(32, step, true);
  raw.setUint16(34, head.bits, true);
  if (head.start !== null) {
    word(36, 'bext');
    raw.setUint32(40, bext_bytes, true);
    word(44, 'silence, made on upload');
    raw.setUint32(44 + 338, head.start % 2 ** 32, true);
    raw.setUint32(44 + 342, Math.floor(head.start / 2 ** 32), true);
    raw.setUint16(44 + 346, 1, true);
  }
  word(out.length - 8, 'data');
  raw.setUint32(out.length - 4, bytes, true);
  return out;
}

/* lastModified is that of the file beside it: made again, it is the same file. */
export function silentFile(head: Head, beside: File, channel: Channel): File {
  const bytes = head.frames * (head.bits / 8);
  const piece = new Blob([new Uint8Array(ZEROS_BYTES)]);
  const parts: Blob[] = [];
  for (let left = bytes + (bytes % 2); left > 0; left -= ZEROS_BYTES)
    parts.push(left >= ZEROS_BYTES ? piece : piece.slice(0, left));
  return new File([silentHeader(head), ...parts], nameBeside(beside.name, channel), {
    lastModified: beside.lastModified,
  });
}
