/* Reads files beside the page, so that it stays quick while gigabytes are hashed. */
import { work } from './reading.js';
import type { Work } from './reading.js';

export type Answer =
  | { readonly id: number; readonly bytes: number }
  | { readonly id: number; readonly found: unknown }
  | { readonly id: number; readonly failed: string };

const tell = (answer: Answer): void => self.postMessage(answer);

self.onmessage = ({ data }: MessageEvent<{ id: number; job: Work }>): void => {
  const { id, job } = data;
  work(job, (bytes) => tell({ id, bytes })).then(
    (found) => tell({ id, found }),
    (cause: Error) => tell({ id, failed: cause.name }),
  );
};
