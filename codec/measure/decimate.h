/* The lower rates that the bands are measured at: 24 kHz, 2400 Hz and 600 Hz, each from the one
 * before, by linear-phase filters without delay on the timeline's grids: sample m at 24 kHz is
 * centred on timeline sample 2m, at 2400 Hz on 20m, at 600 Hz on 80m. 24 kHz is flat to 8.95 kHz
 * (the end of the 8 kHz band), with 90 dB against what would fold below; 2400 Hz passes 400 Hz and
 * stops 1 kHz by 100 dB. Inside codec/measure only. */
#pragma once

#include "codec/core/lanes.h"
#include "codec/measure/tick.h"

enum {
    HALF_PAIRS = 13,
    TENTH_PAIRS = 134,
    QUARTER_PAIRS = 26,
    HALF_SAMPLES = 2528, /* kept at each rate: what the longest window looks back, and a tick */
    LOW_SAMPLES = 120,
    QUARTER_SAMPLES = 268,
};

/* A symmetric filter: the centre and the taps on either side, `stride` apart. */
struct pairs_fir {
    size_t step, stride, pairs; /* step: input samples an output */
    float centre, pair[TENTH_PAIRS];
};

struct decimate {
    struct pairs_fir half, tenth, quarter;
    unsigned quiet_ticks; /* how long it has been silent */
    /* After decimate_add of tick i these end, exclusive, with sample 480(i+1) - 12 at 24 kHz,
     * 48(i+1) - 14 at 2400 Hz and 12(i+1) - 10 at 600 Hz. */
    lanes at_half[HALF_SAMPLES], at_low[LOW_SAMPLES], at_quarter[QUARTER_SAMPLES];
};

void decimate_init(struct decimate *decimate);
void decimate_add(struct decimate *decimate, const struct tick *tick);

/* True when all that is kept is silence. */
bool decimate_silent(const struct decimate *decimate);

/* After tick i: the 2048 samples at 24 kHz around frame i - SPEECH_LATE, the 256 at 600 Hz around
 * frame i - LOW_LATE, and the TICK_LOWS newest at 2400 Hz. */
enum { SPEECH_LATE = 2, LOW_LATE = 11, SPEECH_POINTS = 2048, LOW_POINTS = 256 };
const lanes *decimate_speech(const struct decimate *decimate);
const lanes *decimate_low(const struct decimate *decimate);
const lanes *decimate_newest(const struct decimate *decimate);
