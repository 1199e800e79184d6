/* LFE measures along whole scenes: beats, runs, stems, moments, and what is kept of them. */
#include <stdlib.h>

#include "tests/unit/codec_measure/lfe_fixture.h"

static const struct concern *concern_of(const struct stage *stage, enum concern_kind kind)
{
    return &stage->concern[kind];
}

static void add_beat(struct analysis *stem, double from_s, double to_s, double period_s)
{
    for (double at_s = from_s; at_s < to_s; at_s += period_s)
        add_low_hit(stem, at_s, 0.1, -12);
}

/* A scene of so many seconds in which drums play from one second to another. */
static void measure_beat(struct stage *stage, double seconds, const double span_s[2],
                         double period_s)
{
    stage_open(stage, seconds);
    add_beat(stage_stem(stage, "Percussion"), span_s[0], span_s[1], period_s);
    stage_measure(stage);
}

static void a_beat_through_a_short_scene_is_red(void **state)
{
    struct stage stage;

    (void)state;
    for (double seconds = 5; seconds <= 12; seconds += 1.75) {
        const double span_s[2] = { 0, seconds };

        measure_beat(&stage, seconds, span_s, 60.0 / 110);
        assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_RED);
        assert_db(concern_of(&stage, CONCERN_LFE_PUMPING)->second, 60.0 / 110, 0.01);
        assert_string_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->text, "LFE pumps at 1.8 Hz");
        assert_string_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->stem, "Percussion");
        stage_close(&stage);
    }
}

static void a_beat_that_ends_soon_is_amber(void **state)
{
    static const double span_s[2] = { 9, 13.2 };
    struct stage stage;

    (void)state;
    measure_beat(&stage, 40, span_s, 0.5);
    assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_AMBER);
    assert_non_null(strstr(concern_of(&stage, CONCERN_LFE_PUMPING)->text, "2.0 Hz"));
    stage_close(&stage);
}

static void a_beat_of_twelve_seconds_is_red_in_a_long_scene(void **state)
{
    static const double span_s[2] = { 12, 24 };
    struct stage stage;

    (void)state;
    measure_beat(&stage, 60, span_s, 0.5);
    assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_RED);
    assert_true(concern_of(&stage, CONCERN_LFE_PUMPING)->moment[0].in_samples >=
                SCENE_START + 10 * RATE_HZ);
    assert_true(concern_of(&stage, CONCERN_LFE_PUMPING)->moment[0].out_samples <=
                SCENE_START + 26 * RATE_HZ);
    stage_close(&stage);
}

static void single_accents_do_not_pump(void **state)
{
    static const double seconds[] = { 6, 8, 20, 40 };
    struct stage stage;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const double span_s[2] = { 0.2, seconds[i] };

        measure_beat(&stage, seconds[i], span_s, 3.1);
        assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_CLEAR);
        assert_db(concern_of(&stage, CONCERN_LFE_PUMPING)->value, 0, 0);
        stage_close(&stage);
    }
}

static void hits_without_a_beat_are_amber(void **state)
{
    static const double at_s[] = { 2.2724, 3.0661, 3.9265, 4.363, 4.5644, 6.1525, 6.8456, 7.7889 };
    struct analysis *stem;
    struct stage stage;

    (void)state;
    stage_open(&stage, 8);
    stem = stage_stem(&stage, "Percussion");
    for (size_t i = 0; i < 8; i++)
        add_low_hit(stem, at_s[i], 0.2, -12);
    stage_measure(&stage);
    assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_AMBER);
    assert_db(concern_of(&stage, CONCERN_LFE_PUMPING)->value, 1.008, 0.03);
    stage_close(&stage);
}

static void the_stem_that_pumps_is_named_beside_a_steady_one(void **state)
{
    static const double whole_s[2] = { 0, 10 };
    struct stage stage;

    (void)state;
    stage_open(&stage, 10);
    add_low_tone(stage_stem(&stage, "Atmospheric"), 30, -24, whole_s);
    add_beat(stage_stem(&stage, "Percussion"), 0, 10, 0.5);
    stage_measure(&stage);
    assert_true(concern_of(&stage, CONCERN_LFE_PUMPING)->level != LEVEL_CLEAR);
    assert_string_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->stem, "Percussion");
    /* Under the drone the drums do not show any more. */
    assert_true(concern_of(&stage, CONCERN_LFE_PUMPING)->trim_db < -2);
    assert_true(concern_of(&stage, CONCERN_LFE_PUMPING)->trim_db > -20);
    stage_close(&stage);
}

