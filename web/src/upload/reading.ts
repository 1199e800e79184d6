/* Reads what long files say: their whole hash, and which order their channels fit best. Here, or in a
 * worker (reader_worker.ts). */
import { Fitting, planesOf, WINDOW_FRAMES, WINDOWS } from './fitting.js';
import type { Fit } from './fitting.js';
import { hashFile } from './identity.js';
import type { Head } from './wave.js';

export type Work =
  | { readonly what: 'hash'; readonly file: Blob }
  | { readonly what: 'fit'; readonly file: Blob; readonly head: Head };

export type Found = string | Fit | null;

export const work = (job: Work, read: (bytes: number) => void): Promise<Found> =>
  job.what === 'hash' ? hashFile(job.file, read) : fitOrder(job.file, job.head);

async function fitOrder(file: Blob, head: Head): Promise<Fit | null> {
  const frame = (head.channels * head.bits) / 8;
  const windows = Math.min(WINDOWS, Math.floor(head.frames / WINDOW_FRAMES));
  const last = head.frames - WINDOW_FRAMES;
  const fitting = new Fitting(head.rate_hz);
  for (let w = 0; w < windows; w++) {
    const at = head.data_at + frame * (windows > 1 ? Math.floor(last / (windows - 1)) * w : 0);
    const part = await file.slice(at, at + frame * WINDOW_FRAMES).arrayBuffer();
    fitting.add(planesOf(new Uint8Array(part), head));
  }
  return fitting.best();
}
