#include "codec/measure/loudness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

/* The signals of EBU Tech 3341 and 3342, computed; the column [M] is what libebur128 1.2.6 says of
 * the same samples. */

struct part {
    double s, level_db; /* of the peak; -INFINITY: silence */
};

static const double stereo[CHANNELS] = { [CH_L] = 1, [CH_R] = 1 };

static float *wave_of(const struct part *parts, size_t count, size_t *samples)
{
    float *wave, *at;

    *samples = 0;
    for (size_t i = 0; i < count; i++)
        *samples += (size_t)lround(parts[i].s * RATE_HZ);
    at = wave = calloc(*samples, sizeof(*wave));
    assert_non_null(wave);
    for (size_t i = 0; i < count; i++) {
        const size_t part = (size_t)lround(parts[i].s * RATE_HZ);
        signal_sine(at, part, 1000, RATE_HZ, parts[i].level_db);
        at += part;
    }
    return wave;
}

/* The wave in every channel, times its gain. */
static struct loudness loudness_of(const float *wave, size_t samples, const double *gain)
{
    struct tick *const tick = aligned_alloc(LANES_ALIGNMENT, sizeof(*tick));
    struct loudness_meter *const meter = aligned_alloc(LANES_ALIGNMENT, sizeof(*meter));
    struct analysis *analysis = NULL;
    struct loudness result;

    assert_int_equal(analysis_new(&analysis, 0, (int64_t)samples, 0x3f, NULL), ERR_NONE);
    assert_non_null(tick);
    assert_non_null(meter);
    memset(tick, 0, sizeof(*tick));
    loudness_init(meter);
    for (size_t at = 0; at < samples; at += TICK_SAMPLES, tick->index++) {
        tick->to = samples - at < TICK_SAMPLES ? samples - at : TICK_SAMPLES;
        memset(tick->plane, 0, sizeof(tick->plane));
        for (unsigned c = 0; c < CHANNELS; c++)
            for (size_t i = 0; i < tick->to && gain[c] != 0; i++)
                tick->plane[c][i] = (float)(gain[c] * (double)wave[at + i]);
        tick_load(tick);
        loudness_add(meter, tick, analysis);
    }
    assert_int_equal(loudness_result(meter, analysis, NULL), ERR_NONE);
    result = analysis->loudness;
    analysis_free(analysis);
    free(tick);
    free(meter);
    return result;
}

static struct loudness tones(const struct part *parts, size_t count)
{
    size_t samples;
    float *const wave = wave_of(parts, count, &samples);
    const struct loudness result = loudness_of(wave, samples, stereo);

    free(wave);
    return result;
}

#define TONES(...)                                                                                 \
    tones((const struct part[]){ __VA_ARGS__ },                                                    \
          sizeof((const struct part[]){ __VA_ARGS__ }) / sizeof(struct part))

static void tech_3341_cases_1_and_2_steady_tones(void **state)
{
    struct loudness loudness = TONES({ 20, -23 });

    (void)state;
    assert_db(loudness.integrated_lufs, -22.993, 0.002);
    assert_db(loudness.max_momentary_lufs, -22.993, 0.002);
    assert_db(loudness.max_short_term_lufs, -22.993, 0.002);
    assert_db(TONES({ 20, -33 }).integrated_lufs, -32.993, 0.002);
}

static void tech_3341_cases_3_to_5_the_gates(void **state)
{
    (void)state;
    assert_db(TONES({ 10, -36 }, { 60, -23 }, { 10, -36 }).integrated_lufs, -23.014, 0.002);
    assert_db(
        TONES({ 10, -72 }, { 10, -36 }, { 60, -23 }, { 10, -36 }, { 10, -72 }).integrated_lufs,
        -23.014, 0.002);
    assert_db(TONES({ 20, -26 }, { 20.1, -20 }, { 20, -26 }).integrated_lufs, -22.979, 0.002);
}

static void tech_3341_case_6_five_channels_and_their_weights(void **state)
{
    const double gain[CHANNELS] = {
        [CH_L] = gain_of(-28),  [CH_R] = gain_of(-28),  [CH_C] = gain_of(-24),
        [CH_LS] = gain_of(-30), [CH_RS] = gain_of(-30), [CH_LFE] = gain_of(-3),
    };
    size_t samples;
    float *const wave = wave_of((const struct part[]){ { 20, 0 } }, 1, &samples);

    (void)state; /* the loud LFE does not count */
    assert_db(loudness_of(wave, samples, gain).integrated_lufs, -23.016, 0.002);
    free(wave);
}