static void pumping_moves_smoothly_with_its_depth(void **state)
{
    static const double whole_s[2] = { 0, 8 };
    struct stage stage;
    double before = 0;

    (void)state;
    for (double drone_db = 0; drone_db >= -40; drone_db -= 2) {
        stage_open(&stage, 8);
        add_beat(stage_stem(&stage, "Percussion"), 0, 8, 0.5);
        add_low_tone(stage_stem(&stage, "Atmospheric"), 50, drone_db, whole_s);
        stage_measure(&stage);
        assert_true(fabs(concern_of(&stage, CONCERN_LFE_PUMPING)->value - before) < 0.25);
        before = concern_of(&stage, CONCERN_LFE_PUMPING)->value;
        stage_close(&stage);
    }
    assert_true(before > 1);
}

static void runs_bridge_gaps_of_less_than_half_a_second(void **state)
{
    static const struct {
        double gap_s, run_s;
    } golden[] = { { 0.7, 20 },
                   { 1.4, 10 } }; /* frames of 0.4 s reach into a gap from both sides */
    struct stage stage;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const double first_s[2] = { 0, 10 - golden[i].gap_s / 2 };
        const double second_s[2] = { 10 + golden[i].gap_s / 2, 20 };
        struct analysis *stem;

        stage_open(&stage, 20);
        stem = stage_stem(&stage, "Percussion");
        add_low_tone(stem, 50, -20, first_s);
        add_low_tone(stem, 50, -20, second_s);
        stage_measure(&stage);
        assert_db(concern_of(&stage, CONCERN_LFE_ACTIVE)->second, golden[i].run_s, 0.45);
        stage_close(&stage);
    }
}

static void the_share_of_the_scene_decides_and_the_run_as_well(void **state)
{
    static const struct {
        double seconds, active_s, share;
        enum concern_level level;
    } golden[] = { { 30, 2, 0.08, LEVEL_CLEAR },
                   { 30, 6, 0.21, LEVEL_AMBER },
                   { 30, 12, 0.41, LEVEL_RED },
                   { 200, 14, 0.07, LEVEL_AMBER },
                   { 400, 35, 0.09, LEVEL_RED } };
    struct stage stage;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        const double span_s[2] = { 5, 5 + golden[i].active_s };

        stage_open(&stage, golden[i].seconds);
        add_low_tone(stage_stem(&stage, "Percussion"), 50, -20, span_s);
        stage_measure(&stage);
        assert_int_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->level, golden[i].level);
        assert_db(concern_of(&stage, CONCERN_LFE_ACTIVE)->value, golden[i].share, 0.01);
        stage_close(&stage);
    }
}

static void lfe_is_active_from_minus_50_dbfs(void **state)
{
    static const double whole_s[2] = { 0, 8 };
    struct stage stage;

    (void)state;
    for (int i = 0; i < 2; i++) { /* a sine's rms is 3.01 dB below its peak */
        stage_open(&stage, 8);
        add_low_tone(stage_stem(&stage, "Percussion"), 50, i == 0 ? -47.2 : -46.8, whole_s);
        stage_measure(&stage);
        assert_db(concern_of(&stage, CONCERN_LFE_ACTIVE)->value, i, 0.02);
        stage_close(&stage);
    }
}

static void two_stems_that_both_sound_share_the_blame_by_level(void **state)
{
    static const double whole_s[2] = { 0, 8 };
    struct stage stage;

    (void)state;
    stage_open(&stage, 8);
    add_low_tone(stage_stem(&stage, "String"), 40, -30, whole_s);
    add_low_tone(stage_stem(&stage, "Percussion"), 60, -20, whole_s);
    stage_measure(&stage);
    assert_string_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->stem, "Percussion");
    assert_true(isnan(concern_of(&stage, CONCERN_LFE_ACTIVE)->trim_db)); /* String goes on */
    stage_close(&stage);
}

