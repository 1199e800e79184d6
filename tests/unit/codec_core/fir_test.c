#include "codec/core/fir.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SAMPLES = 48000, ROOM = SAMPLES + 2 * FIR_BLOCK_SAMPLES, TAPS = 2047 };

static float in[ROOM], out[ROOM], again[ROOM];

static struct fir *hilbert(void)
{
    struct fir *fir = NULL;

    assert_int_equal(fir_hilbert(&fir, TAPS, NULL), ERR_NONE);
    assert_int_equal(fir_reach_samples(fir), TAPS / 2);
    return fir;
}

/* The filter by its definition, in double: what lies after a position counts positive. */
static double convolved(size_t at)
{
    double sum = 0;

    for (int i = 0; i < TAPS; i++) {
        const int distance = i - TAPS / 2;
        const double turn = 2 * M_PI * (i + 1) / (TAPS + 1);
        const double window = 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn);

        if (distance % 2 != 0)
            sum += 2 / (M_PI * distance) * window * in[at + (size_t)i];
    }
    return sum;
}

static void fast_convolution_is_the_plain_sum(void **state)
{
    struct fir *fir = hilbert();

    (void)state;
    signal_noise(in, ROOM, 1, -6);
    fir_run(fir, in, out, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i += 997)
        assert_true(fabs(out[i] - convolved(i)) < 1e-6);
    fir_free(fir);
}

static void result_does_not_depend_on_where_a_call_begins(void **state)
{
    struct fir *fir = hilbert();
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
    struct fir *fir = hilbert();

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
    struct fir *fir = hilbert();

    (void)state;
    for (double hz = 100; hz < 23000; hz = hz * 2 + 1) {
        const double phase = 2 * M_PI * hz / RATE_HZ;

        for (size_t i = 0; i < ROOM; i++)
            in[i] = (float)cos(phase * ((double)i - TAPS / 2));
        fir_run(fir, in, out, SAMPLES);
        for (size_t i = 0; i < SAMPLES; i++)
            assert_true(fabs(out[i] + sin(phase * (double)i)) < 0.002);
    }
    fir_free(fir);
}

static void silence_stays_silence(void **state)
{
    struct fir *fir = hilbert();

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
        cmocka_unit_test(fast_convolution_is_the_plain_sum),
        cmocka_unit_test(result_does_not_depend_on_where_a_call_begins),
        cmocka_unit_test(whole_blocks_on_one_grid_give_the_same_bits),
        cmocka_unit_test(hilbert_makes_a_cosine_minus_a_sine_at_the_same_level),
        cmocka_unit_test(silence_stays_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
