/* What the header of a WAV, RF64 or BW64 says of a file, read before anything is sent. The rules are
 * those of codec/media/riff.c; the server stays the judge. Pure but for the reader it is given. */
import { readIxml } from './ixml.js';
import { isKnownChunk, isChunkName } from './chunk_names.js';

/* What codec/media/reader.c takes. */
const RATES_HZ = { least: 8000, most: 384000 };
const CHUNKS_MOST = 4096;
const IXML_BYTES = 1 << 20;
const FMT_BYTES = 40;
const BEXT_BYTES = 346;
const ELSEWHERE = 0xffffffff; /* in ds64, or never written */
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const GUID_TAIL = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];
const DAY_S = 24 * 3600;

/* Why the server would refuse it. */
export type Unfit = 'damaged' | 'samples' | 'rate' | 'channels' | 'empty';

export interface Head {
  readonly format: 'WAV' | 'RF64' | 'BW64';
  readonly unfit: Unfit | null; /* the rest may be 0 then */
  readonly channels: number;
  readonly rate_hz: number;
  readonly bits: number;
  readonly is_float: boolean;
  readonly frames: number;
  readonly data_at: number;
  readonly mask: number; /* 0: none */
  readonly order_known: boolean; /* by mask, by iXML, or there is only one */
  readonly start: number | null; /* samples since midnight at rate_hz */
  readonly start_samples: number | null; /* the same at 48 kHz */
}

/* Bytes [at, at + bytes) of a file, fewer at its end. */
export type ReadAt = (at: number, bytes: number) => Promise<Uint8Array>;

interface Place {
  readonly at: number;
  readonly bytes: number;
}

interface Walk {
  readonly size: number;
  readonly read: ReadAt;
  fmt: Place | null;
  data: Place | null;
  bext: Place | null;
  ixml: Place | null;
  ds64: ReadonlyMap<string, number>;
}

const NAMES: Readonly<Record<string, Head['format']>> = { RIFF: 'WAV', RF64: 'RF64', BW64: 'BW64' };

const view = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const nameAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + 4));
const number64 = (bytes: DataView, at: number): number =>
  bytes.getUint32(at + 4, true) * 2 ** 32 + bytes.getUint32(at, true);

/* null: of another kind, which is read when it has arrived. */
export async function readHead(size: number, read: ReadAt): Promise<Head | null> {
  const first = await read(0, 12);
  const format = first.length === 12 ? NAMES[nameAt(first, 0)] : undefined;
  if (!format || nameAt(first, 8) !== 'WAVE') return null;
  const walk: Walk = {
    size,
    read,
    fmt: null,
    data: null,
    bext: null,
    ixml: null,
    ds64: new Map(),
  };
  await walkAll(walk);
  return settle(format, walk);
}

async function walkAll(walk: Walk): Promise<void> {
  let at = 12;
  let odd = false;
  for (let i = 0; i < CHUNKS_MOST && walk.size - at >= 8; i++) {
    const chunk = await chunkAt(walk, at, odd);
    if (!chunk || !isChunkName(chunk.name)) return;
    const bytes = await take(walk, chunk);
    if (bytes === null) return;
    odd = bytes % 2 === 1;
    at = chunk.at + bytes + (bytes % 2);
  }
}

interface Chunk extends Place {
  readonly name: string;
}

/* Some writers forget the pad byte behind an odd chunk. */
async function chunkAt({ read }: Walk, at: number, odd: boolean): Promise<Chunk | null> {
  const raw = await read(odd ? at - 1 : at, odd ? 9 : 8);
  const skip = odd ? 1 : 0;
  if (raw.length < 8 + skip) return null;
  const early = odd && !isKnownChunk(nameAt(raw, 1)) && isKnownChunk(nameAt(raw, 0));
  const shift = early ? 0 : skip;
  const bytes = view(raw).getUint32(shift + 4, true);
  return { name: nameAt(raw, shift), at: at + 8 - (early ? 1 : 0), bytes };
}

/* Keeps what a chunk is wanted for. Its size, or null where the walk ends. */
async function take(walk: Walk, chunk: Chunk): Promise<number | null> {
  const left = walk.size - chunk.at;
  if (chunk.name === 'ds64') await readDs64(walk, chunk);
  const told = chunk.bytes === ELSEWHERE ? (walk.ds64.get(chunk.name) ?? -1) : chunk.bytes;
  if (chunk.name === 'data' && !walk.data) {
    const unwritten = told === 0 && left >= 8 && !isKnownChunk(await wordAt(walk, chunk.at));
    const whole = told < 0 || told > left || unwritten;
    walk.data = { at: chunk.at, bytes: whole ? left : told };
    return whole ? null : told;
  }
  if (told < 0 || told > left) return null;
  if (chunk.name === 'fmt ') walk.fmt ??= chunk;
  if (chunk.name === 'bext') walk.bext ??= chunk;
  if (chunk.name === 'iXML') walk.ixml ??= chunk;
  return told;
}

const wordAt = async ({ read }: Walk, at: number): Promise<string> => nameAt(await read(at, 4), 0);

