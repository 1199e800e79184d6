#include "codec/measure/levels.h"

#include <math.h>

#include "codec/core/units.h"

#define KERNEL_FILE "codec/measure/levels_kernel.h"
#include "codec/core/kernel.h"

enum { CLIP_RUN = 3 };

/* What 16 bits call full scale; that of 24 bits is above it. */
static const float full_scale = 32767.0f / 32768.0f;

void levels_init(struct levels *levels)
{
    *levels = (struct levels){ 0 };
    for (unsigned c = 0; c < CHANNELS; c++)
        levels->first_clip[c] = -1;
}

static void find_clips(struct levels *levels, const struct tick *tick, unsigned c)
{
    for (size_t i = tick->from; i < tick->to; i++) {
        levels->run[c] = fabsf(tick->plane[c][i]) >= full_scale ? levels->run[c] + 1 : 0;
        if (levels->run[c] != CLIP_RUN)
            continue;
        levels->clipped_runs[c]++;
        if (levels->first_clip[c] < 0)
            levels->first_clip[c] = tick->at + (int64_t)(i - tick->from) - (CLIP_RUN - 1);
    }
}

void levels_add(struct levels *levels, const struct tick *tick)
{
    if (tick->from == tick->to || tick->silent) {
        for (unsigned c = 0; c < CHANNELS; c++)
            levels->run[c] = 0;
        return;
    }
    KERNEL_RUN(add_sums, tick->wave + TICK_HISTORY, TICK_SAMPLES, levels->sum, levels->squares);
    for (unsigned c = 0; c < CHANNELS; c++) {
        levels->low[c] = fminf(levels->low[c], tick->low[c]);
        levels->high[c] = fmaxf(levels->high[c], tick->high[c]);
        if (tick->high[c] >= full_scale || tick->low[c] <= -full_scale)
            find_clips(levels, tick, c);
        else
            levels->run[c] = 0;
    }
}

void levels_result(const struct levels *levels, struct analysis *out)
{
    const double samples = (double)out->samples;

    for (unsigned c = 0; c < CHANNELS; c++) {
        const double peak = fmax((double)levels->high[c], -(double)levels->low[c]);

        out->level[c].peak_db = db_of(peak);
        out->level[c].rms_db = db_of(sqrt(levels->squares[c / 4][c % 4] / samples));
        out->level[c].dc = levels->sum[c / 4][c % 4] / samples;
        out->level[c].clipped_runs = levels->clipped_runs[c];
        out->level[c].first_clip_samples = levels->first_clip[c];
    }
}
