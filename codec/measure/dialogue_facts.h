/* What dialogue_facts are made of. Inside codec/measure only. */
#pragma once

#include "codec/measure/dialogue.h"
#include "codec/measure/dialogue_centre.h"
#include "codec/measure/dialogue_index.h"

enum { DIALOGUE_UNITS = 60000, DIALOGUE_QUIET = UINT16_MAX }; /* of a series: 1; nobody speaks */

enum dialogue_state {
    DIALOGUE_MEASURED,
    DIALOGUE_NOBODY, /* measured: nobody speaks */
    DIALOGUE_NO_MUSIC,
    DIALOGUE_NO_WORDS,
    DIALOGUE_ONE_FILE, /* dialogue and effects together */
    DIALOGUE_STATES
};

enum { TRIM_OF_MUSIC, TRIM_OF_STEM, TRIM_OF_BANDS, DIALOGUE_TRIMS };

struct dialogue_facts {
    struct report_scene scene;
    enum dialogue_state state;
    struct dialogue_figures figures;
    char stem[STEM_NAME]; /* that costs most of the index, "" when the music costs nothing */
    enum channel channel; /* of it */
    float curve[DIALOGUE_TRIMS]
               [TRIM_STEPS]; /* charged_p10 after trims; [0] where no stem is named */
    char centre_stem[STEM_NAME];
    int16_t stem_trim[CENTRE_QUANTILES], centre_trim[CENTRE_QUANTILES];

    int64_t first_frame;              /* of the scene, on the timeline */
    size_t frames;                    /* 0 unless measured */
    uint16_t *index, *charged, *busy; /* means of 3 s, DIALOGUE_UNITS; or DIALOGUE_QUIET */
};

/* Facts with room for so many frames in which nobody speaks. */
enum err_code dialogue_facts_allocate(struct dialogue_facts **out, size_t frames, struct err *err);

/* The words of both concerns. */
void dialogue_text(struct concern out[DIALOGUE_CONCERNS], const struct dialogue_facts *facts,
                   const struct thresholds *thresholds);

/* The greatest trim, at most 0 and in steps of 0.1 dB, after which a curve is at least `least`; NAN
 * if none is. */
double dialogue_trim_to(const float curve[TRIM_STEPS], double least);

/* The same of the Centre, for a share of at most `most`. */
double dialogue_centre_trim_to(const int16_t trim[CENTRE_QUANTILES], double most);
