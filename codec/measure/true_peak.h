/* ITU-R BS.1770 annex 2: the peak between the samples, at four times the rate. Inside codec/measure
 * only. */
#pragma once

#include "codec/measure/tick.h"

enum { TRUE_PEAK_PAIRS = 6 };

struct true_peak {
    /* A quarter and three quarters of the way between two samples mirror each other: `even` and
     * `odd` are half the sum and half the difference of both. */
    float even[TRUE_PEAK_PAIRS], odd[TRUE_PEAK_PAIRS], middle[TRUE_PEAK_PAIRS];
    float most_gain; /* no peak between samples is more than this above those around */
    lanes peak;      /* linear, so far */
};

void true_peak_init(struct true_peak *meter);
void true_peak_add(struct true_peak *meter, const struct tick *tick);

/* Fills the true peaks of out->level; the sample peaks are there. */
void true_peak_result(const struct true_peak *meter, struct analysis *out);
