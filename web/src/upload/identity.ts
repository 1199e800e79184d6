/* What tells this very file from a changed one, without reading all of it. */
import { Sha256 } from './sha256.js';

const END_BYTES = 1 << 20;
const PIECE_BYTES = 4 << 20;

export interface Named extends Blob {
  readonly name: string;
  readonly lastModified: number;
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/* crypto.subtle is there on safe origins alone; a server in the house may have none. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle) return new Sha256().add(bytes).hex();
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/* Size, time of change, and a hash of the name with the first and the last MiB. */
export async function identityOf(file: Named): Promise<string> {
  const { name, size, lastModified } = file;
  const last = Math.max(END_BYTES, size - END_BYTES);
  const parts = [`${name}\0`, file.slice(0, END_BYTES), file.slice(last)];
  const ends = new Uint8Array(await new Blob(parts).arrayBuffer());
  return `${size}-${lastModified}-${(await sha256Of(ends)).slice(0, 32)}`;
}

/* Of the whole file, piece by piece. read: how many bytes so far. */
export async function hashFile(file: Blob, read: (bytes: number) => void): Promise<string> {
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    hash.add(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
    read(Math.min(at + PIECE_BYTES, file.size));
  }
  return hash.hex();
}
