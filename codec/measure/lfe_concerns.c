#include <math.h>
#include <stdio.h>

#include "codec/measure/lfe.h"
#include "codec/measure/lfe_judge.h"
#include "codec/measure/lfe_text.h"
#include "codec/measure/moments.h"
#include "codec/measure/score.h"

/* Domain §5.3; the LFE-only events are part of what L6 says of a frame. */
static const double weights[LFE_CONCERNS] = {
    [CONCERN_LFE_ACTIVE] = 0.35, [CONCERN_LFE_PUMPING] = 0.8,      [CONCERN_LFE_HEADROOM] = 1,
    [CONCERN_LFE_OVERLAP] = 0.6, [CONCERN_LFE_ABOVE_BAND] = 0.5,   [CONCERN_LFE_DEPENDENCE] = 0.8,
    [CONCERN_LFE_ONLY_BASS] = 0, [CONCERN_LFE_CANCELLATION] = 0.4,
};

static const double interesting_headroom_db = 12;

static const char *why_unmeasured(const struct lfe_facts *facts, enum concern_kind kind)
{
    const bool asks_for_effects = kind == CONCERN_LFE_HEADROOM || kind == CONCERN_LFE_OVERLAP;

    if (!facts->has_music)
        return "no music in this scene";
    if (facts->frames == 0)
        return "the scene is shorter than 0.4 s";
    if (kind == CONCERN_LFE_PUMPING && facts->windows == 0)
        return "the scene is shorter than 2 s";
    if (asks_for_effects && !facts->has_effects)
        return "no FX temp for this scene";
    if (asks_for_effects && !facts->effects_have_lfe)
        return "the FX temp has no LFE channel";
    return NULL;
}

/* ---- moments */

struct view {
    const struct lfe_facts *facts;
    enum concern_kind kind;
    double from; /* where the value begins to be a concern */
    double sign; /* -1 where less is worse */
};

/* The sum of a lane over the 3 s round a frame. */
static double near_by(const struct lfe_facts *facts, enum concern_kind kind, size_t frame,
                      double (*of)(double))
{
    const size_t reach = WINDOW_FRAMES / 2;
    const size_t from = frame > reach ? frame - reach : 0;
    const size_t to = frame + reach < facts->frames ? frame + reach + 1 : facts->frames;
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += of((double)lfe_lane(facts, kind)[i]);
    return sum / (double)(to - from);
}

static double itself(double value)
{
    return value;
}

static double is_active(double level_db)
{
    return level_db > 10 * log10(LFE_ACTIVE_POWER);
}

/* Where the LFE is dense, and of such places where it is loud. */
static double severity_active(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;
    const double level_db = (double)lfe_lane(view->facts, view->kind)[frame];

    *value = near_by(view->facts, view->kind, frame, is_active);
    return is_active(level_db) > 0 ? *value + 0.01 * (level_db + 50) : 0;
}

/* A window reaches beyond the LFE it holds; a moment should not. */
static bool is_heard(const struct view *view, size_t frame)
{
    return view->kind == CONCERN_LFE_ABOVE_BAND ||
           is_active((double)lfe_lane(view->facts, CONCERN_LFE_ACTIVE)[frame]) > 0;
}

/* The middle of a window stands for it. */
static double window_severity(const struct lfe_window *window, double at_step, double from)
{
    const double half = (double)window->steps / 2;
    const double aside = fabs(at_step - (double)window->first_step - half) / half;

    return aside <= 1 ? (lfe_window_index(window) - from) * (1.05 - aside) : 0;
}

static double severity_pumping(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;
    const struct lfe_facts *const facts = view->facts;
    const size_t at = frame * HOP_STEPS + LFE_FRAME_STEPS / 2, every = PUMPING_STEPS / 2;
    const size_t last = at / every + 1; /* one more: the window at the end stands off the grid */
    double most = 0;

    *value = 0;
    for (size_t i = last < 4 ? 0 : last - 4; i < facts->windows && i <= last; i++) {
        const double severity = window_severity(&facts->window[i], (double)at, view->from);

        if (severity <= most || !is_heard(view, frame))
            continue;
        most = severity;
        *value = lfe_window_index(&facts->window[i]);
    }
    return most;
}

static double severity_only_bass(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;
    const double seconds = (double)(WINDOW_FRAMES * HOP_STEPS) / ENVELOPE_HZ;

    *value = seconds * near_by(view->facts, view->kind, frame, itself);
    return lfe_lane(view->facts, view->kind)[frame] >= 0.5f ? *value : 0;
}

static double severity_beyond(const void *ctx, size_t frame, double *value)
{
    const struct view *const view = ctx;

    *value = (double)lfe_lane(view->facts, view->kind)[frame];
    return is_heard(view, frame) ? fmax(view->sign * (*value - view->from), 0) : 0;
}

