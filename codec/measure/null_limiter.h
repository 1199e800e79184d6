/* Gain that changes in time: a limiter or compressor on the mix bus, or a ridden fader. A meter.
 * Inside codec/measure only. */
#pragma once

#include "codec/measure/null_cell.h"

enum { LIMITER_LEVELS = 120 }; /* by 1 dB of the sum's peak, from -96 dBFS up */

struct limiter_level {
    double sum, cross, left; /* energies of the frames at this level */
    double frames, bad;
};

struct null_limiter {
    struct null_cell frame; /* 50 ms, growing */
    size_t cells;
    struct limiter_level level[LIMITER_LEVELS];
    double left; /* energy left in all frames; in those that are only softer; or may be limited */
    double left_softer, left_limited;
    double mix_peak, sum_peak;
    double bad_mix, bad_sum; /* energies of the bad frames */
    size_t bursts;           /* runs of bad frames */
    bool was_bad;
    double frames, reduced; /* that sound; in which the gain is 0.1 dB down or more */
    double least_gain;
    int64_t least_at_samples, first_at_samples;
};

void null_limiter_init(struct null_limiter *limiter);
void null_limiter_add(struct null_limiter *limiter, const struct null_cell *cell);

/* Whether a limiter or compressor is what is wrong with the mix. */
bool null_limiter_is(const struct null_limiter *limiter);

/* Diagnoses a limiter or compressor if that is what is wrong with the mix: either loud places are
 * softer than the sum and soft ones are not, or the mix has a ceiling that the sum passes, and
 * little is wrong but near to that ceiling, in several places. */
bool null_limiter_result(struct nulltest *test, const struct null_limiter *limiter,
                         const struct null_input *input);
