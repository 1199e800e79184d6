#include "codec/measure/sii.h"

#include <math.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SPECTRA = 2000 };

/* Speech of normal effort, dB spectrum level. */
static const double normal[SPEECH_BANDS] = { 32.41, 34.48, 34.75, 33.98, 34.59, 34.27,
                                             32.06, 28.30, 25.01, 23.00, 20.15, 17.32,
                                             13.18, 11.55, 9.33,  5.31,  2.59,  1.13 };

static double power_of(double level_db)
{
    return pow(10, level_db / 10);
}

/* The formulas of the standard as they are written, in double, with L = 1. */
static double plain(const double speech_db[SPEECH_BANDS], const double noise_db[SPEECH_BANDS])
{
    static const double noise_of_hearing_db[SPEECH_BANDS] = { .6,    -1.7,  -3.9,  -6.1,  -8.2,
                                                              -9.7,  -10.8, -11.9, -12.5, -13.5,
                                                              -15.4, -17.7, -21.2, -24.2, -25.9,
                                                              -23.6, -15.8, -7.1 };
    double level[SPEECH_BANDS], slope[SPEECH_BANDS], index = 0;

    for (unsigned i = 0; i < SPEECH_BANDS; i++) {
        double z = power_of(noise_db[i]), mask, share;

        level[i] = fmax(speech_db[i] - 24, noise_db[i]);
        slope[i] = -80 + 0.6 * (level[i] + 10 * log10((double)sii_hz[i]) - 6.353);
        for (unsigned k = 0; k < i; k++) {
            const double ratio = (double)sii_hz[i] / (double)sii_hz[k];
            z += power_of(level[k] + 3.32 * slope[k] * log10(0.89 * ratio));
        }
        mask = fmax(i > 0 ? 10 * log10(z) : level[0], noise_of_hearing_db[i]);
        share = fmin(fmax((speech_db[i] - mask + 15) / 30, 0), 1);
        index += (double)sii_importance[i] * share;
    }
    return index;
}

/* The same masker in all lanes but one, which is silent. */
static void run(lanes *index, const double speech_db[SPEECH_BANDS],
                const double noise_db[SPEECH_BANDS])
{
    struct sii sii;
    float speech[SPEECH_BANDS];
    lanes masker[SPEECH_BANDS], heard[SPEECH_BANDS], sum = { 0 };

    sii_init(&sii);
    for (unsigned i = 0; i < SPEECH_BANDS; i++) {
        speech[i] = (float)speech_db[i];
        masker[i] = (lanes){ 0 } + (float)power_of(noise_db[i]);
        masker[i][LANES - 1] = 0;
    }
    sii_run(&sii, speech, masker, heard);
    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        sum += heard[i];
    *index = sum;
}

static void assert_index(const double speech_db[SPEECH_BANDS], const double noise_db[SPEECH_BANDS],
                         double expected, double tolerance)
{
    lanes index;

    run(&index, speech_db, noise_db);
    for (unsigned lane = 0; lane < LANES - 1; lane++)
        assert_float_equal(index[lane], expected, tolerance);
}

static void in_quiet_it_is_that_of_the_standard(void **state)
{
    double noise_db[SPEECH_BANDS];
    lanes index;

    (void)state;
    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        noise_db[i] = -50;
    run(&index, normal, noise_db);
    assert_float_equal(index[0], 0.9958, 0.001);
    assert_float_equal(index[LANES - 1], 0.9958, 0.001);
}

static void noise_shaped_like_speech_costs_a_third_every_10_db(void **state)
{
    static const struct {
        double ratio_db, index;
    } golden[] = { { 15, 0.9715 }, { 10, 0.8052 },  { 5, 0.6363 },  { 0, 0.4663 },
                   { -5, 0.2957 }, { -10, 0.1248 }, { -15, 0.0000 } };

    (void)state;
    for (size_t g = 0; g < sizeof(golden) / sizeof(*golden); g++) {
        double noise_db[SPEECH_BANDS];

        for (unsigned i = 0; i < SPEECH_BANDS; i++)
            noise_db[i] = normal[i] - golden[g].ratio_db;
        assert_index(normal, noise_db, golden[g].index, 0.001);
    }
}

static void flat_noise_costs_what_the_table_says(void **state)
{
    static const double golden[] = { 0.7573, 0.4974, 0.2316, 0.0663 }; /* 10, 20, 30, 40 dB */

    (void)state;
    for (unsigned g = 0; g < sizeof(golden) / sizeof(*golden); g++) {
        double noise_db[SPEECH_BANDS];

        for (unsigned i = 0; i < SPEECH_BANDS; i++)
            noise_db[i] = 10 * (g + 1);
        assert_index(normal, noise_db, golden[g], 0.001);
    }
}

static void louder_speech_in_louder_noise_spreads_more(void **state)
{
    double both_db[SPEECH_BANDS];

    (void)state;
    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        both_db[i] = normal[i] + 10;
    assert_index(both_db, both_db, 0.4581, 0.001);
}

static void low_noise_masks_the_bands_above_it(void **state)
{
    double noise_db[SPEECH_BANDS];

    (void)state;
    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        noise_db[i] = i < 5 ? 60 : -20;
    assert_index(normal, noise_db, 0.6750, 0.001);
}

static double random_db(uint64_t *seed, double from, double to)
{
    return from + (to - from) * (double)(signal_random(seed) >> 11) / 0x1p53;
}

static void it_agrees_with_the_formulas_for_any_spectrum(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (unsigned n = 0; n < SPECTRA; n++) {
        const double speech = random_db(&seed, -40, 110), noise = random_db(&seed, -60, 110);
        double speech_db[SPEECH_BANDS], noise_db[SPEECH_BANDS];

        for (unsigned i = 0; i < SPEECH_BANDS; i++) {
            speech_db[i] = speech + random_db(&seed, -30, 30);
            noise_db[i] = noise + random_db(&seed, -30, 30);
        }
        assert_index(speech_db, noise_db, plain(speech_db, noise_db), 0.0001);
    }
}

static void silence_and_full_blast_stay_within_0_and_1(void **state)
{
    static const double levels_db[] = { -120, -119.99, 0, 139.99, 140 };

    (void)state;
    for (unsigned s = 0; s < 5; s++)
        for (unsigned n = 0; n < 5; n++) {
            double speech_db[SPEECH_BANDS], noise_db[SPEECH_BANDS];
            lanes index;

            for (unsigned i = 0; i < SPEECH_BANDS; i++) {
                speech_db[i] = levels_db[s];
                noise_db[i] = levels_db[n];
            }
            run(&index, speech_db, noise_db);
            for (unsigned lane = 0; lane < LANES; lane++)
                assert_true(index[lane] >= 0 && index[lane] <= 1.00001f);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_quiet_it_is_that_of_the_standard),
        cmocka_unit_test(noise_shaped_like_speech_costs_a_third_every_10_db),
        cmocka_unit_test(flat_noise_costs_what_the_table_says),
        cmocka_unit_test(louder_speech_in_louder_noise_spreads_more),
        cmocka_unit_test(low_noise_masks_the_bands_above_it),
        cmocka_unit_test(it_agrees_with_the_formulas_for_any_spectrum),
        cmocka_unit_test(silence_and_full_blast_stay_within_0_and_1),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