static void prints_of_two_cues_count_as_one_stem(void **state)
{
    static const double first_s[2] = { 0, 6 }, second_s[2] = { 6, 12 };
    struct stage stage;
    double in_one;

    (void)state;
    stage_open(&stage, 12);
    add_beat(stage_stem(&stage, "Percussion"), 0, 12, 0.5);
    stage_measure(&stage);
    in_one = concern_of(&stage, CONCERN_LFE_PUMPING)->value;
    stage_close(&stage);

    stage_open(&stage, 12);
    add_beat(stage_print(&stage, "Percussion", ROLE_STEM, first_s), 0, 6, 0.5);
    add_beat(stage_print(&stage, "Percussion", ROLE_STEM, second_s), 6, 12, 0.5);
    stage_measure(&stage);
    assert_string_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->stem, "Percussion");
    assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, LEVEL_RED);
    /* The hits of the first cue ring a little into the second. */
    assert_db(concern_of(&stage, CONCERN_LFE_PUMPING)->value, in_one, 0.02);
    stage_close(&stage);
}

static void a_full_mix_is_named_as_such(void **state)
{
    static const double whole_s[2] = { 0, 8 };
    struct stage stage;

    (void)state;
    stage_open(&stage, 8);
    add_low_tone(stage_print(&stage, "Full mix", ROLE_MIX, whole_s), 50, -20, whole_s);
    stage_measure(&stage);
    assert_string_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->stem, "Full mix");
    stage_close(&stage);
}

static void what_lies_outside_the_scene_or_is_no_music_is_passed_over(void **state)
{
    static const double after_s[2] = { 8, 12 }, whole_s[2] = { 0, 8 };
    struct stage stage;

    (void)state;
    stage_open(&stage, 8);
    add_low_tone(stage_print(&stage, "Percussion", ROLE_STEM, after_s), 50, -20, after_s);
    add_low_tone(stage_print(&stage, "Dialogue", ROLE_DIALOGUE, whole_s), 50, -20, whole_s);
    add_low_tone(stage_print(&stage, "?", ROLE_UNKNOWN, whole_s), 50, -20, whole_s);
    stage_measure(&stage);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        assert_int_equal(stage.concern[kind].level, LEVEL_UNMEASURED);
        assert_string_equal(stage.concern[kind].text, "not measured: no music in this scene");
    }
    assert_true(isnan(stage.score) != 0);
    stage_close(&stage);
}

static void effects_without_an_lfe_channel_say_so(void **state)
{
    static const double whole_s[2] = { 0, 8 };
    struct analysis *effects;
    struct stage stage;

    (void)state;
    stage_open(&stage, 8);
    add_low_tone(stage_stem(&stage, "Percussion"), 50, -20, whole_s);
    effects = stage_print(&stage, "Effects", ROLE_EFFECTS, whole_s);
    effects->channel_mask = 1u << CH_L | 1u << CH_R;
    stage_measure(&stage);
    assert_int_equal(concern_of(&stage, CONCERN_LFE_HEADROOM)->level, LEVEL_UNMEASURED);
    assert_string_equal(concern_of(&stage, CONCERN_LFE_OVERLAP)->text,
                        "not measured: the FX temp has no LFE channel");
    stage_close(&stage);
}

static void scenes_too_short_to_say_anything_say_so(void **state)
{
    static const struct {
        double seconds;
        enum concern_level active, pumping;
    } golden[] = {
        { -1, LEVEL_UNMEASURED, LEVEL_UNMEASURED },   { 0, LEVEL_UNMEASURED, LEVEL_UNMEASURED },
        { 0.04, LEVEL_UNMEASURED, LEVEL_UNMEASURED }, { 0.41, LEVEL_RED, LEVEL_UNMEASURED },
        { 1.9, LEVEL_RED, LEVEL_UNMEASURED },         { 2.1, LEVEL_RED, LEVEL_CLEAR }
    };
    static const double span_s[2] = { -5, 5 };
    struct stage stage;

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        stage_open(&stage, golden[i].seconds);
        add_low_tone(stage_print(&stage, "Percussion", ROLE_STEM, span_s), 50, -20, span_s);
        stage_measure(&stage);
        assert_int_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->level, golden[i].active);
        assert_int_equal(concern_of(&stage, CONCERN_LFE_PUMPING)->level, golden[i].pumping);
        stage_close(&stage);
    }
}

static void impossible_scenes_are_refused(void **state)
{
    const double span_s[2] = { 0, 1 };
    struct lfe_facts *facts;
    struct stage stage;
    struct err err;

    (void)state;
    stage_open(&stage, 1);
    stage_print(&stage, "Percussion", ROLE_STEM, span_s);
    stage.input.count = 1;
    stage.input.scene = (struct report_scene){ INT64_MIN, INT64_MAX };
    assert_int_equal(lfe_facts_new(&facts, &stage.input, &err), ERR_RANGE);
    stage.input.scene = (struct report_scene){ 0, SCENE_START + ANALYSIS_SAMPLES_MAX + 1 };
    assert_int_equal(lfe_facts_new(&facts, &stage.input, &err), ERR_TOO_BIG);
    assert_null(facts);
    stage_close(&stage);
}

