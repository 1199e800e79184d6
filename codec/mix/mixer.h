/* Sums the sources of a recipe on the timeline and folds them down: float, no dynamics. */
#pragma once

#include <stdint.h>

#include "codec/core/planes.h"
#include "codec/media/names.h"
#include "codec/media/stem.h"
#include "codec/mix/recipe.h"

/* One print or temp at its place. */
struct track {
    char role[RECIPE_ROLE];
    enum role_kind kind;
    int64_t start_samples; /* on the timeline */
    struct stem *stem;     /* lent; its order must be known */
};

struct mixer; /* one thread at a time */

/* Prepares the tracks that the recipe plays; tracks is copied, the stems are lent. ERR_UNKNOWN if
 * one of them has no known channel order (the sentence names it by role). */
enum err_code mixer_new(struct mixer **out, const struct recipe *recipe, const struct track *tracks,
                        size_t count, struct err *err);

/* Renders out->samples of stereo (two planes) from at_samples on the timeline. The same position
 * always gives the same floats, whatever the block. Sums where tracks overlap; silence elsewhere.
 * The LFE is low-passed at 120 Hz (linear phase, no delay) where the recipe lets it in. */
enum err_code mixer_render(struct mixer *mixer, int64_t at_samples, struct planes *out,
                           struct err *err);

void mixer_free(struct mixer *mixer);

/* One stretch in which the fold-down passes full scale. */
struct over {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    double peak_db;                  /* dBFS, above 0 */
};

/* Collects overs: a meter. Stretches less than a second apart are one over. */
enum { OVERS_KEPT = 1000 };
struct overs {
    struct over over[OVERS_KEPT];
    size_t count;   /* all found; only the first OVERS_KEPT are kept */
    double peak_db; /* of everything added, -INFINITY for silence */
};
void overs_init(struct overs *overs);
void overs_add(struct overs *overs, int64_t at_samples, const struct planes *stereo);
