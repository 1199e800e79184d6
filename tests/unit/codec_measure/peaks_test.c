#include "codec/measure/peaks.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = 10000 };

static struct peak_pair pair_of(const float *in, size_t samples)
{
    float low = in[0], high = in[0];
    double power = 0;

    for (size_t i = 0; i < samples; i++) {
        low = fminf(low, in[i]);
        high = fmaxf(high, in[i]);
        power += (double)in[i] * (double)in[i];
    }
    return (struct peak_pair){ (int16_t)lrintf(low * 16384), (int16_t)lrintf(high * 16384),
                               (int16_t)lrint(sqrt(power / (double)samples) * 16384) };
}

static void blocks_count_from_the_start_of_the_file(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(in.ch[c], SAMPLES, c, -6 * (double)c);
    for (int64_t start = 0; start < 1000; start += 331) {
        struct analysis *const analysis = analysed(&in, start);

        assert_int_equal(analysis->peak_blocks, (SAMPLES + PEAK_SAMPLES - 1) / PEAK_SAMPLES);
        for (size_t b = 0; b < analysis->peak_blocks; b++)
            for (unsigned c = 0; c < CHANNELS; c++) {
                const size_t at = b * PEAK_SAMPLES, left = SAMPLES - at;
                const struct peak_pair pair =
                    pair_of(in.ch[c] + at, left < PEAK_SAMPLES ? left : PEAK_SAMPLES);
                assert_int_equal(analysis->peaks[b * CHANNELS + c].low, pair.low);
                assert_int_equal(analysis->peaks[b * CHANNELS + c].high, pair.high);
                assert_true(abs(analysis->peaks[b * CHANNELS + c].rms - pair.rms) <= 1);
            }
        analysis_free(analysis);
    }
    planes_clear(&in);
}

static void levels_are_true_up_to_6_db_over_full_scale(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, 256);
    in.ch[CH_L][3] = 1.5f;
    in.ch[CH_L][9] = -0.5f;
    in.ch[CH_LS][0] = 4;
    in.ch[CH_R][255] = 3;
    in.ch[CH_R][0] = -9;
    analysis = analysed(&in, 0);
    assert_int_equal(analysis->peaks[CH_L].high, 24576);
    assert_int_equal(analysis->peaks[CH_L].low, -8192);
    assert_int_equal(analysis->peaks[CH_R].high, INT16_MAX);
    assert_int_equal(analysis->peaks[CH_R].low, INT16_MIN);
    assert_int_equal(analysis->peaks[CH_C].high, 0);
    assert_int_equal(analysis->peaks[CH_C].rms, 0);
    assert_int_equal(analysis->peaks[CH_LS].rms, 4096);
    analysis_free(analysis);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_count_from_the_start_of_the_file),
        cmocka_unit_test(levels_are_true_up_to_6_db_over_full_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
