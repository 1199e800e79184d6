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

/* Reads each run again and diagnoses what is wrong there and in which file. Runs that hold sound
 * that no stem has are not diagnosed here; nor, unless runs are rare, those without a clear cause.
 * Returns in *told the share of the runs' length that was diagnosed. */
struct null_dropouts {
    const struct null_runs *runs;
    bool are_rare;
    bool only_silent; /* a limiter explains all else */
};
enum err_code null_dropout_run(struct nulltest *test, struct null_tracks *tracks,
                               const struct null_dropouts *dropouts, double *told, struct err *err);
