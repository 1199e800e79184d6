#include "codec/measure/low.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = 2 * RATE_HZ, LOW_HZ = RATE_HZ / LOW_STEP_SAMPLES };

static size_t low_at(const struct analysis *analysis, int64_t at_samples)
{
    return (size_t)(at_samples / LOW_STEP_SAMPLES - analysis->first_low);
}

/* Amplitude of one frequency over a second in the middle, which holds whole periods of it. */
static double amplitude_db(const struct analysis *analysis, const float *wave, double hz)
{
    const size_t from = low_at(analysis, analysis->start_samples / 20 * 20 + RATE_HZ / 2);
    double re = 0, im = 0;

    for (size_t i = 0; i < LOW_HZ; i++) {
        re += (double)wave[from + i] * cos(2 * M_PI * hz * (double)i / LOW_HZ);
        im += (double)wave[from + i] * sin(2 * M_PI * hz * (double)i / LOW_HZ);
    }
    return db_of(2 * sqrt(re * re + im * im) / LOW_HZ);
}

static void the_lfe_stands_at_its_places_as_loud_as_it_is(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_LFE], SAMPLES, 40, RATE_HZ, -20);
    for (int64_t start = 0; start < 60; start += 13) {
        struct analysis *const analysis = analysed(&in, start);
        double worst = 0;

        for (int64_t at = RATE_HZ / 2; at < 3 * RATE_HZ / 2; at += LOW_STEP_SAMPLES) {
            const double expected = 0.1 * sin(2 * M_PI * 40 * (double)(at - start) / RATE_HZ);
            const double sample = (double)analysis->lfe[low_at(analysis, at)];
            worst = fmax(worst, fabs(sample - expected));
        }
        assert_true(worst < 0.1 * 0.001); /* 0.0087 dB */
        assert_db(amplitude_db(analysis, analysis->lfe, 40), -20, 0.001);
        analysis_free(analysis);
    }
    planes_clear(&in);
}

static void the_low_rate_passes_400_hz_and_stops_1_khz(void **state)
{
    static const double hz[CHANNELS] = { 1000, 1400, 2400, 9000, 15100, 23900 };
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_LFE], SAMPLES, 400, RATE_HZ, 0);
    analysis = analysed(&in, 0);
    assert_db(amplitude_db(analysis, analysis->lfe, 400), 0, 0.001);
    analysis_free(analysis);
    for (unsigned i = 0; i < CHANNELS; i++) {
        double worst_db;

        signal_sine(in.ch[CH_LFE], SAMPLES, hz[i], RATE_HZ, 0);
        analysis = analysed(&in, 0);
        worst_db = signal_peak_db(analysis->lfe + low_at(analysis, RATE_HZ / 2),
                                  RATE_HZ / LOW_STEP_SAMPLES);
        assert_true(worst_db < -100);
        analysis_free(analysis);
    }
    planes_clear(&in);
}

static void the_mains_are_the_sum_of_five_through_linkwitz_and_riley(void **state)
{
    static const double hz[] = { 20, 40, 80, 160, 320 };
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (size_t i = 0; i < sizeof(hz) / sizeof(*hz); i++) {
        /* 1 / (1 + (f/80)^4), f as the bilinear transform bends it: 80 Hz is exact */
        const double ratio = tan(M_PI * hz[i] / LOW_HZ) / tan(M_PI * 80 / LOW_HZ);
        const double expected_db = -db_of(1 + pow(ratio, 4));
        struct analysis *analysis;

        for (unsigned c = 0; c < CHANNELS; c++)
            signal_sine(in.ch[c], SAMPLES, hz[i], RATE_HZ, c == CH_LFE ? 0 : -20);
        analysis = analysed(&in, 0);
        assert_db(amplitude_db(analysis, analysis->mains, hz[i]), -20 + db_of(5) + expected_db,
                  0.01);
        analysis_free(analysis);
    }
    planes_clear(&in);
}

/* Adds the second waveform to the first where they meet. */
static double sum_difference(const struct analysis *whole, const struct analysis *const *part,
                             const float *(*wave)(const struct analysis *))
{
    double worst = 0;

    for (size_t i = 0; i < whole->lows; i++) {
        double sum = 0;
        for (size_t k = 0; k < 2; k++) {
            const int64_t at = whole->first_low + (int64_t)i - part[k]->first_low;
            if (at >= 0 && (size_t)at < part[k]->lows)
                sum += (double)wave(part[k])[at];
        }
        worst = fmax(worst, fabs(sum - (double)wave(whole)[i]));
    }
    return worst;
}

static const float *lfe_of(const struct analysis *analysis)
{
    return analysis->lfe;
}

static const float *mains_of(const struct analysis *analysis)
{
    return analysis->mains;
}

static void a_tone_split_over_two_files_adds_up_again(void **state)
{
    const int64_t start = 172800000 + 7, split = 55555;
    struct planes in, half;
    struct analysis *whole;
    const struct analysis *part[2];

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_LFE], SAMPLES, 45, RATE_HZ, -6);
    signal_sine(in.ch[CH_L], SAMPLES, 70, RATE_HZ, -12);
    signal_noise(in.ch[CH_RS], SAMPLES, 1, -12);
    whole = analysed(&in, start);
    half = in;
    half.samples = (size_t)split;
    part[0] = analysed(&half, start);
    half.samples = SAMPLES - (size_t)split;
    for (unsigned c = 0; c < CHANNELS; c++)
        half.ch[c] = in.ch[c] + split;
    part[1] = analysed(&half, start + split);
    assert_true(sum_difference(whole, part, lfe_of) < 1e-6);
    assert_true(sum_difference(whole, part, mains_of) < 1e-6);
    for (unsigned i = 0; i < 2; i++)
        analysis_free((struct analysis *)part[i]);
    analysis_free(whole);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lfe_stands_at_its_places_as_loud_as_it_is),
        cmocka_unit_test(the_low_rate_passes_400_hz_and_stops_1_khz),
        cmocka_unit_test(the_mains_are_the_sum_of_five_through_linkwitz_and_riley),
        cmocka_unit_test(a_tone_split_over_two_files_adds_up_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
