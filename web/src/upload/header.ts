/* The header of a file that a person chose. */
import { readHead } from './wave.js';
import type { Head } from './wave.js';

const FIRST_BYTES = 1 << 16; /* most headers are over by then */

/* null: of another kind, or not to be read now. */
export async function headOf(file: Blob): Promise<Head | null> {
  try {
    const first = new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
    return await readHead(file.size, async (at, bytes) =>
      at + bytes <= first.length
        ? first.subarray(at, at + bytes)
        : new Uint8Array(await file.slice(at, at + bytes).arrayBuffer()),
    );
  } catch {
    return null;
  }
}
