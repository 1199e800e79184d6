/* ITU-R BS.1770 and EBU Tech 3341 and 3342. Blocks lie on the timeline's grids and count when they
 * lie wholly in the file: momentary and short-term every 10 ms, gating blocks and the short-term
 * values of the range every 100 ms. Inside codec/measure only. */
#pragma once

#include "codec/core/biquad.h"
#include "codec/measure/tick.h"

enum { SHORT_TERM_SLICES = 300 }; /* of 10 ms */

struct weighting {
    wide_lanes first[2], second[2]; /* states of one stage, by half of the lanes */
};

struct loudness_meter {
    struct weighting shelf, high_pass;
    double slice[SHORT_TERM_SLICES]; /* ring of the newest energies */
    size_t at, whole; /* where the ring goes on, and how many in a row lay in the file */
    double block;     /* energy so far of the 100 ms being summed */
    double max_momentary, max_short_term; /* energies of 400 ms and 3 s */
};

void loudness_init(struct loudness_meter *meter);

/* Also adds the tick to out->energy. */
void loudness_add(struct loudness_meter *meter, const struct tick *tick, struct analysis *out);

/* Fills out->loudness. */
enum err_code loudness_result(const struct loudness_meter *meter, struct analysis *out,
                              struct err *err);
