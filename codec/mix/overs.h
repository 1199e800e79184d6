/* Lists where a fold-down passes full scale. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/planes.h"

/* One stretch in which the fold-down passes full scale. */
struct over {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    double peak_db;                  /* dBFS, above 0 */
};

/* Collects overs: a meter. Stretches less than a second apart are one over. */
enum { OVERS_KEPT = 1000 };
struct overs {
    struct over over[OVERS_KEPT];
    size_t count;             /* all found; only the first OVERS_KEPT are kept */
    int64_t last_out_samples; /* of the last found, kept or not */
    double peak_db;           /* of everything added, -INFINITY for silence */
};
void overs_init(struct overs *overs);

/* Blocks come in the order of the timeline; their size does not matter. */
void overs_add(struct overs *overs, int64_t at_samples, const struct planes *stereo);
