/* Each fault of place, order or gain gets its own diagnosis, and no other. */
#include "tests/unit/codec_measure/null_fault.h"

static void sound_set_nulls_within_rounding(void **state)
{
    struct set *set = *state;

    assert_int_equal(set_test(set), ERR_NONE);
    assert_true(set->test->whole.verdict <= NULL_DITHER);
    assert_int_equal(set->test->diagnoses, 0);
    assert_int_equal(set->test->notes, 0);
}

static void one_stem_a_sample_late_is_named(void **state)
{
    struct set *set = *state;

    shift_all(set, 0, 1);
    assert_near(only(set, NULL_OFFSET, "String")->value, 1, 0);
    assert_true(set->test->explained_db < -100);
}

static void one_stem_half_a_second_early_is_named(void **state)
{
    struct set *set = *state;

    shift_all(set, 3, -24000);
    assert_near(only(set, NULL_OFFSET, "FX inst")->value, -24000, 0);
    assert_non_null(strstr(set->test->diagnosis[0].text, "12 frames"));
}

static void mix_37_samples_late_is_one_diagnosis_of_the_mix(void **state)
{
    struct set *set = *state;

    shift_all(set, SET_MIX, 37);
    assert_near(only(set, NULL_OFFSET, "")->value, 37, 0);
}

static void two_stems_late_by_different_amounts_are_both_named(void **state)
{
    struct set *set = *state;

    shift_all(set, 1, 12);
    shift_all(set, 4, -700);
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_OFFSET, "Brass")->value, 12, 0);
    assert_near(find(set, NULL_OFFSET, "Percussion")->value, -700, 0);
    assert_int_equal(set->test->diagnoses, 2);
}

static void wrong_time_reference_is_told_from_wrong_sound(void **state)
{
    struct set *set = *state;

    set->start[2] += 3600 * RATE_HZ;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_OFFSET, "Atmospheric")->value, 3600.0 * RATE_HZ, 0);
    assert_non_null(strstr(set->test->diagnosis[0].text, "time reference is wrong"));
    assert_int_equal(set->test->diagnoses, 1);
}

static void half_a_db_too_soft_names_stem_and_value(void **state)
{
    struct set *set = *state;

    gain_all(set, 0, gain_of(-0.5));
    assert_near(only(set, NULL_GAIN, "String")->value, -0.5, 0.002);
    assert_non_null(strstr(set->test->diagnosis[0].text, "too soft"));
}

static void mix_fader_is_one_diagnosis_of_the_mix(void **state)
{
    struct set *set = *state;

    gain_all(set, SET_MIX, gain_of(-1.5));
    assert_near(only(set, NULL_GAIN, "")->value, -1.5, 0.002);
}

static void one_channel_of_the_mix_too_loud_names_the_channel(void **state)
{
    struct set *set = *state;

    set_gain(set, SET_MIX, CH_C, gain_of(2));
    assert_near(only(set, NULL_GAIN, "")->value, 2, 0.002);
    assert_non_null(strstr(set->test->diagnosis[0].text, "C of the full mix"));
}

static void one_channel_of_one_stem_names_both(void **state)
{
    struct set *set = *state;

    set_gain(set, 1, CH_LS, -1);
    assert_near(only(set, NULL_POLARITY, "Brass")->value, -1, 0);
    assert_non_null(strstr(set->test->diagnosis[0].text, "Brass's Ls"));
}

static void inverted_stem_is_polarity(void **state)
{
    struct set *set = *state;

    gain_all(set, 1, -1);
    only(set, NULL_POLARITY, "Brass");
    assert_true(set->test->explained_db < -100);
}

static void inverted_mix_is_polarity_of_the_mix(void **state)
{
    struct set *set = *state;

    gain_all(set, SET_MIX, -1);
    only(set, NULL_POLARITY, "");
    assert_db(set->test->whole.residual_db, 6.02, 0.01);
}

static void stem_that_is_not_in_the_mix_is_missing(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++)
            set->plane[SET_MIX][c][i] -= set->plane[3][c][i];
    only(set, NULL_MISSING, "FX inst");
}

