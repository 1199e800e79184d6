#include "codec/measure/moments.h"

#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { STEP = 4800, FRAMES = 600 }; /* 60 s */

static double severity[FRAMES];
static struct moment moment[MOMENTS];

static double severity_of(const void *ctx, size_t frame, double *value)
{
    (void)ctx;
    *value = 1000 + (double)frame;
    return severity[frame];
}

static unsigned pick(void)
{
    const struct moment_series series = { .severity = severity_of,
                                          .frames = FRAMES,
                                          .first_samples = 9600,
                                          .step_samples = STEP,
                                          .scene = { 0, FRAMES * STEP + 14400 } };

    return moments_pick(moment, &series);
}

static void nothing_bad_gives_no_moment(void **state)
{
    (void)state;
    memset(severity, 0, sizeof(severity));
    assert_int_equal(pick(), 0);
}

static void the_worst_comes_first_with_its_value_and_its_stretch(void **state)
{
    (void)state;
    memset(severity, 0, sizeof(severity));
    severity[100] = 1;
    for (size_t i = 290; i <= 310; i++)
        severity[i] = 5 - (double)(i > 300 ? i - 300 : 300 - i) / 10;
    assert_int_equal(pick(), 2);
    assert_db(moment[0].value, 1300, 0);
    assert_int_equal(moment[0].in_samples, 9600 + 290 * STEP - STEP / 2);
    assert_int_equal(moment[0].out_samples, 9600 + 310 * STEP + STEP / 2);
    assert_db(moment[1].value, 1100, 0);
    assert_int_equal(moment[1].out_samples - moment[1].in_samples, STEP);
}

static void moments_keep_5_s_apart_and_never_overlap(void **state)
{
    (void)state;
    for (size_t i = 0; i < FRAMES; i++)
        severity[i] = 1 + (double)(i % 7);
    assert_int_equal(pick(), MOMENTS);
    for (unsigned i = 0; i < MOMENTS; i++)
        for (unsigned j = 0; j < i; j++)
            assert_true(moment[i].in_samples >= moment[j].out_samples ||
                        moment[i].out_samples <= moment[j].in_samples);
}

static void the_slope_beside_a_moment_is_none_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < FRAMES; i++)
        severity[i] = (double)(FRAMES - i);
    assert_int_equal(pick(), 1);
    assert_int_equal(moment[0].in_samples, 0); /* the first frame is what the scene begins with */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_bad_gives_no_moment),
        cmocka_unit_test(the_worst_comes_first_with_its_value_and_its_stretch),
        cmocka_unit_test(moments_keep_5_s_apart_and_never_overlap),
        cmocka_unit_test(the_slope_beside_a_moment_is_none_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
