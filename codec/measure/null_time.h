/* The last pass of a null test: what is left when place, order and gains are right, and where.
 * Inside codec/measure only. */
#pragma once

#include "codec/measure/null_tracks.h"

/* Whether a limiter or compressor on the mix explains what is left. */
enum err_code null_time_is_limited(bool *out, struct null_tracks *tracks, double floor,
                                   struct err *err);

/* Diagnoses limiter, drop-outs and sound that no stem has; sets test->explained_db. floor: the mean
 * square of rounding and dither in one channel. */
enum err_code null_time_run(struct nulltest *test, struct null_tracks *tracks, double floor,
                            struct err *err);
