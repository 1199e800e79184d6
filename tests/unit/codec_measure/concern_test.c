#include "codec/measure/concern.h"

#include <math.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

static void every_kind_has_a_name_and_a_unit(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CONCERN_KINDS; i++) {
        assert_true(strlen(concern_kind_name(i)) > 0);
        assert_true(strlen(concern_unit(i)) > 0);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(concern_kind_name(i), concern_kind_name(j));
    }
    assert_string_equal(concern_kind_name(CONCERN_LFE_ONLY_BASS), "lfe-only-bass");
    assert_string_equal(concern_level_name(LEVEL_UNMEASURED), "unmeasured");
}

static void what_is_not_measured_has_no_value_and_a_reason(void **state)
{
    struct concern concern;

    (void)state;
    concern_unmeasured(&concern, CONCERN_LFE_OVERLAP, "no FX temp for this scene");
    assert_int_equal(concern.level, LEVEL_UNMEASURED);
    assert_true(isnan(concern.value) && isnan(concern.trim_db));
    assert_string_equal(concern.text, "not measured: no FX temp for this scene");
}

static void levels_go_up_or_down_as_the_limits_do(void **state)
{
    (void)state;
    assert_int_equal(concern_level_of(0.45, 0.45, 0.7), LEVEL_CLEAR);
    assert_int_equal(concern_level_of(0.46, 0.45, 0.7), LEVEL_AMBER);
    assert_int_equal(concern_level_of(0.71, 0.45, 0.7), LEVEL_RED);
    assert_int_equal(concern_level_of(6, 6, 3), LEVEL_CLEAR);
    assert_int_equal(concern_level_of(5, 6, 3), LEVEL_AMBER);
    assert_int_equal(concern_level_of(2.9, 6, 3), LEVEL_RED);
}

static void a_ramp_goes_either_way_and_is_held(void **state)
{
    (void)state;
    assert_db(concern_ramp(0.2, 0.2, 0.6), 0, 0);
    assert_db(concern_ramp(0.3, 0.2, 0.6), 25, 1e-9);
    assert_db(concern_ramp(0.9, 0.2, 0.6), 100, 0);
    assert_db(concern_ramp(7, 6, 1.5), 0, 0);
    assert_db(concern_ramp(3.75, 6, 1.5), 50, 1e-9);
    assert_db(concern_ramp(1, 1, 1), 0, 0);
    assert_db(concern_ramp(2, 1, 1), 100, 0);
}

static double *field_of(struct thresholds *thresholds, const char *name)
{
    for (size_t i = 0; i < THRESHOLDS; i++)
        if (strcmp(threshold_fields[i].name, name) == 0)
            return (double *)((char *)thresholds + threshold_fields[i].offset);
    return NULL;
}

static void the_proposals_are_possible_and_every_field_is_listed(void **state)
{
    struct thresholds copy = thresholds_proposed;
    struct err err;

    (void)state;
    assert_int_equal(thresholds_check(&copy, &err), ERR_NONE);
    for (size_t i = 0; i < THRESHOLDS; i++)
        assert_int_equal(threshold_fields[i].offset, i * sizeof(double));
    assert_ptr_equal(field_of(&copy, "centre_share_red"), &copy.centre_share_red);
}

static void impossible_thresholds_are_named(void **state)
{
    struct thresholds copy = thresholds_proposed;
    struct err err;

    (void)state;
    copy.overlap_red = 2;
    assert_int_equal(thresholds_check(&copy, &err), ERR_INVALID);
    assert_string_equal(err.text, "overlap_red is 2; it goes from 0.01 to 1");
    copy.overlap_red = NAN;
    assert_int_equal(thresholds_check(&copy, &err), ERR_INVALID);
    copy = thresholds_proposed;
    copy.headroom_red_db = 9;
    assert_int_equal(thresholds_check(&copy, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "headroom_red_db"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_name_and_a_unit),
        cmocka_unit_test(what_is_not_measured_has_no_value_and_a_reason),
        cmocka_unit_test(levels_go_up_or_down_as_the_limits_do),
        cmocka_unit_test(a_ramp_goes_either_way_and_is_held),
        cmocka_unit_test(the_proposals_are_possible_and_every_field_is_listed),
        cmocka_unit_test(impossible_thresholds_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
