/* Where it is heard: overlaps, and the same bits however a position is reached. */
#include <math.h>
#include <string.h>

#include "tests/unit/codec_mix/mixer_fixture.h"

static void overlapping_files_sum_sample_exactly(void **state)
{
    struct fixture *f = *state;
    const size_t apart = 12345;
    float *first = f->again.ch[0], *second = f->again.ch[1];

    signal_noise(first, SAMPLES, 1, -6);
    signal_noise(second, SAMPLES, 2, -6);
    memcpy(f->print.ch[CH_L], first, SAMPLES * sizeof(float));
    add_track(f, "Brass", ROLE_STEM, MASK_5_1, hour_samples);
    memcpy(f->print.ch[CH_L], second, SAMPLES * sizeof(float));
    add_track(f, "String", ROLE_STEM, MASK_5_1, hour_samples + (int64_t)apart);
    start_mixer(f);
    render(f, hour_samples, &f->out);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(f->out.ch[0][i] == (i < apart ? first[i] : first[i] + second[i - apart]));
    render(f, hour_samples + (int64_t)apart, &f->out);
    for (size_t i = SAMPLES - apart; i < SAMPLES; i++)
        assert_true(f->out.ch[0][i] == second[i]);
    assert_true(signal_peak_db(f->out.ch[1], SAMPLES) == -INFINITY);
}

/* Two tracks of noise in all channels, around at_samples, with every filter at work. */
static void add_noise(struct fixture *f, int64_t at_samples)
{
    static const char *const roles[] = { "Percussion", "Brass" };

    f->recipe.fold = FOLD_LT_RT;
    f->recipe.lfe = LFE_PLUS_4;
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned channel = 0; channel < CHANNELS; channel++)
            signal_noise(f->print.ch[channel], SAMPLES, 10 * i + channel, -12);
        add_track(f, roles[i], ROLE_STEM, MASK_5_1, at_samples + 7001 * (int64_t)i);
    }
    recipe_add(&f->recipe, "Brass", -2.5, NULL);
    start_mixer(f);
}

static void a_position_has_the_same_bits_however_it_is_rendered(void **state)
{
    static const int64_t starts_samples[] = { 0, -20000, 3600 * (int64_t)RATE_HZ + 7 };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(starts_samples) / sizeof(*starts_samples); i++) {
        const int64_t at = starts_samples[i] - 5000;

        add_noise(f, starts_samples[i]);
        render(f, at, &f->out);
        render_in_pieces(f, at, &f->again);
        assert_same_bits(&f->out, &f->again);
        start_mixer(f);
        render_in_pieces(f, at, &f->again);
        assert_same_bits(&f->out, &f->again);
        clear_tracks(f);
    }
}

static void a_position_has_the_same_bits_after_a_seek(void **state)
{
    struct fixture *f = *state;
    struct planes piece = { .channels = 2, .samples = 777 };

    add_noise(f, hour_samples);
    render(f, hour_samples, &f->out);
    for (size_t at = SAMPLES - 777; at > 3 * 777; at -= 3 * 777) {
        piece.ch[0] = f->again.ch[0];
        piece.ch[1] = f->again.ch[1];
        assert_int_equal(mixer_render(f->mixer, hour_samples + (int64_t)at, &piece, NULL),
                         ERR_NONE);
        for (int side = 0; side < 2; side++)
            assert_memory_equal(piece.ch[side], f->out.ch[side] + at, 777 * sizeof(float));
    }
}

static void tracks_out_of_reach_change_no_bit(void **state)
{
    struct fixture *f = *state;
    const int64_t after = hour_samples + SAMPLES + MIXER_REACH_SAMPLES;

    add_noise(f, hour_samples);
    render(f, hour_samples, &f->out);
    for (int channel = 0; channel < CHANNELS; channel++)
        signal_noise(f->print.ch[channel], SAMPLES, 99, 0);
    add_track(f, "Effects", ROLE_EFFECTS, MASK_5_1, after);
    start_mixer(f);
    render(f, hour_samples, &f->again);
    assert_same_bits(&f->out, &f->again);
}

