#include "codec/measure/pumping.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "codec/measure/swells.h"

static const double quiet_power = 1e-5; /* -50 dBFS */
static const double least_swing = 0.05; /* what is steadier than 5 % has no period to speak of */
static const double hann_noise_width = 1.5;

enum { LAG_LEAST = 6, LAG_MOST = 2 * ENVELOPE_HZ, MEAN_REACH = ENVELOPE_HZ };

static double mean_power(const float *envelope, size_t steps)
{
    double sum = 0;

    for (size_t i = 0; i < steps; i++)
        sum += (double)envelope[i] * envelope[i];
    return sum / (double)steps;
}

/* |sum of x exp(-j 2 pi k n / steps)|, by Goertzel's recurrence. */
static double spectrum(const double *x, size_t steps, size_t k)
{
    const double turn = 2 * cos(2 * M_PI * (double)k / (double)steps);
    double s1 = 0, s2 = 0;

    for (size_t i = 0; i < steps; i++) {
        const double s = x[i] + turn * s1 - s2;

        s2 = s1;
        s1 = s;
    }
    return sqrt(fmax(s1 * s1 + s2 * s2 - turn * s1 * s2, 0));
}

static double index_of(const float *envelope, size_t steps)
{
    const double window_s = (double)steps / ENVELOPE_HZ;
    const size_t first = (size_t)ceil(0.5 * window_s), last = (size_t)floor(8 * window_s);
    double x[PUMPING_STEPS], weights = 0, mean = 0, sum = 0;

    for (size_t i = 0; i < steps; i++) {
        x[i] = 0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)steps);
        weights += x[i];
        mean += x[i] * envelope[i];
    }
    mean /= weights;
    for (size_t i = 0; i < steps; i++)
        x[i] *= envelope[i] - mean;
    for (size_t k = first; k <= last; k++) {
        const double hz = (double)k / window_s, weight = 2 / (hz / 4 + 4 / hz);
        const double depth = 2 * spectrum(x, steps, k) / (mean * weights);

        sum += weight * weight * depth * depth;
    }
    return sqrt(sum / hann_noise_width);
}

/* Takes the mean of 2 s away, so that a slow swell does not pass for likeness. */
static void take_slow_away(double *out, const float *envelope, size_t steps)
{
    for (size_t i = 0; i < steps; i++) {
        const size_t from = i > MEAN_REACH ? i - MEAN_REACH : 0;
        const size_t to = i + MEAN_REACH < steps ? i + MEAN_REACH + 1 : steps;
        double sum = 0;

        for (size_t j = from; j < to; j++)
            sum += envelope[j];
        out[i] = envelope[i] - sum / (double)(to - from);
    }
}

static double likeness(const double *x, size_t steps, size_t lag)
{
    double sum = 0;

    for (size_t i = 0; i + lag < steps; i++)
        sum += x[i] * x[i + lag];
    return sum / (double)(steps - lag);
}

/* A local maximum at lag, refined by the parabola through it and its neighbours. */
static bool peak_at(double *height, double *offset, const double *r, size_t lag)
{
    const double before = r[lag - 1], here = r[lag], after = r[lag + 1];
    const double bend = before - 2 * here + after;

    if (here < before || here < after || here <= 0)
        return false;
    *offset = bend < 0 ? 0.5 * (before - after) / bend : 0;
    *height = here - 0.25 * (before - after) * *offset;
    return true;
}

static void find_period(struct pumping *out, const double *r)
{
    size_t first = 0;
    double best = 0, height, offset;

    while (first < LAG_MOST && r[first] > 0)
        first++;
    if (first < LAG_LEAST)
        first = LAG_LEAST;
    for (size_t lag = first; lag < LAG_MOST; lag++)
        if (peak_at(&height, &offset, r, lag) && height > best)
            best = height;
    if (best <= 0)
        return;
    out->periodicity = fmin(best, 1);
    /* What repeats after one period repeats after two: the first of the high peaks is the period.
     */
    for (size_t lag = first; lag < LAG_MOST; lag++)
        if (peak_at(&height, &offset, r, lag) && height >= 0.9 * best) {
            out->period_s = ((double)lag + offset) / ENVELOPE_HZ;
            return;
        }
}

static void measure_period(struct pumping *out, const float *envelope, size_t steps, double power)
{
    double x[PUMPING_STEPS], r[LAG_MOST + 1];

    take_slow_away(x, envelope, steps);
    r[0] = likeness(x, steps, 0);
    if (r[0] < least_swing * least_swing * power)
        return;
    for (size_t lag = 1; lag <= LAG_MOST; lag++)
        r[lag] = lag < steps ? likeness(x, steps, lag) / r[0] : 0;
    r[0] = 1;
    find_period(out, r);
}

void pumping_measure(struct pumping *out, const float *envelope, size_t steps)
{
    const double power = mean_power(envelope, steps);

    assert(steps >= PUMPING_STEPS_LEAST && steps <= PUMPING_STEPS);
    *out = (struct pumping){ 0 };
    if (power < quiet_power)
        return;
    out->index = index_of(envelope, steps);
    out->repeats = swells_repeat(&out->span_s, envelope, steps);
    measure_period(out, envelope, steps, power);
}
