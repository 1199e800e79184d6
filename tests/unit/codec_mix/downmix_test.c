#include "codec/mix/downmix.h"

#include <math.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SAMPLES = 4800 };

static const double lfe_out_db = -INFINITY;

struct fixture {
    struct planes in, out;
};

static int setup(void **state)
{
    static struct fixture f;

    *state = &f;
    return planes_init(&f.in, CHANNELS, SAMPLES, NULL) || planes_init(&f.out, 2, SAMPLES, NULL);
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    planes_clear(&f->in);
    planes_clear(&f->out);
    return 0;
}

/* An impulse in each channel in turn, in the channel order of planes.h. */
static void check_impulses(struct fixture *f, const struct downmix *mix,
                           const double expected[2][CHANNELS])
{
    for (int channel = 0; channel < CHANNELS; channel++) {
        planes_zero(&f->in);
        f->in.ch[channel][7] = 1;
        downmix_run(mix, &f->in, &f->out);
        downmix_add_shifted(mix, (enum channel)channel, f->in.ch[channel], &f->out);
        for (int side = 0; side < 2; side++) {
            assert_true(fabs(f->out.ch[side][7] - expected[side][channel]) < 1e-5);
            f->out.ch[side][7] = 0;
            assert_true(signal_peak_db(f->out.ch[side], SAMPLES) == -INFINITY);
        }
    }
}

static void lo_ro_meets_its_golden_vectors(void **state)
{
    const double expected[2][CHANNELS] = { { 1, 0, .70711, 0, .70711, 0 },
                                           { 0, 1, .70711, 0, 0, .70711 } };
    const struct downmix mix = downmix_lo_ro(lfe_out_db);

    check_impulses(*state, &mix, expected);
}

static void lt_rt_meets_its_golden_vectors_before_the_shift(void **state)
{
    const double expected[2][CHANNELS] = { { 1, 0, .70711, 0, -.87096, -.48978 },
                                           { 0, 1, .70711, 0, .48978, .87096 } };
    const struct downmix mix = downmix_lt_rt(lfe_out_db);

    check_impulses(*state, &mix, expected);
}

static void mono_meets_its_golden_vectors_on_both_sides(void **state)
{
    const double expected[2][CHANNELS] = { { .70711, .70711, 1, 0, .5, .5 },
                                           { .70711, .70711, 1, 0, .5, .5 } };
    const struct downmix mix = downmix_mono(lfe_out_db);

    check_impulses(*state, &mix, expected);
}

static void only_lt_rt_shifts(void **state)
{
    static const struct downmix none;
    const struct downmix lo_ro = downmix_lo_ro(0), lt_rt = downmix_lt_rt(0), mono = downmix_mono(0);

    (void)state;
    assert_memory_equal(lo_ro.shifted, none.shifted, sizeof(none.shifted));
    assert_memory_equal(mono.shifted, none.shifted, sizeof(none.shifted));
    assert_true(lt_rt.gain[0][CH_LS] == 0 && lt_rt.gain[1][CH_RS] == 0);
}

static void all_channels_at_full_scale_give_lo_ro_7_66_db_over(void **state)
{
    struct fixture *f = *state;
    const struct downmix mix = downmix_lo_ro(lfe_out_db);

    for (int channel = 0; channel < CHANNELS; channel++)
        for (size_t i = 0; i < SAMPLES; i++)
            f->in.ch[channel][i] = 1;
    downmix_run(&mix, &f->in, &f->out);
    assert_db(signal_peak_db(f->out.ch[0], SAMPLES), 7.66, 0.005);
    assert_db(signal_rms_db(f->out.ch[1], SAMPLES), 7.66, 0.005);
}

static void lfe_alone_with_lfe_out_is_silence(void **state)
{
    struct fixture *f = *state;
    const struct downmix folds[] = { downmix_lo_ro(lfe_out_db), downmix_lt_rt(lfe_out_db),
                                     downmix_mono(lfe_out_db) };

    planes_zero(&f->in);
    signal_sine(f->in.ch[CH_LFE], SAMPLES, 40, RATE_HZ, 0);
    for (size_t i = 0; i < 3; i++) {
        downmix_run(&folds[i], &f->in, &f->out);
        assert_true(signal_peak_db(f->out.ch[0], SAMPLES) == -INFINITY);
        assert_true(signal_peak_db(f->out.ch[1], SAMPLES) == -INFINITY);
    }
}

static void lfe_joins_at_the_level_of_the_recipe(void **state)
{
    const struct {
        enum fold fold;
        enum lfe_state lfe;
        double expected_db;
    } cases[] = {
        { FOLD_LO_RO, LFE_OUT, -INFINITY }, { FOLD_LO_RO, LFE_MINUS_3, -3.01 },
        { FOLD_LO_RO, LFE_PLUS_4, 4 },      { FOLD_LT_RT, LFE_MINUS_3, -3.01 },
        { FOLD_LT_RT, LFE_PLUS_4, 4 },      { FOLD_MONO, LFE_MINUS_3, 0 },
        { FOLD_MONO, LFE_PLUS_4, 7.01 },    { FOLD_MONO, LFE_OUT, -INFINITY },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const struct recipe recipe = { .fold = cases[i].fold, .lfe = cases[i].lfe };
        const struct downmix mix = downmix_of(&recipe);

        assert_db(db_of(mix.gain[0][CH_LFE]), cases[i].expected_db, 0.005);
        assert_db(db_of(mix.gain[1][CH_LFE]), cases[i].expected_db, 0.005);
    }
}

static void headroom_lowers_everything_alike(void **state)
{
    struct recipe recipe = { .fold = FOLD_LT_RT, .lfe = LFE_PLUS_4 };
    const struct downmix open = downmix_of(&recipe);
    struct downmix lowered;

    (void)state;
    recipe.headroom_db = -6;
    lowered = downmix_of(&recipe);
    for (int side = 0; side < 2; side++)
        for (int channel = 0; channel < CHANNELS; channel++) {
            assert_true(fabs(lowered.gain[side][channel] - gain_of(-6) * open.gain[side][channel]) <
                        1e-6);
            assert_true(fabs(lowered.shifted[side][channel] -
                             gain_of(-6) * open.shifted[side][channel]) < 1e-6);
        }
    assert_db(db_of(lowered.gain[0][CH_L]), -6, 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lo_ro_meets_its_golden_vectors),
        cmocka_unit_test(lt_rt_meets_its_golden_vectors_before_the_shift),
        cmocka_unit_test(mono_meets_its_golden_vectors_on_both_sides),
        cmocka_unit_test(only_lt_rt_shifts),
        cmocka_unit_test(all_channels_at_full_scale_give_lo_ro_7_66_db_over),
        cmocka_unit_test(lfe_alone_with_lfe_out_is_silence),
        cmocka_unit_test(lfe_joins_at_the_level_of_the_recipe),
        cmocka_unit_test(headroom_lowers_everything_alike),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
