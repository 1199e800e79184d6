/* How often a level comes back. For codec/measure/pumping. */
#pragma once

#include <stddef.h>

/* 0 to 1, as pumping.h tells for `repeats`; *span_s is the time from the first to the last swell
 * that counts. At most PUMPING_STEPS steps. */
double swells_repeat(double *span_s, const float *envelope, size_t steps);
