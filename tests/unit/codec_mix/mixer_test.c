/* What is heard: levels, channels, phases. */
#include <math.h>
#include <string.h>

#include "tests/unit/codec_mix/mixer_fixture.h"

static void a_tone_in_any_channel_comes_out_at_its_documented_level(void **state)
{
    static const double expected_db[][2][CHANNELS] = {
        [FOLD_LO_RO] = { { 0, -INFINITY, -3.01, -3.01, -3.01, -INFINITY },
                         { -INFINITY, 0, -3.01, -3.01, -INFINITY, -3.01 } },
        [FOLD_LT_RT] = { { 0, -INFINITY, -3.01, -3.01, -1.2, -6.2 },
                         { -INFINITY, 0, -3.01, -3.01, -6.2, -1.2 } },
        [FOLD_MONO] = { { -3.01, -3.01, 0, 0, -6.02, -6.02 },
                        { -3.01, -3.01, 0, 0, -6.02, -6.02 } },
    };
    struct fixture *f = *state;

    f->recipe.lfe = LFE_MINUS_3;
    for (int channel = 0; channel < CHANNELS; channel++) {
        signal_sine(f->print.ch[channel], SAMPLES, channel == CH_LFE ? 40 : 1000, RATE_HZ, -20);
        add_track(f, "String", ROLE_STEM, MASK_5_1, hour_samples);
        for (int fold = FOLD_LO_RO; fold <= FOLD_MONO; fold++) {
            f->recipe.fold = (enum fold)fold;
            start_mixer(f);
            render(f, hour_samples, &f->out);
            for (int side = 0; side < 2; side++)
                assert_db(level_db(&f->out, side), expected_db[fold][side][channel] - 23.01, 0.05);
        }
        clear_tracks(f);
    }
}