static void a_scene_may_start_anywhere(void **state)
{
    struct stage stage;
    double value = 0;

    (void)state;
    stage_open(&stage, 10);
    add_beat(stage_stem(&stage, "Percussion"), 0, 10, 0.5);
    for (int64_t shift = 0; shift < 960; shift += 317) {
        stage.input.scene.in_samples = SCENE_START + shift;
        stage_measure(&stage);
        if (shift > 0)
            assert_db(concern_of(&stage, CONCERN_LFE_PUMPING)->value, value,
                      0.05); /* the steps fall elsewhere */
        value = concern_of(&stage, CONCERN_LFE_PUMPING)->value;
    }
    stage_close(&stage);
}

static void more_stems_than_are_told_apart_share_a_name(void **state)
{
    enum { MANY = 40 };
    static struct report_source source[MANY];
    static const double whole_s[2] = { 0, 3 };
    struct scene_input input = { .sources = source, .count = MANY };
    struct concern concern[LFE_CONCERNS];
    struct lfe_facts *facts;
    struct stage stage;
    struct err err;

    (void)state;
    stage_open(&stage, 3);
    input.scene = stage.input.scene;
    add_low_tone(stage_stem(&stage, ""), 50, -20, whole_s);
    stage_stem(&stage, "");
    for (size_t i = 0; i < MANY; i++) {
        source[i] = stage.source[i == MANY - 1 ? 0 : 1];
        snprintf(source[i].role, sizeof(source[i].role), "Stem %zu", i);
    }
    assert_int_equal(lfe_facts_new(&facts, &input, &err), ERR_NONE);
    lfe_concerns(concern, facts, &thresholds_proposed);
    assert_string_equal(concern[CONCERN_LFE_ACTIVE].stem, "other stems");
    lfe_facts_free(facts);
    stage_close(&stage);
}

static void moments_lie_in_the_scene_and_apart(void **state)
{
    struct analysis *stem;
    struct stage stage;

    (void)state;
    stage_open(&stage, 60);
    stem = stage_stem(&stage, "Percussion");
    for (double at_s = 1; at_s < 60; at_s += 7)
        add_low_hit(stem, at_s, 0.4, -6 - at_s / 10);
    stage_measure(&stage);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        const struct concern *const concern = &stage.concern[kind];

        for (unsigned i = 0; i < concern->moments; i++) {
            assert_true(concern->moment[i].in_samples >= stage.input.scene.in_samples);
            assert_true(concern->moment[i].out_samples <= stage.input.scene.out_samples);
            assert_true(concern->moment[i].in_samples < concern->moment[i].out_samples);
            for (unsigned j = 0; j < i; j++)
                assert_true(concern->moment[i].in_samples >= concern->moment[j].out_samples ||
                            concern->moment[i].out_samples <= concern->moment[j].in_samples);
        }
    }
    assert_int_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->moments, MOMENTS);
    stage_close(&stage);
}

static void assert_same(const struct concern *a, const struct concern *b)
{
    assert_int_equal(a->level, b->level);
    assert_true(a->value == b->value || (isnan(a->value) && isnan(b->value)));
    assert_string_equal(a->stem, b->stem);
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->moments, b->moments);
    assert_memory_equal(a->moment, b->moment, sizeof(a->moment));
}

static void facts_come_back_as_they_were(void **state)
{
    struct concern again[LFE_CONCERNS];
    struct lfe_facts *facts;
    struct stage stage;
    size_t bytes;
    void *data;

    (void)state;
    stage_open(&stage, 20);
    add_beat(stage_stem(&stage, "Percussion"), 0, 20, 0.5);
    stage_measure(&stage);
    assert_int_equal(lfe_facts_pack(stage.facts, &data, &bytes, NULL), ERR_NONE);
    assert_true(bytes < 20000);
    assert_int_equal(lfe_facts_unpack(&facts, data, bytes, NULL), ERR_NONE);
    lfe_concerns(again, facts, &thresholds_proposed);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++)
        assert_same(&again[kind], &stage.concern[kind]);
    assert_db(lfe_score(facts, &thresholds_proposed), stage.score, 0);
    lfe_facts_free(facts);
    free(data);
    stage_close(&stage);
}

