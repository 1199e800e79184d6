#include "codec/measure/dialogue.h"

#include <math.h>
#include <string.h>

#include "tests/unit/codec_measure/talk.h"

enum { AUDIBILITY, CENTRE };

static void noise_like_speech_gives_the_index_of_the_standard(void **state)
{
    static const struct {
        double ratio_db, index;
    } golden[] = { { 15, 0.9715 }, { 10, 0.8052 }, { 5, 0.6363 },
                   { 0, 0.4663 },  { -5, 0.2957 }, { -10, 0.1248 } };
    struct talk talk;
    struct analysis *strings;
    struct dialogue_figures figures;

    (void)state;
    strings = talk_init(&talk, "String");
    for (size_t g = 0; g < sizeof(golden) / sizeof(*golden); g++) {
        talk_sound(strings, CH_L, 0, 12, -golden[g].ratio_db);
        figures = talk_measure(&talk);
        assert_near(figures.p5, golden[g].index, 0.001);
        assert_near(figures.p10, golden[g].index, 0.001);
        assert_near(figures.median, golden[g].index, 0.001);
        assert_near(figures.without_music_p10, 0.9958, 0.001);
        assert_near(figures.loss_p90, 0.9958 - golden[g].index, 0.001);
    }
    talk_clear(&talk);
}

/* Between 5 dB (0.6363) and 0 dB (0.4663) lies the amber index of 0.60, and a mean of 3 s falls
 * below it once 0.21 of it is loud: 0.86 s beyond the loud half. */
static void the_time_at_risk_is_the_part_that_the_music_takes_below_amber(void **state)
{
    struct talk talk;
    struct analysis *strings;

    (void)state;
    strings = talk_init(&talk, "String");
    talk_sound(strings, CH_L, 0, 12, -5);
    talk_measure(&talk);
    assert_near(talk.concern[AUDIBILITY].at_risk, 0, 0);
    assert_near(talk.concern[AUDIBILITY].without_music, 0.9958, 0.001);
    talk_sound(strings, CH_L, 0, 6, 0);
    talk_measure(&talk);
    assert_near(talk.concern[AUDIBILITY].at_risk, 6.86 / 12, 0.02);
    assert_true(isnan(talk.concern[CENTRE].at_risk));
    talk_clear(&talk);
}

static void surrounds_are_3_db_softer_but_in_the_near_field(void **state)
{
    struct talk talk;
    double front, rear;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_LS, 0, 12, -5);
    rear = talk_measure(&talk).p10;
    assert_near(rear, 0.6363 + 0.1008, 0.003); /* 3 dB of 30, and a little spread */
    talk.input.settings.near_field = true;
    front = talk_measure(&talk).p10;
    assert_near(front, 0.6363, 0.001);
    talk_clear(&talk);
}

static void the_lfe_covers_no_word(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Percussion"), CH_LFE, 0, 12, 40);
    assert_near(talk_measure(&talk).p10, 0.9958, 0.001);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_CLEAR);
    talk_clear(&talk);
}

static void stems_add_up_as_powers(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_L, 0, 12, -13.01);
    talk_sound(talk_add(&talk, "Brass", ROLE_STEM), CH_R, 0, 12, -13.01);
    assert_near(talk_measure(&talk).p10, 0.8052, 0.001);
    talk_clear(&talk);
}

static void it_names_the_stem_and_the_channel_that_cost_most(void **state)
{
    struct talk talk;
    struct analysis *brass;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_L, 0, 12, -8);
    brass = talk_add(&talk, "Brass", ROLE_STEM);
    talk_sound(brass, CH_C, 0, 12, 0);
    talk_sound(brass, CH_R, 0, 12, -6);
    talk_measure(&talk);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        assert_int_not_equal(talk.concern[i].level, LEVEL_CLEAR);
        assert_string_equal(talk.concern[i].stem, "Brass");
        assert_true(talk.concern[i].has_channel);
        assert_int_equal(talk.concern[i].channel, CH_C);
    }
    talk_clear(&talk);
}

/* Leaving out one of two that each cover everything gains nothing. */
static void two_stems_that_each_cover_all_are_told_apart_by_power(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_L, 0, 12, 20);
    talk_sound(talk_add(&talk, "Brass", ROLE_STEM), CH_R, 0, 12, 21);
    assert_near(talk_measure(&talk).p10, 0, 0.001);
    assert_string_equal(talk.concern[AUDIBILITY].stem, "Brass");
    assert_int_equal(talk.concern[AUDIBILITY].channel, CH_R);
    talk_clear(&talk);
}

