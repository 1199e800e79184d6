#include "codec/media/stem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/media/bad.h"
#include "codec/media/heuristic.h"
#include "codec/media/multimono.h"
#include "codec/media/names.h"
#include "codec/media/reader.h"
#include "codec/media/resample.h"

enum { ADD_SAMPLES = 512 }; /* six channels of it stay in the first cache */

struct stem {
    struct stem_info info;
    struct reader *reader[CHANNELS]; /* one file; or by slot, NULL where a file is missing */
    struct resampler *resampler;     /* NULL at 48 kHz */
    bool adds;                       /* every reader does, and nothing stands between */
    struct bad_samples bad;
};

static void set_plain_order(struct order *order, enum order_known_by known_by)
{
    const unsigned channels = order->channels;

    *order = (struct order){ .channels = channels, .known_by = known_by };
    for (unsigned i = 0; i < channels; i++)
        order->slot[i] = (enum channel)i;
    if (channels == 1)
        order->slot[0] = CH_C;
}

/* A mono file is one channel of a 5.1 print by its name, or else the Centre: the only order it can
 * have. The mask says no more; many writers set the same one on every mono file. */
static void set_mono_order(struct order *order, const struct reader *reader)
{
    struct name_facts facts;

    name_read(&facts, reader->name);
    if (facts.has_channel)
        *order = (struct order){ 1, { facts.channel }, ORDER_SUFFIX };
    else if (order->known_by == ORDER_UNKNOWN)
        set_plain_order(order, ORDER_MASK);
}

static enum err_code settle_order(struct stem *stem, const struct order *person, struct err *err)
{
    struct reader *const reader = stem->reader[0];
    struct order *const order = &stem->info.order;
    enum err_code code = ERR_NONE;

    if (person && person->channels != order->channels)
        return err_set(err, ERR_INVALID,
                       "%s has %u channels, but the order that was told has %u: say the order of "
                       "this file",
                       reader->name, order->channels, person->channels);
    if (person)
        *order = *person;
    else if (order->channels == 1)
        set_mono_order(order, reader);
    else if (order->known_by == ORDER_UNKNOWN && order->channels == 2 && !reader->strange_mask)
        set_plain_order(order, ORDER_MASK);
    else if (order->known_by == ORDER_UNKNOWN && order->channels == CHANNELS)
        code = heuristic_order(order, reader, err);
    if (!code && order->known_by == ORDER_UNKNOWN)
        set_plain_order(order, ORDER_UNKNOWN);
    return code;
}

static enum err_code open_one(struct stem *stem, const struct order *person, struct err *err)
{
    struct reader *const reader = stem->reader[0];
    enum err_code code;

    stem->info = reader->info;
    if ((code = settle_order(stem, person, err)))
        return code;
    if (stem->info.order.known_by == ORDER_UNKNOWN) {
        reader_warn(reader,
                    "%s does not tell which channel is which (channel mask 0x%" PRIx32
                    "): say its order, for example smpte or film",
                    reader->name, reader->strange_mask);
        stem->info.warnings = reader->info.warnings;
        memcpy(stem->info.warning, reader->info.warning, sizeof stem->info.warning);
    }
    return ERR_NONE;
}

static bool is_one_file(const struct stem *stem)
{
    return stem->info.files == 1;
}

/* Frames of the file or files at their own rate, one plane a slot. */
static enum err_code read_frames(void *ctx, int64_t at, size_t frames, float *const *out,
                                 struct err *err)
{
    const struct stem *const stem = ctx;
    enum err_code code;

    if (is_one_file(stem))
        return stem->reader[0]->read(stem->reader[0], at, frames, out, err);
    for (unsigned slot = 0; slot < stem->info.order.channels; slot++) {
        struct reader *const reader = stem->reader[slot];
        if (!reader)
            memset(out[slot], 0, frames * sizeof *out[slot]);
        else if ((code = reader->read(reader, at, frames, &out[slot], err)))
            return code;
    }
    return ERR_NONE;
}

static enum err_code open_resampler(struct stem *stem, struct err *err)
{
    const struct resample_input input = { stem, read_frames, stem->info.rate_hz,
                                          stem->info.order.channels, stem->info.frames };

