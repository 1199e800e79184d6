#include "codec/measure/analyzer.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/activity.h"
#include "codec/measure/audiohash.h"
#include "codec/measure/bands.h"
#include "codec/measure/decimate.h"
#include "codec/measure/levels.h"
#include "codec/measure/loudness.h"
#include "codec/measure/low.h"
#include "codec/measure/peaks.h"
#include "codec/measure/true_peak.h"

struct analyzer {
    struct analysis *analysis;
    int64_t done_samples;
    struct tick tick;
    struct decimate decimate;
    struct bands bands;
    struct low low;
    struct loudness_meter loudness;
    struct levels levels;
    struct true_peak true_peak;
    struct activity activity;
    struct peaks peaks;
    struct audiohash audiohash;
};

static void begin_tick(struct analyzer *a, int64_t index)
{
    struct tick *const tick = &a->tick;
    const int64_t into = a->analysis->start_samples + a->done_samples - index * TICK_SAMPLES;

    tick->index = index;
    tick->from = tick->to = (size_t)(into < TICK_SAMPLES && into > 0 ? into : 0);
    tick->at = a->done_samples;
    memset(tick->plane, 0, sizeof(tick->plane));
}

enum err_code analyzer_new(struct analyzer **out, int64_t start_samples, int64_t samples,
                           unsigned channel_mask, struct err *err)
{
    struct analysis *analysis = NULL;
    struct analyzer *a = NULL;
    enum err_code code;

    *out = NULL;
    if ((code = analysis_new(&analysis, start_samples, samples, channel_mask, err)))
        return code;
    if (!(a = aligned_alloc(LANES_ALIGNMENT, sizeof(*a)))) {
        analysis_free(analysis);
        return err_set(err, ERR_NO_MEMORY, "no memory to analyse a print");
    }
    memset(a, 0, sizeof(*a));
    a->analysis = analysis;
    decimate_init(&a->decimate);
    low_init(&a->low);
    loudness_init(&a->loudness);
    levels_init(&a->levels);
    true_peak_init(&a->true_peak);
    activity_init(&a->activity, analysis);
    peaks_init(&a->peaks);
    begin_tick(a, first_tick_of(analysis));
    if ((code = bands_init(&a->bands, err)) ||
        (code = audiohash_init(&a->audiohash, channel_mask, err)))
        analyzer_free(a);
    else
        *out = a;
    return code;
}

static void end_tick(struct analyzer *a)
{
    const struct tick *const tick = &a->tick;

    tick_load(&a->tick);
    levels_add(&a->levels, tick);
    true_peak_add(&a->true_peak, tick);
    peaks_add(&a->peaks, tick, a->analysis);
    audiohash_add(&a->audiohash, tick, a->analysis);
    activity_add(&a->activity, tick, a->analysis);
    loudness_add(&a->loudness, tick, a->analysis);
    decimate_add(&a->decimate, tick);
    bands_add(&a->bands, &a->decimate, tick->index, a->analysis);
    low_add(&a->low, &a->decimate, tick->index, a->analysis);
    begin_tick(a, tick->index + 1);
}

/* NaN, Inf and what no audio is would spread through every filter: 0 instead. Returns how many. */
static size_t copy_sound(float *restrict out, const float *restrict in, size_t count)
{
    size_t bad = 0;

    for (size_t i = 0; i < count; i++) {
        const bool sound = fabsf(in[i]) <= 1000;

        out[i] = sound ? in[i] : 0;
        bad += !sound;
    }
    return bad;
}

static void note_bad(struct analyzer *a, const float *in, size_t bad)
{
    size_t i = 0;

    a->analysis->bad_samples += (int64_t)bad;
    while (fabsf(in[i]) <= 1000)
        i++;
    const int64_t at = a->done_samples + (int64_t)i;
    if (a->analysis->first_bad_samples < 0 || at < a->analysis->first_bad_samples)
        a->analysis->first_bad_samples = at;
}

