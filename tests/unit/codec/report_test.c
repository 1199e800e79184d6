#include "codec/report.h"

#include <stdlib.h>

#include "tests/unit/codec_measure/lfe_fixture.h"

enum { SECONDS = 10 };

static const struct report_settings settings = { 0 };

struct fixture {
    struct stage stage;
    struct scene_facts *facts;
    struct scene_report report;
    uint8_t *data;
    size_t bytes;
};

/* Drums in the LFE through the scene, and nothing else. */
static int setup(void **state)
{
    struct fixture *const f = calloc(1, sizeof(*f));
    struct analysis *stem;

    *state = f;
    stage_open(&f->stage, SECONDS);
    stem = stage_stem(&f->stage, "Percussion");
    for (double at_s = 0; at_s < SECONDS; at_s += 0.5)
        add_low_hit(stem, at_s, 0.1, -12);
    if (scene_facts_new(&f->facts, f->stage.source, f->stage.sources, &f->stage.input.scene,
                        &settings, NULL))
        return -1;
    scene_report_of(&f->report, f->facts, &thresholds_proposed);
    return scene_facts_pack(f->facts, (void **)&f->data, &f->bytes, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
    struct fixture *const f = *state;

    scene_facts_free(f->facts);
    stage_close(&f->stage);
    free(f->data);
    free(f);
    return 0;
}

static void every_kind_is_reported_in_its_place(void **state)
{
    const struct fixture *const f = *state;

    for (unsigned kind = 0; kind < CONCERN_KINDS; kind++) {
        assert_int_equal(f->report.concern[kind].kind, kind);
        assert_true(strlen(f->report.concern[kind].text) > 0);
        assert_int_equal(f->report.concern[kind].level == LEVEL_UNMEASURED,
                         strncmp(f->report.concern[kind].text, "not measured: ", 14) == 0);
    }
    assert_int_equal(f->report.concern[CONCERN_LFE_PUMPING].level, LEVEL_RED);
    assert_int_equal(f->report.concern[CONCERN_LFE_OVERLAP].level, LEVEL_UNMEASURED);
    assert_int_equal(f->report.concern[CONCERN_DIALOGUE_AUDIBILITY].level, LEVEL_UNMEASURED);
    assert_true(f->report.score > 50 && f->report.score <= 100);
}

static void a_scene_in_which_nothing_sounds_has_no_score(void **state)
{
    struct scene_facts *facts;
    struct scene_report report;
    const struct report_scene scene = { 0, RATE_HZ };
    void *data;
    size_t bytes;

    (void)state;
    assert_int_equal(scene_facts_new(&facts, NULL, 0, &scene, &settings, NULL), ERR_NONE);
    assert_int_equal(scene_facts_pack(facts, &data, &bytes, NULL), ERR_NONE);
    scene_facts_free(facts);
    assert_int_equal(scene_facts_unpack(&facts, data, bytes, NULL), ERR_NONE);
    free(data);
    scene_report_of(&report, facts, &thresholds_proposed);
    assert_true(isnan(report.score) != 0);
    for (unsigned kind = 0; kind < CONCERN_KINDS; kind++)
        assert_int_equal(report.concern[kind].level, LEVEL_UNMEASURED);
    scene_facts_free(facts);
}

static void facts_come_back_as_they_were(void **state)
{
    const struct fixture *const f = *state;
    struct scene_facts *facts;
    struct scene_report report;

    assert_int_equal(scene_facts_unpack(&facts, f->data, f->bytes, NULL), ERR_NONE);
    scene_report_of(&report, facts, &thresholds_proposed);
    assert_db(report.score, f->report.score, 0);
    for (unsigned kind = 0; kind < CONCERN_KINDS; kind++) {
        assert_int_equal(report.concern[kind].level, f->report.concern[kind].level);
        assert_string_equal(report.concern[kind].text, f->report.concern[kind].text);
    }
    scene_facts_free(facts);
}

static void facts_may_lie_anywhere_in_memory(void **state)
{
    const struct fixture *const f = *state;
    uint8_t *const moved = malloc(f->bytes + 8);
    struct scene_facts *facts;

    for (size_t shift = 0; shift < 8; shift++) {
        memcpy(moved + shift, f->data, f->bytes);
        assert_int_equal(scene_facts_unpack(&facts, moved + shift, f->bytes, NULL), ERR_NONE);
        scene_facts_free(facts);
    }
    free(moved);
}

static void a_flipped_bit_is_found(void **state)
{
    const struct fixture *const f = *state;
    struct scene_facts *facts;
    struct err err;

    for (size_t at = 0; at < f->bytes; at += at < 80 ? 1 : 61) {
        f->data[at] ^= 0x10;
        assert_int_equal(scene_facts_unpack(&facts, f->data, f->bytes, &err), ERR_DAMAGED);
        f->data[at] ^= 0x10;
    }
}

static void facts_cut_short_are_refused(void **state)
{
    const struct fixture *const f = *state;
    struct scene_facts *facts;
    struct err err;

    for (size_t bytes = 0; bytes < f->bytes; bytes += 53)
        assert_int_equal(scene_facts_unpack(&facts, f->data, bytes, &err), ERR_DAMAGED);
    assert_null(facts);
    assert_non_null(strstr(err.text, "measure it again"));
}

static void facts_of_another_version_are_refused(void **state)
{
    const struct fixture *const f = *state;
    struct scene_facts *facts;
    struct err err;

    f->data[4]++;
    assert_int_equal(scene_facts_unpack(&facts, f->data, f->bytes, &err), ERR_DAMAGED);
    assert_non_null(strstr(err.text, "version"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_is_reported_in_its_place),
        TEST(a_scene_in_which_nothing_sounds_has_no_score),
        TEST(facts_come_back_as_they_were),
        TEST(facts_may_lie_anywhere_in_memory),
        TEST(a_flipped_bit_is_found),
        TEST(facts_cut_short_are_refused),
        TEST(facts_of_another_version_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
