/* Planes in, analysis out: the whole pass in one call. */
#pragma once

#include <math.h>

#include "codec/measure/analyzer.h"
#include "tests/support/check.h"

enum { ALL_CHANNELS = (1 << CHANNELS) - 1 };

/* Gives the samples to the analyzer in blocks of `block`. */
static inline struct analysis *analysed_in_blocks(const struct planes *in, int64_t start_samples,
                                                  unsigned mask, size_t block)
{
    struct analyzer *analyzer = NULL;
    struct analysis *analysis = NULL;
    struct planes part = *in;

    assert_int_equal(analyzer_new(&analyzer, start_samples, (int64_t)in->samples, mask, NULL),
                     ERR_NONE);
    for (size_t at = 0; at < in->samples; at += part.samples) {
        part.samples = in->samples - at < block ? in->samples - at : block;
        for (unsigned c = 0; c < CHANNELS; c++)
            part.ch[c] = in->ch[c] + at;
        assert_int_equal(analyzer_add(analyzer, &part, NULL), ERR_NONE);
    }
    assert_int_equal(analyzer_finish(analyzer, &analysis, NULL), ERR_NONE);
    return analysis;
}

static inline struct analysis *analysed(const struct planes *in, int64_t start_samples)
{
    return analysed_in_blocks(in, start_samples, ALL_CHANNELS, 4096);
}

static inline void planes_for(struct planes *out, size_t samples)
{
    assert_int_equal(planes_init(out, CHANNELS, samples, NULL), ERR_NONE);
}

/* The frame whose centre is nearest to a timeline sample. */
static inline size_t frame_near(const struct analysis *analysis, int64_t at_samples)
{
    const int64_t frame = llround((double)at_samples / FRAME_SAMPLES);

    assert_in_range(frame - analysis->first_frame, 0, analysis->frames - 1);
    return (size_t)(frame - analysis->first_frame);
}
