/* The byte layout of a preview file: header | pre-skip page | pages of constant size, page p
 * decodes to exactly second [p, p + 1). A header, one page of lead-in and the pages wanted are a
 * file of their own, whose sound past the lead-in is the same to the sample. */
import { SAMPLES_PER_SECOND } from './timecode.js';

export interface FileLayout {
  readonly bytes: number;
  readonly header_bytes: number;
  readonly pre_skip_bytes: number;
  readonly page_bytes: number;
  readonly pages: number;
}

export interface Slice {
  readonly first_byte: number;
  readonly end_byte: number; /* exclusive */
  readonly lead_in_samples: number; /* a page in front; 0 where the pre-skip page is */
  readonly samples: number; /* sound that was asked for */
}

/* What a group of pages is rendered in by the server: asking for less saves nothing. */
export const GROUP_PAGES = 5;

/* Page -1 is the one that holds the pre-skip packet; page `pages` is the end of the file. */
export function pageByte(file: FileLayout, page: number): number {
  if (page < 0) return file.header_bytes;
  if (page >= file.pages) return file.bytes;
  return file.header_bytes + file.pre_skip_bytes + page * file.page_bytes;
}

/* The second that a byte sounds in; 0 for all that stands before the first page. */
export function pageOfByte(file: FileLayout, byte: number): number {
  const page = Math.floor((byte - file.header_bytes - file.pre_skip_bytes) / file.page_bytes);
  return Math.max(0, Math.min(file.pages - 1, page));
}

/* The pages worth fetching together for a position: from its own to the end of its group. */
export function groupOf(file: FileLayout, samples: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(file.pages - 1, Math.floor(samples / SAMPLES_PER_SECOND)));
  const end = Math.min(file.pages, (Math.floor(first / GROUP_PAGES) + 1) * GROUP_PAGES);
  return { first, end };
}

/* The bytes behind the header that decode to seconds [first, end) of a preview. */
export function sliceOf(file: FileLayout, samples: number, first: number, end: number): Slice {
  return {
    first_byte: pageByte(file, first - 1),
    end_byte: pageByte(file, end),
    lead_in_samples: first > 0 ? SAMPLES_PER_SECOND : 0,
    samples: Math.min(samples, end * SAMPLES_PER_SECOND) - first * SAMPLES_PER_SECOND,
  };
}

/* Where the sound that was asked for starts in a decoded slice. A decoder takes the pre-skip off the
 * front of whatever follows the header, be it the pre-skip packet or the lead-in; one that does not
 * is told by what it returns, since padding at the end is always shorter than the pre-skip.
 * undefined: too little came back. */
export function cutOf(slice: Slice, decoded: number, pre_skip: number): number | undefined {
  const front = slice.lead_in_samples || pre_skip;
  const untouched = decoded >= front + slice.samples;
  const cut = untouched ? front : front - pre_skip;
  return decoded - cut >= slice.samples ? cut : undefined;
}
