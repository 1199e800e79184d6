/* Each fault a set can have gets its own diagnosis, and no other. */
#include "tests/support/check.h"

#include <stdio.h>

#include "tests/unit/codec_measure/null_set.h"

static void assert_near(double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%g is not %g within %g", actual, expected, tolerance);
}

static int setup(void **state)
{
    static struct set set;

    set_init(&set);
    *state = &set;
    return 0;
}

static int teardown(void **state)
{
    set_clear(*state);
    return 0;
}

static void show(const struct set *set)
{
    print_message("%s, %.1f dB, explained %.1f dB: %s\n",
                  null_verdict_name(set->test->whole.verdict), set->test->whole.residual_db,
                  set->test->explained_db, set->test->summary);
    for (size_t i = 0; i < set->test->diagnoses; i++)
        print_message("  %s [%s] %g: %s\n", null_kind_name(set->test->diagnosis[i].kind),
                      set->test->diagnosis[i].stem, set->test->diagnosis[i].value,
                      set->test->diagnosis[i].text);
    for (size_t i = 0; i < set->test->notes; i++)
        print_message("  note %s\n", set->test->note[i]);
}

/* Runs the test; one diagnosis of this kind must come out. */
static const struct null_diagnosis *only(struct set *set, enum null_kind kind, const char *stem)
{
    const struct null_diagnosis *d;

    assert_int_equal(set_test(set), ERR_NONE);
    d = &set->test->diagnosis[0];
    if (set->test->diagnoses != 1 || d->kind != kind || strcmp(d->stem, stem) != 0) {
        show(set);
        fail_msg("expected nothing but %s of \"%s\"", null_kind_name(kind), stem);
    }
    assert_int_equal(set->test->whole.verdict, NULL_DIFFERENT);
    return d;
}

static const struct null_diagnosis *find(const struct set *set, enum null_kind kind,
                                         const char *stem)
{
    for (size_t i = 0; i < set->test->diagnoses; i++)
        if (set->test->diagnosis[i].kind == kind && !strcmp(set->test->diagnosis[i].stem, stem))
            return &set->test->diagnosis[i];
    show(set);
    fail_msg("no %s of \"%s\" among %zu diagnoses", null_kind_name(kind), stem,
             set->test->diagnoses);
    return NULL;
}

static void shift_all(struct set *set, unsigned file, int later)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        set_shift(set, file, c, later);
}

static void gain_all(struct set *set, unsigned file, double gain)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        set_gain(set, file, c, gain);
}

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

static void hole_in_the_mix_has_place_and_length(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        memset(set->plane[SET_MIX][c] + 36000, 0, 2400 * sizeof(float));
    assert_near(only(set, NULL_DROPOUT, "")->value, 0.05, 0.0005);
    assert_non_null(strstr(set->test->diagnosis[0].text, "01:00:00:18"));
}

static void hole_in_a_stem_names_the_stem(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        memset(set->plane[0][c] + 60000, 0, 12000 * sizeof(float));
    assert_near(only(set, NULL_DROPOUT, "String")->value, 0.25, 0.0005);
    assert_non_null(strstr(set->test->diagnosis[0].text, "01:00:01:06"));
}

static void burst_in_a_stem_names_the_stem(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(set->plane[2][c] + RATE_HZ, 4800, c, -6);
    assert_near(only(set, NULL_DROPOUT, "Atmospheric")->value, 0.1, 0.001);
}

static void stem_that_ends_early_names_the_stem(void **state)
{
    struct set *set = *state;

    set->samples[3] -= 60000;
    only(set, NULL_DROPOUT, "FX inst");
    assert_non_null(strstr(set->test->diagnosis[0].text, "its file ends"));
}

/* Soft knee at the threshold, 1 ms attack, 100 ms release. */
static void limit(struct set *set, double threshold)
{
    double gain = 1;

    for (size_t i = 0; i < SET_SAMPLES; i++) {
        double peak = 1e-9;

        for (unsigned c = 0; c < CHANNELS; c++)
            peak = fmax(peak, fabs((double)set->plane[SET_MIX][c][i]));
        gain += (fmin(1, threshold / peak) - gain) * (threshold / peak < gain ? 0.02 : 0.0002);
        for (unsigned c = 0; c < CHANNELS; c++)
            set->plane[SET_MIX][c][i] =
                set_round(gain * (double)set->plane[SET_MIX][c][i], set->bits);
    }
}

static void limiter_on_the_mix_bus_is_named(void **state)
{
    struct set *set = *state;
    const struct null_diagnosis *d;

    limit(set, 0.12);
    d = only(set, NULL_LIMITER, "");
    assert_in_range((int)(10 * d->value), 5, 120);
}

