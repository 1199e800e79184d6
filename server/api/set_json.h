/* Null tests, comparisons and QC of print sets as JSON, in the words of the command line; and the
 * envelope that they come in. */
#pragma once

#include <jansson.h>

#include "codec/core/timecode.h"
#include "server/work/compare_plan.h"
#include "server/work/set_plan.h"
#include "server/work/set_results.h"

/* scenes: the current list; a range that is one of its scenes is called by its number. */
json_t *null_result_json(const struct null_result *result, const struct scene *scenes, size_t count,
                         struct rate rate);
json_t *compare_result_json(const struct compare_result *result, const struct compare_plan *plan);
json_t *qc_result_json(const struct qc_result *result, const struct set_plan *plan);

/* {"state", "error", "waits_for", "result"}; waits_for may be NULL, result is taken. */
json_t *set_test_json(const struct set_test *test, const char *waits_for, json_t *result);
