/* How far the work behind the requests is, as JSON: in lists of jobs, and as news. */
#pragma once

#include <jansson.h>

#include "server/store/jobs.h"

/* {"active", "progress", "seconds_left"} as if `threads` went on as they did so far; seconds_left
 * is null where nothing can be told yet. */
json_t *work_json(const struct jobs_sum *sum, unsigned threads);

/* Seconds in tenths, rounded up; null for what is no number. */
json_t *json_seconds(double seconds);