static void prints_of_two_cues_count_as_one_stem(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_L, 0, 12, -5);
    talk_sound(talk_add(&talk, "Brass", ROLE_STEM), CH_L, 0, 6, -4);
    talk_sound(talk_add(&talk, "Brass", ROLE_STEM), CH_L, 6, 12, -4);
    talk_measure(&talk);
    assert_string_equal(talk.concern[AUDIBILITY].stem, "Brass");
    talk_clear(&talk);
}

static void the_music_does_not_answer_for_lines_that_effects_kill(void **state)
{
    struct talk talk;
    struct dialogue_figures figures;

    (void)state;
    talk_sound(talk_init(&talk, "String"), CH_L, 0, 12, 0);
    talk_sound(talk_add(&talk, "Effects", ROLE_EFFECTS), CH_R, 0, 12, 12);
    figures = talk_measure(&talk);
    assert_true(figures.p10 < 0.1);
    assert_near(talk.concern[AUDIBILITY].value, figures.p10, 1e-9);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
    assert_non_null(strstr(talk.concern[AUDIBILITY].text, "effects, not the music"));
    assert_near(dialogue_score(talk.facts, &thresholds_proposed), 0, 1e-9);
    talk.input.settings.effects_trim_db = -40;
    talk_measure(&talk);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_AMBER);
    talk_clear(&talk);
}

static void music_in_the_pauses_costs_no_word(void **state)
{
    struct talk talk;
    struct dialogue_figures figures;
    struct analysis *brass;

    (void)state;
    brass = talk_init(&talk, "Brass");
    talk_sound(brass, CH_C, 0, 0.9, 20);
    talk_sound(brass, CH_C, 11.1, 12, 20);
    figures = talk_measure(&talk);
    assert_near(figures.p5, 0.9958, 0.001);
    assert_near(figures.centre_busy, 0, 1e-9);
    assert_near(figures.speech_s, 10, 0.021);
    talk_clear(&talk);
}

static void a_short_hit_now_and_then_costs_no_word(void **state)
{
    struct talk talk;
    struct analysis *drums;

    (void)state;
    drums = talk_init(&talk, "Percussion");
    for (double at = 1; at < 11; at += 1)
        talk_sound(drums, CH_L, at, at + 0.12, 10);
    assert_near(talk_measure(&talk).p10, 0.88 * 0.9958 + 0.12 * 0.1248, 0.03);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
    talk_clear(&talk);
}

static void where_nobody_speaks_nothing_is_hurt(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 30);
    talk.input.scene.out_samples = talk_start + RATE_HZ * 9 / 10;
    talk_measure(&talk);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        assert_int_equal(talk.concern[i].level, LEVEL_CLEAR);
        assert_true(isnan(talk.concern[i].value));
        assert_non_null(strstr(talk.concern[i].text, "nobody speaks"));
    }
    assert_near(dialogue_score(talk.facts, &thresholds_proposed), 0, 1e-9);
    talk_clear(&talk);
}

/* The line before hangs over by 200 ms; that is nobody who speaks here. */
static void the_end_of_the_last_scenes_line_is_not_this_scenes(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 30);
    talk.input.scene.in_samples = talk_start + 11 * RATE_HZ;
    talk_measure(&talk);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_CLEAR);
    talk.input.scene.in_samples = talk_start + 21 * RATE_HZ / 2;
    talk_measure(&talk);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_RED);
    talk_clear(&talk);
}

static void the_hum_of_a_set_is_nobody_speaking(void **state)
{
    struct talk talk;
    struct analysis *words;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 30);
    words = talk.analysis[0];
    words->active_level_db = -61;
    for (size_t i = 0; i < words->frames; i++)
        words->envelope[i] = -6200;
    talk_measure(&talk);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
    talk_clear(&talk);
}

static void assert_unmeasured(struct talk *talk, const char *why)
{
    talk_measure(talk);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        assert_int_equal(talk->concern[i].level, LEVEL_UNMEASURED);
        assert_true(isnan(talk->concern[i].value));
        assert_non_null(strstr(talk->concern[i].text, why));
    }
    assert_true(isnan(dialogue_score(talk->facts, &thresholds_proposed)));
}

static void without_words_or_music_nothing_is_measured(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 0);
    talk.source[0].kind = ROLE_UNKNOWN;
    assert_unmeasured(&talk, "no dialogue temp");
    talk.source[0].kind = ROLE_DIALOGUE;
    talk.source[1].kind = ROLE_EFFECTS;
    assert_unmeasured(&talk, "no music");
    talk_clear(&talk);
}

static void sources_that_end_before_the_scene_are_not_there(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 0);
    talk.input.scene.in_samples += TALK_SECONDS * RATE_HZ;
    talk.input.scene.out_samples += TALK_SECONDS * RATE_HZ;
    assert_unmeasured(&talk, "no music");
    talk_clear(&talk);
}