    return stem->info.rate_hz == RATE_HZ ? ERR_NONE : resampler_new(&stem->resampler, &input, err);
}

static bool can_add(const struct stem *stem)
{
    for (unsigned slot = 0; slot < CHANNELS; slot++)
        if (stem->reader[slot] && !stem->reader[slot]->add)
            return false;
    return !stem->resampler;
}

enum err_code stem_open(struct stem **out, const struct stem_file *files, unsigned count,
                        const struct order *person, struct err *err)
{
    struct stem *const stem = calloc(1, sizeof *stem);
    enum err_code code = ERR_NONE;

    assert(count >= 1);
    *out = NULL;
    if (!stem)
        code = err_set(err, ERR_NO_MEMORY, "no memory to open %.200s", files[0].name);
    else if (count > CHANNELS)
        code =
            err_set(err, ERR_UNSUPPORTED,
                    "%u files are too many for one print (7.1 is not read): give one file, or up "
                    "to 6 mono files that end in .L .R .C .LFE .Ls .Rs",
                    count);
    for (unsigned i = 0; i < count; i++) {
        if (code)
            source_close(files[i].source);
        else
            code = reader_open(&stem->reader[i], &files[i], err);
    }
    if (code)
        goto done;
    stem->bad.first_at = -1;
    code = count == 1 ? open_one(stem, person, err)
                      : multimono_join(&stem->info, stem->reader, count, person, err);
    if (code || (code = open_resampler(stem, err)))
        goto done;
    stem->adds = can_add(stem);
    *out = stem;
done:
    if (code)
        stem_close(stem);
    return code;
}

enum err_code stem_open_paths(struct stem **out, const char *const *paths, unsigned count,
                              const struct order *person, struct err *err)
{
    struct stem_file files[CHANNELS + 2] = { 0 };
    const unsigned room = sizeof files / sizeof *files;
    unsigned opened = 0;
    enum err_code code = ERR_NONE;

    *out = NULL;
    if (count > room)
        return err_set(err, ERR_UNSUPPORTED,
                       "%u files are too many for one print: give one file, or up to 6 mono files "
                       "that end in .L .R .C .LFE .Ls .Rs",
                       count);
    for (; opened < count && !code; opened++) {
        files[opened].name = paths[opened];
        code = source_open_file(&files[opened].source, paths[opened], err);
    }
    if (!code)
        return stem_open(out, files, count, person, err);
    for (unsigned i = 0; i < opened; i++)
        source_close(files[i].source);
    return code;
}

const struct stem_info *stem_info(const struct stem *stem)
{
    return &stem->info;
}

void stem_tell_start(struct stem *stem, int64_t start_samples)
{
    stem->info.start_samples = start_samples;
    stem->info.start_known_by = START_PERSON;
}

/* Samples inside the print, one plane a slot. */
static enum err_code read_inside(struct stem *stem, int64_t at, size_t samples, float *const *out,
                                 struct err *err)
{
    enum err_code code;

    if (stem->resampler)
        return resampler_read(stem->resampler, at, samples, out, err);
    if ((code = read_frames(stem, at, samples, out, err)) || !stem->info.is_float)
        return code;
    for (unsigned slot = 0; slot < stem->info.order.channels; slot++)
        bad_clean(out[slot], samples, at, &stem->bad);
    return ERR_NONE;
}

/* How much of a block lies before the print; right for every position, however far off. */
static size_t samples_before(int64_t at_samples, size_t wanted)
{
    if (at_samples >= 0)
        return 0;
    return at_samples <= -(int64_t)wanted ? wanted : (size_t)-at_samples;
}

static size_t samples_inside(const struct stem *stem, int64_t at_samples, size_t wanted)
{
    const int64_t left = stem->info.samples - at_samples;

    if (at_samples >= stem->info.samples)
        return 0;
    return left < (int64_t)wanted ? (size_t)left : wanted;
}

/* How a block of samples lies to the print. */
struct part {
    size_t before, inside; /* samples */
};

static struct part part_of(const struct stem *stem, int64_t at_samples, size_t wanted)
{
    const size_t before = samples_before(at_samples, wanted);
    const size_t rest = wanted - before;

    return (struct part){ before,
                          rest ? samples_inside(stem, at_samples + (int64_t)before, rest) : 0 };
}

