#include "codec/mix/overs.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SAMPLES = 5 * RATE_HZ };

static struct planes stereo;
static struct overs found, again;

static int setup(void **state)
{
    (void)state;
    return planes_init(&stereo, 2, SAMPLES, NULL) != ERR_NONE;
}

static int silence(void **state)
{
    (void)state;
    planes_zero(&stereo);
    overs_init(&found);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    planes_clear(&stereo);
    return 0;
}

static void silence_has_no_peak_and_no_over(void **state)
{
    (void)state;
    overs_add(&found, 0, &stereo);
    assert_int_equal(found.count, 0);
    assert_true(found.peak_db == -INFINITY);
}

static void full_scale_itself_is_no_over(void **state)
{
    (void)state;
    stereo.ch[0][100] = 1;
    stereo.ch[1][100] = -1;
    overs_add(&found, 0, &stereo);
    assert_int_equal(found.count, 0);
    assert_db(found.peak_db, 0, 1e-9);
}

static void an_over_has_its_place_and_its_peak(void **state)
{
    (void)state;
    stereo.ch[0][1000] = 1.5F;
    stereo.ch[1][1009] = -2;
    overs_add(&found, 172800000, &stereo);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.over[0].in_samples, 172801000);
    assert_int_equal(found.over[0].out_samples, 172801010);
    assert_db(found.over[0].peak_db, 6.0206, 0.0001);
    assert_db(found.peak_db, 6.0206, 0.0001);
}

static void overs_less_than_a_second_apart_are_one(void **state)
{
    (void)state;
    stereo.ch[0][0] = 2;
    stereo.ch[0][RATE_HZ] = 2;         /* a second less one sample after the end of the first */
    stereo.ch[0][2 * RATE_HZ + 1] = 2; /* a whole second after the end of the one before */
    overs_add(&found, 0, &stereo);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.over[0].out_samples, RATE_HZ + 1);
    assert_int_equal(found.over[1].in_samples, 2 * RATE_HZ + 1);
}

static void size_of_blocks_does_not_matter(void **state)
{
    size_t at = 0;

    (void)state;
    signal_noise(stereo.ch[0], SAMPLES, 1, 0.001);
    signal_noise(stereo.ch[1], RATE_HZ, 2, 6);
    overs_add(&found, -1000, &stereo);
    overs_init(&again);
    for (size_t step = 1; at < SAMPLES; step = step * 2 + 1) {
        struct planes piece = { .channels = 2,
                                .ch = { stereo.ch[0] + at, stereo.ch[1] + at },
                                .samples = step < SAMPLES - at ? step : SAMPLES - at };

        overs_add(&again, (int64_t)at - 1000, &piece);
        at += piece.samples;
    }
    assert_true(found.count > 0);
    assert_int_equal(again.count, found.count);
    assert_memory_equal(again.over, found.over, found.count * sizeof(*found.over));
    assert_true(again.peak_db == found.peak_db);
}

static void all_overs_are_counted_and_the_first_are_kept(void **state)
{
    struct planes click = { .channels = 2, .ch = { stereo.ch[0], stereo.ch[1] }, .samples = 2 };
    const int64_t apart = 2 * RATE_HZ;

    (void)state;
    stereo.ch[0][0] = 2;
    for (int64_t i = 0; i < OVERS_KEPT + 5; i++) {
        overs_add(&found, i * apart, &click);
        overs_add(&found, i * apart + 10, &click);
    }
    assert_int_equal(found.count, OVERS_KEPT + 5);
    assert_int_equal(found.over[OVERS_KEPT - 1].in_samples, (OVERS_KEPT - 1) * apart);
    assert_int_equal(found.over[OVERS_KEPT - 1].out_samples, (OVERS_KEPT - 1) * apart + 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(silence_has_no_peak_and_no_over, silence),
        cmocka_unit_test_setup(full_scale_itself_is_no_over, silence),
        cmocka_unit_test_setup(an_over_has_its_place_and_its_peak, silence),
        cmocka_unit_test_setup(overs_less_than_a_second_apart_are_one, silence),
        cmocka_unit_test_setup(size_of_blocks_does_not_matter, silence),
        cmocka_unit_test_setup(all_overs_are_counted_and_the_first_are_kept, silence),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
