#include "codec/measure/true_peak.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

/* The signals 15 to 23 of EBU Tech 3341: +0.2/-0.4 dB is what it allows; the finer tolerance is
 * against what libebur128 1.2.6 says of the same samples. */

enum { SAMPLES = RATE_HZ / 2, FINE = 4 * SAMPLES, TAPS = 513, FADE = RATE_HZ / 100 };

static double true_peak_db(const float *in, size_t samples)
{
    struct tick *const tick = aligned_alloc(LANES_ALIGNMENT, sizeof(*tick));
    struct true_peak *const meter = aligned_alloc(LANES_ALIGNMENT, sizeof(*meter));
    struct analysis analysis = { 0 };

    assert_non_null(tick);
    assert_non_null(meter);
    memset(tick, 0, sizeof(*tick));
    true_peak_init(meter);
    for (size_t at = 0; at < samples + TICK_SAMPLES; at += TICK_SAMPLES) {
        const size_t left = at < samples ? samples - at : 0;
        memset(tick->plane, 0, sizeof(tick->plane));
        memcpy(tick->plane[CH_RS], in + at,
               (left < TICK_SAMPLES ? left : TICK_SAMPLES) * sizeof(float));
        tick_load(tick);
        true_peak_add(meter, tick);
    }
    analysis.level[CH_RS].peak_db = signal_peak_db(in, samples);
    true_peak_result(meter, &analysis);
    free(tick);
    free(meter);
    return analysis.level[CH_RS].true_peak_db;
}

static double fade(size_t i, size_t samples, size_t length)
{
    const double rise = (double)i / (double)length;
    const double fall = (double)(samples - 1 - i) / (double)length;

    return fmin(1, fmin(rise, fall));
}

static double tone(double period, double gain, double degrees)
{
    static float wave[SAMPLES];

    for (size_t i = 0; i < SAMPLES; i++)
        wave[i] = (float)(fade(i, SAMPLES, FADE) * gain *
                          sin(2 * M_PI * (double)i / period + degrees * M_PI / 180));
    return true_peak_db(wave, SAMPLES);
}

static void tech_3341_cases_15_to_19_tones_between_the_samples(void **state)
{
    (void)state;
    assert_db(tone(4, 0.5, 0), -6.021, 0.005);
    assert_db(tone(4, 0.5, 45), -6.053, 0.005);
    assert_db(tone(6, 0.5, 60), -6.005, 0.005);
    assert_db(tone(8, 0.5, 67.5), -6.018, 0.005);
    assert_db(tone(4, 1.41, 45), 2.952, 0.005);
}

/* A sixth of the rate with one louder period of a fourth in it, at four times the rate. */
static void make_burst(double *out)
{
    const size_t start = FINE / 2 / 24 * 24;

    for (size_t i = 0; i < FINE; i++) {
        const bool burst = i >= start && i < start + 16;
        const double after = (double)(i < start ? i : i - start - 16);
        const double sample =
            burst ? sin(2 * M_PI * (double)(i - start) / 16) : 0.5 * sin(2 * M_PI * after / 24);
        out[i] = fade(i, FINE, 4 * FADE) * sample;
    }
}

static void make_low_pass(double *out)
{
    const double corner = 2 * 22500.0 / (4 * RATE_HZ);
    double sum = 0;

    for (int k = 0; k < TAPS; k++) {
        const double at = k - (TAPS - 1) / 2, turn = 2 * M_PI * k / (TAPS - 1);
        const double window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn);
        out[k] = (at == 0 ? corner : sin(M_PI * corner * at) / (M_PI * at)) * window;
        sum += out[k];
    }
    for (int k = 0; k < TAPS; k++)
        out[k] /= sum;
}

static void tech_3341_cases_20_to_23_a_burst_at_every_quarter_of_a_sample(void **state)
{
    static const double libebur128_db[4] = { -0.135, -0.101, -0.183, -0.101 };
    static double fine[FINE], tap[TAPS];
    static float wave[SAMPLES];
    const size_t samples = SAMPLES - TAPS;

    (void)state;
    make_burst(fine);
    make_low_pass(tap);
    for (size_t offset = 0; offset < 4; offset++) {
        for (size_t i = 0; i < samples; i++) {
            double sum = 0;
            for (size_t k = 0; k < TAPS; k++)
                sum += tap[k] * fine[4 * i + offset + k];
            wave[i] = (float)sum;
        }
        assert_db(true_peak_db(wave, samples), libebur128_db[offset], 0.005);
    }
}

static void a_sample_is_never_above_its_true_peak(void **state)
{
    static float wave[SAMPLES];

    (void)state;
    memset(wave, 0, sizeof(wave));
    wave[777] = -0.5f;
    assert_db(true_peak_db(wave, SAMPLES), -6.0206, 0.0001);
    signal_noise(wave, SAMPLES, 3, -20);
    assert_true(true_peak_db(wave, SAMPLES) > signal_peak_db(wave, SAMPLES));
}

static void noise_reads_as_libebur128_reads_it(void **state)
{
    static float wave[SAMPLES];

    (void)state;
    signal_noise(wave, SAMPLES, 3, -20);
    assert_db(true_peak_db(wave, SAMPLES), -15.8388, 0.002);
}

/* The filter by its definition: a Hann-windowed sinc over 12 samples, at every quarter. */
static double plain_true_peak_db(const float *in, size_t samples)
{
    double peak = 0;

    for (size_t at = 6 * 4; at < (samples - 6) * 4; at++) {
        double sum = 0;
        for (size_t i = at / 4 - 5; i <= at / 4 + 6; i++) {
            const double x = M_PI * ((double)at / 4 - (double)i);
            sum += (double)in[i] * (x == 0 ? 1 : sin(x) / x * (0.5 + 0.5 * cos(x / 6)));
        }
        peak = fmax(peak, fabs(sum));
    }
    return db_of(peak);
}

static void parts_that_cannot_reach_the_peak_are_passed_over_without_harm(void **state)
{
    static float wave[SAMPLES];

    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        memset(wave, 0, sizeof(wave));
        signal_noise(wave + 100, 8000, seed, -10 - (double)seed);
        signal_noise(wave + 8200, 8000, seed + 10, -12); /* now louder, now softer than before */
        signal_noise(wave + 16400, 7000, seed + 20, -14 + (double)seed);
        assert_db(true_peak_db(wave, SAMPLES), plain_true_peak_db(wave, SAMPLES), 0.0001);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tech_3341_cases_15_to_19_tones_between_the_samples),
        cmocka_unit_test(tech_3341_cases_20_to_23_a_burst_at_every_quarter_of_a_sample),
        cmocka_unit_test(a_sample_is_never_above_its_true_peak),
        cmocka_unit_test(noise_reads_as_libebur128_reads_it),
        cmocka_unit_test(parts_that_cannot_reach_the_peak_are_passed_over_without_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
