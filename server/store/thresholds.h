/* A production's own thresholds; what it has not set is the proposal. */
#pragma once

#include "codec/measure/concern.h"
#include "server/store/db.h"

/* By their place in threshold_fields. */
double threshold_get(const struct thresholds *thresholds, size_t field);
void threshold_set(struct thresholds *thresholds, size_t field, double value);

/* *proposal: nobody has set any. */
enum err_code db_thresholds(struct db *db, int64_t production_id, struct thresholds *out,
                            bool *proposal, struct err *err);

/* Is it another than the proposal? */
bool threshold_is_own(const struct thresholds *thresholds, size_t field);

/* For use inside a transaction. Replaces all of them; those equal to the proposal are not kept. */
enum err_code db_thresholds_put(struct db *db, int64_t production_id,
                                const struct thresholds *thresholds, struct err *err);
