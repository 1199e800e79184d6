/* Where one wave is found in another. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct correlate;

/* Looks for a wave of window_samples within ±reach_samples of its place. */
enum err_code correlate_new(struct correlate **out, size_t window_samples, size_t reach_samples,
                            struct err *err);

struct correlate_lags {
    int64_t whitened; /* the lag of GCC-PHAT: every frequency counts alike, sharp on most music */
    int64_t plain;    /* the lag of plain correlation: for what has few frequencies */
    double sharpness; /* of the whitened peak: against the second one, at least 1 */
};

/* wave holds window samples, field window + 2*reach; field[reach + i] is at the time of wave[i].
 * Finds the lags at which field[reach + lag + i] is most like plus or minus wave[i]. No
 * allocation; one thread at a time. Silence gives lags of 0 and a sharpness of 1. */
void correlate_run(struct correlate *correlate, const float *wave, const float *field,
                   struct correlate_lags *out);

void correlate_free(struct correlate *correlate); /* NULL is accepted */
