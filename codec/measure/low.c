#include "codec/measure/low.h"

#include <math.h>

#include "codec/core/units.h"

void low_init(struct low *low)
{
    *low = (struct low){
        .low_pass = biquad_low_pass(80, M_SQRT1_2, RATE_HZ / (double)LOW_STEP_SAMPLES),
    };
}

/* The filter is linear: one run over the sum is the sum of five. */
static float mains_of(struct low *low, const lanes *in)
{
    const lanes sample = *in;
    const double sum = (double)sample[CH_L] + (double)sample[CH_R] + (double)sample[CH_C] +
                       (double)sample[CH_LS] + (double)sample[CH_RS];

    return (float)biquad_step(&low->low_pass, &low->state[1],
                              biquad_step(&low->low_pass, &low->state[0], sum));
}

void low_add(struct low *low, const struct decimate *decimate, int64_t tick_index,
             struct analysis *out)
{
    const lanes *const newest = decimate_newest(decimate);
    const int64_t at = tick_index * TICK_LOWS - LOWS_BEFORE - out->first_low;
    const bool has_lfe = out->channel_mask & 1u << CH_LFE; /* else its pages stay untouched */

    if (decimate_silent(decimate) || at < 0 || (size_t)at >= out->lows)
        return;
    for (size_t i = 0; i < TICK_LOWS; i++) {
        if (has_lfe)
            out->lfe[(size_t)at + i] = newest[i][CH_LFE];
        out->mains[(size_t)at + i] = mains_of(low, &newest[i]);
    }
}