enum err_code stem_read(struct stem *stem, int64_t at_samples, struct planes *block,
                        struct err *err)
{
    const struct order *const order = &stem->info.order;
    const struct part part = part_of(stem, at_samples, block->samples);
    float *out[CHANNELS];
    unsigned sounding = 0;

    assert(block->channels == CHANNELS);
    for (unsigned slot = 0; slot < order->channels && part.inside > 0; slot++) {
        out[slot] = block->ch[order->slot[slot]] + part.before;
        sounding |= 1u << order->slot[slot];
    }
    for (unsigned c = 0; c < CHANNELS; c++) {
        const size_t start = sounding & 1u << c ? part.before + part.inside : 0;
        memset(block->ch[c], 0, (start ? part.before : 0) * sizeof(float));
        memset(block->ch[c] + start, 0, (block->samples - start) * sizeof(float));
    }
    if (part.inside == 0)
        return ERR_NONE;
    return read_inside(stem, at_samples + (int64_t)part.before, part.inside, out, err);
}

static void add_plane(float *restrict sum, const float *restrict in, float gain, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        sum[i] += gain * in[i];
}

/* By way of a buffer, for what must be cleaned, resampled or decoded by a library. */
static enum err_code add_read(struct stem *stem, int64_t at, size_t samples,
                              const struct pcm_sum *sum, struct err *err)
{
    float block[CHANNELS][ADD_SAMPLES], *out[CHANNELS];
    enum err_code code;

    for (unsigned slot = 0; slot < CHANNELS; slot++)
        out[slot] = block[slot];
    for (size_t done = 0, count; done < samples; done += count) {
        count = samples - done < ADD_SAMPLES ? samples - done : ADD_SAMPLES;
        if ((code = read_inside(stem, at + (int64_t)done, count, out, err)))
            return code;
        for (unsigned slot = 0; slot < stem->info.order.channels; slot++)
            if (sum->plane[slot])
                add_plane(sum->plane[slot] + done, block[slot], sum->gain[slot], count);
    }
    return ERR_NONE;
}

/* File by file, each in one pass; one that is not heard is not even read. */
static enum err_code add_files(struct stem *stem, int64_t at, size_t samples,
                               const struct pcm_sum *sum, struct err *err)
{
    enum err_code code;

    if (is_one_file(stem))
        return stem->reader[0]->add(stem->reader[0], at, samples, sum, err);
    for (unsigned slot = 0; slot < stem->info.order.channels; slot++) {
        const struct pcm_sum own = { { sum->plane[slot] }, { sum->gain[slot] } };
        struct reader *const reader = stem->reader[slot];

        if (reader && own.plane[0] && (code = reader->add(reader, at, samples, &own, err)))
            return code;
    }
    return ERR_NONE;
}

enum err_code stem_mix(struct stem *stem, int64_t at_samples, const float gain[CHANNELS],
                       struct planes *sum, struct err *err)
{
    const struct order *const order = &stem->info.order;
    const struct part part = part_of(stem, at_samples, sum->samples);
    struct pcm_sum inside = { 0 };

    assert(sum->channels == CHANNELS);
    for (unsigned slot = 0; slot < order->channels; slot++) {
        const enum channel channel = order->slot[slot];

        inside.gain[slot] = gain[channel];
        inside.plane[slot] = gain[channel] != 0 ? sum->ch[channel] + part.before : NULL;
    }
    if (part.inside == 0)
        return ERR_NONE;
    return (stem->adds ? add_files : add_read)(stem, at_samples + (int64_t)part.before, part.inside,
                                               &inside, err);
}

int64_t stem_bad_samples(const struct stem *stem, int64_t *first_at_samples)
{
    const struct bad_samples bad = stem->resampler ? resampler_bad(stem->resampler) : stem->bad;

    *first_at_samples =
        bad.first_at < 0 ? -1 : timecode_from_rate(bad.first_at, stem->info.rate_hz);
    return bad.count;
}

void stem_close(struct stem *stem)
{
    if (!stem)
        return;
    resampler_free(stem->resampler);
    for (unsigned i = 0; i < CHANNELS; i++)
        reader_close(stem->reader[i]);
    free(stem);
}
