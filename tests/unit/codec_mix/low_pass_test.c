#include "codec/mix/low_pass.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { BLOCKS = 12, SAMPLES = BLOCKS * LOW_PASS_SAMPLES, ROOM = SAMPLES + 2 * LOW_PASS_REACH };

static struct low_pass filter;
static float in[ROOM], out[SAMPLES], block[LOW_PASS_SAMPLES];

static int setup(void **state)
{
    (void)state;
    low_pass_init(&filter);
    return 0;
}

static void run(void)
{
    for (size_t at = 0; at < SAMPLES; at += LOW_PASS_SAMPLES)
        low_pass_run(&filter, in + at, out + at);
}

static double gain_db(double hz)
{
    signal_sine(in, ROOM, hz, RATE_HZ, 0);
    run();
    return signal_rms_db(out, SAMPLES) - signal_rms_db(in + LOW_PASS_REACH, SAMPLES);
}

static void is_flat_to_80_hz_and_6_db_down_at_120(void **state)
{
    (void)state;
    for (double hz = 15; hz <= 80; hz += 5)
        assert_db(gain_db(hz), 0, 0.01);
    assert_db(gain_db(120), -6.02, 0.05);
}

static void stops_everything_above_and_its_images(void **state)
{
    (void)state;
    for (double hz = 160; hz < 24000; hz *= 1.19)
        assert_true(gain_db(hz) < -74);
    for (double hz = 3000; hz < 24000; hz += 3000) {
        assert_true(gain_db(hz - 60) < -74);
        assert_true(gain_db(hz + 60) < -74);
    }
}

static void passes_a_low_tone_without_delay_or_images(void **state)
{
    (void)state;
    signal_sine(in, ROOM, 40, RATE_HZ, 0);
    run();
    /* Whatever is not the tone itself lies 74 dB below it, ripple included. */
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(fabsf(out[i] - in[i + LOW_PASS_REACH]) < 2e-4F);
}

static void keeps_dc(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROOM; i++)
        in[i] = 0.5F;
    run();
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(fabsf(out[i] - 0.5F) < 1e-4F);
}

static void answers_an_impulse_alike_before_and_after(void **state)
{
    const size_t at = SAMPLES / 2 + 5;

    (void)state;
    memset(in, 0, sizeof(in));
    in[at + LOW_PASS_REACH] = 1;
    run();
    for (size_t i = 1; i < LOW_PASS_REACH; i++) {
        assert_true(out[at] > out[at + i]);
        assert_true(fabsf(out[at + i] - out[at - i]) < 1e-4F * out[at]);
    }
    assert_true(out[at - LOW_PASS_REACH] == 0 && out[at + LOW_PASS_REACH] == 0);
}

static void blocks_on_one_grid_agree_to_the_bit(void **state)
{
    (void)state;
    signal_noise(in, ROOM, 1, 0);
    run();
    for (size_t at = LOW_PASS_STEP; at + LOW_PASS_SAMPLES <= SAMPLES; at += 77 * LOW_PASS_STEP) {
        low_pass_run(&filter, in + at, block);
        assert_memory_equal(block, out + at, sizeof(block));
    }
}

static void silence_stays_silence(void **state)
{
    (void)state;
    memset(in, 0, sizeof(in));
    memset(out, 1, sizeof(out));
    run();
    assert_true(signal_peak_db(out, SAMPLES) == -INFINITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_flat_to_80_hz_and_6_db_down_at_120),
        cmocka_unit_test(stops_everything_above_and_its_images),
        cmocka_unit_test(passes_a_low_tone_without_delay_or_images),
        cmocka_unit_test(keeps_dc),
        cmocka_unit_test(answers_an_impulse_alike_before_and_after),
        cmocka_unit_test(blocks_on_one_grid_agree_to_the_bit),
        cmocka_unit_test(silence_stays_silence),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
