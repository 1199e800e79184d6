/* What a subwoofer behind a brick wall plays: everything below 120 Hz, in place and in time. */
#pragma once

#include <stddef.h>

enum { IN_BAND_SECTIONS = 4, IN_BAND_REACH_LOWS = 600 }; /* 250 ms: rung down by 300 dB */

/* A Butterworth low-pass of 8th order for waveforms at 2400 Hz, run forwards and backwards: no
 * delay, no phase; both runs together are 3.01 dB down at 120 Hz. */
struct in_band {
    struct {
        double b, a1, a2; /* numerator b, 2b, b */
    } section[IN_BAND_SECTIONS];
};

void in_band_init(struct in_band *out);

/* In place. The first and the last IN_BAND_REACH_LOWS depend on where the waveform was cut. */
void in_band_run(const struct in_band *filter, float *wave, size_t lows);
