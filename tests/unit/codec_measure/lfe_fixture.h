/* Scenes for the tests of the LFE measures: prints that are computed, not recorded. A print is
 * either analysed from 48 kHz audio, or its LFE wave is written straight at 2400 Hz where only that
 * counts and scenes are long. */
#pragma once

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "codec/measure/layout.h"
#include "codec/measure/lfe.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { PRINTS = 8, LOWS_HZ = RATE_HZ / LOW_STEP_SAMPLES };

#define SCENE_START  INT64_C(172800000) /* 01:00:00:00 at 24 frames per second */
#define ALL_CHANNELS 0x3fu

struct stage {
    struct report_source source[PRINTS];
    size_t sources;
    struct scene_input input;
    struct lfe_facts *facts;
    struct concern concern[LFE_CONCERNS];
    double score;
};

static inline void stage_open(struct stage *stage, double seconds)
{
    memset(stage, 0, sizeof(*stage));
    stage->input.scene.in_samples = SCENE_START;
    stage->input.scene.out_samples = SCENE_START + (int64_t)(seconds * RATE_HZ);
    stage->input.sources = stage->source;
}

static inline void stage_close(struct stage *stage)
{
    lfe_facts_free(stage->facts);
    for (size_t i = 0; i < stage->sources; i++)
        analysis_free((struct analysis *)stage->source[i].analysis);
}

static inline void stage_measure(struct stage *stage)
{
    struct err err;

    lfe_facts_free(stage->facts);
    stage->input.count = stage->sources;
    assert_int_equal(lfe_facts_new(&stage->facts, &stage->input, &err), ERR_NONE);
    lfe_concerns(stage->concern, stage->facts, &thresholds_proposed);
    stage->score = lfe_score(stage->facts, &thresholds_proposed);
}

static inline void stage_add(struct stage *stage, const char *role, enum role_kind kind,
                             struct analysis *analysis)
{
    struct report_source *const source = &stage->source[stage->sources++];

    assert_true(stage->sources <= PRINTS);
    snprintf(source->role, sizeof(source->role), "%s", role);
    source->kind = kind;
    source->analysis = analysis;
}

/* A print over [from_s, from_s + seconds) of the scene with nothing in it. */
static inline struct analysis *stage_print(struct stage *stage, const char *role,
                                           enum role_kind kind, const double span_s[2])
{
    struct analysis *analysis;

    assert_int_equal(analysis_new(&analysis, SCENE_START + (int64_t)(span_s[0] * RATE_HZ),
                                  (int64_t)((span_s[1] - span_s[0]) * RATE_HZ), ALL_CHANNELS, NULL),
                     ERR_NONE);
    stage_add(stage, role, kind, analysis);
    return analysis;
}

/* The same, as long as the scene. */
static inline struct analysis *stage_stem(struct stage *stage, const char *role)
{
    const double span_s[2] = {
        0, (double)(stage->input.scene.out_samples - stage->input.scene.in_samples) / RATE_HZ
    };

    return stage_print(stage, role, ROLE_STEM, span_s);
}

static inline size_t low_at(const struct analysis *analysis, double at_s)
{
    const double low = (double)SCENE_START / LOW_STEP_SAMPLES + at_s * LOWS_HZ;

    return (size_t)(low - (double)analysis->first_low);
}

/* A tone in the LFE wave, peak dBFS. */
static inline void add_low_tone(struct analysis *analysis, double hz, double level_db,
                                const double span_s[2])
{
    const size_t from = low_at(analysis, span_s[0]), to = low_at(analysis, span_s[1]);

    for (size_t i = from; i < to && i < analysis->lows; i++)
        analysis->lfe[i] += (float)(gain_of(level_db) * sin(2 * M_PI * hz * (double)i / LOWS_HZ));
}

/* A drum in the LFE wave: 50 Hz that dies away. */
static inline void add_low_hit(struct analysis *analysis, double at_s, double decay_s,
                               double level_db)
{
    const size_t from = low_at(analysis, at_s);

    for (size_t i = from; i < analysis->lows; i++) {
        const double t = (double)(i - from) / LOWS_HZ;

        analysis->lfe[i] += (float)(gain_of(level_db) * exp(-t / decay_s) * sin(2 * M_PI * 50 * t));
    }
}

/* A tone in one channel of planes, peak dBFS, phase in turns, over part of them. */
static inline void add_tone(float *out, double hz, double level_db, const size_t span[2])
{
    for (size_t i = span[0]; i < span[1]; i++)
        out[i] += (float)(gain_of(level_db) * sin(2 * M_PI * hz * (double)i / RATE_HZ));
}

/* Analyses planes as a print that starts with the scene. */
static inline void stage_analyse(struct stage *stage, const char *role, enum role_kind kind,
                                 const struct planes *planes)
{
    struct analyzer *analyzer;
    struct analysis *analysis;

    assert_int_equal(
        analyzer_new(&analyzer, SCENE_START, (int64_t)planes->samples, ALL_CHANNELS, NULL),
        ERR_NONE);
    assert_int_equal(analyzer_add(analyzer, planes, NULL), ERR_NONE);
    assert_int_equal(analyzer_finish(analyzer, &analysis, NULL), ERR_NONE);
    stage_add(stage, role, kind, analysis);
}
