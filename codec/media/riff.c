#include "codec/media/riff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codec/media/bytes.h"

enum {
    CHUNKS_MAX = 4096,
    DS64_ENTRIES = 32,
    FMT_BYTES = 40, /* of WAVE_FORMAT_EXTENSIBLE */
    TAG_PCM = 1,
    TAG_FLOAT = 3,
    TAG_EXTENSIBLE = 0xfffe
};

static const uint32_t size_elsewhere = 0xffffffff; /* in ds64, or never written */

struct chunk {
    char id[5];
    int64_t header_at, at;
    uint32_t size;
};

struct walk {
    struct reader *reader;
    struct riff *riff;
    int64_t next; /* where the next header stands */
    bool after_odd;
    bool has_data, has_ds64;
    int64_t data_promised; /* -1: the header does not say */
    struct riff_chunk fmt;
    uint64_t ds64_data;
    struct {
        char id[4];
        uint64_t bytes;
    } ds64[DS64_ENTRIES];
    unsigned ds64_entries;
    char liar[5]; /* a chunk that promises more than the file has */
    int64_t liar_at;
    uint32_t liar_bytes;
};

static enum err_code read_at(struct reader *reader, void *out, size_t bytes, int64_t at,
                             struct err *err)
{
    const ssize_t got = source_read(reader->source, out, bytes, at);

    if (got < 0)
        return err_set_errno(err, "%s can't be read at byte %" PRId64, reader->name, at);
    memset((char *)out + got, 0, bytes - (size_t)got);
    return ERR_NONE;
}

/* Whether four bytes can be the name of a chunk at all. */
static bool is_id(const char *id)
{
    for (int i = 0; i < 4; i++) {
        if (id[i] < 0x20 || id[i] > 0x7e)
            return false;
    }
    return id[0] != ' ';
}

/* Whether four bytes are a name that chunks do have; for places where audio could stand as well. */
static bool is_known_id(const char *id)
{
    static const char known[][5] = { "bext", "iXML", "LIST", "fmt ", "data", "fact", "cue ", "smpl",
                                     "axml", "chna", "JUNK", "PAD ", "FLLR", "id3 ", "ID3 ", "minf",
                                     "elm1", "regn", "umid", "DGDA", "_PMX", "PEAK", "afsp", "inst",
                                     "cart", "levl", "ubxt", "link", "mext" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!memcmp(id, known[i], 4))
            return true;
    }
    return false;
}

static enum err_code read_header(struct chunk *out, struct walk *walk, struct err *err)
{
    uint8_t raw[8];
    const enum err_code code = read_at(walk->reader, raw, sizeof raw, walk->next, err);

    *out =
        (struct chunk){ .header_at = walk->next, .at = walk->next + 8, .size = bytes_u32(raw + 4) };
    memcpy(out->id, raw, 4);
    return code;
}

/* The header at walk->next. Some writers forget the pad byte behind an odd chunk: where no name
 * stands at the even place but a known one just before it, that one is the next chunk. */
static enum err_code next_chunk(struct chunk *out, struct walk *walk, struct err *err)
{
    struct chunk unpadded;
    enum err_code code = read_header(out, walk, err);

    if (code || !walk->after_odd || is_known_id(out->id))
        return code;
    walk->next--;
    code = read_header(&unpadded, walk, err);
    if (!code && is_known_id(unpadded.id))
        *out = unpadded;
    else
        walk->next++;
    return code;
}

static enum err_code read_ds64(struct walk *walk, const struct chunk *chunk, struct err *err)
{
    uint8_t raw[28 + 12 * DS64_ENTRIES] = { 0 };
    const size_t bytes = chunk->size < sizeof raw ? chunk->size : sizeof raw;
    const enum err_code code = read_at(walk->reader, raw, bytes, chunk->at, err);

    if (code || bytes < 24)
        return code;
    walk->has_ds64 = true;
    walk->ds64_data = bytes_u64(raw + 8);
    const uint32_t entries = bytes < 28 ? 0 : bytes_u32(raw + 24);
    while (walk->ds64_entries < entries && walk->ds64_entries < DS64_ENTRIES &&
           28 + 12 * (walk->ds64_entries + 1) <= bytes) {
        const uint8_t *const entry = raw + 28 + (size_t)12 * walk->ds64_entries;
        memcpy(walk->ds64[walk->ds64_entries].id, entry, 4);
        walk->ds64[walk->ds64_entries++].bytes = bytes_u64(entry + 4);
    }
    return ERR_NONE;
}

/* The size of a chunk's payload, -1 if it stands nowhere. */
static int64_t promised_bytes(const struct walk *walk, const struct chunk *chunk)
{
    uint64_t bytes = UINT64_MAX;

    if (chunk->size != size_elsewhere)
        return chunk->size;
    if (!strcmp(chunk->id, "data") && walk->has_ds64)
        bytes = walk->ds64_data;
    for (unsigned i = 0; i < walk->ds64_entries; i++) {
        if (bytes == UINT64_MAX && !memcmp(walk->ds64[i].id, chunk->id, 4))
            bytes = walk->ds64[i].bytes;
    }
    return bytes > INT64_MAX ? -1 : (int64_t)bytes;
}

