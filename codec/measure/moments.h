/* The worst moments of a figure that runs along a scene. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/measure/concern.h"
#include "codec/measure/sources.h"

/* How bad a frame is (0: nothing wrong, greater is worse) and its value in the concern's unit. */
typedef double moment_severity_fn(const void *ctx, size_t frame, double *value);

struct moment_series {
    moment_severity_fn *severity;
    const void *ctx;
    size_t frames;
    int64_t first_samples; /* the middle of frame 0, on the timeline */
    int64_t step_samples;
    struct report_scene scene; /* no moment reaches out of it */
};

/* Greatest severities first, at least 5 s apart. A moment is the stretch round its peak in which
 * severity stays above 0, at most 2.5 s to either side. Returns how many there are. */
unsigned moments_pick(struct moment out[MOMENTS], const struct moment_series *series);
