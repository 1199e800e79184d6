/* One number for a scene: how much attention it wants.
 *
 * LFE: the concerns of a frame, 0 to 100 each, join to c = 100 * (1 - product of (1 - weight * c_i
 * / 100)); the scene gets 0.6 * P95 of c over the frames in which LFE sounds + 0.4 * the mean of c
 * over all frames. Dialogue has a formula of its own (dialogue.h). A scene that drowns its lines is
 * no better for a clean LFE, nor the other way round: the greater of the two is the score. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { SCORE_BINS = 2001 }; /* of 0.05 */

/* A meter. */
struct score {
    size_t bin[SCORE_BINS]; /* how many frames with LFE have which c */
    size_t active, frames;
    double sum;
};

void score_init(struct score *score);
void score_add(struct score *score, double c, bool active); /* one frame, c from 0 to 100 */
double score_result(const struct score *score);             /* NAN without frames */

/* The greater one; NAN is no score, and both NAN none at all. */
double score_join(double lfe, double dialogue);
