/* The finest level of the drawing pyramid. Inside codec/measure only. */
#pragma once

#include "codec/measure/tick.h"

struct peaks {
    lanes low, high;     /* of the block begun */
    wide_lanes power[2]; /* sum of its squares */
    size_t filled;       /* samples in it */
    size_t block;
};

void peaks_init(struct peaks *peaks);
void peaks_add(struct peaks *peaks, const struct tick *tick, struct analysis *out);

/* Writes the last block, which may be shorter. */
void peaks_result(const struct peaks *peaks, struct analysis *out);
