/* A file that the server has already is not sent again: that one has its bytes is proved. */
import { ApiError } from '../api/client.js';
import type { Client } from '../api/client.js';
import { sha256Of } from './identity.js';

interface Challenge {
  readonly id: number;
  readonly nonce: string;
  readonly ranges: readonly (readonly [offset: number, bytes: number])[];
}

interface Have {
  readonly files: readonly { readonly has: boolean; readonly challenge?: Challenge }[];
}

/* address: of the set or the picture. words: what a print is sent with. False: it has to be sent. */
export async function prove(
  client: Client,
  address: string,
  file: Blob,
  sha256: string,
  words: Readonly<Record<string, string>>,
): Promise<boolean> {
  const files = [{ sha256, bytes: file.size }];
  const { challenge } = (await client.post<Have>(`${address}/have`, { files })).files[0] ?? {};
  if (!challenge) return false;
  const proof = await proofOf(file, challenge);
  try {
    await client.post(`${address}/prove`, { challenge: challenge.id, proof, ...words });
    return true;
  } catch (cause) {
    /* gone meanwhile: it is sent */
    if (cause instanceof ApiError && (cause.status === 403 || cause.status === 422)) return false;
    throw cause;
  }
}

async function proofOf(file: Blob, { nonce, ranges }: Challenge): Promise<string> {
  const key = Uint8Array.from(nonce.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const parts = ranges.map(([offset, bytes]) => file.slice(offset, offset + bytes));
  return sha256Of(new Uint8Array(await new Blob([key, ...parts]).arrayBuffer()));
}