static void pick_moments(struct concern *out, const struct lfe_facts *facts,
                         const struct lfe_limits *limits)
{
    static moment_severity_fn *const severity[LFE_CONCERNS] = {
        [CONCERN_LFE_ACTIVE] = severity_active,
        [CONCERN_LFE_PUMPING] = severity_pumping,
        [CONCERN_LFE_ONLY_BASS] = severity_only_bass,
    };
    struct view view = { facts, out->kind, limits->amber, limits->red < limits->amber ? -1 : 1 };
    const struct moment_series series = {
        .severity = severity[out->kind] ? severity[out->kind] : severity_beyond,
        .ctx = &view,
        .frames = facts->frames,
        .first_samples = facts->scene.in_samples + LFE_FRAME_STEPS / 2 * STEP_SAMPLES,
        .step_samples = HOP_STEPS * STEP_SAMPLES,
        .scene = facts->scene,
    };

    if (out->kind == CONCERN_LFE_HEADROOM && out->value >= view.from)
        view.from = interesting_headroom_db; /* amber for what the music takes */
    out->moments = moments_pick(out->moment, &series);
}

/* ---- trim */

/* The trim between two tried ones at which a value that moves smoothly passes the limit, rounded
 * down to 0.1 dB. */
static double passing_db(const struct lfe_fact *fact, size_t clear, double limit)
{
    const double before = (double)fact->trimmed[clear - 1].value;
    const double after = (double)fact->trimmed[clear].value;
    const double share =
        before == after ? 1 : fmin(fmax((limit - before) / (after - before), 0), 1);
    const double trim_db =
        lfe_trim_db(clear - 1) + share * (lfe_trim_db(clear) - lfe_trim_db(clear - 1));

    return fmax(floor(10 * trim_db) / 10, lfe_trim_db(clear));
}

/* Headroom that is short is what a trim gives back; the other rule, what the music takes of it,
 * asks for a trim only by itself. */
static bool is_clear(const struct lfe_fact *fact, enum concern_kind kind, size_t trim,
                     const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    const double whole = (double)fact->figure.value, trimmed = (double)fact->trimmed[trim].value;

    if (kind == CONCERN_LFE_HEADROOM && whole < limits.amber)
        return trimmed >= limits.amber;
    return lfe_level_of(kind, fact->trimmed[trim], thresholds) == LEVEL_CLEAR;
}

/* The least trim that clears a concern; NAN if none of 40 dB does. */
static double clearing_trim_db(const struct lfe_fact *fact, enum concern_kind kind,
                               const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    const bool is_level = kind == CONCERN_LFE_HEADROOM || kind == CONCERN_LFE_DEPENDENCE ||
                          kind == CONCERN_LFE_CANCELLATION;

    for (size_t n = 1; n < LFE_TRIMS && fact->stem >= 0; n++) {
        const double before = (double)fact->trimmed[n - 1].value;

        if (!is_clear(fact, kind, n, thresholds))
            continue;
        return is_level && concern_level_of(before, limits.amber, limits.red) != LEVEL_CLEAR
                   ? passing_db(fact, n, limits.amber)
                   : lfe_trim_db(n);
    }
    return NAN;
}

/* ---- all together */

static void concern_of(struct concern *out, const struct lfe_facts *facts, enum concern_kind kind,
                       const struct thresholds *thresholds)
{
    const struct lfe_limits limits = lfe_limits_of(kind, thresholds);
    const struct lfe_fact *const fact = &facts->fact[kind];
    const char *const why = why_unmeasured(facts, kind);

    if (why) {
        concern_unmeasured(out, kind, why);
        return;
    }
    concern_init(out, kind);
    out->value = (double)fact->figure.value;
    out->second = (double)fact->figure.second;
    out->level = lfe_judge(&out->ramp, facts, kind, thresholds);
    lfe_text(out, facts);
    if (out->level == LEVEL_CLEAR)
        return;
    out->has_channel = true;
    out->channel = CH_LFE;
    if (fact->stem >= 0)
        snprintf(out->stem, sizeof(out->stem), "%s", facts->name[fact->stem]);
    out->trim_db = clearing_trim_db(fact, kind, thresholds);
    pick_moments(out, facts, &limits);
}

void lfe_concerns(struct concern out[LFE_CONCERNS], const struct lfe_facts *facts,
                  const struct thresholds *thresholds)
{
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++)
        concern_of(&out[kind], facts, kind, thresholds);
}

static double concern_at(const struct lfe_facts *facts, size_t frame,
                         const struct thresholds *thresholds)
{
    double left = 1;

    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++)
        if (!why_unmeasured(facts, kind))
            left *= 1 - weights[kind] * lfe_frame_ramp(facts, kind, frame, thresholds) / 100;
    return 100 * (1 - left);
}

double lfe_score(const struct lfe_facts *facts, const struct thresholds *thresholds)
{
    const float *const level_db = lfe_lane(facts, CONCERN_LFE_ACTIVE);
    struct score score;

    score_init(&score);
    for (size_t i = 0; i < facts->frames; i++) {
        const double c = concern_at(facts, i, thresholds);

        /* What lies above the band alone is no LFE that sounds, but it counts. */
        score_add(&score, c, is_active((double)level_db[i]) > 0 || c > 0);
    }
    return score_result(&score);
}
