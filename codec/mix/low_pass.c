#include "codec/mix/low_pass.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "codec/core/units.h"

/* A filter as narrow as 120 Hz takes thousands of taps at 48 kHz, though its result changes slowly.
 * So the signal goes down to 3 kHz, is filtered there, and comes up again through the same edge
 * filter. Fast convolution at 48 kHz gives the same sound in four times the time. */
enum {
    STEP = LOW_PASS_STEP,
    EDGE = LOW_PASS_EDGE_TAPS,
    CORE = LOW_PASS_CORE_TAPS,
    PHASES = EDGE / STEP,
    FILTERED = LOW_PASS_SAMPLES / STEP + PHASES - 1, /* samples at 3 kHz after the core */
    SLOW = FILTERED + CORE - 1,                      /* and before it */
    FIRST = LOW_PASS_REACH - STEP * (PHASES / 2 - 1 + CORE / 2) - EDGE / 2 /* input needed */
};
static_assert(FIRST >= 0 &&
                  FIRST + STEP * (SLOW - 1) + EDGE <= LOW_PASS_SAMPLES + 2 * LOW_PASS_REACH,
              "a block needs no more input than its reach");

static const double corner_hz = 120, edge_hz = 700;

/* Windowed sinc (Blackman), centred on tap taps/2 so that tap 0 is 0; unity at DC. */
static void design(float *out, size_t taps, double corner_in_rate)
{
    const double half = (double)taps / 2;
    double sum = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < taps; i++) {
            const double distance = (double)i - half;
            const double x = 2 * M_PI * corner_in_rate * distance, turn = M_PI * distance / half;
            const double window = 0.42 + 0.5 * cos(turn) + 0.08 * cos(2 * turn);
            const double tap = window * (x == 0 ? 1 : sin(x) / x);

            if (pass == 0)
                sum += tap;
            else
                out[i] = (float)(tap / sum);
        }
}

void low_pass_init(struct low_pass *out)
{
    design(out->edge, EDGE, edge_hz / RATE_HZ);
    design(out->core, CORE, corner_hz * STEP / RATE_HZ);
    for (size_t i = 0; i < PHASES; i++)
        for (size_t phase = 0; phase < STEP; phase++)
            out->back[i][phase] = STEP * out->edge[phase + EDGE - STEP * (i + 1)];
}

/* Sixteen running sums, which a compiler can keep in vectors; taps is a multiple of sixteen. */
static float dot(const float *restrict a, const float *restrict b, size_t taps)
{
    float sum[16] = { 0 };

    for (size_t i = 0; i < taps; i += 16)
        for (size_t lane = 0; lane < 16; lane++)
            sum[lane] += a[i + lane] * b[i + lane];
    for (size_t half = 8; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++)
            sum[lane] += sum[lane + half];
    return sum[0];
}

/* Makes STEP samples from PHASES of those at 3 kHz. */
static void interpolate(const struct low_pass *restrict filter, const float *restrict filtered,
                        float *restrict out)
{
    for (size_t phase = 0; phase < STEP; phase++) {
        float sum = 0;

        for (size_t k = 0; k < PHASES; k++)
            sum += filter->back[k][phase] * filtered[k];
        out[phase] = sum;
    }
}

void low_pass_run(const struct low_pass *filter, const float *in, float *out)
{
    float slow[SLOW], filtered[FILTERED];

    for (size_t i = 0; i < SLOW; i++)
        slow[i] = dot(filter->edge, in + FIRST + STEP * i, EDGE);
    for (size_t i = 0; i < FILTERED; i++)
        filtered[i] = dot(filter->core, slow + i, CORE);
    for (size_t i = 0; i < LOW_PASS_SAMPLES / STEP; i++)
        interpolate(filter, filtered + i, out + STEP * i);
}
