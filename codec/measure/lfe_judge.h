/* Figures against thresholds. Inside codec/measure only. */
#pragma once

#include "codec/measure/lfe_facts.h"

struct lfe_limits {
    double amber, red;
    double full; /* where the score's ramp is at 100 */
};
struct lfe_limits lfe_limits_of(enum concern_kind kind, const struct thresholds *thresholds);

/* The level of a figure by itself: of LFE_PUMPING at most amber, because red asks for a beat that
 * lasts. */
enum concern_level lfe_level_of(enum concern_kind kind, struct lfe_figure figure,
                                const struct thresholds *thresholds);

/* The concern of a scene, with all that the facts tell. */
enum concern_level lfe_judge(double *ramp, const struct lfe_facts *facts, enum concern_kind kind,
                             const struct thresholds *thresholds);

/* The concern of one frame, 0 to 100, where it is measured. */
double lfe_frame_ramp(const struct lfe_facts *facts, enum concern_kind kind, size_t frame,
                      const struct thresholds *thresholds);

/* Index of a window that counts. */
double lfe_window_index(const struct lfe_window *window);
