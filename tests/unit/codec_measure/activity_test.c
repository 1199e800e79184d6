#include "codec/measure/activity.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SECONDS = 12, SAMPLES = SECONDS * RATE_HZ, LEVELS = 25 };

static double active_level_db(const struct planes *in, int64_t start_samples)
{
    struct analysis *const analysis = analysed(in, start_samples);
    const double level_db = analysis->active_level_db;

    analysis_free(analysis);
    return level_db;
}

/* ITU-T P.56, method B, as it is written down: every threshold at every sample. */
static double plain_level_db(const float *in, size_t samples)
{
    const double g = exp(-1 / (0.03 * RATE_HZ));
    double p = 0, q = 0, squares = 0, active[LEVELS] = { 0 }, level = -INFINITY, above = 0;
    int hangover[LEVELS];

    for (int j = 0; j < LEVELS; j++)
        hangover[j] = RATE_HZ / 5;
    for (size_t i = 0; i < samples; i++) {
        squares += (double)in[i] * (double)in[i];
        p = g * p + (1 - g) * fabs((double)in[i]);
        q = g * q + (1 - g) * p;
        for (int j = 0; j < LEVELS; j++) {
            hangover[j] = q >= ldexp(1, j - 20) ? 0 : hangover[j] + 1;
            active[j] += hangover[j] <= RATE_HZ / 5;
        }
    }
    for (int j = 0; j < LEVELS && active[j] > 0; j++) {
        const double now = 10 * log10(squares / active[j]);
        const double over = now - db_of(ldexp(1, j - 20)) - 15.9;
        if (over <= 0)
            return level + (now - level) * above / (above - over);
        level = now;
        above = over;
    }
    return level;
}

/* Bursts of noise like words and sentences. */
static void make_speech(float *out, size_t samples, uint64_t seed, double level_db)
{
    uint64_t state = seed;
    size_t at = 0;

    while (at < samples) {
        const size_t word = 4000 + signal_random(&state) % 20000;
        const size_t gap = signal_random(&state) % 3 ? 3000 : 5000 + signal_random(&state) % 60000;
        const double softer_db = (double)(signal_random(&state) % 20);
        const size_t count = word < samples - at ? word : samples - at;

        signal_noise(out + at, count, seed + at, level_db - softer_db);
        at = at + word + gap < samples ? at + word + gap : samples;
    }
}

static void a_steady_tone_is_active_all_the_time(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_C], SAMPLES, 1000, RATE_HZ, -20);
    assert_db(active_level_db(&in, 0), -23.01, 0.1);
    planes_clear(&in);
}

/* 2 s of tone, 2 s of silence: active for 2.2 s of each 4 but for what the envelope takes to rise
 * and fall. */
static void pauses_do_not_lower_the_level(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (size_t at = 0; at < SAMPLES; at += 4 * RATE_HZ)
        signal_sine(in.ch[CH_C] + at, 2 * RATE_HZ, 1000, RATE_HZ, -20);
    assert_db(active_level_db(&in, 0), -23.01 - 10 * log10(2.25 / 2), 0.1);
    planes_clear(&in);
}

static void speech_has_the_level_of_the_recommendation_written_out(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (uint64_t seed = 1; seed <= 4; seed++) {
        planes_zero(&in);
        make_speech(in.ch[CH_C], SAMPLES, seed, -10 * (double)seed);
        assert_db(active_level_db(&in, (int64_t)seed * 1000), plain_level_db(in.ch[CH_C], SAMPLES),
                  0.001);
    }
    planes_clear(&in);
}

static void all_channels_but_the_lfe_are_summed(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_sine(in.ch[c], SAMPLES, 500, RATE_HZ, c == CH_LFE ? 0 : -40);
    assert_db(active_level_db(&in, 0), -43.01 + db_of(5), 0.1);
    planes_clear(&in);
}

static void silence_has_no_level_and_a_click_has_some(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, RATE_HZ);
    analysis = analysed(&in, 0);
    assert_db(analysis->active_level_db, -INFINITY, 0);
    for (size_t i = 0; i < analysis->frames; i++)
        assert_int_equal(analysis->envelope[i], BAND_SILENT);
    analysis_free(analysis);
    in.ch[CH_L][100] = 1;
    assert_true(isfinite(active_level_db(&in, 0)));
    planes_clear(&in);
}

/* After a tone ends, first and second pole fall together: q(t) = q0 (1 + t/T) e^(-t/T). */
static void the_envelope_rises_and_falls_with_30_ms(void **state)
{
    const double mean_db = -20 + db_of(2 / M_PI);
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, 2 * RATE_HZ);
    signal_sine(in.ch[CH_L], RATE_HZ, 1000, RATE_HZ, -20);
    analysis = analysed(&in, 0);
    assert_db(analysis->envelope[frame_near(analysis, RATE_HZ / 2)] / 100.0, mean_db, 0.05);
    for (int k = 2; k < 20; k++) {
        const double t = (k * 0.02 - 0.01) / 0.03; /* the greatest is the first of a frame */
        assert_db(analysis->envelope[frame_near(analysis, RATE_HZ) + (size_t)k] / 100.0,
                  mean_db + db_of((1 + t) * exp(-t)), 0.05);
    }
    analysis_free(analysis);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_tone_is_active_all_the_time),
        cmocka_unit_test(pauses_do_not_lower_the_level),
        cmocka_unit_test(speech_has_the_level_of_the_recommendation_written_out),
        cmocka_unit_test(all_channels_but_the_lfe_are_summed),
        cmocka_unit_test(silence_has_no_level_and_a_click_has_some),
        cmocka_unit_test(the_envelope_rises_and_falls_with_30_ms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
