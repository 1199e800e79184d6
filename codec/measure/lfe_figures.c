#include "codec/measure/lfe_figures.h"

#include <math.h>

#include "codec/core/units.h"
#include "codec/measure/lfe_windows.h"

static const size_t bridged_frames = 4; /* gaps of less than 0.5 s */

static struct lfe_figure active(const struct lfe_trial *trial)
{
    const size_t frames = trial->series->frames;
    double weight[LFE_PAIRS], run_s;
    size_t count = 0, run;

    pair_weights(weight, trial->gain, trial->series->stems);
    for (size_t i = 0; i < frames; i++) {
        const double power = lfe_trial_power(trial, weight, i);

        trial->lane[i] = (float)lfe_level_db(power);
        count += power > LFE_ACTIVE_POWER;
    }
    run = lfe_run(trial->lane, frames, lfe_level_db(LFE_ACTIVE_POWER), bridged_frames);
    run_s = run == 0 ? 0 : (double)((run - 1) * HOP_STEPS + LFE_FRAME_STEPS) / ENVELOPE_HZ;
    return (struct lfe_figure){ (float)((double)count / (double)frames), (float)run_s };
}

static size_t window_steps(size_t steps)
{
    return steps < PUMPING_STEPS ? steps : PUMPING_STEPS;
}

size_t lfe_windows_count(size_t steps)
{
    const size_t window = window_steps(steps), step = PUMPING_STEPS / 2;

    if (steps < PUMPING_STEPS_LEAST)
        return 0;
    return (steps - window + step - 1) / step + 1;
}

struct lfe_window lfe_window_at(const struct lfe_trial *trial, size_t window)
{
    const struct lfe_series *const series = trial->series;
    const size_t steps = window_steps(series->steps), pairs = pairs_of(series->stems);
    size_t first = window * (PUMPING_STEPS / 2);
    struct lfe_window result;
    double weight[LFE_PAIRS];
    float envelope[PUMPING_STEPS];

    if (first + steps > series->steps)
        first = series->steps - steps;
    pair_weights(weight, trial->gain, series->stems);
    for (size_t i = 0; i < steps; i++)
        envelope[i] =
            (float)sqrt(quadratic(series->step_in_band + (first + i) * pairs, weight, pairs));
    result.first_step = (uint32_t)first;
    result.steps = (uint32_t)steps;
    pumping_measure(&result.pumping, envelope, steps);
    return result;
}

/* The frames whose middle lies in a window. */
static void raise_lane(const struct lfe_trial *trial, const struct lfe_window *window, double value)
{
    const size_t half = LFE_FRAME_STEPS / 2, end = window->first_step + window->steps;
    size_t i =
        window->first_step < half ? 0 : (window->first_step - half + HOP_STEPS - 1) / HOP_STEPS;

    for (; i < trial->series->frames && i * HOP_STEPS + half < end; i++)
        trial->lane[i] = fmaxf(trial->lane[i], (float)value);
}

static struct lfe_figure pumping(const struct lfe_trial *trial)
{
    struct lfe_figure worst = { 0 };

    for (size_t i = 0; i < trial->series->frames; i++)
        trial->lane[i] = 0;
    for (size_t i = 0; i < lfe_windows_count(trial->series->steps); i++) {
        const struct lfe_window window = lfe_window_at(trial, i);
        const double value = window.pumping.index * window.pumping.repeats;

        raise_lane(trial, &window, value);
        if (value > (double)worst.value)
            worst = (struct lfe_figure){ (float)value, (float)window.pumping.period_s };
    }
    return worst;
}

/* Headroom for which the music answers. Where it takes less than half a dB of what the effects
 * leave, the figure rises, to LFE_HEADROOM_MOST where it takes nothing: effects that come near to
 * full scale of their own are not the music's concern. */
static double headroom_db(double sum, double effects)
{
    const double answers_db = 0.5, doubt_db = 6;
    double doubt;

    if (sum <= 0 || sum <= effects)
        return LFE_HEADROOM_MOST;
    doubt = effects > 0 ? fmax(answers_db / db_of(sum / effects) - 1, 0) : 0;
    return fmin(-db_of(sum) + doubt_db * doubt, LFE_HEADROOM_MOST);
}

static float greatest_of_frame(const float *peak, size_t frame)
{
    float most = 0;

    for (size_t hop = frame; hop < frame + FRAME_HOPS; hop++)
        most = fmaxf(most, peak[hop]);
    return most;
}

/* By how much less is left than the effects alone would leave. It counts in full where less than
 * 9 dB are left, and not where it is 12. */
static double taken_db(double sum, double effects)
{
    if (effects <= 0 || sum <= effects)
        return 0;
    return db_of(sum / effects) * (1 - lfe_between(-db_of(sum), 9, 12));
}

static struct lfe_figure headroom(const struct lfe_trial *trial)
{
    const struct lfe_series *const series = trial->series;
    struct lfe_figure worst = { LFE_HEADROOM_MOST, 0 };
    double weight[LFE_PAIRS], sum = 0, effects = 0;

    pair_weights(weight, trial->gain, series->stems);
    for (size_t i = 0; i < series->frames; i++) {
        trial->lane[i] = LFE_HEADROOM_MOST;
        for (size_t hop = i; hop < i + FRAME_HOPS; hop++)
            trial->lane[i] =
                fminf(trial->lane[i], (float)headroom_db((double)trial->peak[hop],
                                                         (double)trial->effects_peak[hop]));
        worst.value = fminf(worst.value, trial->lane[i]);
        if (!lfe_trial_both(trial, weight, i))
            continue;
        sum = fmax(sum, (double)greatest_of_frame(trial->peak, i));
        effects = fmax(effects, (double)greatest_of_frame(trial->effects_peak, i));
    }
    worst.second = (float)taken_db(sum, effects);
    return worst;
}

static struct lfe_figure (*const figures[])(const struct lfe_trial *) = {
    [CONCERN_LFE_ACTIVE] = active,
    [CONCERN_LFE_PUMPING] = pumping,
    [CONCERN_LFE_HEADROOM] = headroom,
    [CONCERN_LFE_OVERLAP] = lfe_overlap,
    [CONCERN_LFE_ABOVE_BAND] = lfe_above_band,
    [CONCERN_LFE_DEPENDENCE] = lfe_dependence,
    [CONCERN_LFE_ONLY_BASS] = lfe_only_bass,
    [CONCERN_LFE_CANCELLATION] = lfe_cancellation,
};

struct lfe_figure lfe_figure_of(enum concern_kind kind, const struct lfe_trial *trial)
{
    return figures[kind](trial);
}
