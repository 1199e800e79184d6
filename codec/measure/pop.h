/* The 2-pop: one picture frame of 1 kHz, two seconds before the first picture. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/measure/analysis.h"

struct pop {
    int64_t at_samples, samples; /* on the timeline, to 256 samples */
    double peak_db;              /* dBFS */
};

/* Looks in the first 15 s for a lone tone of 1 kHz, 20 to 60 ms long, its peak from -26 to -11 dBFS
 * (a tone of -20 dBFS rms lies in the middle), a quarter of a second of near silence on both sides.
 */
bool pop_find(struct pop *out, const struct analysis *analysis);