async function readDs64(walk: Walk, chunk: Chunk): Promise<void> {
  if (walk.ds64.size > 0) return;
  const raw = view(await walk.read(chunk.at, Math.min(chunk.bytes, 28 + 12 * 32)));
  if (raw.byteLength < 24) return;
  const sizes = new Map<string, number>();
  const entries = raw.byteLength < 28 ? 0 : raw.getUint32(24, true);
  for (let i = 0; i < entries && 28 + 12 * (i + 1) <= raw.byteLength; i++) {
    const at = 28 + 12 * i;
    const name = nameAt(new Uint8Array(raw.buffer, raw.byteOffset), at);
    if (!sizes.has(name)) sizes.set(name, number64(raw, at + 4));
  }
  walk.ds64 = sizes.set('data', number64(raw, 8));
}

async function settle(format: Head['format'], walk: Walk): Promise<Head> {
  const fmt = walk.fmt
    ? readFmt(await walk.read(walk.fmt.at, Math.min(walk.fmt.bytes, FMT_BYTES)))
    : null;
  const nothing = { channels: 0, rate_hz: 0, bits: 0, is_float: false, frames: 0, data_at: 0 };
  const unknown = { mask: 0, order_known: false, start: null, start_samples: null };
  if (!fmt || !walk.data) return { format, unfit: 'damaged', ...nothing, ...unknown };
  if (typeof fmt === 'string') return { format, unfit: fmt, ...nothing, ...unknown };
  const { frame_bytes, ...facts } = fmt;
  const frames = Math.floor(walk.data.bytes / frame_bytes);
  const ixml =
    walk.ixml && walk.ixml.bytes <= IXML_BYTES ? readIxml(await textOf(walk, walk.ixml)) : null;
  const start = await startOf(walk, facts.rate_hz, ixml);
  return {
    format,
    unfit: unfitOf(facts.channels, facts.rate_hz, frames),
    ...facts,
    frames,
    data_at: walk.data.at,
    order_known:
      isOrderKnown(facts.channels, facts.mask) || (ixml?.ordersOf(facts.channels) ?? false),
    start,
    start_samples: start === null ? null : Math.round((start * 48000) / facts.rate_hz),
  };
}

function unfitOf(channels: number, rate_hz: number, frames: number): Unfit | null {
  if (![1, 2, 6].includes(channels)) return 'channels';
  if (rate_hz < RATES_HZ.least || rate_hz > RATES_HZ.most) return 'rate';
  return frames === 0 ? 'empty' : null;
}

/* 5.1 in its two ways of writing the surrounds, stereo; one channel has only one order. */
function isOrderKnown(channels: number, mask: number): boolean {
  if (channels === 6) return mask === 0x3f || mask === 0x60f;
  if (channels === 2) return mask === 0x3 || mask === 0;
  return channels === 1;
}

type Fmt = Pick<Head, 'channels' | 'rate_hz' | 'bits' | 'is_float' | 'mask'> & {
  readonly frame_bytes: number;
};

function readFmt(bytes: Uint8Array): Fmt | Unfit {
  if (bytes.length < 16) return 'damaged';
  const raw = view(bytes);
  const [first, channels, told_bits] = [0, 2, 14].map((at) => raw.getUint16(at, true)) as [
    number,
    number,
    number,
  ];
  const extensible = first === EXTENSIBLE;
  const tail = GUID_TAIL.every((byte, i) => bytes[26 + i] === byte);
  if (extensible && (bytes.length < FMT_BYTES || !tail)) return 'samples';
  const tag = extensible ? raw.getUint16(24, true) : first;
  const sample_bytes = Math.ceil(told_bits / 8);
  const fits =
    tag === PCM
      ? told_bits > 8 && told_bits <= 32
      : tag === FLOAT && (told_bits === 32 || told_bits === 64);
  if (!fits) return 'samples';
  if (channels === 0 || raw.getUint16(12, true) !== channels * sample_bytes) return 'damaged';
  return {
    channels,
    rate_hz: raw.getUint32(4, true),
    bits: 8 * sample_bytes,
    is_float: tag === FLOAT,
    mask: extensible ? raw.getUint32(20, true) : 0,
    frame_bytes: channels * sample_bytes,
  };
}

const textOf = async ({ read }: Walk, { at, bytes }: Place): Promise<string> =>
  new TextDecoder().decode(await read(at, bytes));

/* bext before iXML; what lies beyond a day tells nothing. */
async function startOf(
  walk: Walk,
  rate_hz: number,
  ixml: ReturnType<typeof readIxml>,
): Promise<number | null> {
  const inDay = (start: number, at_hz: number): boolean => start < DAY_S * at_hz;
  if (walk.bext && walk.bext.bytes >= BEXT_BYTES) {
    const raw = await walk.read(walk.bext.at, BEXT_BYTES);
    const start = raw.length === BEXT_BYTES ? number64(view(raw), 338) : Infinity;
    if (inDay(start, rate_hz)) return start;
  }
  if (!ixml || ixml.start === null) return null;
  const at_hz = ixml.start_rate_hz || rate_hz;
  if (at_hz < RATES_HZ.least || at_hz > RATES_HZ.most || !inDay(ixml.start, at_hz)) return null;
  return Math.round((ixml.start * rate_hz) / at_hz);
}