static void stem_that_is_twice_in_the_mix_is_doubled(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++)
            set->plane[SET_MIX][c][i] += set->plane[2][c][i];
    only(set, NULL_DOUBLED, "Atmospheric");
}

static void file_that_was_given_twice_is_doubled(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++) {
        for (size_t i = 0; i < SET_SAMPLES; i++)
            set->plane[SET_MIX][c][i] -= set->plane[4][c][i];
        memcpy(set->plane[4][c], set->plane[1][c], SET_SAMPLES * sizeof(float));
    }
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->diagnoses, 1);
    assert_int_equal(set->test->diagnosis[0].kind, NULL_DOUBLED);
    assert_non_null(strstr(set->test->diagnosis[0].text, "same sound as"));
}

static void file_that_was_not_given_is_missing_by_its_place_in_the_plan(void **state)
{
    struct set *set = *state;

    set->stems = 4; /* without Percussion */
    only(set, NULL_MISSING, "Percussion");
    assert_non_null(strstr(set->test->diagnosis[0].text, "none of the stems"));
}

static void swapped_surrounds_of_one_stem_are_named(void **state)
{
    struct set *set = *state;
    float *ls = set->plane[1][CH_LS];

    set->plane[1][CH_LS] = set->plane[1][CH_RS];
    set->plane[1][CH_RS] = ls;
    only(set, NULL_SWAP, "Brass");
    assert_non_null(strstr(set->test->diagnosis[0].text, "Ls holds Rs, Rs holds Ls"));
}

static void re_order(struct set *set, unsigned file, const enum channel slot[CHANNELS])
{
    float *old[CHANNELS];

    memcpy(old, set->plane[file], sizeof old);
    for (unsigned c = 0; c < CHANNELS; c++)
        set->plane[file][c] = old[slot[c]];
}

static const enum channel film[CHANNELS] = { CH_L, CH_C, CH_R, CH_LS, CH_RS, CH_LFE };

static void mix_in_film_order_is_named(void **state)
{
    struct set *set = *state;

    re_order(set, SET_MIX, film);
    only(set, NULL_SWAP, "");
    assert_non_null(strstr(set->test->diagnosis[0].text, "The full mix is in Film order"));
}

static void stem_in_film_order_is_named(void **state)
{
    struct set *set = *state;

    re_order(set, 4, film);
    only(set, NULL_SWAP, "Percussion");
    assert_non_null(strstr(set->test->diagnosis[0].text, "Percussion is in Film order"));
}

static void all_stems_in_film_order_are_one_diagnosis(void **state)
{
    struct set *set = *state;

    for (unsigned f = 0; f < SET_STEMS; f++)
        re_order(set, f, film);
    only(set, NULL_SWAP, "");
    assert_non_null(strstr(set->test->diagnosis[0].text, "All stems are in Film order"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT(sound_set_nulls_within_rounding),
        FAULT(one_stem_a_sample_late_is_named),
        FAULT(one_stem_half_a_second_early_is_named),
        FAULT(mix_37_samples_late_is_one_diagnosis_of_the_mix),
        FAULT(two_stems_late_by_different_amounts_are_both_named),
        FAULT(wrong_time_reference_is_told_from_wrong_sound),
        FAULT(half_a_db_too_soft_names_stem_and_value),
        FAULT(mix_fader_is_one_diagnosis_of_the_mix),
        FAULT(one_channel_of_the_mix_too_loud_names_the_channel),
        FAULT(one_channel_of_one_stem_names_both),
        FAULT(inverted_stem_is_polarity),
        FAULT(inverted_mix_is_polarity_of_the_mix),
        FAULT(stem_that_is_not_in_the_mix_is_missing),
        FAULT(stem_that_is_twice_in_the_mix_is_doubled),
        FAULT(file_that_was_given_twice_is_doubled),
        FAULT(file_that_was_not_given_is_missing_by_its_place_in_the_plan),
        FAULT(swapped_surrounds_of_one_stem_are_named),
        FAULT(mix_in_film_order_is_named),
        FAULT(stem_in_film_order_is_named),
        FAULT(all_stems_in_film_order_are_one_diagnosis),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
