#include "codec/measure/zero_phase.h"

#include <math.h>

#include "codec/core/units.h"
#include "codec/measure/analysis.h"

static const double order = 2 * ZERO_PHASE_SECTIONS;

/* Each run takes half of the 3 dB, so its own corner lies a little aside: towards what is stopped.
 */
static double aside(void)
{
    return pow(sqrt(2) - 1, -1 / (2 * order));
}

static struct zero_phase design(double warped_corner, double sign)
{
    const double w = 2 * atan(warped_corner), c = cos(w);
    struct zero_phase filter;

    for (size_t i = 0; i < ZERO_PHASE_SECTIONS; i++) {
        const double alpha = sin(w) * cos(M_PI * (double)(2 * i + 1) / (2 * order));
        const double a0 = 1 + alpha;

        filter.section[i].b0 = (1 - sign * c) / 2 / a0;
        filter.section[i].b1 = sign * (1 - sign * c) / a0;
        filter.section[i].a1 = -2 * c / a0;
        filter.section[i].a2 = (1 - alpha) / a0;
    }
    return filter;
}

static double warp(double hz)
{
    return tan(M_PI * hz * LOW_STEP_SAMPLES / RATE_HZ);
}

struct zero_phase zero_phase_low_pass(double corner_hz)
{
    return design(warp(corner_hz) * aside(), 1);
}

struct zero_phase zero_phase_high_pass(double corner_hz)
{
    return design(warp(corner_hz) / aside(), -1);
}

struct state {
    double s1[ZERO_PHASE_SECTIONS], s2[ZERO_PHASE_SECTIONS];
};

static inline double filter_one(const struct zero_phase *filter, struct state *state, double x)
{
    for (size_t i = 0; i < ZERO_PHASE_SECTIONS; i++) {
        const double b0 = filter->section[i].b0, y = b0 * x + state->s1[i];

        state->s1[i] = filter->section[i].b1 * x - filter->section[i].a1 * y + state->s2[i];
        state->s2[i] = b0 * x - filter->section[i].a2 * y;
        x = y;
    }
    return x;
}

void zero_phase_run(const struct zero_phase *filter, float *wave, size_t lows)
{
    struct state forwards = { 0 }, backwards = { 0 };

    for (size_t i = 0; i < lows; i++)
        wave[i] = (float)filter_one(filter, &forwards, wave[i]);
    for (size_t i = lows; i-- > 0;)
        wave[i] = (float)filter_one(filter, &backwards, wave[i]);
}
