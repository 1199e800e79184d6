#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "codec/media/bext.h"
#include "codec/media/pcm.h"
#include "codec/media/riff.h"

/* One read from the source. Large enough that system calls do not count, small enough that those
 * of all prints of a mix stay in the second-level cache. */
enum { WINDOW_BYTES = 64 * 1024 };

struct wav {
    struct riff riff;
    pcm_fn convert;
    pcm_add_fn add; /* NULL where there is none */
    size_t frame_bytes;
    int64_t window_at; /* first frame in the window */
    size_t window_frames;
    uint8_t window[WINDOW_BYTES + PCM_SLACK_BYTES];
};

static enum pcm_kind kind_of(const struct riff *riff)
{
    if (riff->is_float)
        return riff->sample_bytes == 8 ? PCM_F64 : PCM_F32;
    return riff->sample_bytes == 2 ? PCM_I16 : riff->sample_bytes == 3 ? PCM_I24 : PCM_I32;
}

/* Fills the window from a frame on, to the end of the audio at most. */
static enum err_code load(struct reader *reader, int64_t at, struct err *err)
{
    struct wav *const wav = reader->own;
    const int64_t left = reader->info.frames - at;
    const size_t room = WINDOW_BYTES / wav->frame_bytes;
    const size_t frames = left < (int64_t)room ? (size_t)left : room;
    const int64_t from = wav->riff.data.at + at * (int64_t)wav->frame_bytes;
    const ssize_t got = source_read(reader->source, wav->window, frames * wav->frame_bytes, from);

    wav->window_frames = 0;
    if (got < 0)
        return err_set_errno(err, "%s can't be read at byte %" PRId64, reader->name, from);
    if ((size_t)got < frames * wav->frame_bytes)
        return err_set(err, ERR_DAMAGED,
                       "%s ended at byte %" PRId64
                       " although it was longer when it was opened: copy or upload it again",
                       reader->name, from + got);
    wav->window_at = at;
    wav->window_frames = frames;
    return ERR_NONE;
}

/* Frames that stand in the window. */
struct span {
    const uint8_t *bytes;
    size_t frames;
};

/* Gives the first of the frames wanted, as many as the window has of them; loads it if need be. */
static enum err_code next_span(struct reader *reader, int64_t at, size_t wanted, struct span *out,
                               struct err *err)
{
    struct wav *const wav = reader->own;
    const bool inside = at >= wav->window_at && at < wav->window_at + (int64_t)wav->window_frames;
    enum err_code code;

    assert(at >= 0 && (int64_t)wanted <= reader->info.frames - at);
    if (!inside && (code = load(reader, at, err)))
        return code;
    const size_t skip = (size_t)(at - wav->window_at), here = wav->window_frames - skip;
    *out = (struct span){ wav->window + skip * wav->frame_bytes, wanted < here ? wanted : here };
    return ERR_NONE;
}

static enum err_code read_frames(struct reader *reader, int64_t at, size_t frames,
                                 float *const *out, struct err *err)
{
    const struct wav *const wav = reader->own;
    const unsigned channels = wav->riff.channels;
    float *planes[CHANNELS];
    struct span span;
    enum err_code code;

    memcpy(planes, out, channels * sizeof *planes);
    for (; frames > 0; at += (int64_t)span.frames, frames -= span.frames) {
        if ((code = next_span(reader, at, frames, &span, err)))
            return code;
        wav->convert(span.bytes, channels, planes, span.frames);
        for (unsigned c = 0; c < channels; c++)
            planes[c] += span.frames;
    }
    return ERR_NONE;
}

static enum err_code add_frames(struct reader *reader, int64_t at, size_t frames,
                                const struct pcm_sum *sum, struct err *err)
{
    const struct wav *const wav = reader->own;
    const unsigned channels = wav->riff.channels;
    struct pcm_sum rest = *sum;
    struct span span;
    enum err_code code;

    for (; frames > 0; at += (int64_t)span.frames, frames -= span.frames) {
        if ((code = next_span(reader, at, frames, &span, err)))
            return code;
        wav->add(span.bytes, channels, &rest, span.frames);
        for (unsigned c = 0; c < channels; c++)
            if (rest.plane[c])
                rest.plane[c] += span.frames;
    }
    return ERR_NONE;
}

