#include "codec/measure/null_limiter.h"

#include <math.h>
#include <stdio.h>

#include "codec/core/units.h"

enum {
    LEAST_DB = -96,
    LOUD_DB = 6,
    SOFT_DB = 10,
    SOFT_FRAMES = 3,
    NEAR_CEILING_DB = 6,
    BURSTS = 3
};

static const double reduced_gain = 0.98855; /* -0.1 dB */
static const double cause_share = 0.8;      /* of what is left */

void null_limiter_init(struct null_limiter *limiter)
{
    *limiter = (struct null_limiter){ .least_gain = 1, .first_at_samples = -1 };
}

static size_t level_of(double peak)
{
    const double level = db_of(peak) - LEAST_DB;

    return level < 0 ? 0 : level >= LIMITER_LEVELS ? LIMITER_LEVELS - 1 : (size_t)level;
}

static void add_reduced(struct null_limiter *limiter, const struct null_cell *frame, double gain)
{
    if (limiter->first_at_samples < 0)
        limiter->first_at_samples = frame->at_samples;
    limiter->reduced++;
    if (gain < limiter->least_gain) {
        limiter->least_gain = gain;
        limiter->least_at_samples = frame->at_samples;
    }
}

static void add_bad(struct null_limiter *limiter, const struct null_cell *frame)
{
    limiter->bursts += frame->is_bad && !limiter->was_bad;
    limiter->was_bad = frame->is_bad;
    limiter->bad_mix += frame->is_bad ? frame->mix : 0;
    limiter->bad_sum += frame->is_bad ? frame->sum : 0;
}

/* Frames in which the mix is silent are drop-outs, not gain. */
static void add_frame(struct null_limiter *limiter, const struct null_cell *frame)
{
    struct limiter_level *level = &limiter->level[level_of(frame->sum_peak)];
    const double gain = frame->sum > 0 ? frame->cross / frame->sum : 1;

    if (!frame->is_active || !(frame->mix > 0 && frame->sum > 0))
        return;
    limiter->frames++;
    level->frames++;
    level->bad += frame->is_bad;
    level->sum += frame->sum;
    level->cross += frame->cross;
    level->left += frame->residual;
    limiter->left += frame->residual;
    limiter->left_softer += null_cell_is_softer(frame) ? frame->residual : 0;
    limiter->left_limited += null_cell_may_be_limited(frame) ? frame->residual : 0;
    limiter->mix_peak = fmax(limiter->mix_peak, frame->mix_peak);
    limiter->sum_peak = fmax(limiter->sum_peak, frame->sum_peak);
    add_bad(limiter, frame);
    if (gain < reduced_gain && null_cell_may_be_limited(frame))
        add_reduced(limiter, frame, gain);
}

void null_limiter_add(struct null_limiter *limiter, const struct null_cell *cell)
{
    struct null_cell *frame = &limiter->frame;

    if (limiter->cells == 0)
        *frame = *cell;
    else {
        frame->samples += cell->samples;
        frame->mix += cell->mix;
        frame->sum += cell->sum;
        frame->cross += cell->cross;
        frame->residual += cell->residual;
        frame->sum_peak = fmax(frame->sum_peak, cell->sum_peak);
        frame->mix_peak = fmax(frame->mix_peak, cell->mix_peak);
        frame->is_active |= cell->is_active;
        frame->is_bad |= cell->is_bad;
    }
    if (++limiter->cells < CELLS_A_FRAME)
        return;
    add_frame(limiter, frame);
    limiter->cells = 0;
}

/* The gain of all frames from `low` up to `high` dB below the loudest. */
static double gain_between(const struct null_limiter *limiter, int low, int high, double *frames)
{
    int top = LIMITER_LEVELS - 1;
    double sum = 0, cross = 0;

    *frames = 0;
    while (top > 0 && limiter->level[top].frames == 0)
        top--;
    for (int i = top - high; i >= 0 && i >= top - low; i--) {
        sum += limiter->level[i].sum;
        cross += limiter->level[i].cross;
        *frames += limiter->level[i].frames;
    }
    return sum > 0 ? cross / sum : 1;
}

/* Loud places softer, soft ones not. */
static bool turns_down(const struct null_limiter *limiter)
{
    double loud_frames, soft_frames;
    const double loud = gain_between(limiter, LOUD_DB, 0, &loud_frames);
    const double soft = gain_between(limiter, LIMITER_LEVELS, SOFT_DB, &soft_frames);

    return limiter->reduced > 0 && limiter->left_softer >= cause_share * limiter->left &&
           soft_frames >= SOFT_FRAMES && loud < 0.9995 * soft && 1 - loud > 2 * fabs(1 - soft);
}

/* The sum passes a ceiling that the mix keeps, what is wrong is wrong near to it and nearly always
 * there. It need not be a clean gain: clipping is not, nor are limiters that distort. */
static bool has_ceiling(const struct null_limiter *limiter)
{
    const size_t near = level_of(limiter->mix_peak * gain_of(-NEAR_CEILING_DB));
    const size_t over = level_of(limiter->mix_peak) + 1;
    const bool is_plausible =
        limiter->bursts >= BURSTS || limiter->left_limited > 0.9 * limiter->left;
    struct limiter_level all = { 0 }, close = { 0 }, beyond = { 0 };

    for (size_t i = 0; i < LIMITER_LEVELS; i++) {
        const struct limiter_level *level = &limiter->level[i];

        all.bad += level->bad;
        close.bad += i >= near ? level->bad : 0;
        close.left += i >= near ? level->left : 0;
        beyond.bad += i >= over ? level->bad : 0;
        beyond.frames += i >= over ? level->frames : 0;
    }
    return limiter->sum_peak > limiter->mix_peak * gain_of(0.3) && is_plausible &&
           limiter->bad_mix < 1.25 * limiter->bad_sum && close.bad > 0.6 * all.bad &&
           close.left > 0.8 * limiter->left && beyond.bad >= 0.9 * beyond.frames &&
           all.bad < 0.9 * limiter->frames;
}

bool null_limiter_is(const struct null_limiter *limiter)
{
    return turns_down(limiter) || has_ceiling(limiter);
}

bool null_limiter_result(struct nulltest *test, const struct null_limiter *limiter,
                         const struct null_input *input)
{
    const double reduction_db = limiter->reduced > 0 ? -db_of(limiter->least_gain)
                                                     : db_of(limiter->sum_peak / limiter->mix_peak);
    char place[NULL_PLACE], most[40] = "";

    if (!null_limiter_is(limiter))
        return false;
    null_place(place, input, limiter->least_at_samples);
    if (limiter->reduced > 0)
        snprintf(most, sizeof most, ", most at %s", place);
    null_diagnose(
        test, NULL_LIMITER, NULL, reduction_db,
        "The full mix went through a limiter or compressor: up to %.1f dB of reduction%s, "
        "in %.0f %% of the time. Stems never add up to a limited mix: print the mix "
        "without it, or agree that it stays.",
        reduction_db, most, fmax(1, 100 * limiter->reduced / limiter->frames));
    return true;
}
