/* 10 ms of mix and sum, all channels together. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_tracks.h"

enum { CELL_SAMPLES = 480, CELLS_A_FRAME = 5 };

struct null_cell {
    int64_t at_samples;
    size_t samples;
    double mix, sum, cross, residual; /* energies; cross: mix times sum */
    double mix_peak, sum_peak;
    bool is_active, is_bad; /* something sounds; far more is left than rounding and noise */
};

/* From the block that the tracks hold; floor is the mean square of rounding and dither in one
 * channel. */
struct null_cell null_cell_at(const struct null_walk *walk, size_t from, double floor);

/* The mix is a softer sum, and nothing else: what limiters and faders do. */
bool null_cell_is_softer(const struct null_cell *cell);

/* What is left may be a limiter's work: the mix is like the sum, and no louder. */
bool null_cell_may_be_limited(const struct null_cell *cell);
