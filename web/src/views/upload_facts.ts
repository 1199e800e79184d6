/* What a file's header says, in words. */
import { formatLength } from '../pure/format.js';
import { formatTimecode } from '../pure/timecode.js';
import type { Rate } from '../pure/timecode.js';
import { text as page, upload as text } from '../text.js';
import type { Line } from '../upload/lines.js';

const t = text.files;

export interface FileCells {
  readonly channels: string;
  readonly length: string;
  readonly starts: string;
}

export function cellsOfFile(line: Line, rate: Rate): FileCells {
  const { head, first } = line;
  if (head === undefined) return { channels: t.reading, length: '', starts: '' };
  const told = first.start ?? '';
  if (head === null) return { channels: gathered(line) || t.on_arrival, length: '', starts: told };
  if (head.unfit)
    return { channels: gathered(line) || t.odd(head.channels), length: '', starts: '' };
  const { start_samples } = head;
  return {
    channels: gathered(line) || channelsOf(line),
    length: formatLength((head.frames * 48000) / head.rate_hz),
    starts: start_samples === null ? told : formatTimecode(rate, start_samples),
  };
}

function gathered({ first, rows, lacking }: Line): string {
  if (first.channel === null) return '';
  return lacking.length > 0 && lacking.length < 3
    ? t.without(6 - lacking.length, lacking.join(', '))
    : t.gathered(rows.length);
}

function channelsOf({ head, first }: Line): string {
  const channels = head?.channels ?? 0;
  const named = page.questions.orders_6.find((o) => o.order === first.order)?.name;
  if (first.order !== null) return t.told(channels, named ?? first.order);
  if (!head?.order_known) return t.no_layout(channels);
  return channels === 6 ? t.interleaved : channels === 2 ? t.stereo : t.mono;
}
