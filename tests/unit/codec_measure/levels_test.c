#include "codec/measure/levels.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = RATE_HZ };

static void peak_rms_and_dc_are_those_of_each_channel(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++) {
        in.ch[CH_L][i] = i % 2 ? 1 : -1;
        in.ch[CH_LFE][i] = -0.25f;
    }
    signal_noise(in.ch[CH_RS], SAMPLES, 1, -20);
    analysis = analysed(&in, 12345);
    assert_db(analysis->level[CH_L].peak_db, 0, 0);
    assert_db(analysis->level[CH_L].rms_db, 0, 1e-9);
    assert_true(fabs(analysis->level[CH_L].dc) < 1e-12);
    assert_db(analysis->level[CH_LFE].peak_db, db_of(0.25), 1e-9);
    assert_true(fabs(analysis->level[CH_LFE].dc + 0.25) < 1e-12);
    assert_db(analysis->level[CH_RS].rms_db, signal_rms_db(in.ch[CH_RS], SAMPLES), 1e-6);
    assert_db(analysis->level[CH_RS].peak_db, signal_peak_db(in.ch[CH_RS], SAMPLES), 1e-6);
    assert_db(analysis->level[CH_R].peak_db, -INFINITY, 0);
    assert_db(analysis->level[CH_R].true_peak_db, -INFINITY, 0);
    assert_db(analysis->level[CH_R].rms_db, -INFINITY, 0);
    assert_int_equal(analysis->level[CH_R].first_clip_samples, -1);
    analysis_free(analysis);
    planes_clear(&in);
}

static void put_run(float *out, size_t at, size_t count, float level)
{
    for (size_t i = 0; i < count; i++)
        out[at + i] = level;
}

static void three_samples_at_full_scale_are_a_clip(void **state)
{
    const float top_of_16_bits = 32767.0f / 32768, top_of_24_bits = 8388607.0f / 8388608;
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    put_run(in.ch[CH_C], 500, 2, 1);
    put_run(in.ch[CH_C], 1000, 3, top_of_16_bits);
    put_run(in.ch[CH_C], 2000, 100, -1);
    put_run(in.ch[CH_C], 3000, 3, top_of_24_bits);
    put_run(in.ch[CH_C], 4000, 50, 0.9999f);
    put_run(in.ch[CH_LS], SAMPLES - 3, 3, 1.5f);
    for (int64_t start = 0; start < 2000; start += 333) {
        struct analysis *const analysis = analysed(&in, start);
        assert_int_equal(analysis->level[CH_C].clipped_runs, 3);
        assert_int_equal(analysis->level[CH_C].first_clip_samples, 1000);
        assert_int_equal(analysis->level[CH_LS].clipped_runs, 1);
        assert_int_equal(analysis->level[CH_LS].first_clip_samples, SAMPLES - 3);
        assert_int_equal(analysis->level[CH_L].clipped_runs, 0);
        analysis_free(analysis);
    }
    planes_clear(&in);
}

/* Ticks are 960 samples: runs that cross one, and runs that are cut by silence after one. */
static void a_run_over_two_ticks_is_one_clip(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, SAMPLES);
    put_run(in.ch[CH_L], 959, 3, 1);
    put_run(in.ch[CH_R], 958, 2, 1);
    put_run(in.ch[CH_R], 2 * 960, 2, 1);
    analysis = analysed(&in, 0);
    assert_int_equal(analysis->level[CH_L].clipped_runs, 1);
    assert_int_equal(analysis->level[CH_L].first_clip_samples, 959);
    assert_int_equal(analysis->level[CH_R].clipped_runs, 0);
    analysis_free(analysis);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peak_rms_and_dc_are_those_of_each_channel),
        cmocka_unit_test(three_samples_at_full_scale_are_a_clip),
        cmocka_unit_test(a_run_over_two_ticks_is_one_clip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