/* A size of 0 with something behind it that is no chunk: the recorder never came to write it. */
static enum err_code is_unwritten(bool *out, struct walk *walk, const struct chunk *chunk,
                                  struct err *err)
{
    char id[4];
    const enum err_code code = read_at(walk->reader, id, sizeof id, chunk->at, err);

    *out = walk->reader->source->bytes - chunk->at >= 8 && !is_known_id(id);
    return code;
}

static enum err_code take_data(struct walk *walk, const struct chunk *chunk, struct err *err)
{
    const int64_t left = walk->reader->source->bytes - chunk->at;
    enum err_code code = ERR_NONE;
    bool unwritten = false;

    walk->data_promised = promised_bytes(walk, chunk);
    if (walk->data_promised == 0 && (code = is_unwritten(&unwritten, walk, chunk, err)))
        return code;
    if (unwritten)
        walk->data_promised = -1;
    walk->has_data = true;
    walk->riff->data = (struct riff_chunk){ chunk->at, walk->data_promised };
    if (walk->data_promised < 0 || walk->data_promised > left)
        walk->riff->data.bytes = left;
    return ERR_NONE;
}

/* Keeps what a chunk is wanted for; the first of a kind counts. */
static enum err_code take_chunk(struct walk *walk, const struct chunk *chunk, struct err *err)
{
    const struct riff_chunk place = { chunk->at, chunk->size };

    if (!strcmp(chunk->id, "ds64") && !walk->has_ds64)
        return read_ds64(walk, chunk, err);
    if (!strcmp(chunk->id, "data") && !walk->has_data)
        return take_data(walk, chunk, err);
    if (!strcmp(chunk->id, "fmt ") && !walk->fmt.at)
        walk->fmt = place;
    else if (!strcmp(chunk->id, "bext") && !walk->riff->bext.at)
        walk->riff->bext = place;
    else if (!strcmp(chunk->id, "iXML") && !walk->riff->ixml.at)
        walk->riff->ixml = place;
    return ERR_NONE;
}

/* One chunk; *more turns false where the walk ends. */
static enum err_code step(struct walk *walk, bool *more, struct err *err)
{
    const int64_t end = walk->reader->source->bytes;
    struct chunk chunk;
    int64_t bytes;
    enum err_code code;

    *more = false;
    if (end - walk->next < 8)
        return ERR_NONE;
    if ((code = next_chunk(&chunk, walk, err)) || !is_id(chunk.id))
        return code;
    const bool had_data = walk->has_data;
    bytes = promised_bytes(walk, &chunk);
    if (strcmp(chunk.id, "data") != 0 && (bytes < 0 || bytes > end - chunk.at)) {
        memcpy(walk->liar, chunk.id, sizeof walk->liar);
        walk->liar_at = chunk.header_at;
        walk->liar_bytes = chunk.size;
        return ERR_NONE;
    }
    if ((code = take_chunk(walk, &chunk, err)))
        return code;
    if (!had_data && walk->has_data)
        bytes = walk->riff->data.bytes;
    if (bytes < 0 || bytes > end - chunk.at)
        return ERR_NONE;
    walk->after_odd = bytes & 1;
    walk->next = chunk.at + bytes + (bytes & 1);
    *more = true;
    return ERR_NONE;
}

static enum err_code walk_all(struct walk *walk, struct err *err)
{
    bool more = true;
    enum err_code code = ERR_NONE;

    for (int i = 0; more && i < CHUNKS_MAX && !code; i++)
        code = step(walk, &more, err);
    if (code)
        return code;
    const char *const name = walk->reader->name;
    if (walk->liar[0] && (!walk->has_data || !walk->fmt.at))
        return err_set(err, ERR_DAMAGED,
                       "%s: chunk \"%s\" at byte %" PRId64 " says it has %" PRIu32
                       " bytes, more than the file holds (%" PRId64
                       "): its header is damaged; export it again",
                       name, walk->liar, walk->liar_at, walk->liar_bytes,
                       walk->reader->source->bytes);
    if (!walk->fmt.at)
        return err_set(err, ERR_DAMAGED,
                       "%s has no \"fmt \" chunk up to byte %" PRId64
                       ": nothing tells what its samples are; export it again",
                       name, walk->next);
    if (walk->liar[0])
        reader_warn(
            walk->reader,
            "%s: chunk \"%s\" at byte %" PRId64 " says it has %" PRIu32
            " bytes, more than the file holds: ignored; export again if its metadata matters",
            name, walk->liar, walk->liar_at, walk->liar_bytes);
    return ERR_NONE;
}

/* The rest of the SubFormat GUID that turns a format tag into a GUID. */
static const uint8_t guid_tail[14] = { 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                       0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };

static enum err_code refuse_format(const struct reader *reader, unsigned tag, unsigned bits,
                                   struct err *err)
{
    if (tag == TAG_PCM || tag == TAG_FLOAT)
        return err_set(
            err, ERR_UNSUPPORTED,
            "%s has %u-bit %s samples; predub reads 16, 24 and 32-bit integer and 32 and "
            "64-bit float: export it as 24-bit WAV",
            reader->name, bits, tag == TAG_PCM ? "integer" : "float");
    return err_set(err, ERR_UNSUPPORTED,
                   "%s is not plain PCM (format tag 0x%04x): export it as 24-bit WAV", reader->name,
                   tag);
}

static bool read_tag(unsigned *tag, struct riff *riff, const uint8_t *raw, int64_t bytes)
{
    *tag = bytes_u16(raw);
    if (*tag != TAG_EXTENSIBLE)
        return true;
    if (bytes < FMT_BYTES || memcmp(raw + 26, guid_tail, sizeof guid_tail) != 0)
        return false;
    riff->mask = bytes_u32(raw + 20);
    *tag = bytes_u16(raw + 24);
    return true;
}

static enum err_code read_fmt(struct riff *riff, const struct walk *walk, struct err *err)
{
    const struct reader *const reader = walk->reader;
    uint8_t raw[FMT_BYTES] = { 0 };
    const int64_t bytes = walk->fmt.bytes < FMT_BYTES ? walk->fmt.bytes : FMT_BYTES;
    unsigned tag, bits;
    enum err_code code;

    if ((code = read_at(walk->reader, raw, (size_t)bytes, walk->fmt.at, err)))
        return code;
    if (bytes < 16)
        return err_set(err, ERR_DAMAGED,
                       "%s: chunk \"fmt \" at byte %" PRId64 " has %" PRId64
                       " bytes where 16 are the least: its header is damaged; export it again",
                       reader->name, walk->fmt.at - 8, walk->fmt.bytes);
    bits = bytes_u16(raw + 14);
    if (!read_tag(&tag, riff, raw, bytes))
        return refuse_format(reader, TAG_EXTENSIBLE, bits, err);
    riff->channels = bytes_u16(raw + 2);
    riff->rate_hz = bytes_u32(raw + 4);
    riff->sample_bytes = (bits + 7) / 8;
    riff->is_float = tag == TAG_FLOAT;
    if (!(tag == TAG_PCM && bits > 8 && bits <= 32) &&
        !(tag == TAG_FLOAT && (bits == 32 || bits == 64)))
        return refuse_format(reader, tag, bits, err);
    if (riff->channels == 0 || bytes_u16(raw + 12) != riff->channels * riff->sample_bytes)
        return err_set(err, ERR_DAMAGED,
                       "%s: chunk \"fmt \" at byte %" PRId64
                       " says %u channels of %u bits in blocks of %u bytes, which do not fit "
                       "together; export it again",
                       reader->name, walk->fmt.at - 8, riff->channels, bits, bytes_u16(raw + 12));
    return ERR_NONE;
}

/* Cuts data to whole frames and says what is missing. */
static enum err_code settle_data(const struct walk *walk, struct err *err)
{
    struct riff *const riff = walk->riff;
    struct reader *const reader = walk->reader;
    const int64_t frame = (int64_t)riff->channels * riff->sample_bytes;
    const int64_t held = riff->data.bytes, at = riff->data.at - 8, frames = held / frame;

    if (!walk->has_data)
        return err_set(err, ERR_DAMAGED,
                       "%s has no audio: there is no \"data\" chunk up to byte %" PRId64
                       "; export or copy it again",
                       reader->name, walk->next);
    riff->data.bytes = frames * frame;
    if (frames == 0)
        return err_set(err, ERR_DAMAGED,
                       "%s has no audio: its \"data\" chunk at byte %" PRId64 " holds %" PRId64
                       " bytes; export or copy it again",
                       reader->name, at, held);
    if (walk->data_promised < 0)
        reader_warn(reader,
                    "%s was never finished: its \"data\" chunk at byte %" PRId64
                    " does not say its length; read to the end of the file (%" PRId64
                    " frames): export it again, or check its end",
                    reader->name, at, frames);
    else if (walk->data_promised > held)
        reader_warn(reader,
                    "%s breaks off at byte %" PRId64 ": its \"data\" chunk at byte %" PRId64
                    " promises %" PRId64 " frames, %" PRId64 " are there; copy or upload it again",
                    reader->name, reader->source->bytes, at, walk->data_promised / frame, frames);
    else if (held % frame)
        reader_warn(reader,
                    "%s: the last %" PRId64 " bytes of its \"data\" chunk at byte %" PRId64
                    " are no whole frame: ignored; export it again if its end matters",
                    reader->name, held % frame, at);
    return ERR_NONE;
}

enum err_code riff_read(struct riff *out, struct reader *reader, struct err *err)
{
    struct walk walk = { .reader = reader, .riff = out, .next = 12 };
    char head[12];
    enum err_code code;

    *out = (struct riff){ 0 };
    if ((code = read_at(reader, head, sizeof head, 0, err)))
        return code;
    snprintf(out->format, sizeof out->format, "%.4s", memcmp(head, "RIFF", 4) ? head : "WAV");
    if ((code = walk_all(&walk, err)) || (code = read_fmt(out, &walk, err)))
        return code;
    return settle_data(&walk, err);
}
