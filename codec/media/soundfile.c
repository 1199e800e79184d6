#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

#include "codec/media/reader.h"

enum { BLOCK_FRAMES = 2048 };

struct soundfile {
    SNDFILE *file;
    struct source *source;
    int64_t offset; /* where the library reads next */
    int64_t next;   /* the frame it decodes next */
    unsigned channels;
    float block[];
};

static sf_count_t on_length(void *ctx)
{
    return ((struct soundfile *)ctx)->source->bytes;
}

static sf_count_t on_seek(sf_count_t offset, int whence, void *ctx)
{
    struct soundfile *const own = ctx;
    const int64_t base = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? own->offset
                                              : own->source->bytes;

    if (__builtin_add_overflow(base, offset, &offset) || offset < 0)
        return -1;
    return own->offset = offset;
}

static sf_count_t on_read(void *out, sf_count_t bytes, void *ctx)
{
    struct soundfile *const own = ctx;
    const ssize_t got = bytes > 0 ? source_read(own->source, out, (size_t)bytes, own->offset) : 0;

    if (got <= 0)
        return 0;
    own->offset += got;
    return got;
}

static sf_count_t on_write(const void *data, sf_count_t bytes, void *ctx)
{
    (void)data, (void)bytes, (void)ctx;
    return 0;
}

static sf_count_t on_tell(void *ctx)
{
    return ((struct soundfile *)ctx)->offset;
}

static void close_file(void *ctx)
{
    struct soundfile *const own = ctx;

    if (own->file)
        sf_close(own->file);
    free(own);
}

static enum err_code read_frames(struct reader *reader, int64_t at, size_t frames,
                                 float *const *out, struct err *err)
{
    struct soundfile *const own = reader->own;
    size_t done = 0;

    assert(at >= 0 && (int64_t)frames <= reader->info.frames - at);
    if (frames > 0 && own->next != at && sf_seek(own->file, at, SEEK_SET) != at)
        goto broken;
    while (done < frames) {
        const size_t want = frames - done < BLOCK_FRAMES ? frames - done : BLOCK_FRAMES;
        const sf_count_t got = sf_readf_float(own->file, own->block, (sf_count_t)want);
        if (got != (sf_count_t)want)
            goto broken;
        for (unsigned c = 0; c < own->channels; c++) {
            for (size_t i = 0; i < want; i++)
                out[c][done + i] = own->block[i * own->channels + c];
        }
        done += want;
    }
    own->next = at + (int64_t)frames;
    return ERR_NONE;
broken:
    own->next = -1;
    return err_set(err, ERR_DAMAGED,
                   "%s promises %" PRId64 " frames and can't be read at frame %" PRId64
                   ": copy or upload it again",
                   reader->name, reader->info.frames, at + (int64_t)done);
}

static bool read_subtype(struct stem_info *info, int format)
{
    static const struct {
        int subtype;
        unsigned bits;
        bool is_float;
    } known[] = { { SF_FORMAT_PCM_16, 16, false },
                  { SF_FORMAT_PCM_24, 24, false },
                  { SF_FORMAT_PCM_32, 32, false },
                  { SF_FORMAT_FLOAT, 32, true },
                  { SF_FORMAT_DOUBLE, 64, true } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].subtype != (format & SF_FORMAT_SUBMASK))
            continue;
        info->bits = known[i].bits;
        info->is_float = known[i].is_float;
        return true;
    }
    return false;
}

static bool channel_of_map(enum channel *out, int place)
{
    switch (place) {
    case SF_CHANNEL_MAP_LEFT:
    case SF_CHANNEL_MAP_FRONT_LEFT: *out = CH_L; return true;
    case SF_CHANNEL_MAP_RIGHT:
    case SF_CHANNEL_MAP_FRONT_RIGHT: *out = CH_R; return true;
    case SF_CHANNEL_MAP_MONO:
    case SF_CHANNEL_MAP_CENTER:
    case SF_CHANNEL_MAP_FRONT_CENTER: *out = CH_C; return true;
    case SF_CHANNEL_MAP_LFE: *out = CH_LFE; return true;
    case SF_CHANNEL_MAP_REAR_LEFT:
    case SF_CHANNEL_MAP_SIDE_LEFT: *out = CH_LS; return true;
    case SF_CHANNEL_MAP_REAR_RIGHT:
    case SF_CHANNEL_MAP_SIDE_RIGHT: *out = CH_RS; return true;
    default: return false;
    }
}

