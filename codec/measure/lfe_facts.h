/* What lfe_facts are made of. Inside codec/measure only. */
#pragma once

#include "codec/measure/lfe.h"
#include "codec/measure/lfe_figures.h"

enum { LFE_TRIMS = 48 }; /* 0, then 0.5 dB steps to 12 dB, 1 dB steps to 30 and 2 dB steps to 40 */

/* A measure as it is, who causes it, and what it becomes when that stem's LFE is trimmed. */
struct lfe_fact {
    struct lfe_figure figure;
    int32_t stem; /* -1: none */
    struct lfe_figure trimmed[LFE_TRIMS];
};

struct lfe_facts {
    struct report_scene scene;
    bool has_music, music_has_lfe, has_effects, effects_have_lfe;
    uint32_t overlap_first, overlap_last; /* the bands that hold most of the overlap */
    double bass_peak_db;                  /* of one subwoofer's feed against full scale */
    size_t stems, frames, windows;        /* no frames: nothing was measured */
    char name[LFE_STEMS][STEM_NAME];
    struct lfe_fact fact[LFE_CONCERNS];
    struct lfe_window *window;
    float *lane; /* [LFE_CONCERNS][frames], as lfe_figures.h tells */
};

double lfe_trim_db(size_t trim);

static inline const float *lfe_lane(const struct lfe_facts *facts, enum concern_kind kind)
{
    return facts->lane + (size_t)kind * facts->frames;
}

/* Facts with room for so many frames and windows; every figure is 0. */
enum err_code lfe_facts_allocate(struct lfe_facts **out, size_t frames, size_t windows,
                                 struct err *err);