static enum err_code add_bext(struct reader *reader, struct riff_chunk place, struct err *err)
{
    struct stem_info *const info = &reader->info;
    uint8_t data[BEXT_BYTES];
    const size_t bytes = place.bytes < BEXT_BYTES ? (size_t)place.bytes : BEXT_BYTES;
    struct bext bext;

    if (!place.at)
        return ERR_NONE;
    const ssize_t got = source_read(reader->source, data, bytes, place.at);
    if (got < 0)
        return err_set_errno(err, "%s can't be read at byte %" PRId64, reader->name, place.at);
    if (!bext_read(&bext, data, (size_t)got)) {
        reader_warn(reader,
                    "%s: chunk \"bext\" at byte %" PRId64 " has %" PRId64
                    " bytes where 602 are due: ignored; give its start, or export it again",
                    reader->name, place.at - 8, place.bytes);
        return ERR_NONE;
    }
    memcpy(info->description, bext.description, sizeof info->description);
    memcpy(info->originator, bext.originator, sizeof info->originator);
    memcpy(info->originated_at, bext.originated_at, sizeof info->originated_at);
    reader_add_start(reader, START_BEXT, bext.time_reference, 0);
    return ERR_NONE;
}

static enum err_code add_ixml(struct reader *reader, struct riff_chunk place, struct err *err)
{
    enum err_code code = ERR_NONE;
    char *data = NULL;
    ssize_t got;

    if (!place.at)
        return ERR_NONE;
    if (place.bytes > READER_TEXT_BYTES) {
        reader_warn(reader,
                    "%s: chunk \"iXML\" at byte %" PRId64 " has %" PRId64
                    " bytes, more than the %d that predub reads: ignored; export it again if its "
                    "track names matter",
                    reader->name, place.at - 8, place.bytes, READER_TEXT_BYTES);
        return ERR_NONE;
    }
    if (!(data = malloc((size_t)place.bytes + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory to read the iXML of %s", reader->name);
    if ((got = source_read(reader->source, data, (size_t)place.bytes, place.at)) < 0)
        code = err_set_errno(err, "%s can't be read at byte %" PRId64, reader->name, place.at);
    else
        reader_add_ixml(reader, data, (size_t)got);
    free(data);
    return code;
}

enum err_code wav_open(struct reader *reader, struct err *err)
{
    struct wav *const wav = calloc(1, sizeof *wav);
    struct stem_info *const info = &reader->info;
    const struct riff *riff;
    enum err_code code;

    if (!wav)
        return err_set(err, ERR_NO_MEMORY, "no memory to open %s", reader->name);
    reader->own = wav;
    reader->close = free;
    reader->read = read_frames;
    if ((code = riff_read(&wav->riff, reader, err)))
        return code;
    riff = &wav->riff;
    wav->frame_bytes = (size_t)riff->channels * riff->sample_bytes;
    wav->convert = pcm_choose(kind_of(riff), riff->channels);
    wav->add = pcm_avx2_add(kind_of(riff), riff->channels);
    reader->add = wav->add ? add_frames : NULL;
    memcpy(info->format, riff->format, sizeof info->format);
    info->rate_hz = riff->rate_hz;
    info->bits = 8 * riff->sample_bytes;
    info->is_float = riff->is_float;
    info->frames = riff->data.bytes / (int64_t)wav->frame_bytes;
    info->order.channels = riff->channels;
    if (riff->mask && !order_from_mask(&info->order, riff->mask, riff->channels))
        reader->strange_mask = riff->mask;
    if ((code = add_bext(reader, riff->bext, err)))
        return code;
    return add_ixml(reader, riff->ixml, err);
}
