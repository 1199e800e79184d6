/* Finds what is early or late, and clocks that run apart. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_levels.h"

/* Measures the drift of the mix against the sum; diagnoses it and sets *drifts, or leaves both. */
enum err_code null_align_drift(struct nulltest *test, struct null_tracks *tracks,
                               const struct null_survey *survey, bool *drifts, struct err *err);

/* Moves the mix and the stems, one after the other, to where the residual is least; returns in
 * *moves how often it did. */
enum err_code null_align_run(struct null_tracks *tracks, const struct null_survey *survey,
                             size_t *moves, struct err *err);

/* Diagnoses what is heard elsewhere than its file says. */
void null_align_tell(struct nulltest *test, const struct null_tracks *tracks);
