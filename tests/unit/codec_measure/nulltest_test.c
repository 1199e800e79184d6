/* Verdicts, floors and the residual that an error leaves: figures that follow from arithmetic. */
#include "tests/support/check.h"

#include <stdio.h>

#define SET_SAMPLES 24000 /* no search here: levels only */
#include "tests/unit/codec_measure/null_set.h"

static struct set made; /* once for all tests; each gets a copy */

static int make(void **state)
{
    (void)state;
    set_init(&made);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    set_clear(&made);
    return 0;
}

static int setup(void **state)
{
    static struct set set;

    set_copy(&set, &made);
    *state = &set;
    return 0;
}

static int teardown(void **state)
{
    set_clear(*state);
    return 0;
}

/* The rounding of six files on a grid of 24 bits: 6 * LSB² / 12, at most 3 LSB. */
static void rounding_alone_leaves_141_5_dbfs(void **state)
{
    struct set *set = *state;
    const struct null_channel *channel;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++) {
            double sum = 0;

            for (unsigned f = 0; f < SET_STEMS; f++) {
                uint64_t seed = (uint64_t)f << 40 | (uint64_t)c << 32 | i;
                const double wanted = (double)(int64_t)signal_random(&seed) * 0x1p-66;

                sum += wanted;
                set->plane[f][c][i] = set_round(wanted, 24);
            }
            set->plane[SET_MIX][c][i] = set_round(sum, 24);
        }
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_DITHER);
    for (unsigned c = 0; c < CHANNELS; c++) {
        channel = &set->test->whole.channel[c];
        assert_db(channel->rms_db, -141.5, 0.3);
        assert_true(channel->peak_db <= -128.9);
    }
}

/* The same at 16 bits: 48.2 dB higher. */
static void rounding_of_16_bit_files_is_still_dither(void **state)
{
    struct set *set = *state;

    set->bits = 16;
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++) {
            double sum = 0;

            for (unsigned f = 0; f < SET_STEMS; f++) {
                sum += (double)set->plane[f][c][i];
                set->plane[f][c][i] = set_round((double)set->plane[f][c][i], 16);
            }
            set->plane[SET_MIX][c][i] = set_round(sum, 16);
        }
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_DITHER);
    assert_db(set->test->whole.channel[CH_L].rms_db, -93.3, 0.3);
}

static void sum_to_the_bit_is_exact(void **state)
{
    struct set *set = *state;

    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
    assert_true(set->test->whole.residual_db == -INFINITY);
    for (unsigned c = 0; c < CHANNELS; c++) {
        assert_true(set->test->whole.channel[c].peak_db == -INFINITY);
        assert_db(set->test->whole.channel[c].gain_db, 0, 1e-9);
    }
}

/* A partial sum may pass full scale on the way to a mix that does not. */
static void sums_over_full_scale_stay_exact(void **state)
{
    struct set *set = *state;

    for (size_t i = 0; i < SET_SAMPLES; i++) {
        uint64_t seed = i;
        const float noise = set_round((double)(int64_t)signal_random(&seed) * 0x1p-63 * 0.9, 24);

        for (unsigned f = 0; f < SET_STEMS; f++)
            set->plane[f][CH_L][i] = f == 4 ? -noise : f == 3 ? 0 : noise * (f == 2 ? 0 : 1);
        set->plane[SET_MIX][CH_L][i] = noise;
    }
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
}

static void float_prints_null_to_print_noise_or_better(void **state)
{
    struct set *set = *state;

    set->is_float = true;
    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++)
            for (size_t i = 0; i < SET_SAMPLES; i++)
                set->plane[f][c][i] *= 0.7079f;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_true(null_passes(set->test->whole.verdict));
}

/* Noise 95 dB under the mix is print noise, 70 dB under it close, 50 dB different. */
static void verdicts_follow_the_level_of_what_is_left(void **state)
{
    static const struct {
        double under_db;
        enum null_verdict verdict;
    } steps[] = { { 95, NULL_PRINT_NOISE }, { 70, NULL_CLOSE }, { 50, NULL_DIFFERENT } };
    struct set *set = *state;

    set->is_float = true;
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        set_mix(set);
        for (unsigned c = 0; c < CHANNELS; c++) {
            const double level =
                gain_of(signal_rms_db(set->plane[SET_MIX][c], SET_SAMPLES) - steps[k].under_db);

            for (size_t i = 0; i < SET_SAMPLES; i++) {
                uint64_t seed = i * CHANNELS + c;
                const double noise = (double)(int64_t)signal_random(&seed) * 0x1p-63;

                set->plane[SET_MIX][c][i] += (float)(level * sqrt(3) * noise);
            }
        }
        assert_int_equal(set_test(set), ERR_NONE);
        assert_db(set->test->whole.residual_db, -steps[k].under_db, 0.2);
        assert_int_equal(set->test->whole.verdict, steps[k].verdict);
        assert_int_equal(set->test->diagnoses, 0);
    }
}

static void one_stem_of(struct set *set, double hz, double gain, int later)
{
    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++)
            memset(set->plane[f][c], 0, SET_SAMPLES * sizeof(float));
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < SET_SAMPLES; i++) {
            const double turn = 2 * M_PI * hz / RATE_HZ;

            set->plane[SET_MIX][c][i] = (float)(0.5 * sin(turn * (double)i));
            set->plane[0][c][i] = (float)(gain * 0.5 * sin(turn * ((double)i - later)));
        }
    set->is_float = true;
    set->stems = 1;
}

