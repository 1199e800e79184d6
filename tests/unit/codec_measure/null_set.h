/* Five stems and their mix, computed, as 24-bit files in memory; tests damage them before they are
 * tested. */
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/nulltest.h"
#include "tests/support/signal.h"
#include "tests/support/wav.h"

/* Long enough to search for offsets in; a test that needs less may say so. */
#ifndef SET_SAMPLES
#define SET_SAMPLES (2 * RATE_HZ)
#endif

enum { SET_STEMS = 5, SET_MIX = SET_STEMS, SET_FILES };

#define SET_START INT64_C(172800000) /* 01:00:00:00 at 24 fps */

static const char *const set_name[SET_FILES] = { "String",  "Brass",      "Atmospheric",
                                                 "FX inst", "Percussion", "Full mix" };

struct set {
    float *plane[SET_FILES][CHANNELS];
    size_t samples[SET_FILES];
    int64_t start[SET_FILES];
    size_t stems; /* of those given to the test */
    unsigned bits;
    bool is_float;
    double level_db;
    const struct null_range *ranges;
    size_t range_count;
    bool (*go_on)(void *ctx, double share);
    struct nulltest *test;
    struct err err;
};

/* Each stem has music of its own in each channel: low-passed noise that swells every 0.7 to 1.1 s.
 */
static inline void set_fill(float *out, size_t samples, unsigned stem, unsigned channel,
                            double level_db)
{
    uint64_t seed = 1000 * stem + channel + 1;
    const double slow = channel == CH_LFE ? 0.01 : 0.1 + 0.15 * stem, gain = gain_of(level_db);
    const double period = (0.7 + 0.1 * stem) * RATE_HZ, fall = exp(-4 / period);
    double held = 0, level = 1, beat = 0.13 * stem * RATE_HZ;

    for (size_t i = 0; i < samples; i++, beat++, level *= fall) {
        const double noise = (double)(int64_t)signal_random(&seed) * 0x1p-63;

        if (beat >= period) {
            beat -= period;
            level = 1;
        }
        held += slow * (noise - held);
        out[i] = (float)(gain * held * level / sqrt(slow));
    }
}

static inline float set_round(double value, unsigned bits)
{
    const double full = (double)(1u << (bits - 1));

    return (float)(fmax(-full, fmin(full - 1, nearbyint(value * full))) / full);
}

/* The mix is the sum of the stems, in double, rounded. */
static inline void set_mix(struct set *set)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++) {
            double sum = 0;

            for (size_t s = 0; s < SET_STEMS; s++)
                sum += (double)set->plane[s][c][i];
            set->plane[SET_MIX][c][i] = set_round(sum, set->bits);
        }
}

static inline void set_init(struct set *set)
{
    *set = (struct set){ .stems = SET_STEMS, .bits = 24, .level_db = -20 };
    for (unsigned f = 0; f < SET_FILES; f++) {
        set->samples[f] = SET_SAMPLES;
        set->start[f] = SET_START;
        for (unsigned c = 0; c < CHANNELS; c++) {
            set->plane[f][c] = calloc(SET_SAMPLES, sizeof(float));
            if (f < SET_STEMS)
                set_fill(set->plane[f][c], SET_SAMPLES, f, c, set->level_db);
            for (size_t i = 0; i < SET_SAMPLES && f < SET_STEMS; i++)
                set->plane[f][c][i] = set_round((double)set->plane[f][c][i], set->bits);
        }
    }
    set_mix(set);
}

/* A set as it was made, for the next test. */
static inline void set_copy(struct set *set, const struct set *from)
{
    *set = *from;
    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++) {
            set->plane[f][c] = malloc(SET_SAMPLES * sizeof(float));
            memcpy(set->plane[f][c], from->plane[f][c], SET_SAMPLES * sizeof(float));
        }
}

static inline void set_clear(struct set *set)
{
    nulltest_free(set->test);
    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++)
            free(set->plane[f][c]);
}

static inline void set_gain(struct set *set, unsigned file, unsigned channel, double gain)
{
    for (size_t i = 0; i < SET_SAMPLES; i++)
        set->plane[file][channel][i] =
            set_round(gain * (double)set->plane[file][channel][i], set->bits);
}

/* Later by so many samples; negative: earlier. Silence comes in. */
static inline void set_shift(struct set *set, unsigned file, unsigned channel, int later)
{
    float *plane = set->plane[file][channel];
    const size_t far = (size_t)abs(later);

    memmove(later > 0 ? plane + far : plane, later > 0 ? plane : plane + far,
            (SET_SAMPLES - far) * sizeof *plane);
    memset(later > 0 ? plane : plane + SET_SAMPLES - far, 0, far * sizeof *plane);
}

/* Writes the files, opens them and runs the test. */
static inline enum err_code set_test(struct set *set)
{
    struct wav wav[SET_FILES] = { 0 };
    struct null_file stems[SET_STEMS];
    struct null_input input = { .stems = stems,
                                .stem_count = set->stems,
                                .ranges = set->ranges,
                                .range_count = set->range_count,
                                .go_on = set->go_on };
    struct stem *stem[SET_FILES] = { 0 };
    struct rate rate = { 24, 1, false };
    enum err_code code = ERR_NONE;

    input.has_rate = true;
    input.rate = rate;
    for (unsigned f = 0; f < SET_FILES && !code; f++) {
        struct wav_spec spec = { .channels = CHANNELS,
                                 .rate_hz = RATE_HZ,
                                 .bits = set->is_float ? 32 : set->bits,
                                 .is_float = set->is_float,
                                 .extensible = true,
                                 .mask = 0x3f,
                                 .bext = set->start[f] >= 0,
                                 .time_reference = (uint64_t)set->start[f] };
        const float *planes[CHANNELS];
        struct stem_file file = { .name = set_name[f] };

        for (unsigned c = 0; c < CHANNELS; c++)
            planes[c] = set->plane[f][c];
        wav_build(&wav[f], &spec, planes, set->samples[f]);
        if (!(code = source_open_memory(&file.source, wav[f].data, wav[f].bytes, &set->err)))
            code = stem_open(&stem[f], &file, 1, NULL, &set->err);
        if (f < SET_STEMS)
            stems[f] = (struct null_file){ stem[f], set_name[f] };
        else
            input.mix = (struct null_file){ stem[f], set_name[f] };
    }
    nulltest_free(set->test);
    set->test = NULL;
    if (!code)
        code = nulltest_run(&set->test, &input, &set->err);
    for (unsigned f = 0; f < SET_FILES; f++) {
        stem_close(stem[f]);
        wav_clear(&wav[f]);
    }
    return code;
}
