/* How near to full scale the music's LFE and that of the effects come together. Inside
 * codec/measure only.
 *
 * Peaks are taken at 9600 Hz, between the stored points of the waves: too low by 0.007 dB at most
 * at 120 Hz, and by 0.08 dB at 400 Hz, where the waves end. */
#pragma once

#include "codec/measure/lfe_series.h"

enum { HEADROOM_TRIALS = 64 };

/* peak[n][hop] is the greatest |sum of gain[n][stem] * stem + effects| of a hop, linear, for up to
 * HEADROOM_TRIALS sets of gains. */
enum err_code headroom_peaks(const struct lfe_series *series, const double (*gain)[LFE_STEMS],
                             size_t trials, float *peak, struct err *err);

/* The greatest |sqrt(10) * music LFE + mains below 80 Hz|, linear: what one subwoofer gets. */
enum err_code headroom_bass_peak(const struct lfe_series *series, double *peak, struct err *err);
