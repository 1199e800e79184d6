/* What happens along a scene, for drawing: LFE by stem, effects, pumping, audibility of the words.
 * Reads analyses, like facts, and sees the same. */
#pragma once

#include "codec/measure/sources.h"

enum { LANE_SAMPLES = 4800 }; /* one value each 100 ms */

enum lane_row {
    LANE_MUSIC,        /* LFE of all stems, below 120 Hz, rms of 400 ms, dBFS */
    LANE_EFFECTS,      /* the same of the effects */
    LANE_PUMPING,      /* greatest index of the windows that hold it */
    LANE_INDEX,        /* audibility of the words, 0 to 1; NAN where nobody speaks */
    LANE_INDEX_ALONE,  /* with the effects alone */
    LANE_INDEX_CENTRE, /* without the music's Centre */
    LANE_CLASH,        /* share of the effects' LFE that meets music, 0 to 1; NAN: one is silent */
    LANE_STEM,         /* LFE of the first stem, as LANE_MUSIC; the others follow */
};

enum { LANE_STEMS = 24 };

/* Why a part of a scene with music in it can't be judged. */
enum lane_lack {
    LANE_LACKS_NOTHING,
    LANE_LACKS_EFFECTS,     /* no FX temp */
    LANE_LACKS_EFFECTS_LFE, /* the FX temp has no LFE channel */
    LANE_LACKS_WORDS,       /* no dialogue temp */
    LANE_LACKS_TELLING,     /* dialogue and effects are in one file */
};

struct scene_lanes {
    enum lane_lack lfe_lack, words_lack;
    int64_t in_samples; /* value i stands for [in + i * LANE_SAMPLES, ... + LANE_SAMPLES) */
    size_t frames, stems;
    char stem[LANE_STEMS][STEM_NAME];
    float *value; /* [LANE_STEM + stems][frames]; -INFINITY: silence */
};

enum err_code scene_lanes_init(struct scene_lanes *out, const struct scene_input *input,
                               struct err *err);
void scene_lanes_clear(struct scene_lanes *lanes); /* a zeroed struct is accepted */

/* The part of scene_lanes_init that looks at the dialogue. */
enum err_code scene_lanes_add_speech(struct scene_lanes *lanes, const struct scene_input *input,
                                     struct err *err);

static inline const float *scene_lane(const struct scene_lanes *lanes, size_t row)
{
    return lanes->value + row * lanes->frames;
}
