/* Steep filters that move nothing in time, for waveforms at 2400 Hz. */
#pragma once

#include <stddef.h>

enum { ZERO_PHASE_SECTIONS = 4, ZERO_PHASE_REACH = 600 }; /* 250 ms: rung down by 250 dB */

/* A Butterworth filter of 8th order, run forwards and backwards: no delay, no phase; both runs
 * together are 3.01 dB down at the corner. */
struct zero_phase {
    struct {
        double b0, b1, a1, a2; /* b2 is b0 */
    } section[ZERO_PHASE_SECTIONS];
};

/* corner_hz from 100 to 600. */
struct zero_phase zero_phase_low_pass(double corner_hz);
struct zero_phase zero_phase_high_pass(double corner_hz);

/* In place. The first and the last ZERO_PHASE_REACH depend on where the waveform was cut. */
void zero_phase_run(const struct zero_phase *filter, float *wave, size_t lows);
