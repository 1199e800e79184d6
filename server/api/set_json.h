/* Null tests and QC of a print set as JSON, in the words of the command line. */
#pragma once

#include <jansson.h>

#include "codec/core/timecode.h"
#include "server/work/set_plan.h"
#include "server/work/set_results.h"

/* scenes: the current list; a range that is one of its scenes is called by its number. */
json_t *null_result_json(const struct null_result *result, const struct scene *scenes, size_t count,
                         struct rate rate);
json_t *qc_result_json(const struct qc_result *result, const struct set_plan *plan);
