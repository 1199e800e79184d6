/* What the LFE measures look at: the music's LFE by stem, the FX LFE and the low end of the mains
 * along a scene. Kept as powers and products, so that every measure can be had for any gains of the
 * stems without reading a wave again. Inside codec/measure only. */
#pragma once

#include <stdbool.h>

#include "codec/measure/sources.h"

enum {
    LFE_STEMS = 24, /* what goes beyond shares the name "other stems" */
    LFE_PAIRS = (LFE_STEMS + 1) * (LFE_STEMS + 2) / 2,
    STEP_SAMPLES = FRAME_SAMPLES, /* 20 ms */
    STEP_LOWS = STEP_SAMPLES / LOW_STEP_SAMPLES,
    HOP_STEPS = 5,        /* 100 ms: from one frame to the next */
    LFE_FRAME_STEPS = 20, /* 400 ms: a frame */
    FRAME_HOPS = LFE_FRAME_STEPS / HOP_STEPS,
    WINDOW_FRAMES = 27, /* 3 s: 27 frames, 100 ms apart */
};

enum { OF_NOTHING = -1, OF_EFFECTS = LFE_STEMS }; /* where a source belongs, if not to a stem */

struct lfe_series {
    const struct scene_input *input; /* lent */
    int *stem_of;                    /* of each source: a stem, OF_EFFECTS or OF_NOTHING */
    size_t stems;
    char name[LFE_STEMS][STEM_NAME];
    bool music_has_lfe, has_effects, effects_have_lfe;

    int64_t first_low;
    size_t steps;  /* of 20 ms; what is left of the scene after them is not looked at */
    size_t hops;   /* of 100 ms */
    size_t frames; /* frame i is the four hops from i on */

    /* Products of pairs (i, j <= i) of stems, mean over the time, those of i != j doubled: the
     * power of the sum is what quadratic() makes of them. */
    float *step_in_band;  /* [steps][pairs], below 120 Hz */
    float *frame_in_band; /* [frames][pairs] */
    float *frame_bass;    /* [frames][pairs of stems and mains]: LFE, and mains below 80 Hz */

    float *effects_in_band; /* [frames] power */
    float *effects_low;     /* [frames][LOW_BANDS] power */
    float *lfe_low;         /* [frames][stems][LOW_BANDS] power */
    float *lfe_above;       /* [frames][stems] above 150 Hz */
    float *mains_low;       /* [frames] below 120 Hz, of the mains of all music */
};

static inline size_t pairs_of(size_t members)
{
    return members * (members + 1) / 2;
}

/* The weights that `gain` of so many members gives to their pairs. */
void pair_weights(double *out, const double *gain, size_t members);
double quadratic(const float *products, const double *weight, size_t pairs);

/* Shorter scenes than 400 ms have no frames. */
enum err_code lfe_series_new(struct lfe_series **out, const struct scene_input *input,
                             struct err *err);
void lfe_series_free(struct lfe_series *series); /* NULL is accepted */

/* Trimmed LFE waves of a stem or of OF_EFFECTS. first counts from the scene's first_low and may
 * be negative: what lies outside the scene is read as well. False if it is silent there. */
bool lfe_series_read(const struct lfe_series *series, int of, int64_t first, size_t lows,
                     float *out);
/* The same of the mains of all music, below 80 Hz. */
void lfe_series_read_mains(const struct lfe_series *series, int64_t first, size_t lows, float *out);

/* The parts of lfe_series_new: lfe_products.c and lfe_bands.c. */
enum err_code lfe_series_multiply(struct lfe_series *series, struct err *err);
void lfe_series_add_bands(struct lfe_series *series);
