/* The LFE figures that are made of powers over 3 s, and what all figures share. For lfe_figures. */
#pragma once

#include "codec/measure/lfe_figures.h"

struct lfe_figure lfe_overlap(const struct lfe_trial *trial);
struct lfe_figure lfe_above_band(const struct lfe_trial *trial);
struct lfe_figure lfe_dependence(const struct lfe_trial *trial);
struct lfe_figure lfe_only_bass(const struct lfe_trial *trial);
struct lfe_figure lfe_cancellation(const struct lfe_trial *trial);

double lfe_level_db(double power);                    /* not below -150 */
double lfe_between(double x, double from, double to); /* 0 at from, 1 at to, held outside */

/* In-band power of the music in a frame, and whether the effects sound there as well; weight is
 * made of the trial's gains. */
double lfe_trial_power(const struct lfe_trial *trial, const double *weight, size_t frame);
bool lfe_trial_both(const struct lfe_trial *trial, const double *weight, size_t frame);

/* The longest run of frames above a floor; so many frames below it do not end a run. */
size_t lfe_run(const float *lane, size_t frames, double above, size_t bridged);
