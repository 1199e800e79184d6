/* What is left of mix minus sum, and where things sound. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_tracks.h"

struct null_sums {
    double mix, sum, cross, residual; /* sums of squares, and of mix times sum */
    double peak;                      /* of the residual */
};

/* Energies over the timeline, coarsely: where to look for what. */
struct null_survey {
    int64_t in_samples, bin_samples;
    size_t bins, files; /* files: mix, then stems */
    float *energy;      /* [bins][files] */
};

/* One pass: fills whole and each range, and the survey. */
enum err_code null_levels_run(struct nulltest *test, struct null_survey *survey,
                              struct null_tracks *tracks, struct err *err);
void null_survey_clear(struct null_survey *survey); /* a zeroed struct is accepted */

/* Where so many samples hold most of a file's energy (of file 0, the mix, also for the sum), inside
 * [from, to), shares of the timeline. */
int64_t null_survey_loudest(const struct null_survey *survey, size_t file, size_t samples,
                            const double share[2]);

void null_sums_add(struct null_sums *sums, const float *mix, const double *sum, size_t samples);

/* Levels and verdicts of the channels and of all. step: 1.5 quantisation steps of every file. */
void null_residual_of(struct null_residual *out, const struct null_sums sums[CHANNELS],
                      int64_t samples, double step);
double null_step(const struct null_tracks *tracks);
