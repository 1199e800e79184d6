/* The sources of a scene by what they are to the dialogue: words, effects, or music by stem.
 * Inside codec/measure only. */
#pragma once

#include <stdbool.h>

#include "codec/core/err.h"
#include "codec/measure/sources.h"

enum {
    DIALOGUE_STEMS = 24, /* what goes beyond shares the name "other stems" */
    LEVELS_COARSE = 512,
    LEVELS_FINE = 128,
    LEVEL_LEAST = INT16_MIN, /* 0.01 dB: the first coarse step */
};

enum { OF_NOTHING = -1, OF_WORDS = -2, OF_EFFECTS = -3 }; /* else the number of a stem */

struct dialogue_sources {
    const struct scene_input *input; /* lent */
    int *of;                         /* of each source */
    size_t words, effects, stems;    /* temps of each kind; stems */
    char name[DIALOGUE_STEMS][STEM_NAME];
    bool one_file; /* dialogue and effects are the same sound */

    float music_gain, effects_gain, surround_gain;  /* of power */
    float coarse[LEVELS_COARSE], fine[LEVELS_FINE]; /* factors of the power of a level */
};

/* Lends from input. */
enum err_code dialogue_sources_init(struct dialogue_sources *out, const struct scene_input *input,
                                    struct err *err);
void dialogue_sources_clear(struct dialogue_sources *sources); /* a zeroed struct is accepted */

/* Powers of the speech bands in one frame of the timeline, re full-scale square. Of the words: the
 * sum of the main channels, without a fader. */
void dialogue_words(const struct dialogue_sources *sources, int64_t frame, float out[SPEECH_BANDS]);

/* The same as maskers at the seat: with faders, surrounds weighted, no LFE. */
void dialogue_effects(const struct dialogue_sources *sources, int64_t frame,
                      float out[SPEECH_BANDS]);
void dialogue_stem(const struct dialogue_sources *sources, size_t stem, int64_t frame,
                   float out[CHANNELS][SPEECH_BANDS]);

/* K-weighted mean square of one block of 100 ms, of OF_WORDS, OF_EFFECTS or (of = 0) all music. */
double dialogue_energy(const struct dialogue_sources *sources, int of, int64_t block);
