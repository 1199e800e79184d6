/* The waveforms of the LFE and of the bass in the mains at 2400 Hz. Inside codec/measure only. */
#pragma once

#include "codec/core/biquad.h"
#include "codec/measure/decimate.h"

struct low {
    struct biquad low_pass;
    struct biquad_state state[2]; /* twice a Butterworth: Linkwitz-Riley */
};

void low_init(struct low *low);

/* Writes the samples that tick `tick_index` completes into `out`. */
void low_add(struct low *low, const struct decimate *decimate, int64_t tick_index,
             struct analysis *out);
