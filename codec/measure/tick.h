/* 20 ms of a print on the timeline's grid: what every meter of the pass is given in turn. Inside
 * codec/measure only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/lanes.h"
#include "codec/core/planes.h"
#include "codec/measure/layout.h"

enum { TICK_HISTORY = 64 }; /* what the longest filter at 48 kHz looks back, and more */

struct tick {
    int64_t index;   /* covers timeline samples [index * TICK_SAMPLES, ...) */
    size_t from, to; /* the part that lies in the file; all other samples are 0 */
    int64_t at;      /* of `from`, in samples from the start of the file */
    lanes low, high; /* least and greatest sample of each channel */
    bool silent;     /* every sample of every channel is 0 */
    float plane[CHANNELS][TICK_SAMPLES];
    lanes wave[TICK_HISTORY + TICK_SAMPLES]; /* lane c is channel c, after the end of the last */
};

/* Fills wave, low, high and silent from the planes. */
void tick_load(struct tick *tick);

/* Least and greatest of `count` samples (at least 1), by lane. */
void tick_range(const lanes *in, size_t count, lanes *low, lanes *high);
