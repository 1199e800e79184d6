#include "codec/measure/analysis.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "codec/core/timecode.h"
#include "codec/measure/layout.h"

static size_t blocks_of(int64_t samples, int64_t block)
{
    return (size_t)((samples + block - 1) / block);
}

static void set_layout(struct analysis *analysis)
{
    const int64_t first = first_tick_of(analysis), last = last_tick_of(analysis);
    const int64_t end = analysis->start_samples + analysis->samples;

    analysis->first_frame = first - FRAMES_BEFORE;
    analysis->frames = (size_t)(last - first + 1 + FRAMES_BEFORE + FRAMES_AFTER);
    analysis->first_low = first * TICK_LOWS - LOWS_BEFORE;
    analysis->lows = (size_t)(last - first + 1 + LOW_TAIL_TICKS) * TICK_LOWS;
    analysis->first_loudness = floor_div(analysis->start_samples, LOUDNESS_SAMPLES);
    analysis->loudness_blocks =
        (size_t)(floor_div(end - 1, LOUDNESS_SAMPLES) - analysis->first_loudness + 1);
    analysis->peak_blocks = blocks_of(analysis->samples, PEAK_SAMPLES);
    analysis->hash_blocks = blocks_of(analysis->samples, HASH_SAMPLES);
}

static void set_silence(struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->frames * CHANNELS * BANDS; i++)
        analysis->band[i] = BAND_SILENT;
    for (size_t i = 0; i < analysis->frames; i++)
        analysis->envelope[i] = BAND_SILENT;
    for (unsigned c = 0; c < CHANNELS; c++)
        analysis->level[c] =
            (struct channel_levels){ -INFINITY, -INFINITY, -INFINITY, .first_clip_samples = -1 };
    analysis->loudness = (struct loudness){ -INFINITY, 0, -INFINITY, -INFINITY };
    analysis->active_level_db = -INFINITY;
    analysis->first_bad_samples = -1;
}

static enum err_code check(int64_t start_samples, int64_t samples, unsigned mask, struct err *err)
{
    if (samples <= 0 || mask == 0 || mask >= 1u << CHANNELS)
        return err_set(err, ERR_INVALID, "there is no audio to analyse");
    if (samples > ANALYSIS_SAMPLES_MAX)
        return err_set(err, ERR_TOO_BIG,
                       "the print has %" PRId64 " samples, the limit is %" PRId64 " (a day)",
                       samples, ANALYSIS_SAMPLES_MAX);
    if (start_samples < -TIMECODE_LIMIT || start_samples > TIMECODE_LIMIT)
        return err_set(err, ERR_RANGE, "the print starts at sample %" PRId64 ", outside all days",
                       start_samples);
    return ERR_NONE;
}

enum err_code analysis_new(struct analysis **out, int64_t start_samples, int64_t samples,
                           unsigned channel_mask, struct err *err)
{
    struct analysis *a;
    const enum err_code code = check(start_samples, samples, channel_mask, err);

    *out = NULL;
    if (code)
        return code;
    a = calloc(1, sizeof(*a));
    if (!a)
        return err_set(err, ERR_NO_MEMORY, "no memory for an analysis");
    a->start_samples = start_samples;
    a->samples = samples;
    a->channel_mask = channel_mask;
    set_layout(a);
    a->band = calloc(a->frames * CHANNELS * BANDS, sizeof(*a->band));
    a->lfe = calloc(a->lows, sizeof(*a->lfe));
    a->mains = calloc(a->lows, sizeof(*a->mains));
    a->envelope = calloc(a->frames, sizeof(*a->envelope));
    a->energy = calloc(a->loudness_blocks, sizeof(*a->energy));
    a->peaks = calloc(a->peak_blocks * CHANNELS, sizeof(*a->peaks));
    a->block_hash = calloc(a->hash_blocks * CHANNELS, sizeof(*a->block_hash));
    if (!a->band || !a->lfe || !a->mains || !a->envelope || !a->energy || !a->peaks ||
        !a->block_hash) {
        analysis_free(a);
        return err_set(err, ERR_NO_MEMORY, "no memory to analyse %" PRId64 " samples", samples);
    }
    set_silence(a);
    *out = a;
    return ERR_NONE;
}

void analysis_free(struct analysis *analysis)
{
    if (!analysis)
        return;
    free(analysis->band);
    free(analysis->lfe);
    free(analysis->mains);
    free(analysis->envelope);
    free(analysis->energy);
    free(analysis->peaks);
    free(analysis->block_hash);
    free(analysis);
}
