/* Positions on the timeline as people and programs tell them. */
#pragma once

#include <stdint.h>

#include "codec/core/timecode.h"

/* A day, at the slowest of the pulled-down clocks: where a timeline ends. */
#define POSITION_LIMIT_SAMPLES ((int64_t)86400 * 48000 * 1001 / 1000)

/* Where something starts: tc at this rate, or samples as a decimal number. At most one may be told
 * (NULL: not told); -1 when none is. */
enum err_code position_read(int64_t *position_samples, struct rate rate, const char *tc,
                            const char *samples, struct err *err);
