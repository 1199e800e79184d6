/* Borderline scenes: figures that move smoothly, trims that clear, thresholds that are a
 * production's own. */
#include <string.h>

#include "codec/measure/dialogue.h"
#include "tests/unit/codec_measure/talk.h"

enum { AUDIBILITY, CENTRE };

/* A level that comes and goes by 12 dB, as music does. */
static void play(struct analysis *stem, enum channel channel, double level_db)
{
    for (unsigned i = 0; i < TALK_SECONDS * 4; i++)
        talk_sound(stem, channel, i / 4.0, (i + 1) / 4.0, level_db + 6 * sin(2.4 * i));
}

static void a_louder_centre_gets_worse_in_small_steps(void **state)
{
    struct talk talk;
    struct analysis *brass;
    double index = 1, busy = 0, score = 0, trim_db = 0;
    unsigned levels = 0;

    (void)state;
    brass = talk_init(&talk, "Brass");
    talk.input.scene.out_samples -= TALK_SECONDS / 2 * RATE_HZ;
    talk_sound(talk_add(&talk, "String", ROLE_STEM), CH_L, 0, 12, -18);
    talk_sound(talk_add(&talk, "Effects", ROLE_EFFECTS), CH_R, 0, 12, -18);
    for (int level_db = -30; level_db <= 12; level_db++) {
        struct dialogue_figures figures;
        double now;

        play(brass, CH_C, level_db);
        figures = talk_measure(&talk);
        assert_true(figures.p10 <= index && figures.p10 > index - 0.05);
        assert_true(figures.centre_busy >= busy && figures.centre_busy < busy + 0.25);
        index = figures.p10;
        busy = figures.centre_busy;
        now = dialogue_score(talk.facts, &thresholds_proposed);
        assert_true(now >= score && now < score + 38); /* 30 of it for the time under red */
        score = now;
        levels |= 1u << talk.concern[AUDIBILITY].level;
        if (talk.concern[AUDIBILITY].level == LEVEL_CLEAR)
            continue;
        now = talk.concern[AUDIBILITY].trim_db;
        assert_true(now <= trim_db && now > trim_db - 2.6);
        trim_db = now;
    }
    assert_int_equal(levels, 1 << LEVEL_CLEAR | 1 << LEVEL_AMBER | 1 << LEVEL_RED);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_RED);
    assert_true(score > 90);
    talk_clear(&talk);
}

static void the_trim_of_the_music_clears_and_no_less_does(void **state)
{
    struct talk talk;
    struct analysis *strings;

    (void)state;
    strings = talk_init(&talk, "String");
    talk_sound(talk_add(&talk, "Effects", ROLE_EFFECTS), CH_R, 0, 12, -14);
    for (double level_db = -2; level_db < 16; level_db += 4.1) {
        double trim_db;

        play(strings, CH_L, level_db);
        talk.input.settings.music_trim_db = 0;
        talk_measure(&talk);
        assert_int_not_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
        trim_db = talk.concern[AUDIBILITY].trim_db;
        talk.input.settings.music_trim_db = trim_db;
        talk_measure(&talk);
        assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
        talk.input.settings.music_trim_db = trim_db + 0.2;
        talk_measure(&talk);
        assert_int_not_equal(talk.concern[AUDIBILITY].level, LEVEL_CLEAR);
    }
    talk_clear(&talk);
}

static void the_trim_of_a_stems_centre_clears_and_no_less_does(void **state)
{
    struct talk talk;
    struct analysis *brass;

    (void)state;
    brass = talk_init(&talk, "Brass");
    talk_sound(talk_add(&talk, "String", ROLE_STEM), CH_C, 0, 12, -16);
    for (double level_db = -8; level_db < 16; level_db += 5.3) {
        double trim_db;

        play(brass, CH_C, level_db);
        talk_measure(&talk);
        assert_int_not_equal(talk.concern[CENTRE].level, LEVEL_CLEAR);
        assert_string_equal(talk.concern[CENTRE].stem, "Brass");
        trim_db = talk.concern[CENTRE].trim_db;
        play(brass, CH_C, level_db + trim_db - 0.01); /* levels are rounded to 0.01 dB */
        talk_measure(&talk);
        assert_int_equal(talk.concern[CENTRE].level, LEVEL_CLEAR);
        play(brass, CH_C, level_db + trim_db + 0.2);
        talk_measure(&talk);
        assert_int_not_equal(talk.concern[CENTRE].level, LEVEL_CLEAR);
    }
    talk_clear(&talk);
}