static void lfe_plays_4_db_louder_as_acoustic_match(void **state)
{
    struct fixture *f = *state;

    signal_sine(f->print.ch[CH_LFE], SAMPLES, 40, RATE_HZ, -20);
    f->recipe.lfe = LFE_PLUS_4;
    add_track(f, "Percussion", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    for (int side = 0; side < 2; side++)
        assert_db(signal_peak_db(f->out.ch[side] + MARGIN, SAMPLES - 2 * MARGIN), -16, 0.05);
}

static void lfe_is_heard_below_120_hz_only(void **state)
{
    struct fixture *f = *state;

    signal_sine(f->print.ch[CH_LFE], SAMPLES, 200, RATE_HZ, 0);
    f->recipe.lfe = LFE_PLUS_4;
    add_track(f, "Percussion", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_true(level_db(&f->out, 0) < -70);
}

static void lfe_is_not_delayed(void **state)
{
    struct fixture *f = *state;
    const size_t at = 20000;

    f->print.ch[CH_LFE][at] = 1;
    f->recipe.lfe = LFE_PLUS_4;
    add_track(f, "Percussion", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(f->out.ch[0][i] <= f->out.ch[0][at]);
    for (size_t i = 1; i < 2048; i++)
        assert_true(fabsf(f->out.ch[0][at - i] - f->out.ch[0][at + i]) < 1e-6F);
}

static void lfe_alone_with_lfe_out_is_silence(void **state)
{
    struct fixture *f = *state;

    signal_noise(f->print.ch[CH_LFE], SAMPLES, 1, 0);
    add_track(f, "Percussion", ROLE_STEM, MASK_5_1, hour_samples);
    for (int fold = FOLD_LO_RO; fold <= FOLD_MONO; fold++) {
        f->recipe.fold = (enum fold)fold;
        start_mixer(f);
        render(f, hour_samples, &f->out);
        assert_true(is_silence(&f->out));
    }
}

/* Amplitude and phase of a sine of `hz` against one of phase 0 at sample 0. */
static void measure_sine(const float *in, size_t samples, double hz, double *level_db_out,
                         double *phase_deg)
{
    double real = 0, imaginary = 0;

    for (size_t i = 0; i < samples; i++) {
        real += in[i] * sin(2 * M_PI * hz * (double)i / RATE_HZ);
        imaginary += in[i] * cos(2 * M_PI * hz * (double)i / RATE_HZ);
    }
    *level_db_out = db_of(2 * hypot(real, imaginary) / (double)samples);
    *phase_deg = atan2(imaginary, real) * 180 / M_PI;
}

static void a_surround_in_lt_rt_stands_90_degrees_off_with_opposite_signs(void **state)
{
    struct fixture *f = *state;
    double lt_db, rt_db, lt_deg, rt_deg;

    signal_sine(f->print.ch[CH_LS], SAMPLES, 1000, RATE_HZ, -20);
    f->recipe.fold = FOLD_LT_RT;
    add_track(f, "Atmospheric", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    /* 9600 samples in, the sine is at phase 0 again. */
    measure_sine(f->out.ch[0] + 9600, 24000, 1000, &lt_db, &lt_deg);
    measure_sine(f->out.ch[1] + 9600, 24000, 1000, &rt_db, &rt_deg);
    assert_db(lt_db, -21.2, 0.05);
    assert_db(rt_db, -26.2, 0.05);
    assert_true(fabs(lt_deg + 90) < 1); /* -0.87 of +90° */
    assert_true(fabs(rt_deg - 90) < 1);
}

static void other_channels_pass_lt_rt_undelayed(void **state)
{
    struct fixture *f = *state;

    signal_noise(f->print.ch[CH_L], SAMPLES, 1, -6);
    memcpy(f->again.ch[0], f->print.ch[CH_L], SAMPLES * sizeof(float));
    f->recipe.fold = FOLD_LT_RT;
    add_track(f, "Atmospheric", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_true(signal_difference(f->out.ch[0], f->again.ch[0], SAMPLES) == 0);
    assert_true(signal_peak_db(f->out.ch[1], SAMPLES) == -INFINITY);
}

static void what_the_recipe_does_not_list_is_silent_and_not_read(void **state)
{
    struct fixture *f = *state;

    signal_sine(f->print.ch[CH_L], SAMPLES, 1000, RATE_HZ, -20);
    add_track(f, "Full mix", ROLE_MIX, MASK_5_1, hour_samples);
    f->recipe = (struct recipe){ .centre = true };
    assert_int_equal(recipe_add(&f->recipe, "Brass", 0, NULL), ERR_NONE);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_true(is_silence(&f->out));
    assert_int_equal(f->watched[0].reads, 0);
}

static void gain_and_headroom_add_up(void **state)
{
    struct fixture *f = *state;

    signal_sine(f->print.ch[CH_R], SAMPLES, 1000, RATE_HZ, -20);
    add_track(f, "Brass", ROLE_STEM, MASK_5_1, hour_samples);
    recipe_add(&f->recipe, "Brass", -4.5, NULL);
    f->recipe.headroom_db = -6;
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_db(level_db(&f->out, 1), -20 - 3.01 - 4.5 - 6, 0.01);
}

static void centre_out_concerns_the_music_only(void **state)
{
    static const struct {
        const char *role;
        enum role_kind kind;
        bool keeps;
    } cases[] = { { "Brass", ROLE_STEM, false },
                  { "Full mix", ROLE_MIX, false },
                  { "Dialogue", ROLE_DIALOGUE, true },
                  { "Effects", ROLE_EFFECTS, true } };
    struct fixture *f = *state;

    f->recipe.centre = false;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        signal_sine(f->print.ch[CH_C], SAMPLES, 1000, RATE_HZ, -20);
        add_track(f, cases[i].role, cases[i].kind, MASK_5_1, hour_samples);
        start_mixer(f);
        render(f, hour_samples, &f->out);
        assert_int_equal(is_silence(&f->out), !cases[i].keeps);
        clear_tracks(f);
    }
}

static void mono_plays_from_the_centre_and_stereo_from_its_sides(void **state)
{
    struct fixture *f = *state;

    signal_sine(f->print.ch[CH_C], SAMPLES, 1000, RATE_HZ, -20);
    add_track(f, "Dialogue", ROLE_DIALOGUE, MASK_MONO, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_db(level_db(&f->out, 0), -26.02, 0.01);
    assert_db(level_db(&f->out, 1), -26.02, 0.01);
    clear_tracks(f);
    signal_sine(f->print.ch[CH_L], SAMPLES, 1000, RATE_HZ, -20);
    add_track(f, "Effects", ROLE_EFFECTS, MASK_STEREO, hour_samples);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    assert_db(level_db(&f->out, 0), -23.01, 0.01);
    assert_db(level_db(&f->out, 1), -INFINITY, 0);
}

static void an_unknown_channel_order_is_asked_for_by_role(void **state)
{
    struct fixture *f = *state;
    struct err err;

    add_track(f, "FX inst", ROLE_STEM, MASK_NONE, hour_samples);
    assert_int_equal(stem_info(f->track[0].stem)->order.known_by, ORDER_UNKNOWN);
    assert_int_equal(mixer_new(&f->mixer, &f->recipe, f->track, 1, &err), ERR_UNKNOWN);
    assert_null(f->mixer);
    assert_non_null(strstr(err.text, "FX inst"));
}

static void overflow_becomes_silence_and_stays_local(void **state)
{
    struct fixture *f = *state;

    f->print.ch[CH_L][100] = f->print.ch[CH_LFE][200] = 3e38F;
    f->print.ch[CH_L][40000] = 0.5F;
    f->recipe.lfe = LFE_PLUS_4;
    add_track(f, "Brass", ROLE_STEM, MASK_5_1, 0);
    recipe_add(&f->recipe, "Brass", 20, NULL);
    start_mixer(f);
    render(f, 0, &f->out);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(isfinite(f->out.ch[0][i]) && isfinite(f->out.ch[1][i]));
    assert_true(fabsf(f->out.ch[0][40000] - 5) < 1e-5F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mixer_test(a_tone_in_any_channel_comes_out_at_its_documented_level),
        mixer_test(lfe_plays_4_db_louder_as_acoustic_match),
        mixer_test(lfe_is_heard_below_120_hz_only),
        mixer_test(lfe_is_not_delayed),
        mixer_test(lfe_alone_with_lfe_out_is_silence),
        mixer_test(a_surround_in_lt_rt_stands_90_degrees_off_with_opposite_signs),
        mixer_test(other_channels_pass_lt_rt_undelayed),
        mixer_test(what_the_recipe_does_not_list_is_silent_and_not_read),
        mixer_test(gain_and_headroom_add_up),
        mixer_test(centre_out_concerns_the_music_only),
        mixer_test(mono_plays_from_the_centre_and_stereo_from_its_sides),
        mixer_test(an_unknown_channel_order_is_asked_for_by_role),
        mixer_test(overflow_becomes_silence_and_stays_local),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