/* FLAC fixes the order of six channels; the others may carry a map. */
static void read_order(struct reader *reader)
{
    struct soundfile *const own = reader->own;
    struct order order = reader->info.order;
    int map[CHANNELS];
    unsigned seen = 0;

    if (order.channels > CHANNELS)
        return;
    if (!strcmp(reader->info.format, "FLAC")) {
        order_from_mask(&reader->info.order,
                        order.channels == 6   ? 0x3f
                        : order.channels == 2 ? 0x3
                                              : 0x4,
                        order.channels);
        return;
    }
    if (sf_command(own->file, SFC_GET_CHANNEL_MAP_INFO, map, (int)(order.channels * sizeof *map)) !=
        SF_TRUE)
        return;
    for (unsigned i = 0; i < order.channels; i++) {
        if (!channel_of_map(&order.slot[i], map[i]) || seen & 1u << order.slot[i])
            return;
        seen |= 1u << order.slot[i];
    }
    order.known_by = ORDER_MASK;
    reader->info.order = order;
}

/* AIFF and CAF may carry iXML as WAVE does. */
static enum err_code add_ixml(struct reader *reader, struct err *err)
{
    struct soundfile *const own = reader->own;
    SF_CHUNK_INFO chunk = { .id = "iXML", .id_size = 4 };
    SF_CHUNK_ITERATOR *const at = sf_get_chunk_iterator(own->file, &chunk);

    if (!at || sf_get_chunk_size(at, &chunk) != SF_ERR_NO_ERROR || chunk.datalen == 0)
        return ERR_NONE;
    if (chunk.datalen > READER_TEXT_BYTES) {
        reader_warn(
            reader,
            "%s: its iXML has %u bytes, more than the %d that predub reads: ignored; export "
            "it again if its track names matter",
            reader->name, chunk.datalen, READER_TEXT_BYTES);
        return ERR_NONE;
    }
    if (!(chunk.data = calloc(1, chunk.datalen)))
        return err_set(err, ERR_NO_MEMORY, "no memory to read the iXML of %s", reader->name);
    if (sf_get_chunk_data(at, &chunk) == SF_ERR_NO_ERROR)
        reader_add_ixml(reader, chunk.data, chunk.datalen);
    free(chunk.data);
    return ERR_NONE;
}

static enum err_code take_info(struct reader *reader, const SF_INFO *sf, struct err *err)
{
    struct stem_info *const info = &reader->info;

    info->rate_hz = sf->samplerate > 0 ? (uint32_t)sf->samplerate : 0;
    info->order.channels = (unsigned)sf->channels;
    info->frames = sf->frames;
    if (!read_subtype(info, sf->format))
        return err_set(err, ERR_UNSUPPORTED,
                       "%s has samples of a kind that predub does not read (16, 24 and 32-bit "
                       "integer, 32 and 64-bit float): export it as 24-bit WAV",
                       reader->name);
    /* A frame takes at least a bit of the file even in FLAC's silence; SF_COUNT_MAX means unknown.
     */
    if (sf->frames <= 0 || sf->frames / 4096 > reader->source->bytes)
        return err_set(err, ERR_DAMAGED,
                       "%s has no audio, or does not say how much (%" PRId64 " frames in %" PRId64
                       " bytes): export it again",
                       reader->name, (int64_t)sf->frames, reader->source->bytes);
    return ERR_NONE;
}

/* A file that breaks off is found now, not in the middle of a preview. */
static enum err_code check_end(struct reader *reader, struct err *err)
{
    float frame[CHANNELS], *planes[CHANNELS];

    if (reader->info.order.channels > CHANNELS)
        return ERR_NONE;
    for (unsigned c = 0; c < CHANNELS; c++)
        planes[c] = &frame[c];
    return reader->read(reader, reader->info.frames - 1, 1, planes, err);
}

enum err_code soundfile_open(struct reader *reader, const char *format, struct err *err)
{
    SF_VIRTUAL_IO io = { on_length, on_seek, on_read, on_write, on_tell };
    SF_INFO sf = { 0 };
    struct soundfile *own = calloc(1, sizeof *own + sizeof(float) * BLOCK_FRAMES * CHANNELS);
    enum err_code code;

    if (!own)
        return err_set(err, ERR_NO_MEMORY, "no memory to open %s", reader->name);
    reader->own = own;
    reader->close = close_file;
    reader->read = read_frames;
    own->source = reader->source;
    snprintf(reader->info.format, sizeof reader->info.format, "%s", format);
    if (!(own->file = sf_open_virtual(&io, SFM_READ, &sf, own)))
        return err_set(err, ERR_DAMAGED, "%s can't be read as %s (%.100s): export it again",
                       reader->name, format, sf_strerror(NULL));
    own->channels = (unsigned)sf.channels;
    if ((code = take_info(reader, &sf, err)))
        return code;
    if (own->channels > CHANNELS)
        return ERR_NONE; /* refused in a sentence of its own */
    read_order(reader);
    if ((code = check_end(reader, err)))
        return code;
    return add_ixml(reader, err);
}
