#include "codec/measure/in_band.h"

#include <math.h>
#include <sys/types.h>

#include "codec/core/units.h"
#include "codec/measure/analysis.h"

static const double corner_hz = 120;

void in_band_init(struct in_band *out)
{
    const double order = 2 * IN_BAND_SECTIONS;
    /* Each run takes half of the 3 dB, so its own corner lies a little higher. */
    const double warped =
        tan(M_PI * corner_hz * LOW_STEP_SAMPLES / RATE_HZ) / pow(sqrt(2) - 1, 1 / (2 * order));
    const double w = 2 * atan(warped);

    for (size_t i = 0; i < IN_BAND_SECTIONS; i++) {
        const double alpha = sin(w) * cos(M_PI * (double)(2 * i + 1) / (2 * order));
        const double a0 = 1 + alpha;

        out->section[i].b = (1 - cos(w)) / 2 / a0;
        out->section[i].a1 = -2 * cos(w) / a0;
        out->section[i].a2 = (1 - alpha) / a0;
    }
}

struct state {
    double s1[IN_BAND_SECTIONS], s2[IN_BAND_SECTIONS];
};

static inline double filter_one(const struct in_band *filter, struct state *state, double x)
{
    for (size_t i = 0; i < IN_BAND_SECTIONS; i++) {
        const double b = filter->section[i].b, y = b * x + state->s1[i];

        state->s1[i] = 2 * b * x - filter->section[i].a1 * y + state->s2[i];
        state->s2[i] = b * x - filter->section[i].a2 * y;
        x = y;
    }
    return x;
}

void in_band_run(const struct in_band *filter, float *wave, size_t lows)
{
    struct state forwards = { 0 }, backwards = { 0 };

    for (size_t i = 0; i < lows; i++)
        wave[i] = (float)filter_one(filter, &forwards, wave[i]);
    for (size_t i = lows; i-- > 0;)
        wave[i] = (float)filter_one(filter, &backwards, wave[i]);
}
