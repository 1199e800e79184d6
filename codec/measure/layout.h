/* Where the series of an analysis begin and how long they are: all of it follows from the place and
 * the length of the file. Inside codec/measure only. */
#pragma once

#include "codec/measure/analysis.h"

/* A tick is the step of the pass: one frame's 20 ms on the timeline's grid, which all other grids
 * divide or are made of. */
enum {
    TICK_SAMPLES = FRAME_SAMPLES,
    TICK_LOWS = TICK_SAMPLES / LOW_STEP_SAMPLES,
    LOUDNESS_TICKS = LOUDNESS_SAMPLES / TICK_SAMPLES,

    /* Half a window at the low rate and the reach of three filters, in frames. */
    FRAMES_BEFORE = 11,
    FRAMES_AFTER = 12,
    LOWS_BEFORE = 14,
    LOW_TAIL_TICKS = 6, /* in 120 ms a Linkwitz-Riley at 80 Hz rings down by 300 dB */
    FLUSH_TICKS = 23,   /* of silence, until the last frame has come through the filters */
};

static inline int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline int64_t first_tick_of(const struct analysis *analysis)
{
    return floor_div(analysis->start_samples, TICK_SAMPLES);
}

static inline int64_t last_tick_of(const struct analysis *analysis)
{
    return floor_div(analysis->start_samples + analysis->samples - 1, TICK_SAMPLES);
}

/* An analysis that says silence, with every series allocated. */
enum err_code analysis_new(struct analysis **out, int64_t start_samples, int64_t samples,
                           unsigned channel_mask, struct err *err);