static void a_full_scale_sine_in_one_front_channel_is_3_01_below(void **state)
{
    const double centre[CHANNELS] = { [CH_C] = 1 };
    float *const wave = calloc(RATE_HZ, sizeof(*wave));

    (void)state;
    assert_non_null(wave);
    signal_sine(wave, RATE_HZ, 997, RATE_HZ, 0);
    assert_db(loudness_of(wave, RATE_HZ, centre).integrated_lufs, -3.010, 0.005);
    free(wave);
}

static void tech_3341_cases_9_and_12_alternating_tones(void **state)
{
    struct part parts[50];

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        parts[2 * i] = (struct part){ 1.34, -20 };
        parts[2 * i + 1] = (struct part){ 1.66, -30 };
    }
    assert_db(tones(parts, 10).max_short_term_lufs, -22.986, 0.01);
    for (size_t i = 0; i < 25; i++) {
        parts[2 * i] = (struct part){ 0.18, -20 };
        parts[2 * i + 1] = (struct part){ 0.22, -30 };
    }
    assert_db(tones(parts, 50).max_momentary_lufs, -22.960, 0.01);
}

static void tech_3341_case_10_three_seconds_anywhere(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i += 3)
        assert_db(TONES({ i * 0.15, -INFINITY }, { 3, -23 }, { 1, -INFINITY }).max_short_term_lufs,
                  -22.993, 0.005);
}

static void tech_3341_case_13_400_milliseconds_anywhere(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        assert_db(TONES({ i * 0.02, -INFINITY }, { 0.4, -23 }, { 1, -INFINITY }).max_momentary_lufs,
                  -22.994, 0.005);
}

static void tech_3342_cases_1_to_4_loudness_range(void **state)
{
    (void)state;
    assert_db(TONES({ 20, -20 }, { 20, -30 }).range_lu, 10, 0.01);
    assert_db(TONES({ 20, -20 }, { 20, -15 }).range_lu, 5, 0.01);
    assert_db(TONES({ 20, -40 }, { 20, -20 }).range_lu, 20, 0.01);
    assert_db(TONES({ 20, -50 }, { 20, -35 }, { 20, -20 }, { 20, -35 }, { 20, -50 }).range_lu, 15,
              0.01);
}

/* Noise that swells, in five channels: libebur128 1.2.6 was given the same samples. */
static void noise_reads_as_libebur128_reads_it(void **state)
{
    const double gain[CHANNELS] = { 0.5, 0.25, 1, 0.9, 0.3, 0.7 };
    const size_t samples = 30 * RATE_HZ;
    float *const wave = calloc(samples, sizeof(*wave));
    struct loudness loudness;

    (void)state;
    assert_non_null(wave);
    signal_noise(wave, samples, 7, -6);
    for (size_t i = 0; i < samples; i++)
        wave[i] *= (float)(0.5 + 0.5 * sin(2 * M_PI * (double)i / (7.3 * RATE_HZ)));
    loudness = loudness_of(wave, samples, gain);
    assert_db(loudness.integrated_lufs, -7.1714, 0.005);
    assert_db(loudness.max_momentary_lufs, -4.2975, 0.005);
    assert_db(loudness.max_short_term_lufs, -5.4366, 0.005);
    free(wave);
}

static void silence_and_what_is_too_short_have_no_loudness(void **state)
{
    (void)state;
    assert_db(TONES({ 5, -INFINITY }).integrated_lufs, -INFINITY, 0);
    assert_db(TONES({ 5, -INFINITY }).range_lu, 0, 0);
    assert_db(TONES({ 0.39, -20 }).integrated_lufs, -INFINITY, 0);
    assert_db(TONES({ 2.9, -20 }).max_short_term_lufs, -INFINITY, 0);
    assert_db(TONES({ 0.41, -20 }).max_momentary_lufs, -20 + 0.007, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tech_3341_cases_1_and_2_steady_tones),
        cmocka_unit_test(tech_3341_cases_3_to_5_the_gates),
        cmocka_unit_test(tech_3341_case_6_five_channels_and_their_weights),
        cmocka_unit_test(a_full_scale_sine_in_one_front_channel_is_3_01_below),
        cmocka_unit_test(tech_3341_cases_9_and_12_alternating_tones),
        cmocka_unit_test(tech_3341_case_10_three_seconds_anywhere),
        cmocka_unit_test(tech_3341_case_13_400_milliseconds_anywhere),
        cmocka_unit_test(tech_3342_cases_1_to_4_loudness_range),
        cmocka_unit_test(noise_reads_as_libebur128_reads_it),
        cmocka_unit_test(silence_and_what_is_too_short_have_no_loudness),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
