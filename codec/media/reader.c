#include "codec/media/reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/media/ixml.h"
#include "codec/media/text.h"

enum { HEAD_BYTES = 16 };

/* Far more than any reel; positions at any rate stay exact below it. */
static const int64_t bytes_max = INT64_C(1) << 44;

void reader_warn(struct reader *reader, const char *format, ...)
{
    char text[2 * STEM_WARNING_TEXT];
    va_list args;

    if (reader->info.warnings == STEM_WARNINGS)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_clean(reader->info.warning[reader->info.warnings++], STEM_WARNING_TEXT, text, sizeof text);
}

static void keep_name(struct reader *reader, const char *path)
{
    const char *name = path;

    for (const char *c = path; *c; c++) {
        if ((*c == '/' || *c == '\\') && c[1])
            name = c + 1;
    }
    text_clean(reader->name, sizeof reader->name, name, strlen(name));
}

/* Which container the first bytes tell, "" if none of those that predub reads. */
static const char *sniff(const uint8_t head[HEAD_BYTES])
{
    static const uint8_t w64[HEAD_BYTES] = { 'r',  'i',  'f',  'f',  0x2e, 0x91, 0xcf, 0x11,
                                             0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0x00, 0x00 };
    const bool is_riff =
        !memcmp(head, "RIFF", 4) || !memcmp(head, "RF64", 4) || !memcmp(head, "BW64", 4);

    if (is_riff && !memcmp(head + 8, "WAVE", 4))
        return "WAV";
    if (!memcmp(head, w64, sizeof w64))
        return "W64";
    if (!memcmp(head, "FORM", 4) && (!memcmp(head + 8, "AIFF", 4) || !memcmp(head + 8, "AIFC", 4)))
        return "AIFF";
    if (!memcmp(head, "caff", 4))
        return "CAF";
    return memcmp(head, "fLaC", 4) ? "" : "FLAC";
}

static enum err_code open_container(struct reader *reader, struct err *err)
{
    uint8_t head[HEAD_BYTES] = { 0 };
    const ssize_t got = source_read(reader->source, head, sizeof head, 0);
    const char *const format = sniff(head);

    if (got < 0)
        return err_set_errno(err, "%s can't be read at byte 0", reader->name);
    if (got == 0)
        return err_set(err, ERR_DAMAGED, "%s is empty (0 bytes): copy or upload it again",
                       reader->name);
    if (reader->source->bytes > bytes_max)
        return err_set(err, ERR_TOO_BIG, "%s has %" PRId64 " bytes, more than the limit of 16 TiB",
                       reader->name, reader->source->bytes);
    if (!strcmp(format, "WAV"))
        return wav_open(reader, err);
    if (format[0])
        return soundfile_open(reader, format, err);
    if (!memcmp(head, "RIFX", 4))
        return err_set(err, ERR_UNSUPPORTED,
                       "%s is a big-endian WAV (RIFX): export it as ordinary 24-bit WAV",
                       reader->name);
    return err_set(
        err, ERR_UNSUPPORTED,
        "%s is no WAV, RF64, BW64, W64, AIFF, CAF or FLAC file (it begins with the bytes "
        "%02x %02x %02x %02x): export it as 24-bit WAV",
        reader->name, head[0], head[1], head[2], head[3]);
}

static enum err_code check_channels(const struct reader *reader, struct err *err)
{
    const unsigned channels = reader->info.order.channels;

    if (channels == 1 || channels == 2 || channels == CHANNELS)
        return ERR_NONE;
    if (channels == 8)
        return err_set(
            err, ERR_UNSUPPORTED,
            "%s has 8 channels (7.1); predub reads 5.1, stereo and mono: print it as 5.1 "
            "(6 channels)",
            reader->name);
    return err_set(err, ERR_UNSUPPORTED,
                   "%s has %u channels; predub reads 1, 2 or 6: export 5.1 as one file of 6 "
                   "channels or as 6 mono files that end in .L .R .C .LFE .Ls .Rs",
                   reader->name, channels);
}

static enum err_code check(struct reader *reader, struct err *err)
{
    struct stem_info *const info = &reader->info;
    const uint32_t rate_hz = info->rate_hz;
    enum err_code code;

