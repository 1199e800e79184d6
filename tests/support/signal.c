#include "tests/support/signal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "codec/core/units.h"

#define PI 3.14159265358979323846

void signal_sine(float *out, size_t samples, double hz, double rate_hz, double level_db)
{
    const double gain = gain_of(level_db);

    for (size_t i = 0; i < samples; i++)
        out[i] = (float)(gain * sin(2 * PI * fmod(hz * (double)i / rate_hz, 1)));
}

/* splitmix64: every seed is good, and the sequence is the same everywhere. */
uint64_t signal_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void signal_noise(float *out, size_t samples, uint64_t seed, double level_db)
{
    const double gain = gain_of(level_db);

    for (size_t i = 0; i < samples; i++) {
        const double unit = (double)(signal_random(&seed) >> 11) * 0x1p-53;
        out[i] = (float)(gain * (2 * unit - 1));
    }
}

double signal_rms_db(const float *in, size_t samples)
{
    double sum = 0;

    for (size_t i = 0; i < samples; i++)
        sum += (double)in[i] * in[i];
    return samples ? db_of(sqrt(sum / (double)samples)) : -INFINITY;
}

double signal_peak_db(const float *in, size_t samples)
{
    double peak = 0;

    for (size_t i = 0; i < samples; i++)
        peak = fmax(peak, fabs((double)in[i]));
    return db_of(peak);
}

double signal_difference(const float *a, const float *b, size_t samples)
{
    double worst = 0;

    for (size_t i = 0; i < samples; i++) {
        const double difference = fabs((double)a[i] - (double)b[i]);
        if (isnan(difference))
            return NAN;
        worst = fmax(worst, difference);
    }
    return worst;
}

void signal_assert_db(double actual, double expected, double tolerance_db, const char *file,
                      int line)
{
    if (actual == expected || fabs(actual - expected) <= tolerance_db)
        return;
    print_error("%.4f dB is not %.4f dB within %.4f dB\n", actual, expected, tolerance_db);
    _fail(file, line);
}