static void order_of_tracks_changes_no_bit(void **state)
{
    static const char *const roles[] = { "Strings", "Brass", "Atmospheric", "Percussion" };
    struct fixture *f = *state;

    for (unsigned i = 0; i < 4; i++) {
        signal_noise(f->print.ch[CH_L], SAMPLES, i, -3);
        signal_noise(f->print.ch[CH_C], SAMPLES, i + 10, -3);
        add_track(f, roles[i], ROLE_STEM, MASK_5_1, hour_samples);
    }
    start_mixer(f);
    render(f, hour_samples, &f->out);
    for (size_t i = 0; i < 2; i++) {
        const struct track first = f->track[i];

        f->track[i] = f->track[3 - i];
        f->track[3 - i] = first;
    }
    start_mixer(f);
    render(f, hour_samples, &f->again);
    assert_same_bits(&f->out, &f->again);
}

static void tracks_elsewhere_are_not_read(void **state)
{
    struct fixture *f = *state;

    add_track(f, "Brass", ROLE_STEM, MASK_5_1, hour_samples);
    start_mixer(f);
    render(f, hour_samples - 2 * SAMPLES, &f->out);
    render(f, hour_samples + 2 * SAMPLES, &f->out);
    assert_int_equal(f->watched[0].reads, 0);
    render(f, hour_samples, &f->out);
    assert_true(f->watched[0].reads > 0);
}

static void places_far_away_are_refused_or_silent(void **state)
{
    static const int64_t starts[] = { INT64_MIN, INT64_MIN / 2, INT64_MAX };
    struct fixture *f = *state;

    for (size_t i = 0; i < 3; i++) {
        f->print.ch[CH_L][0] = 1;
        add_track(f, "Brass", ROLE_STEM, MASK_5_1, starts[i]);
    }
    start_mixer(f);
    render(f, 0, &f->out);
    assert_true(is_silence(&f->out));
    assert_int_equal(mixer_render(f->mixer, INT64_MAX, &f->out, NULL), ERR_RANGE);
    assert_int_equal(mixer_render(f->mixer, INT64_MIN, &f->out, NULL), ERR_RANGE);
}

static void a_failed_read_is_passed_on_and_can_be_tried_again(void **state)
{
    struct fixture *f = *state;
    struct err err;

    add_noise(f, hour_samples);
    render(f, hour_samples, &f->out);
    for (size_t i = 0; i < f->tracks; i++)
        f->watched[i].refuses = true;
    /* Back at the start, which the stems have to read again. */
    f->again.samples = 100;
    assert_int_equal(mixer_render(f->mixer, hour_samples, &f->again, &err), ERR_IO);
    assert_int_equal(mixer_render(f->mixer, hour_samples, &f->again, NULL), ERR_IO);
    for (size_t i = 0; i < f->tracks; i++)
        f->watched[i].refuses = false;
    render(f, hour_samples, &f->again);
    assert_same_bits(&f->out, &f->again);
}

static void no_track_at_all_is_silence(void **state)
{
    struct fixture *f = *state;

    start_mixer(f);
    f->out.ch[0][5] = f->out.ch[1][6] = 1;
    render(f, -3, &f->out);
    assert_true(is_silence(&f->out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mixer_test(overlapping_files_sum_sample_exactly),
        mixer_test(a_position_has_the_same_bits_however_it_is_rendered),
        mixer_test(a_position_has_the_same_bits_after_a_seek),
        mixer_test(tracks_out_of_reach_change_no_bit),
        mixer_test(order_of_tracks_changes_no_bit),
        mixer_test(tracks_elsewhere_are_not_read),
        mixer_test(places_far_away_are_refused_or_silent),
        mixer_test(a_failed_read_is_passed_on_and_can_be_tried_again),
        mixer_test(no_track_at_all_is_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
