#include "codec/core/fir.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SAMPLES = 48000, ROOM = SAMPLES + 2 * FIR_BLOCK_SAMPLES, CORNER_HZ = 120 };
enum { LOW_PASS_TAPS = 4095, HILBERT_TAPS = 2047 };

static float in[ROOM], out[ROOM], again[ROOM];

static struct fir *low_pass(void)
{
    struct fir *fir = NULL;

    assert_int_equal(fir_low_pass(&fir, CORNER_HZ, LOW_PASS_TAPS, NULL), ERR_NONE);
    return fir;
}

static double low_pass_gain_db(struct fir *fir, double hz)
{
    signal_sine(in, ROOM, hz, RATE_HZ, 0);
    fir_run(fir, in, out, SAMPLES);
    return signal_rms_db(out, SAMPLES) - signal_rms_db(in + fir_reach_samples(fir), SAMPLES);
}

static void low_pass_is_flat_to_80_hz_and_6_db_down_at_its_corner(void **state)
{
    struct fir *fir = low_pass();

    (void)state;
    for (int hz = 20; hz <= 80; hz += 10)
        assert_db(low_pass_gain_db(fir, hz), 0, 0.01);
    assert_db(low_pass_gain_db(fir, CORNER_HZ), -6.02, 0.05);
    for (int hz = 160; hz <= 20000; hz *= 5)
        assert_true(low_pass_gain_db(fir, hz) < -74);
    fir_free(fir);
}

static void low_pass_keeps_dc(void **state)
{
    struct fir *fir = low_pass();

    (void)state;
    for (size_t i = 0; i < ROOM; i++)
        in[i] = 0.5F;
    fir_run(fir, in, out, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(fabsf(out[i] - 0.5F) < 1e-5F);
    fir_free(fir);
}

/* The filter by its definition, in double. */
static double convolved(size_t at, size_t taps)
{
    const double corner = 2.0 * CORNER_HZ / RATE_HZ;
    double sum = 0, weight = 0;

    for (size_t i = 0; i < taps; i++) {
        const double x = M_PI * corner * ((double)i - (double)(taps / 2));
        const double turn = 2 * M_PI * (double)(i + 1) / (double)(taps + 1);
        const double window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn);
        const double tap = window * (x == 0 ? 1 : sin(x) / x);

        sum += tap * in[at + i];
        weight += tap;
    }
    return sum / weight;
}

static void fast_convolution_is_the_plain_sum(void **state)
{
    struct fir *fir = low_pass();

    (void)state;
    signal_noise(in, ROOM, 1, -6);
    fir_run(fir, in, out, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i += 997)
        assert_true(fabs(out[i] - convolved(i, LOW_PASS_TAPS)) < 1e-6);
    fir_free(fir);
}

static void result_does_not_depend_on_where_a_call_begins(void **state)
{
    struct fir *fir = low_pass();
    size_t at = 0;

    (void)state;
    signal_noise(in, ROOM, 2, -6);
    fir_run(fir, in, out, SAMPLES);
    for (size_t step = 1; at < SAMPLES; step = step * 3 + 1) {
        const size_t count = step < SAMPLES - at ? step : SAMPLES - at;

        fir_run(fir, in + at, again + at, count);
        at += count;
    }
    assert_true(signal_difference(out, again, SAMPLES) < 1e-6);
    fir_free(fir);
}

static void whole_blocks_on_one_grid_give_the_same_bits(void **state)
{
    struct fir *fir = low_pass();

    (void)state;
    signal_noise(in, ROOM, 3, -6);
    fir_run(fir, in, out, SAMPLES);
    for (size_t at = 0; at + FIR_BLOCK_SAMPLES <= SAMPLES; at += FIR_BLOCK_SAMPLES) {
        fir_run(fir, in + at, again, FIR_BLOCK_SAMPLES);
        assert_memory_equal(again, out + at, FIR_BLOCK_SAMPLES * sizeof(float));
    }
    fir_free(fir);
}

static void hilbert_makes_a_cosine_minus_a_sine_at_the_same_level(void **state)
{
    struct fir *fir = NULL;

    (void)state;
    assert_int_equal(fir_hilbert(&fir, HILBERT_TAPS, NULL), ERR_NONE);
    assert_int_equal(fir_reach_samples(fir), HILBERT_TAPS / 2);
    for (double hz = 100; hz < 23000; hz = hz * 2 + 1) {
        const double phase = 2 * M_PI * hz / RATE_HZ;

        for (size_t i = 0; i < ROOM; i++)
            in[i] = (float)cos(phase * ((double)i - HILBERT_TAPS / 2));
        fir_run(fir, in, out, SAMPLES);
        for (size_t i = 0; i < SAMPLES; i++)
            assert_true(fabs(out[i] + sin(phase * (double)i)) < 0.002);
    }
    fir_free(fir);
}

static void silence_stays_silence(void **state)
{
    struct fir *fir = low_pass();

    (void)state;
    memset(in, 0, sizeof(in));
    memset(out, 1, sizeof(out));
    fir_run(fir, in, out, SAMPLES);
    assert_true(signal_peak_db(out, SAMPLES) == -INFINITY);
    fir_free(fir);
    fir_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(low_pass_is_flat_to_80_hz_and_6_db_down_at_its_corner),
        cmocka_unit_test(low_pass_keeps_dc),
        cmocka_unit_test(fast_convolution_is_the_plain_sum),
        cmocka_unit_test(result_does_not_depend_on_where_a_call_begins),
        cmocka_unit_test(whole_blocks_on_one_grid_give_the_same_bits),
        cmocka_unit_test(hilbert_makes_a_cosine_minus_a_sine_at_the_same_level),
        cmocka_unit_test(silence_stays_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
