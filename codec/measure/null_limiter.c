#include "codec/measure/null_limiter.h"

#include <math.h>

#include "codec/core/units.h"

enum { LEAST_DB = -96, LOUD_DB = 6, SOFT_DB = 10, SOFT_FRAMES = 3 };

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

/* Frames in which the mix is silent are drop-outs, not gain. */
static void add_frame(struct null_limiter *limiter, const struct null_cell *frame)
{
    struct limiter_level *level = &limiter->level[level_of(frame->peak)];
    const double gain = frame->sum > 0 ? frame->cross / frame->sum : 1;

    if (!frame->is_active || !(frame->sum > 0 && frame->mix > 0))
        return;
    limiter->frames++;
    level->frames++;
    level->sum += frame->sum;
    level->cross += frame->cross;
    limiter->left += frame->residual;
    if (!null_cell_is_softer(frame))
        return;
    limiter->left_softer += frame->residual;
    if (gain < reduced_gain)
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
        frame->peak = fmax(frame->peak, cell->peak);
        frame->is_active |= cell->is_active;
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

bool null_limiter_result(struct nulltest *test, const struct null_limiter *limiter,
                         const struct null_input *input)
{
    double loud_frames, soft_frames;
    const double loud = gain_between(limiter, LOUD_DB, 0, &loud_frames);
    const double soft = gain_between(limiter, LIMITER_LEVELS, SOFT_DB, &soft_frames);
    const double reduction_db = -db_of(limiter->least_gain);
    char place[NULL_PLACE];

    if (limiter->reduced == 0 || limiter->left_softer < cause_share * limiter->left ||
        soft_frames < SOFT_FRAMES || loud > 0.9995 * soft || 1 - loud < 2 * fabs(1 - soft))
        return false;
    null_place(place, input, limiter->least_at_samples);
    null_diagnose(test, NULL_LIMITER, NULL, reduction_db,
                  "The full mix went through a limiter or compressor: up to %.1f dB of reduction "
                  "(most at %s), in %.0f %% of the time. Stems never add up to a limited mix: "
                  "print the mix without it, or agree that it stays.",
                  reduction_db, place, fmax(1, 100 * limiter->reduced / limiter->frames));
    return true;
}
