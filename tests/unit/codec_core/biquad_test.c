#include "codec/core/biquad.h"

#include <math.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

static void k_weighting_has_the_gains_of_the_recommendation(void **state)
{
    static const double point[][2] = {
        { 20, -13.28 }, { 40, -5.57 },  { 80, -1.73 },  { 120, -0.79 }, { 500, 0.04 },
        { 1000, 0.70 }, { 2000, 3.07 }, { 4000, 3.97 }, { 8000, 4.04 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(point) / sizeof(*point); i++)
        assert_db(db_of(biquad_gain(&biquad_k_shelf, point[i][0], RATE_HZ) *
                        biquad_gain(&biquad_k_high_pass, point[i][0], RATE_HZ)),
                  point[i][1], 0.006);
}

static void two_butterworths_cross_6_db_down(void **state)
{
    const struct biquad filter = biquad_low_pass(80, M_SQRT1_2, 2400);

    (void)state;
    assert_db(2 * db_of(biquad_gain(&filter, 80, 2400)), -6.0206, 1e-6);
    assert_db(2 * db_of(biquad_gain(&filter, 1, 2400)), 0, 1e-6);
    assert_db(2 * db_of(biquad_gain(&filter, 160, 2400)), -24.6, 0.5);
}

static void a_running_filter_has_the_gain_of_its_design(void **state)
{
    enum { SAMPLES = 4800 };
    static float wave[SAMPLES];
    const struct biquad filter = biquad_low_pass(300, 2, RATE_HZ);
    struct biquad_state rest = { 0 };

    (void)state;
    signal_sine(wave, SAMPLES, 500, RATE_HZ, 0);
    for (size_t i = 0; i < SAMPLES; i++)
        wave[i] = (float)biquad_step(&filter, &rest, (double)wave[i]);
    assert_db(signal_rms_db(wave + SAMPLES / 2, SAMPLES / 2),
              -3.0103 + db_of(biquad_gain(&filter, 500, RATE_HZ)), 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(k_weighting_has_the_gains_of_the_recommendation),
        cmocka_unit_test(two_butterworths_cross_6_db_down),
        cmocka_unit_test(a_running_filter_has_the_gain_of_its_design),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