static void fill_tick(struct analyzer *a, const struct planes *block, size_t at, size_t count)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        size_t bad;

        if (!(a->analysis->channel_mask & 1u << c))
            continue;
        bad = copy_sound(a->tick.plane[c] + a->tick.to, block->ch[c] + at, count);
        if (bad > 0)
            note_bad(a, block->ch[c] + at, bad);
    }
    a->tick.to += count;
    a->done_samples += (int64_t)count;
}

enum err_code analyzer_add(struct analyzer *a, const struct planes *block, struct err *err)
{
    assert(block->channels == CHANNELS);
    if ((int64_t)block->samples > a->analysis->samples - a->done_samples)
        return err_set(err, ERR_INVALID, "more audio than the %" PRId64 " samples that were told",
                       a->analysis->samples);
    for (size_t at = 0; at < block->samples;) {
        const size_t room = TICK_SAMPLES - a->tick.to, left = block->samples - at;
        const size_t count = room < left ? room : left;

        fill_tick(a, block, at, count);
        at += count;
        if (a->tick.to == TICK_SAMPLES)
            end_tick(a);
    }
    return ERR_NONE;
}

enum err_code analyzer_finish(struct analyzer *a, struct analysis **out, struct err *err)
{
    struct analysis *const analysis = a->analysis;
    enum err_code code = ERR_NONE;

    *out = NULL;
    if (a->done_samples < analysis->samples)
        code = err_set(err, ERR_DAMAGED,
                       "the audio ends after %" PRId64 " of %" PRId64 " samples: send it again",
                       a->done_samples, analysis->samples);
    while (!code && a->tick.index <= last_tick_of(analysis) + FLUSH_TICKS)
        end_tick(a);
    levels_result(&a->levels, analysis);
    true_peak_result(&a->true_peak, analysis);
    peaks_result(&a->peaks, analysis);
    activity_result(&a->activity, analysis);
    if (!code && !(code = loudness_result(&a->loudness, analysis, err)) &&
        !(code = audiohash_result(&a->audiohash, analysis, err))) {
        *out = analysis;
        a->analysis = NULL;
    }
    analyzer_free(a);
    return code;
}

void analyzer_free(struct analyzer *a)
{
    if (!a)
        return;
    bands_clear(&a->bands);
    audiohash_clear(&a->audiohash);
    analysis_free(a->analysis);
    free(a);
}

static unsigned mask_of(const struct order *order)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < order->channels; i++)
        mask |= 1u << order->slot[i];
    return mask;
}

static enum err_code read_all(struct analyzer *a, struct stem *stem,
                              const struct analysis_watch *watch, struct err *err)
{
    const int64_t samples = stem_info(stem)->samples;
    struct planes block = { 0 };
    enum err_code code = planes_init(&block, CHANNELS, RATE_HZ / 4, err);

    for (int64_t at = 0; at < samples && !code; at += (int64_t)block.samples) {
        const int64_t left = samples - at;

        block.samples = left < RATE_HZ / 4 ? (size_t)left : RATE_HZ / 4;
        if (watch && !watch->go_on(watch->ctx, at))
            code = err_set(err, ERR_CANCELLED, "the analysis was cancelled");
        else if (!(code = stem_read(stem, at, &block, err)))
            code = analyzer_add(a, &block, err);
    }
    planes_clear(&block);
    return code;
}

enum err_code analysis_of_stem(struct analysis **out, struct stem *stem,
                               const struct analysis_watch *watch, struct err *err)
{
    const struct stem_info *const info = stem_info(stem);
    struct analyzer *a = NULL;
    int64_t bad, first_bad;
    enum err_code code;

    *out = NULL;
    if ((code = analyzer_new(&a, info->start_samples, info->samples, mask_of(&info->order), err)))
        return code;
    if ((code = read_all(a, stem, watch, err))) {
        analyzer_free(a);
        return code;
    }
    if ((code = analyzer_finish(a, out, err)))
        return code;
    if ((bad = stem_bad_samples(stem, &first_bad)) > 0) {
        (*out)->bad_samples += bad;
        (*out)->first_bad_samples = first_bad;
    }
    return ERR_NONE;
}
