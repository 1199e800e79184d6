/* Finds channels that are not where they should be. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_levels.h"

/* Puts the channels of the mix and of the stems, one after the other, where the residual is least;
 * returns in *turns how often it did. */
enum err_code null_order_run(struct null_tracks *tracks, const struct null_survey *survey,
                             size_t *turns, struct err *err);

/* Diagnoses what is read in another order than it stands in its file. */
void null_order_tell(struct nulltest *test, const struct null_tracks *tracks);
