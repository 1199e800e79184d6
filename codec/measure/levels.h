/* Sample peak, rms, DC and clipping of each channel. Inside codec/measure only. */
#pragma once

#include "codec/measure/tick.h"

struct levels {
    wide_lanes sum[2], squares[2];
    lanes low, high;
    int64_t run[CHANNELS]; /* samples at full scale in a row, up to now */
    int64_t clipped_runs[CHANNELS], first_clip[CHANNELS];
};

void levels_init(struct levels *levels);
void levels_add(struct levels *levels, const struct tick *tick);

/* Fills out->level, but for the true peaks. */
void levels_result(const struct levels *levels, struct analysis *out);
