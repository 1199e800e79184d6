/* Planar float audio at 48 kHz, full scale ±1.0. */
#pragma once

#include <stddef.h>

#include "codec/core/err.h"

/* The channels of a 5.1 print, in predub's own order (that of WAVE_FORMAT_EXTENSIBLE). Stereo uses
 * CH_L and CH_R, mono CH_L alone. */
enum channel { CH_L, CH_R, CH_C, CH_LFE, CH_LS, CH_RS, CHANNELS };

/* "L", "R", "C", "LFE", "Ls", "Rs". */
const char *channel_name(enum channel channel);

struct planes {
    float
        *ch[CHANNELS]; /* the first `channels` point to capacity_samples floats each, 64-aligned */
    unsigned channels;
    size_t samples; /* per channel, at most capacity_samples */
    size_t capacity_samples;
};

/* Gives planes of silence with samples == capacity_samples. Clear with planes_clear. */
enum err_code planes_init(struct planes *out, unsigned channels, size_t capacity_samples,
                          struct err *err);
void planes_clear(struct planes *planes); /* a zeroed struct is accepted */

/* Silence in all channels over [0, samples). */
void planes_zero(struct planes *planes);
