/* Third-octave powers of every channel, one frame a tick: base-10 bands, the bins at their edges
 * counted in part. Inside codec/measure only. */
#pragma once

#include "codec/core/fft.h"
#include "codec/measure/decimate.h"

enum { SPEECH_BINS = 768, BAND_BINS = 160 }; /* in all, and of the widest band, at most */

/* One part of the bands, from one transform. */
struct band_table {
    unsigned bands;
    size_t first_bin, bins;
    size_t from[SPEECH_BANDS], to[SPEECH_BANDS]; /* of each band, counted from first_bin */
    float weight[SPEECH_BANDS][BAND_BINS];
};

struct bands {
    struct band_table low, speech;
    struct fft *low_fft, *speech_fft;
    lanes power[SPEECH_BINS];
};

enum err_code bands_init(struct bands *out, struct err *err);
void bands_clear(struct bands *bands); /* a zeroed struct is accepted */

/* Writes the frames that tick `tick_index` completes into `out`. */
void bands_add(struct bands *bands, const struct decimate *decimate, int64_t tick_index,
               struct analysis *out);
