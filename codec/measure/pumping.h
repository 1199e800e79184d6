/* Pumping: how strongly, and how regularly, a level comes and goes 0.5 to 8 times a second. */
#pragma once

#include <stddef.h>

enum {
    ENVELOPE_HZ = 50,
    PUMPING_STEPS = 8 * ENVELOPE_HZ,       /* a whole window */
    PUMPING_STEPS_LEAST = 2 * ENVELOPE_HZ, /* what is shorter cannot be called pumping */
};

/* One window of an envelope. index: a level that swings as a sine of depth m at f Hz gives
 * w(f) * m, where w, the shape of fluctuation strength, is 1 at 4 Hz and falls to both sides.
 *
 * The index alone takes a single hit for pumping, because it is relative to the mean level. So
 * `repeats` tells whether the level comes back: it is 1 from three swells on that follow each other
 * within 2.2 s, 0 for one or two, and in between when the third is weak or late (swells of less
 * than 6 dB count less, of 3 dB not at all; nor do those more than 2.8 s from the next). */
struct pumping {
    double index, repeats;
    double periodicity; /* 0 to 1: how alike the level is one period later */
    double period_s;    /* 0 when there is none */
    double span_s;      /* from the first swell to the last */
};

/* The rms of 20 ms each, linear; steps from PUMPING_STEPS_LEAST to PUMPING_STEPS. The bins of a
 * shorter window are wider and lie elsewhere, but the index of a given swing is the same. A window
 * whose rms is under -50 dBFS does not pump. */
void pumping_measure(struct pumping *out, const float *envelope, size_t steps);