static void clipped_mix_is_a_limiter_of_peaks(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++)
            set->plane[SET_MIX][c][i] = fmaxf(-0.1f, fminf(0.1f, set->plane[SET_MIX][c][i]));
    only(set, NULL_LIMITER, "");
}

static void mix_that_runs_slower_is_drift(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++) {
        float *out = calloc(SET_SAMPLES, sizeof *out);

        for (size_t i = 0; i < SET_SAMPLES; i++) {
            const double at = (double)i * 0.999;
            const size_t whole = (size_t)at;
            const float part = (float)(at - (double)whole);

            out[i] = (1 - part) * set->plane[SET_MIX][c][whole] +
                     part * set->plane[SET_MIX][c][whole + 1 < SET_SAMPLES ? whole + 1 : whole];
        }
        free(set->plane[SET_MIX][c]);
        set->plane[SET_MIX][c] = out;
    }
    assert_near(only(set, NULL_DRIFT, "")->value, 1000, 50);
    assert_non_null(strstr(set->test->diagnosis[0].text, "pull-down"));
}

static void late_and_inverted_stems_are_both_found(void **state)
{
    struct set *set = *state;

    shift_all(set, 0, 1);
    gain_all(set, 1, -1);
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_OFFSET, "String")->value, 1, 0);
    find(set, NULL_POLARITY, "Brass");
    assert_int_equal(set->test->diagnoses, 2);
}

static void soft_stem_and_swapped_channels_are_both_found(void **state)
{
    struct set *set = *state;
    float *left = set->plane[4][CH_L];

    gain_all(set, 2, gain_of(-3));
    set->plane[4][CH_L] = set->plane[4][CH_C];
    set->plane[4][CH_C] = left;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_GAIN, "Atmospheric")->value, -3, 0.01);
    find(set, NULL_SWAP, "Percussion");
    assert_int_equal(set->test->diagnoses, 2);
}

static void hole_and_soft_stem_are_both_found(void **state)
{
    struct set *set = *state;

    gain_all(set, 4, gain_of(-0.5));
    for (unsigned c = 0; c < CHANNELS; c++)
        memset(set->plane[SET_MIX][c] + 36000, 0, 4800 * sizeof(float));
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_GAIN, "Percussion")->value, -0.5, 0.01);
    assert_near(find(set, NULL_DROPOUT, "")->value, 0.1, 0.001);
    assert_int_equal(set->test->diagnoses, 2);
}

static void limiter_and_late_stem_are_both_found(void **state)
{
    struct set *set = *state;

    limit(set, 0.12);
    shift_all(set, 1, 5);
    assert_int_equal(set_test(set), ERR_NONE);
    assert_near(find(set, NULL_OFFSET, "Brass")->value, 5, 0);
    find(set, NULL_LIMITER, "");
    assert_int_equal(set->test->diagnoses, 2);
}

static void stems_of_another_cue_are_not_explained(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        set_fill(set->plane[SET_MIX][c], SET_SAMPLES, 17, c, -20);
    assert_int_equal(set_test(set), ERR_NONE);
    if (set->test->diagnoses)
        show(set);
    assert_int_equal(set->test->diagnoses, 0);
    assert_non_null(strstr(set->test->note[0], "nothing in common"));
}

static void equaliser_on_the_mix_is_not_taken_for_something_else(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++) {
        double held = 0;

        for (size_t i = 0; i < SET_SAMPLES; i++) {
            float *x = &set->plane[SET_MIX][c][i];

            held += 0.3 * ((double)*x - held);
            *x = set_round((double)*x + 0.4 * ((double)*x - held), set->bits);
        }
    }
    assert_int_equal(set_test(set), ERR_NONE);
    if (set->test->diagnoses)
        show(set);
    assert_int_equal(set->test->diagnoses, 0);
    assert_int_equal(set->test->whole.verdict, NULL_DIFFERENT);
}

#define FAULT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

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
        FAULT(hole_in_the_mix_has_place_and_length),
        FAULT(hole_in_a_stem_names_the_stem),
        FAULT(burst_in_a_stem_names_the_stem),
        FAULT(stem_that_ends_early_names_the_stem),
        FAULT(limiter_on_the_mix_bus_is_named),
        FAULT(clipped_mix_is_a_limiter_of_peaks),
        FAULT(mix_that_runs_slower_is_drift),
        FAULT(late_and_inverted_stems_are_both_found),
        FAULT(soft_stem_and_swapped_channels_are_both_found),
        FAULT(hole_and_soft_stem_are_both_found),
        FAULT(limiter_and_late_stem_are_both_found),
        FAULT(stems_of_another_cue_are_not_explained),
        FAULT(equaliser_on_the_mix_is_not_taken_for_something_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
