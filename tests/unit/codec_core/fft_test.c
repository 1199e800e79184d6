#include "codec/core/fft.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

/* The definition: |sum of window * in * e^(-2πikn/points)|², in double. */
static double plain_power(const lanes *in, size_t points, unsigned lane, size_t bin)
{
    double re = 0, im = 0;

    for (size_t n = 0; n < points; n++) {
        const double window = 0.5 - 0.5 * cos(2 * M_PI * (double)n / (double)points);
        const double turn = 2 * M_PI * (double)(n * bin % points) / (double)points;
        re += window * (double)in[n][lane] * cos(turn);
        im -= window * (double)in[n][lane] * sin(turn);
    }
    return re * re + im * im;
}

static void every_lane_has_the_power_of_its_own_wave(void **state)
{
    (void)state;
    for (size_t points = 16; points <= 2048; points *= 2) {
        struct fft *fft = NULL;
        lanes *const in = aligned_alloc(LANES_ALIGNMENT, points * sizeof(*in));
        lanes *const power = aligned_alloc(LANES_ALIGNMENT, points * sizeof(*power));
        uint64_t seed = points;

        assert_non_null(in);
        assert_non_null(power);
        assert_int_equal(fft_new(&fft, points, NULL), ERR_NONE);
        for (size_t n = 0; n < points; n++)
            for (unsigned lane = 0; lane < LANES; lane++)
                in[n][lane] = (float)((double)(signal_random(&seed) >> 40) * 0x1p-23 - 1);
        fft_power(fft, in, power, 1, points / 2 - 1);
        for (size_t bin = 1; bin < points / 2; bin += 1 + points / 64) {
            const unsigned lane = (unsigned)(bin % LANES);
            const double expected = plain_power(in, points, lane, bin);
            assert_true(fabs((double)power[bin - 1][lane] - expected) < 1e-6 * (double)points);
        }
        fft_free(fft);
        free(in);
        free(power);
    }
}

static void a_loud_lane_does_not_leak_into_a_silent_one(void **state)
{
    enum { POINTS = 256 };
    static lanes in[POINTS], power[POINTS];
    struct fft *fft = NULL;

    (void)state;
    for (size_t n = 0; n < POINTS; n++)
        in[n] = (lanes){ 0, 0, (float)sin(0.3 * (double)n) };
    assert_int_equal(fft_new(&fft, POINTS, NULL), ERR_NONE);
    fft_power(fft, in, power, 5, 20);
    for (size_t i = 0; i < 20; i++)
        for (unsigned lane = 0; lane < LANES; lane++)
            assert_true((power[i][lane] == 0) == (lane != 2));
    fft_free(fft);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lane_has_the_power_of_its_own_wave),
        cmocka_unit_test(a_loud_lane_does_not_leak_into_a_silent_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
