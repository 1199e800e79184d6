#include "codec/mix/overs.h"

#include <math.h>
#include <stdbool.h>

#include "codec/core/units.h"

void overs_init(struct overs *overs)
{
    overs->count = 0;
    overs->last_out_samples = 0;
    overs->peak_db = -INFINITY;
}

static float peak_of(const float *in, size_t samples)
{
    float peak = 0;

    for (size_t i = 0; i < samples; i++)
        peak = fabsf(in[i]) > peak ? fabsf(in[i]) : peak;
    return peak;
}

static void add_over(struct overs *overs, int64_t at_samples, float peak)
{
    const double peak_db = db_of(peak);
    const bool joins = overs->count > 0 && at_samples - overs->last_out_samples < RATE_HZ;

    if (!joins) {
        if (overs->count < OVERS_KEPT)
            overs->over[overs->count] =
                (struct over){ .in_samples = at_samples, .peak_db = peak_db };
        overs->count++;
    }
    overs->last_out_samples = at_samples + 1;
    if (overs->count <= OVERS_KEPT) {
        struct over *over = &overs->over[overs->count - 1];

        over->out_samples = at_samples + 1;
        over->peak_db = fmax(over->peak_db, peak_db);
    }
}

void overs_add(struct overs *overs, int64_t at_samples, const struct planes *stereo)
{
    const float *left = stereo->ch[0], *right = stereo->ch[1];
    const float block_peak = fmaxf(peak_of(left, stereo->samples), peak_of(right, stereo->samples));

    overs->peak_db = fmax(overs->peak_db, db_of(block_peak));
    if (block_peak <= 1)
        return;
    for (size_t i = 0; i < stereo->samples; i++) {
        const float peak = fmaxf(fabsf(left[i]), fabsf(right[i]));

        if (peak > 1)
            add_over(overs, at_samples + (int64_t)i, peak);
    }
}