static void words_and_effects_in_one_file_cannot_be_told_apart(void **state)
{
    struct talk talk;
    struct analysis *effects;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 0);
    effects = talk_add(&talk, "Effects", ROLE_EFFECTS);
    effects->audio = talk.analysis[0]->audio;
    assert_unmeasured(&talk, "one file");
    effects->audio.byte[0] = 99;
    talk_measure(&talk);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_RED);
    snprintf(talk.source[0].role, STEM_NAME, "DX+FX");
    assert_unmeasured(&talk, "one file");
    talk_clear(&talk);
}

static void what_is_missing_is_said(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 0);
    talk.input.scene.out_samples += TALK_SECONDS * RATE_HZ;
    talk_measure(&talk);
    assert_non_null(strstr(talk.concern[AUDIBILITY].text, "no FX temp"));
    assert_non_null(strstr(talk.concern[AUDIBILITY].text, "dialogue temp for 50 % only"));
    talk_clear(&talk);
}

static void the_worst_moment_is_the_line_that_is_covered(void **state)
{
    struct talk talk;
    const struct moment *moment;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 7.5, 12, 5);
    talk_measure(&talk);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++) {
        assert_int_equal(talk.concern[i].moments, 1);
        moment = &talk.concern[i].moment[0];
        assert_true(moment->in_samples >= talk_start + 6 * RATE_HZ);
        assert_true(moment->in_samples <= talk_start + 9 * RATE_HZ);
        assert_true(moment->out_samples > moment->in_samples);
        assert_true(moment->out_samples <= talk.input.scene.out_samples);
    }
    assert_near(talk.concern[AUDIBILITY].moment[0].value, 0.2957, 0.001);
    assert_near(talk.concern[CENTRE].moment[0].value, 1, 0.001);
    talk_clear(&talk);
}

static void the_bands_to_blame_are_those_that_are_covered(void **state)
{
    struct talk talk;
    struct thresholds strict = thresholds_proposed;
    struct analysis *brass;
    struct dialogue_figures figures;

    (void)state;
    brass = talk_init(&talk, "Brass");
    for (size_t i = 0; i < brass->frames; i++)
        for (unsigned b = 5; b <= 9; b++) /* 500 Hz to 1.25 kHz */
            brass->band[(i * CHANNELS + CH_C) * BANDS + LOW_BANDS + b] =
                (int16_t)(100 * (talk_normal[b] + 3 - sii_spectrum_db(b)));
    figures = talk_measure(&talk);
    assert_near(figures.from_hz, 500, 0.1);
    assert_true(figures.to_hz >= 1250 && figures.to_hz <= 2000);
    strict.audibility_clear = strict.audibility_amber = 0.9;
    dialogue_concerns(talk.concern, talk.facts, &strict);
    assert_non_null(strstr(talk.concern[AUDIBILITY].text, "worst around 500 Hz to"));
    talk_clear(&talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_like_speech_gives_the_index_of_the_standard),
        cmocka_unit_test(the_time_at_risk_is_the_part_that_the_music_takes_below_amber),
        cmocka_unit_test(surrounds_are_3_db_softer_but_in_the_near_field),
        cmocka_unit_test(the_lfe_covers_no_word),
        cmocka_unit_test(stems_add_up_as_powers),
        cmocka_unit_test(it_names_the_stem_and_the_channel_that_cost_most),
        cmocka_unit_test(two_stems_that_each_cover_all_are_told_apart_by_power),
        cmocka_unit_test(prints_of_two_cues_count_as_one_stem),
        cmocka_unit_test(the_music_does_not_answer_for_lines_that_effects_kill),
        cmocka_unit_test(music_in_the_pauses_costs_no_word),
        cmocka_unit_test(a_short_hit_now_and_then_costs_no_word),
        cmocka_unit_test(where_nobody_speaks_nothing_is_hurt),
        cmocka_unit_test(the_end_of_the_last_scenes_line_is_not_this_scenes),
        cmocka_unit_test(the_hum_of_a_set_is_nobody_speaking),
        cmocka_unit_test(without_words_or_music_nothing_is_measured),
        cmocka_unit_test(sources_that_end_before_the_scene_are_not_there),
        cmocka_unit_test(words_and_effects_in_one_file_cannot_be_told_apart),
        cmocka_unit_test(what_is_missing_is_said),
        cmocka_unit_test(the_worst_moment_is_the_line_that_is_covered),
        cmocka_unit_test(the_bands_to_blame_are_those_that_are_covered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
