/* Stretches in which the mix and the stems part although they agree elsewhere: drop-outs, bursts,
 * files that end too soon, sound that no stem has. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_cell.h"

enum { RUNS_MAX = 16 };

struct null_run {
    int64_t from_samples, to_samples;
};

/* A meter over cells. */
struct null_runs {
    struct null_run run[RUNS_MAX];
    size_t runs, more; /* kept; beyond */
    double samples;    /* in all bad cells */
};

void null_runs_add(struct null_runs *runs, const struct null_cell *cell);

/* Reads each run again and diagnoses what is wrong there and in which file. Returns in *foreign how
 * many runs hold sound that no stem has; those are not diagnosed here. */
enum err_code null_dropout_run(struct nulltest *test, struct null_tracks *tracks,
                               const struct null_runs *runs, size_t *foreign, struct err *err);
