#include "codec/measure/lfe_judge.h"

#include <math.h>

static const double lasting_s = 12; /* of a beat, or the scene if it is shorter */

static const struct rule {
    size_t amber, red;
    bool grows_from_zero;
} rules[LFE_CONCERNS] = {
#define RULE(kind, amber, red, from_zero)                                                          \
    [kind] = { offsetof(struct thresholds, amber), offsetof(struct thresholds, red), from_zero }
    RULE(CONCERN_LFE_ACTIVE, active_share_amber, active_share_red, true),
    RULE(CONCERN_LFE_PUMPING, pumping_amber, pumping_red, true),
    RULE(CONCERN_LFE_HEADROOM, headroom_amber_db, headroom_red_db, false),
    RULE(CONCERN_LFE_OVERLAP, overlap_amber, overlap_red, true),
    RULE(CONCERN_LFE_ABOVE_BAND, above_band_amber_db, above_band_red_db, false),
    RULE(CONCERN_LFE_DEPENDENCE, dependence_amber_db, dependence_red_db, true),
    RULE(CONCERN_LFE_ONLY_BASS, only_bass_amber_s, only_bass_red_s, true),
    RULE(CONCERN_LFE_CANCELLATION, cancellation_amber_db, cancellation_red_db, false),
};

static double threshold_at(const struct thresholds *thresholds, size_t offset)
{
    return *(const double *)((const char *)thresholds + offset);
}

/* Well past red is half as much again where a figure starts at 0; on a scale that does not, it is
 * half the way from amber to red further on. */
struct lfe_limits lfe_limits_of(enum concern_kind kind, const struct thresholds *thresholds)
{
    const struct rule *const rule = &rules[kind];
    struct lfe_limits limits = { .amber = threshold_at(thresholds, rule->amber),
                                 .red = threshold_at(thresholds, rule->red) };

    limits.full =
        rule->grows_from_zero ? 1.5 * limits.red : limits.red + 0.5 * (limits.red - limits.amber);
    return limits;
}

static enum concern_level worse(enum concern_level a, enum concern_level b)
{
    return a > b ? a : b;
}

enum concern_level lfe_level_of(enum concern_kind kind, struct lfe_figure figure,
                                const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    const double second = (double)figure.second;
    const enum concern_level level =
        concern_level_of((double)figure.value, limits.amber, limits.red);

    if (kind == CONCERN_LFE_ACTIVE)
        return worse(level, concern_level_of(second, thresholds->active_run_amber_s,
                                             thresholds->active_run_red_s));
    if (kind == CONCERN_LFE_HEADROOM && level == LEVEL_CLEAR &&
        second >= thresholds->headroom_loss_amber_db)
        return LEVEL_AMBER;
    if (kind == CONCERN_LFE_PUMPING && level == LEVEL_RED)
        return LEVEL_AMBER;
    return level;
}

double lfe_window_index(const struct lfe_window *window)
{
    return window->pumping.index * window->pumping.repeats;
}

/* Whether it has a beat all through. */
static bool window_beats(const struct lfe_window *window, const struct thresholds *thresholds)
{
    const double window_s = (double)window->steps / ENVELOPE_HZ;

    return window->pumping.periodicity >= thresholds->periodicity_red &&
           window->pumping.span_s >= 0.7 * window_s;
}

/* Two windows in a row, 12 s, or all of a shorter scene. */
static bool pumps_on(const struct lfe_facts *facts, const struct thresholds *thresholds)
{
    const size_t scene_steps =
        (size_t)(facts->scene.out_samples - facts->scene.in_samples) / STEP_SAMPLES;
    const double enough = fmin(lasting_s * ENVELOPE_HZ, (double)scene_steps);
    size_t first = 0;
    bool in_run = false;

    for (size_t i = 0; i < facts->windows; i++) {
        const struct lfe_window *const window = &facts->window[i];
        const bool red =
            lfe_window_index(window) > thresholds->pumping_red && window_beats(window, thresholds);

        if (red && !in_run)
            first = window->first_step;
        in_run = red;
        if (red && (double)(window->first_step + window->steps - first) >= enough)
            return true;
    }
    return false;
}

enum concern_level lfe_judge(double *ramp, const struct lfe_facts *facts, enum concern_kind kind,
                             const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    const struct lfe_figure figure = facts->fact[kind].figure;
    enum concern_level level = lfe_level_of(kind, figure, thresholds);

    *ramp = concern_ramp((double)figure.value, limits.amber, limits.full);
    if (kind == CONCERN_LFE_ACTIVE)
        *ramp = fmax(*ramp, concern_ramp((double)figure.second, thresholds->active_run_amber_s,
                                         1.5 * thresholds->active_run_red_s));
    if (kind == CONCERN_LFE_PUMPING && pumps_on(facts, thresholds))
        level = LEVEL_RED;
    return level;
}

static bool is_active(const struct lfe_facts *facts, size_t frame)
{
    return (double)lfe_lane(facts, CONCERN_LFE_ACTIVE)[frame] > 10 * log10(LFE_ACTIVE_POWER);
}

double lfe_frame_ramp(const struct lfe_facts *facts, enum concern_kind kind, size_t frame,
                      const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    double ramp;

    if (kind == CONCERN_LFE_ACTIVE) {
        lfe_judge(&ramp, facts, kind, thresholds);
        return is_active(facts, frame) ? ramp : 0;
    }
    return concern_ramp((double)lfe_lane(facts, kind)[frame], limits.amber, limits.full);
}