    if ((code = check_channels(reader, err)))
        return code;
    if (rate_hz < READER_RATE_MIN_HZ || rate_hz > READER_RATE_MAX_HZ)
        return err_set(err, ERR_UNSUPPORTED,
                       "%s says its sample rate is %" PRIu32
                       " Hz; predub reads %d to %d: export it at 48000 Hz",
                       reader->name, rate_hz, READER_RATE_MIN_HZ, READER_RATE_MAX_HZ);
    if (rate_hz == 47952 || rate_hz == 48048 || rate_hz == 44056 || rate_hz == 44144)
        reader_warn(reader,
                    "%s is stamped %" PRIu32
                    " Hz, a pull-down or pull-up rate: played at that rate it may drift by 0.1 %% "
                    "(3.6 s an hour) against picture; ask for a 48000 Hz export",
                    reader->name, rate_hz);
    info->files = 1;
    info->samples = timecode_from_rate(info->frames, rate_hz);
    if (info->samples == 0)
        return err_set(err, ERR_DAMAGED,
                       "%s is shorter than one sample at 48000 Hz: export it again", reader->name);
    return ERR_NONE;
}

enum err_code reader_open(struct reader **out, const struct stem_file *file, struct err *err)
{
    struct reader *const reader = calloc(1, sizeof *reader);
    enum err_code code;

    *out = NULL;
    if (!reader) {
        source_close(file->source);
        return err_set(err, ERR_NO_MEMORY, "no memory to open %.200s", file->name);
    }
    reader->source = file->source;
    keep_name(reader, file->name);
    if ((code = open_container(reader, err)) || (code = check(reader, err)))
        goto done;
    *out = reader;
done:
    if (code)
        reader_close(reader);
    return code;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->close)
        reader->close(reader->own);
    source_close(reader->source);
    free(reader);
}

/* Order by track names, where the channel mask has not told it. */
static void add_tracks(struct reader *reader, const struct ixml *ixml)
{
    struct stem_info *const info = &reader->info;
    const char *names[CHANNELS];

    for (unsigned i = 0; i < CHANNELS; i++)
        names[i] = ixml->track_name[i];
    memcpy(info->track_name, ixml->track_name, sizeof info->track_name);
    if (info->order.known_by == ORDER_UNKNOWN && info->order.channels <= CHANNELS)
        order_from_names(&info->order, names, info->order.channels);
}

void reader_add_ixml(struct reader *reader, const void *data, size_t bytes)
{
    struct stem_info *const info = &reader->info;
    struct err err;
    struct ixml ixml;

    if (ixml_read(&ixml, data, bytes, &err)) {
        reader_warn(reader,
                    "%s: its iXML can't be read (%.80s): frame rate and track names are ignored; "
                    "export it again if they matter",
                    reader->name, err.text);
        return;
    }
    info->has_frame_rate = ixml.has_rate;
    info->frame_rate = ixml.rate;
    add_tracks(reader, &ixml);
    if (ixml.has_start)
        reader_add_start(reader, START_IXML, ixml.start, ixml.start_rate_hz);
}

void reader_add_start(struct reader *reader, enum stem_start_known_by known_by, uint64_t start,
                      uint32_t rate_hz)
{
    struct stem_info *const info = &reader->info;
    const uint32_t at_hz = rate_hz ? rate_hz : info->rate_hz;
    const char *const where = known_by == START_BEXT ? "bext" : "iXML";

    if (at_hz < READER_RATE_MIN_HZ || at_hz > READER_RATE_MAX_HZ ||
        start >= (uint64_t)24 * 3600 * at_hz) {
        reader_warn(reader,
                    "%s: its start in %s (%" PRIu64 " samples at %" PRIu32
                    " Hz) lies beyond 24 hours: ignored; give its start, or export it again",
                    reader->name, where, start, at_hz);
        return;
    }
    const int64_t at_samples = timecode_from_rate((int64_t)start, at_hz);
    if (info->start_known_by == START_UNKNOWN) {
        info->start_known_by = known_by;
        info->start_samples = at_samples;
    } else if (info->start_samples != at_samples) {
        reader_warn(reader,
                    "%s: bext says it starts at sample %" PRId64 ", iXML at %" PRId64
                    " (at 48000 Hz): bext is taken; check its start",
                    reader->name, info->start_samples, at_samples);
    }
}
