/* Lanes show what the measures have seen, in its place. */
#include "codec/measure/scene_lanes.h"

#include "tests/unit/codec_measure/lfe_fixture.h"
#include "tests/unit/codec_measure/talk.h"

static void lanes_of(struct scene_lanes *out, struct stage *stage)
{
    stage->input.count = stage->sources;
    assert_int_equal(scene_lanes_init(out, &stage->input, NULL), ERR_NONE);
}

static void a_tone_stands_in_its_stem_and_its_time(void **state)
{
    const double span_s[2] = { 4, 8 };
    struct stage stage;
    struct scene_lanes drawn;

    (void)state;
    stage_open(&stage, 12);
    stage_stem(&stage, "Brass");
    add_low_tone(stage_stem(&stage, "Percussion"), 40, -20, span_s);
    lanes_of(&drawn, &stage);
    assert_int_equal(drawn.frames, 120);
    assert_int_equal(drawn.stems, 2);
    assert_string_equal(drawn.stem[1], "Percussion");
    assert_db(scene_lane(&drawn, LANE_MUSIC)[60], -23.01, 0.1);
    assert_db(scene_lane(&drawn, LANE_STEM + 1)[60], -23.01, 0.1);
    assert_true(scene_lane(&drawn, LANE_STEM)[60] < -100);
    assert_true(scene_lane(&drawn, LANE_MUSIC)[20] < -60);
    assert_true(scene_lane(&drawn, LANE_MUSIC)[100] < -60);
    assert_true(scene_lane(&drawn, LANE_EFFECTS)[60] < -100);
    assert_true(isnan(scene_lane(&drawn, LANE_INDEX)[60]));
    scene_lanes_clear(&drawn);
    stage_close(&stage);
}

static void stems_in_phase_add_up_and_in_opposition_cancel(void **state)
{
    const double span_s[2] = { 0, 6 };
    struct stage stage;
    struct scene_lanes drawn;
    struct analysis *second;

    (void)state;
    stage_open(&stage, 6);
    add_low_tone(stage_stem(&stage, "Brass"), 40, -20, span_s);
    second = stage_stem(&stage, "Percussion");
    add_low_tone(second, 40, -20, span_s);
    lanes_of(&drawn, &stage);
    assert_db(scene_lane(&drawn, LANE_MUSIC)[30], -16.99, 0.1);
    scene_lanes_clear(&drawn);
    for (size_t i = 0; i < second->lows; i++)
        second->lfe[i] = -second->lfe[i];
    lanes_of(&drawn, &stage);
    assert_true(scene_lane(&drawn, LANE_MUSIC)[30] < -100);
    assert_db(scene_lane(&drawn, LANE_STEM)[30], -23.01, 0.1);
    scene_lanes_clear(&drawn);
    stage_close(&stage);
}

static void music_and_effects_clash_where_both_are_loud_in_one_band(void **state)
{
    enum { SECONDS = 12 };
    const size_t music[2] = { 0, 8 * RATE_HZ }, effects[2] = { 4 * RATE_HZ, 12 * RATE_HZ };
    struct stage stage;
    struct scene_lanes drawn;
    struct planes planes;

    (void)state;
    stage_open(&stage, SECONDS);
    assert_int_equal(planes_init(&planes, CHANNELS, (size_t)SECONDS * RATE_HZ, NULL), ERR_NONE);
    add_tone(planes.ch[CH_LFE], 50, -12, music);
    stage_analyse(&stage, "Percussion", ROLE_STEM, &planes);
    lanes_of(&drawn, &stage);
    assert_int_equal(drawn.lfe_lack, LANE_LACKS_EFFECTS);
    assert_int_equal(drawn.words_lack, LANE_LACKS_WORDS);
    assert_true(isnan(scene_lane(&drawn, LANE_CLASH)[60]));
    scene_lanes_clear(&drawn);
    memset(planes.ch[CH_LFE], 0, (size_t)SECONDS * RATE_HZ * sizeof(float));
    add_tone(planes.ch[CH_LFE], 50, -12, effects);
    stage_analyse(&stage, "Effects", ROLE_EFFECTS, &planes);
    lanes_of(&drawn, &stage);
    stage_measure(&stage);
    assert_int_equal(drawn.lfe_lack, LANE_LACKS_NOTHING);
    assert_true(isnan(scene_lane(&drawn, LANE_CLASH)[20]));
    assert_db((double)scene_lane(&drawn, LANE_CLASH)[60], stage.concern[CONCERN_LFE_OVERLAP].value,
              0.05);
    assert_true(isnan(scene_lane(&drawn, LANE_CLASH)[100]));
    scene_lanes_clear(&drawn);
    planes_clear(&planes);
    stage_close(&stage);
}

static void pumping_is_drawn_where_it_pumps(void **state)
{
    struct stage stage;
    struct scene_lanes drawn;
    struct analysis *drums;

    (void)state;
    stage_open(&stage, 40);
    drums = stage_stem(&stage, "Percussion");
    for (int i = 0; i < 24; i++)
        add_low_hit(drums, 1 + 0.5 * i, 0.08, -10);
    lanes_of(&drawn, &stage);
    assert_true(scene_lane(&drawn, LANE_PUMPING)[60] > 0.7);
    assert_true(scene_lane(&drawn, LANE_PUMPING)[350] < 0.01);
    scene_lanes_clear(&drawn);
    stage_close(&stage);
}

static void words_are_drawn_with_and_without_the_music(void **state)
{
    struct talk talk;
    struct scene_lanes drawn;

    (void)state;
    talk_sound(talk_init(&talk, "Brass"), CH_C, 6, 12, 0);
    talk.input.count = talk.count;
    assert_int_equal(scene_lanes_init(&drawn, &talk.input, NULL), ERR_NONE);
    assert_true(isnan(scene_lane(&drawn, LANE_INDEX)[3]));
    assert_true(scene_lane(&drawn, LANE_INDEX)[20] > 0.9);
    assert_true(scene_lane(&drawn, LANE_INDEX)[90] < 0.6);
    assert_true(scene_lane(&drawn, LANE_INDEX_ALONE)[90] > 0.9);
    assert_true(scene_lane(&drawn, LANE_INDEX_CENTRE)[90] > 0.9);
    scene_lanes_clear(&drawn);
    talk_clear(&talk);
}

static void a_scene_too_short_for_a_value_has_none(void **state)
{
    struct stage stage;
    struct scene_lanes drawn;

    (void)state;
    stage_open(&stage, 0.05);
    lanes_of(&drawn, &stage);
    assert_int_equal(drawn.frames, 0);
    scene_lanes_clear(&drawn);
    stage_open(&stage, 0.25);
    stage_stem(&stage, "Brass");
    lanes_of(&drawn, &stage);
    assert_int_equal(drawn.frames, 2);
    assert_true(isinf(scene_lane(&drawn, LANE_MUSIC)[0]));
    scene_lanes_clear(&drawn);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_stands_in_its_stem_and_its_time),
        cmocka_unit_test(stems_in_phase_add_up_and_in_opposition_cancel),
        cmocka_unit_test(music_and_effects_clash_where_both_are_loud_in_one_band),
        cmocka_unit_test(pumping_is_drawn_where_it_pumps),
        cmocka_unit_test(words_are_drawn_with_and_without_the_music),
        cmocka_unit_test(a_scene_too_short_for_a_value_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
