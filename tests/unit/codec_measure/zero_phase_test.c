#include "codec/measure/zero_phase.h"

#include <math.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { LOWS_HZ = 2400, LOWS = 8 * LOWS_HZ };

static float wave[LOWS];

static double gain_db(const struct zero_phase *filter, double hz)
{
    double before;

    signal_sine(wave, LOWS, hz, LOWS_HZ, 0);
    before = signal_rms_db(wave + LOWS / 4, LOWS / 2);
    zero_phase_run(filter, wave, LOWS);
    return signal_rms_db(wave + LOWS / 4, LOWS / 2) - before;
}

static void the_band_ends_at_120_hz(void **state)
{
    const struct zero_phase filter = zero_phase_low_pass(120);

    (void)state;
    for (double hz = 20; hz <= 90; hz += 5)
        assert_db(gain_db(&filter, hz), 0, 0.05);
    assert_db(gain_db(&filter, 120), -3.01, 0.02);
    assert_true(gain_db(&filter, 160) < -30);
    assert_true(gain_db(&filter, 240) < -80);
}

static void what_lies_above_begins_at_150_hz(void **state)
{
    const struct zero_phase filter = zero_phase_high_pass(150);

    (void)state;
    assert_db(gain_db(&filter, 150), -3.01, 0.02);
    for (double hz = 200; hz <= 1000; hz += 50)
        assert_db(gain_db(&filter, hz), 0, 0.05);
    assert_true(gain_db(&filter, 120) < -20);
    assert_true(gain_db(&filter, 100) < -45);
    assert_true(gain_db(&filter, 60) < -110);
}

static void a_filter_does_not_move_a_wave_and_rings_briefly(void **state)
{
    const struct zero_phase filter[] = { zero_phase_low_pass(120), zero_phase_high_pass(150),
                                         zero_phase_low_pass(355) };
    const size_t at = LOWS / 2;

    (void)state;
    for (size_t n = 0; n < 3; n++) {
        memset(wave, 0, sizeof(wave));
        wave[at] = 1;
        zero_phase_run(&filter[n], wave, LOWS);
        for (size_t i = 1; i < at; i++) {
            assert_true(fabsf(wave[at - i]) <= wave[at]);
            assert_db((double)wave[at + i], (double)wave[at - i], 1e-6);
            if (i > ZERO_PHASE_REACH)
                assert_true(fabsf(wave[at + i]) < 1e-12f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_band_ends_at_120_hz),
        cmocka_unit_test(what_lies_above_begins_at_150_hz),
        cmocka_unit_test(a_filter_does_not_move_a_wave_and_rings_briefly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
