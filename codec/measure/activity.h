/* Speech level by ITU-T P.56, method B: the envelope of the sum of all channels but the LFE, and
 * the level while it is active. Inside codec/measure only. */
#pragma once

#include "codec/measure/tick.h"

enum { ACTIVITY_LEVELS = 25 }; /* thresholds of 2^-20 to 2^4 */

/* How long the envelope, with its hangover, has been at or over one threshold. */
struct activity_span {
    int64_t active, began, until; /* samples; [began, until) is not in `active` yet */
};

struct activity {
    double first, second; /* the two poles of the envelope */
    double greatest;      /* of the frame begun */
    double squares;
    int64_t at;                   /* samples from the start of the first tick */
    int64_t file_from;            /* where the file starts, on the same count */
    unsigned level;               /* thresholds at or below the envelope now */
    double level_low, level_high; /* the envelope stays in this level within [low, high) */
    struct activity_span span[ACTIVITY_LEVELS];
};

void activity_init(struct activity *activity, const struct analysis *analysis);

/* Also adds to out->envelope; goes on after the file until the last frame. */
void activity_add(struct activity *activity, const struct tick *tick, struct analysis *out);

/* Fills out->active_level_db. */
void activity_result(const struct activity *activity, struct analysis *out);
