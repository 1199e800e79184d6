/* Sums the sources of a recipe on the timeline and folds them down: float, no dynamics. */
#pragma once

#include <stdint.h>

#include "codec/core/planes.h"
#include "codec/media/names.h"
#include "codec/media/stem.h"
#include "codec/mix/overs.h"
#include "codec/mix/recipe.h"

/* One print or temp at its place. */
struct track {
    char role[RECIPE_ROLE];
    enum role_kind kind;
    int64_t start_samples; /* on the timeline */
    struct stem *stem;     /* lent; its order must be known */
};

/* What is rendered at a position depends on the tracks less than this far from it and on no others:
 * the reach of the filters, and the grid on which they run. */
enum { MIXER_REACH_SAMPLES = 6144 };

struct mixer; /* one thread at a time */

/* Prepares the tracks that the recipe plays; tracks is copied, the stems are lent. ERR_UNKNOWN if
 * one of them has no known channel order (the sentence names it by role). The order of the tracks
 * does not matter, unless two of one role start together. */
enum err_code mixer_new(struct mixer **out, const struct recipe *recipe, const struct track *tracks,
                        size_t count, struct err *err);

/* Renders out->samples of stereo (two planes) from at_samples on the timeline, which may lie before
 * 0. The same position always gives the same floats, whatever the block. Sums where tracks overlap;
 * silence elsewhere. The LFE is low-passed at 120 Hz (linear phase, no delay) where the recipe lets
 * it in. What is no number in float becomes silence. */
enum err_code mixer_render(struct mixer *mixer, int64_t at_samples, struct planes *out,
                           struct err *err);

void mixer_free(struct mixer *mixer); /* NULL is accepted */
