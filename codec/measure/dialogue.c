#include "codec/measure/dialogue.h"

#include <math.h>
#include <stdio.h>

#include "codec/measure/dialogue_facts.h"
#include "codec/measure/moments.h"

static const char *why_unmeasured(const struct dialogue_facts *facts)
{
    switch (facts->state) {
    case DIALOGUE_NO_MUSIC: return "no music in this scene";
    case DIALOGUE_NO_WORDS: return "no dialogue temp for this scene";
    case DIALOGUE_ONE_FILE:
        return "dialogue and effects are in one file, so nobody can tell them apart";
    default: return NULL;
    }
}

/* Where c(t) is 100: as far below red as red is below amber. (Less is worse; signs are turned
 * where limits may be equal and thus do not tell.) */
static double severe(const struct thresholds *thresholds)
{
    return 2 * thresholds->audibility_red - thresholds->audibility_amber;
}

static double share_of(uint16_t units)
{
    return (double)units / DIALOGUE_UNITS;
}

double dialogue_trim_to(const float curve[TRIM_STEPS], double least)
{
    for (unsigned t = 0; t < TRIM_STEPS; t++) {
        const double here = (double)curve[t], before = t > 0 ? (double)curve[t - 1] : here;

        if (here < least)
            continue;
        if (t == 0)
            return 0;
        return floor(-10 * (t - (here - least) / (here - before))) / 10;
    }
    return NAN;
}

double dialogue_centre_trim_to(const int16_t trim[CENTRE_QUANTILES], double most)
{
    const size_t q = (size_t)(fmin(fmax(most, 0), 1) * (CENTRE_QUANTILES - 1));

    return trim[q] <= CENTRE_NEVER ? NAN : floor(trim[q] / 10.0) / 10;
}

struct view {
    const struct dialogue_facts *facts;
    double from; /* where it begins to be a concern */
};

static double severity_audibility(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;

    *value = share_of(view->facts->index[frame]);
    if (view->facts->charged[frame] == DIALOGUE_QUIET)
        return 0;
    return fmax(view->from - share_of(view->facts->charged[frame]), 0);
}

static double severity_centre(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;

    *value = share_of(view->facts->busy[frame]);
    return view->facts->busy[frame] != DIALOGUE_QUIET && *value > view->from ? *value : 0;
}

static void pick_moments(struct concern *out, const struct dialogue_facts *facts,
                         moment_severity_fn *severity, double from)
{
    const struct view view = { facts, from };
    const struct moment_series series = {
        .severity = severity,
        .ctx = &view,
        .frames = facts->frames,
        .first_samples = facts->first_frame * FRAME_SAMPLES,
        .step_samples = FRAME_SAMPLES,
        .scene = facts->scene,
    };

    out->moments = moments_pick(out->moment, &series);
}

/* The share of the dialogue's time in which the music takes the index below a limit. */
static double share_below(const struct dialogue_facts *facts, double limit)
{
    size_t below = 0, speech = 0;

    for (size_t i = 0; i < facts->frames; i++)
        if (facts->charged[i] != DIALOGUE_QUIET) {
            speech++;
            below += (double)facts->charged[i] < limit * DIALOGUE_UNITS;
        }
    return speech > 0 ? (double)below / (double)speech : 0;
}

static void judge_audibility(struct concern *out, const struct dialogue_facts *facts,
                             const struct thresholds *thresholds)
{
    const double charged = facts->figures.charged_p10, amber = thresholds->audibility_amber;

    out->value = facts->figures.p10;
    out->second = facts->figures.over_all_lu;
    out->without_music = facts->figures.without_music_p10;
    out->at_risk = share_below(facts, amber);
    out->level = concern_level_of(-charged, -amber, -thresholds->audibility_red);
    out->ramp = concern_ramp(-charged, -amber, -severe(thresholds));
    if (out->level == LEVEL_CLEAR)
        return;
    snprintf(out->stem, sizeof(out->stem), "%s", facts->stem);
    out->has_channel = facts->stem[0] != 0;
    out->channel = facts->channel;
    out->trim_db = dialogue_trim_to(facts->curve[TRIM_OF_MUSIC], amber);
    pick_moments(out, facts, severity_audibility, thresholds->audibility_clear);
}

static void judge_centre(struct concern *out, const struct dialogue_facts *facts,
                         const struct thresholds *thresholds)
{
    const double amber = thresholds->centre_share_amber, red = thresholds->centre_share_red;

    out->value = facts->figures.centre_busy;
    out->second = facts->figures.centre_part;
    out->level = concern_level_of(out->value, amber, red);
    out->ramp = concern_ramp(out->value, amber, 1.5 * red);
    if (out->level == LEVEL_CLEAR)
        return;
    snprintf(out->stem, sizeof(out->stem), "%s", facts->centre_stem);
    out->has_channel = true;
    out->channel = CH_C;
    out->trim_db = dialogue_centre_trim_to(facts->stem_trim, amber);
    pick_moments(out, facts, severity_centre, amber);
}

void dialogue_concerns(struct concern out[DIALOGUE_CONCERNS], const struct dialogue_facts *facts,
                       const struct thresholds *thresholds)
{
    const char *const why = why_unmeasured(facts);

    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++)
        if (why)
            concern_unmeasured(&out[i], CONCERN_DIALOGUE_AUDIBILITY + i, why);
        else
            concern_init(&out[i], CONCERN_DIALOGUE_AUDIBILITY + i);
    if (why)
        return;
    if (facts->state == DIALOGUE_MEASURED) {
        judge_audibility(&out[0], facts, thresholds);
        judge_centre(&out[1], facts, thresholds);
    }
    dialogue_text(out, facts, thresholds);
}

/* P90 of c is c at P10 of the index, and the greatest mean c of 3 s is c at the least index,
 * because the index is the mean of 3 s already. */
double dialogue_score(const struct dialogue_facts *facts, const struct thresholds *thresholds)
{
    const double clear = thresholds->audibility_clear, bottom = severe(thresholds);
    size_t lost = 0, speech = 0;
    double least = 1;

    if (why_unmeasured(facts))
        return NAN;
    for (size_t i = 0; i < facts->frames; i++) {
        const double here = share_of(facts->charged[i]);

        if (facts->charged[i] == DIALOGUE_QUIET)
            continue;
        speech++;
        lost += here < thresholds->audibility_red;
        least = fmin(least, here);
    }
    if (speech == 0)
        return 0;
    return 0.5 * concern_ramp(-facts->figures.charged_p10, -clear, -bottom) +
           30.0 * (double)lost / (double)speech + 0.2 * concern_ramp(-least, -clear, -bottom);
}
