/* NaN, infinity and numbers that no audio has (from 2^60 on, +361 dBFS, whose sums and squares
 * would overflow) in float files: they become silence, and are counted. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct bad_samples {
    int64_t count;
    int64_t first_at; /* the lowest position met, -1 if none */
};

/* Cleans samples of one channel that stand at position `at`; tally may be NULL. */
void bad_clean(float *plane, size_t samples, int64_t at, struct bad_samples *tally);
