/* Each fault that comes and goes gets its own diagnosis; two faults get two. */
#include "tests/unit/codec_measure/null_fault.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
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

    return cmocka_run_group_tests(tests, make, drop);
}