/* 20 log10 |10^(dB/20) - 1|, the sum being so much softer than the mix. */
static void gain_errors_leave_what_the_table_says(void **state)
{
    static const double errors[][2] = {
        { 1, -18.3 }, { 0.5, -24.6 }, { 0.1, -38.7 }, { 0.01, -58.8 }
    };
    struct set *set = *state;

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        one_stem_of(set, 997, gain_of(errors[i][0]), 0);
        assert_int_equal(set_test(set), ERR_NONE);
        assert_db(set->test->whole.residual_db, errors[i][1], 0.06);
        assert_db(set->test->whole.channel[CH_C].gain_db, -errors[i][0], 0.0001);
    }
}

/* 20 log10 (2 sin(pi f / 48000)). */
static void one_sample_leaves_what_the_table_says(void **state)
{
    static const double errors[][2] = {
        { 100, -37.7 }, { 1000, -17.7 }, { 5000, -3.8 }, { 10000, 1.7 }
    };
    struct set *set = *state;

    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        one_stem_of(set, errors[i][0], 1, 1);
        assert_int_equal(set_test(set), ERR_NONE);
        assert_db(set->test->whole.residual_db, errors[i][1], 0.1);
    }
}

static void turned_polarity_leaves_6_db_over_the_mix(void **state)
{
    struct set *set = *state;

    one_stem_of(set, 997, -1, 0);
    assert_int_equal(set_test(set), ERR_NONE);
    assert_db(set->test->whole.residual_db, 6.02, 0.01);
}

/* A tenth of a second that one stem lacks is told, not judged. */
static void trimmed_head_is_not_compared_and_noted(void **state)
{
    struct set *set = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        memmove(set->plane[4][c], set->plane[4][c] + 4801, (SET_SAMPLES - 4801) * sizeof(float));
    set->samples[4] -= 4801;
    set->start[4] += 4801;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
    assert_int_equal(set->test->diagnoses, 0);
    assert_int_equal(set->test->notes, 1);
    assert_non_null(strstr(set->test->note[0], "4801 samples"));
    assert_non_null(strstr(set->test->note[0], "Percussion"));
}

/* More silence at the end of the stems changes nothing. */
static void silent_tail_changes_nothing(void **state)
{
    struct set *set = *state;

    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++)
            memset(set->plane[f][c] + 15000, 0, (SET_SAMPLES - 15000) * sizeof(float));
    set->samples[SET_MIX] = 15000;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
    assert_int_equal(set->test->notes, 0);
}

static void files_without_a_start_are_placed_by_their_heads(void **state)
{
    struct set *set = *state;

    for (unsigned f = 0; f < SET_FILES; f++)
        set->start[f] = f % 2 ? -1 : SET_START;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
}

/* One channel is 6 dB up in the second half alone. */
static void each_scene_has_figures_of_its_own(void **state)
{
    static const struct null_range scenes[] = { { SET_START, SET_START + 12000 },
                                                { SET_START + 12000, SET_START + 24000 },
                                                { SET_START + 90000, SET_START + 91000 } };
    struct set *set = *state;

    for (size_t i = 12000; i < SET_SAMPLES; i++)
        set->plane[SET_MIX][CH_C][i] *= 2;
    set->ranges = scenes;
    set->range_count = 3;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->range_count, 3);
    assert_int_equal(set->test->range[0].verdict, NULL_EXACT);
    assert_int_equal(set->test->range[1].verdict, NULL_DIFFERENT);
    assert_db(set->test->range[1].channel[CH_C].residual_db, -6.02, 0.01);
    assert_int_equal(set->test->range[1].channel[CH_L].verdict, NULL_EXACT);
    assert_int_equal(set->test->range[2].verdict, NULL_EXACT); /* nothing sounds there */
}

static bool half_way(void *ctx, double share)
{
    (void)ctx;
    return share < 0.5;
}

static void test_that_nobody_waits_for_ends(void **state)
{
    struct set *set = *state;

    set->go_on = half_way;
    set_gain(set, 0, CH_L, 0.5);
    assert_int_equal(set_test(set), ERR_CANCELLED);
}

static void silent_files_are_exact(void **state)
{
    struct set *set = *state;

    for (unsigned f = 0; f < SET_FILES; f++)
        for (unsigned c = 0; c < CHANNELS; c++)
            memset(set->plane[f][c], 0, SET_SAMPLES * sizeof(float));
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_EXACT);
    assert_true(isnan(set->test->whole.channel[CH_L].gain_db));
}

static void print_of_a_few_samples_is_judged(void **state)
{
    struct set *set = *state;

    for (unsigned f = 0; f < SET_FILES; f++)
        set->samples[f] = 7;
    set->plane[2][CH_R][3] += 0.25f;
    assert_int_equal(set_test(set), ERR_NONE);
    assert_int_equal(set->test->whole.verdict, NULL_DIFFERENT);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rounding_alone_leaves_141_5_dbfs),
        CASE(rounding_of_16_bit_files_is_still_dither),
        CASE(sum_to_the_bit_is_exact),
        CASE(sums_over_full_scale_stay_exact),
        CASE(float_prints_null_to_print_noise_or_better),
        CASE(verdicts_follow_the_level_of_what_is_left),
        CASE(gain_errors_leave_what_the_table_says),
        CASE(one_sample_leaves_what_the_table_says),
        CASE(turned_polarity_leaves_6_db_over_the_mix),
        CASE(trimmed_head_is_not_compared_and_noted),
        CASE(silent_tail_changes_nothing),
        CASE(files_without_a_start_are_placed_by_their_heads),
        CASE(each_scene_has_figures_of_its_own),
        CASE(test_that_nobody_waits_for_ends),
        CASE(silent_files_are_exact),
        CASE(print_of_a_few_samples_is_judged),
    };

    return cmocka_run_group_tests(tests, make, drop);
}