/* With a checksum round them such facts are never met; without one they must do no harm. */
static void damaged_facts_are_refused_or_harmless(void **state)
{
    struct concern again[LFE_CONCERNS];
    struct lfe_facts *facts;
    struct stage stage;
    uint64_t seed = 7;
    size_t bytes;
    uint8_t *data;

    (void)state;
    stage_open(&stage, 6);
    add_beat(stage_stem(&stage, "Percussion"), 0, 6, 0.5);
    stage_measure(&stage);
    assert_int_equal(lfe_facts_pack(stage.facts, (void **)&data, &bytes, NULL), ERR_NONE);
    for (size_t cut = 0; cut < bytes; cut += 97)
        assert_int_equal(lfe_facts_unpack(&facts, data, cut, NULL), ERR_DAMAGED);
    for (size_t n = 0; n < 600; n++) {
        const size_t at = signal_random(&seed) % (n % 2 ? bytes : 128);
        const uint8_t kept = data[at];

        data[at] = (uint8_t)signal_random(&seed);
        if (lfe_facts_unpack(&facts, data, bytes, NULL) == ERR_NONE) {
            lfe_concerns(again, facts, &thresholds_proposed);
            lfe_score(facts, &thresholds_proposed);
            lfe_facts_free(facts);
        }
        data[at] = kept;
    }
    free(data);
    stage_close(&stage);
}

static void other_thresholds_need_no_audio(void **state)
{
    struct thresholds strict = thresholds_proposed, mild = thresholds_proposed;
    static const double span_s[2] = { 2, 6 };
    struct concern concern[LFE_CONCERNS];
    struct stage stage;

    (void)state;
    stage_open(&stage, 20);
    add_low_tone(stage_stem(&stage, "Percussion"), 50, -20, span_s);
    stage_measure(&stage);
    assert_int_equal(concern_of(&stage, CONCERN_LFE_ACTIVE)->level, LEVEL_AMBER);
    strict.active_share_red = 0.15;
    mild.active_share_amber = 0.25;
    lfe_concerns(concern, stage.facts, &strict);
    assert_int_equal(concern[CONCERN_LFE_ACTIVE].level, LEVEL_RED);
    lfe_concerns(concern, stage.facts, &mild);
    assert_int_equal(concern[CONCERN_LFE_ACTIVE].level, LEVEL_CLEAR);
    assert_true(lfe_score(stage.facts, &strict) > stage.score);
    assert_true(lfe_score(stage.facts, &mild) < stage.score);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_beat_through_a_short_scene_is_red),
        cmocka_unit_test(a_beat_that_ends_soon_is_amber),
        cmocka_unit_test(a_beat_of_twelve_seconds_is_red_in_a_long_scene),
        cmocka_unit_test(single_accents_do_not_pump),
        cmocka_unit_test(hits_without_a_beat_are_amber),
        cmocka_unit_test(the_stem_that_pumps_is_named_beside_a_steady_one),
        cmocka_unit_test(pumping_moves_smoothly_with_its_depth),
        cmocka_unit_test(runs_bridge_gaps_of_less_than_half_a_second),
        cmocka_unit_test(the_share_of_the_scene_decides_and_the_run_as_well),
        cmocka_unit_test(lfe_is_active_from_minus_50_dbfs),
        cmocka_unit_test(two_stems_that_both_sound_share_the_blame_by_level),
        cmocka_unit_test(prints_of_two_cues_count_as_one_stem),
        cmocka_unit_test(a_full_mix_is_named_as_such),
        cmocka_unit_test(what_lies_outside_the_scene_or_is_no_music_is_passed_over),
        cmocka_unit_test(effects_without_an_lfe_channel_say_so),
        cmocka_unit_test(scenes_too_short_to_say_anything_say_so),
        cmocka_unit_test(impossible_scenes_are_refused),
        cmocka_unit_test(a_scene_may_start_anywhere),
        cmocka_unit_test(more_stems_than_are_told_apart_share_a_name),
        cmocka_unit_test(moments_lie_in_the_scene_and_apart),
        cmocka_unit_test(facts_come_back_as_they_were),
        cmocka_unit_test(damaged_facts_are_refused_or_harmless),
        cmocka_unit_test(other_thresholds_need_no_audio),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