static void a_stem_that_cannot_clear_it_alone_gets_no_trim(void **state)
{
    struct talk talk;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 0);
    talk_sound(talk_add(&talk, "String", ROLE_STEM), CH_C, 0, 12, -3);
    talk_measure(&talk);
    assert_int_equal(talk.concern[CENTRE].level, LEVEL_RED);
    assert_true(isnan(talk.concern[CENTRE].trim_db));
    assert_non_null(strstr(talk.concern[CENTRE].text, "all Centres -11.8 dB"));
    talk_clear(&talk);
}

static void music_that_is_muted_costs_nothing(void **state)
{
    struct talk talk;
    struct dialogue_figures figures;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 0, 12, 10);
    talk.input.settings.music_trim_db = -INFINITY;
    figures = talk_measure(&talk);
    assert_near(figures.loss_p90, 0, 1e-6);
    assert_near(figures.centre_part, 0, 1e-9);
    assert_true(isnan(figures.over_music_lu));
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++)
        assert_int_equal(talk.concern[i].level, LEVEL_CLEAR);
    talk_clear(&talk);
}

static void other_thresholds_ask_for_other_trims(void **state)
{
    struct thresholds own = thresholds_proposed;
    struct talk talk;
    double trim_db, score;

    (void)state;
    play(talk_init(&talk, "Brass"), CH_C, -2);
    talk_measure(&talk);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_AMBER);
    trim_db = talk.concern[AUDIBILITY].trim_db;
    score = dialogue_score(talk.facts, &own);
    own.audibility_clear = 0.9;
    own.audibility_amber = 0.8;
    own.audibility_red = 0.7;
    dialogue_concerns(talk.concern, talk.facts, &own);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_RED);
    assert_true(talk.concern[AUDIBILITY].trim_db < trim_db - 4);
    assert_true(dialogue_score(talk.facts, &own) > score);
    own.audibility_clear = own.audibility_amber = own.audibility_red = 0.9;
    dialogue_concerns(talk.concern, talk.facts, &own);
    assert_int_equal(talk.concern[AUDIBILITY].level, LEVEL_RED);
    assert_near(dialogue_score(talk.facts, &own), 100, 1e-9);
    own.audibility_clear = own.audibility_amber = own.audibility_red = 0;
    own.centre_share_amber = own.centre_share_red = 1;
    dialogue_concerns(talk.concern, talk.facts, &own);
    for (unsigned i = 0; i < DIALOGUE_CONCERNS; i++)
        assert_int_equal(talk.concern[i].level, LEVEL_CLEAR);
    assert_near(dialogue_score(talk.facts, &own), 0, 1e-9);
    talk_clear(&talk);
}

static void the_loudness_difference_is_that_of_the_active_time(void **state)
{
    struct talk talk;
    struct dialogue_figures figures;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_L, 0, 12, -7);
    talk_sound(talk_add(&talk, "Effects", ROLE_EFFECTS), CH_R, 0, 0.8, 40);
    talk_sound(talk.analysis[2], CH_R, 0.8, 12, -7);
    talk.input.settings.effects_trim_db = -3;
    figures = talk_measure(&talk);
    assert_db(figures.over_music_lu, 7, 0.05);
    assert_db(figures.over_all_lu, 7 - 1.76, 0.05);
    assert_db(talk.concern[AUDIBILITY].second, figures.over_all_lu, 1e-9);
    talk_clear(&talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_louder_centre_gets_worse_in_small_steps),
        cmocka_unit_test(the_trim_of_the_music_clears_and_no_less_does),
        cmocka_unit_test(the_trim_of_a_stems_centre_clears_and_no_less_does),
        cmocka_unit_test(a_stem_that_cannot_clear_it_alone_gets_no_trim),
        cmocka_unit_test(music_that_is_muted_costs_nothing),
        cmocka_unit_test(other_thresholds_ask_for_other_trims),
        cmocka_unit_test(the_loudness_difference_is_that_of_the_active_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
