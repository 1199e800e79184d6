/* Scenes of 12 s whose sources are analyses written by hand: levels by band and time, so that what
 * the dialogue measures must say is known to the last digit. */
#pragma once

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "codec/measure/dialogue.h"
#include "codec/measure/layout.h"
#include "codec/measure/sii.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { TALK_SOURCES = 8, TALK_SECONDS = 12 };

/* For indices and shares, too. */
#define assert_near(actual, expected, tolerance) assert_db(actual, expected, tolerance)

/* The spectrum levels of speech of normal effort: those of every source here, plus its own level.
 */
static const double talk_normal[SPEECH_BANDS] = { 32.41, 34.48, 34.75, 33.98, 34.59, 34.27,
                                                  32.06, 28.30, 25.01, 23.00, 20.15, 17.32,
                                                  13.18, 11.55, 9.33,  5.31,  2.59,  1.13 };

struct talk {
    struct report_source source[TALK_SOURCES];
    struct analysis *analysis[TALK_SOURCES];
    size_t count;
    struct scene_input input;
    struct dialogue_facts *facts;
    struct concern concern[DIALOGUE_CONCERNS];
};

static const int64_t talk_start = INT64_C(3600) * RATE_HZ + 123; /* off the grid of frames */

static inline struct analysis *talk_add(struct talk *talk, const char *role, enum role_kind kind)
{
    struct analysis *analysis = NULL;

    assert_true(talk->count < TALK_SOURCES);
    assert_int_equal(analysis_new(&analysis, talk_start, (int64_t)TALK_SECONDS * RATE_HZ,
                                  (1 << CHANNELS) - 1, NULL),
                     ERR_NONE);
    analysis->audio.byte[0] = (unsigned char)(talk->count + 1);
    talk->source[talk->count] = (struct report_source){ .kind = kind, .analysis = analysis };
    snprintf(talk->source[talk->count].role, STEM_NAME, "%s", role);
    talk->analysis[talk->count++] = analysis;
    return analysis;
}

/* Frames whose middle lies in [from_s, to_s) of the scene. */
static inline bool talk_is_within(const struct analysis *analysis, size_t frame, double from_s,
                                  double to_s)
{
    const int64_t at = (analysis->first_frame + (int64_t)frame) * FRAME_SAMPLES - talk_start;

    return (double)at >= from_s * RATE_HZ && (double)at < to_s * RATE_HZ;
}

/* Sounds like speech at so many dB over (under) normal effort. */
static inline void talk_sound(struct analysis *analysis, enum channel channel, double from_s,
                              double to_s, double level_db)
{
    for (size_t i = 0; i < analysis->frames; i++)
        for (unsigned b = 0; b < SPEECH_BANDS && talk_is_within(analysis, i, from_s, to_s); b++)
            analysis->band[(i * CHANNELS + channel) * BANDS + LOW_BANDS + b] =
                (int16_t)lrint(100 * (talk_normal[b] + level_db - sii_spectrum_db(b)));
    for (size_t i = 0; i < analysis->loudness_blocks; i++) {
        const double at_s =
            (double)((analysis->first_loudness + (int64_t)i) * LOUDNESS_SAMPLES - talk_start) /
            RATE_HZ;

        if (at_s >= from_s - 0.05 && at_s < to_s - 0.05)
            analysis->energy[i] += (float)pow(10, (level_db - 40) / 10);
    }
}

/* Says a line, in the Centre, at normal effort: with its hangover it is active to the end. */
static inline void talk_say(struct analysis *words, double from_s, double to_s)
{
    talk_sound(words, CH_C, from_s, to_s, 0);
    words->active_level_db = -30;
    for (size_t i = 0; i < words->frames; i++)
        if (talk_is_within(words, i, from_s, to_s - 0.2))
            words->envelope[i] = -3200;
}

/* A talk of words from 1 to 11 s and one stem, which is given. */
static inline struct analysis *talk_init(struct talk *talk, const char *stem)
{
    *talk = (struct talk){ 0 };
    talk->input.sources = talk->source;
    talk->input.scene = (struct report_scene){ talk_start, talk_start + TALK_SECONDS * RATE_HZ };
    talk_say(talk_add(talk, "Dialogue", ROLE_DIALOGUE), 1, 11);
    return talk_add(talk, stem, ROLE_STEM);
}

/* Once more, after something has changed. */
static inline struct dialogue_figures talk_measure(struct talk *talk)
{
    struct dialogue_figures figures;

    dialogue_facts_free(talk->facts);
    talk->input.count = talk->count;
    assert_int_equal(dialogue_facts_new(&talk->facts, &talk->input, NULL), ERR_NONE);
    dialogue_concerns(talk->concern, talk->facts, &thresholds_proposed);
    dialogue_figures(&figures, talk->facts);
    return figures;
}

static inline void talk_clear(struct talk *talk)
{
    dialogue_facts_free(talk->facts);
    for (size_t i = 0; i < talk->count; i++)
        analysis_free(talk->analysis[i]);
}
