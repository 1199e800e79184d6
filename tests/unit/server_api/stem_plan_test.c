/* How stems look: proposals, choices, and what is refused with which words. */
#include "server/api/stem_check.h"
#include "server/api/stem_plan.h"
#include "server/api/stem_proposals.h"
#include "server/store/events.h"
#include "tests/unit/server_api/fixture.h"

static const char plan_target[] = "/api/productions/1/stem_plan";

static struct production plan_of(const char *names)
{
    struct production production;
    json_t *json = json_loads(names, 0, NULL);

    memset(&production, 0xA5, sizeof production);
    assert_int_equal(stem_plan_read_names(&production, json, NULL), ERR_NONE);
    json_decref(json);
    return production;
}

static const json_t *stem_of(const json_t *production, size_t i)
{
    return json_array_get(json_object_get(production, "stem_plan"), i);
}

static void assert_look(const json_t *production, size_t i, const char *expected)
{
    char *text = json_dumps(stem_of(production, i), JSON_COMPACT);

    assert_string_equal(text, expected);
    free(text);
}

static void the_five_stems_are_proposed_by_name(void **state)
{
    json_t *json = expect(
        post(*state, "/api/productions", "{\"name\": \"Tideline\", \"frame_rate\": \"24\"}"), 201);

    assert_int_equal(json_array_size(json_object_get(json, "stem_plan")), 5);
    assert_look(json, 1,
                "{\"name\":\"Brass\",\"label\":\"BRS\",\"shape\":\"triangle\","
                "\"dark\":\"#e4c71f\",\"light\":\"#76853a\"}");
    json_decref(json);
}

static void other_stems_take_what_no_other_is_known_by(void **state)
{
    const struct production plan =
        plan_of("[\"Choir\", \"string\", \"Piano\", \"Pick up\", \"\\u5f26\\u697d\", \"Pic\"]");

    (void)state;
    assert_string_equal(plan.look[1].label, "STR");
    assert_string_equal(plan.look[1].dark, "#a6d895");
    assert_string_equal(plan.look[0].label, "CHR");
    assert_string_equal(plan.look[0].shape, "triangle");
    assert_string_equal(plan.look[2].label, "PIA");
    assert_string_equal(plan.look[3].label, "PCK");
    assert_string_equal(plan.look[4].label, "S5");
    assert_string_equal(plan.look[5].label, "PIC");
}

static void a_plan_from_before_there_were_looks_gets_the_proposals(void **state)
{
    const struct production plan = { .stems = 2, .stem = { "Brass", "Choir" } };
    json_t *json = stem_plan_json(&plan);

    (void)state;
    assert_string_equal(text_of(json_array_get(json, 0), "shape"), "triangle");
    assert_string_equal(text_of(json_array_get(json, 1), "dark"), "#a6d895");
    assert_string_equal(plan.look[0].label, "");
    json_decref(json);
}

static struct production many(unsigned count)
{
    struct production production = { .stems = count };

    for (unsigned i = 0; i < count; i++)
        snprintf(production.stem[i], RECIPE_ROLE, "Stem %u", i + 1);
    stem_propose(&production);
    return production;
}

static unsigned coloured(const struct production *production)
{
    unsigned count = 0;

    for (unsigned i = 0; i < production->stems; i++)
        count += *production->look[i].dark && *production->look[i].light;
    return count;
}

static void any_number_of_proposals_stands_side_by_side(void **state)
{
    struct err err = { 0 };

    (void)state;
    for (unsigned count = 1; count <= STEMS_MAX; count++) {
        const struct production plan = many(count);
        assert_int_equal(stem_check(&plan, &err), ERR_NONE);
        assert_int_equal(coloured(&plan), count < 9 ? count : 9);
    }
}

static void assert_refused(const struct production *plan, const char *words)
{
    struct err err = { 0 };

    assert_int_equal(stem_check(plan, &err), ERR_INVALID);
    if (!strstr(err.text, words))
        fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static struct production with_colours(unsigned stem, const char *dark, const char *light)
{
    struct production plan = plan_of("[\"String\", \"Brass\", \"Choir\"]");

    snprintf(plan.look[stem].dark, LOOK_COLOUR, "%s", dark);
    snprintf(plan.look[stem].light, LOOK_COLOUR, "%s", light);
    return plan;
}

static void a_refusal_names_stems_theme_sight_and_figure(void **state)
{
    static const struct {
        unsigned stem;
        const char *dark, *light, *words;
    } cases[] = {
        { 1, "#a6d895", "#76853a", "String and Brass look alike in the dark theme: distance 0.0" },
        { 1, "#e4c71f", "#7c5a2c",
          "String and Brass look alike to people with protanopia in the light theme: distance "
          "7.3" },
        { 1, "#e8a0a0", "#76853a", "distance 22.3, at least 25 is needed; choose another hue" },
        { 2, "#35c8f0", "#24879e", "" },
        { 0, "#ff4038", "#386d4c",
          "String looks like the bright red of the full mix and the prints in the dark theme" },
        { 0, "#a6d895", "#e02015", "prints in the light theme: distance" },
        { 0, "#202428", "#386d4c",
          "String can hardly be seen in the dark theme: contrast 1.1, at "
          "least 3 is needed; choose a lighter colour" },
        { 0, "#a6d895", "#eeeeee", "choose a darker colour" },
        { 0, "#a6d895", "", "one theme alone" },
        { 0, "#a6d89", "#386d4c", "#a6d89\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct production plan = with_colours(cases[i].stem, cases[i].dark, cases[i].light);
        if (*cases[i].words)
            assert_refused(&plan, cases[i].words);
        else
            assert_int_equal(stem_check(&plan, NULL), ERR_NONE);
    }
}

static void labels_and_shapes_are_each_their_own(void **state)
{
    struct production plan = plan_of("[\"String\", \"Brass\"]");

    (void)state;
    snprintf(plan.look[1].label, LOOK_LABEL, "str");
    assert_refused(&plan, "String and Brass have the same label, str");
    snprintf(plan.look[1].label, LOOK_LABEL, "mix");
    assert_refused(&plan, "the full mix or a temp has");
    snprintf(plan.look[1].label, LOOK_LABEL, "BRASS");
    assert_refused(&plan, "it may have 4 characters");
    snprintf(plan.look[1].label, LOOK_LABEL, "\xc3\x9c\xc3\x9c\xc3\x9c\xc3\x9c");
    assert_int_equal(stem_check(&plan, NULL), ERR_NONE);
    snprintf(plan.look[1].shape, LOOK_SHAPE, "circle");
    assert_refused(&plan, "String and Brass have the same shape, a circle");
}

static void a_plan_is_chosen_and_kept_with_its_order(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    json_decref(expect(post(fixture, "/api/productions",
                            "{\"name\": \"Tideline\", \"frame_rate\": \"24\","
                            " \"stem_plan\": [{\"name\": \"Choir\", \"label\": \"VOX\"},"
                            " {\"name\": \"Brass\", \"dark\": null}]}"),
                       201));
    json = expect(get(fixture, "/api/productions/1"), 200);
    assert_look(json, 0,
                "{\"name\":\"Choir\",\"label\":\"VOX\",\"shape\":\"circle\","
                "\"dark\":\"#a6d895\",\"light\":\"#386d4c\"}");
    json_decref(json);
    json_decref(expect(put(fixture, plan_target,
                           "{\"stem_plan\": [{\"name\": \"Brass\", \"label\": \"BR\","
                           " \"shape\": \"bar\", \"dark\": \"#35D3EE\", \"light\": \"#24879e\"},"
                           " {\"name\": \"Choir\", \"label\": \"CH\", \"shape\": \"star\","
                           " \"dark\": null, \"light\": null}]}"),
                       200));
    json = expect(get(fixture, "/api/productions/1"), 200);
    assert_look(json, 0,
                "{\"name\":\"Brass\",\"label\":\"BR\",\"shape\":\"bar\","
                "\"dark\":\"#35d3ee\",\"light\":\"#24879e\"}");
    assert_look(json, 1,
                "{\"name\":\"Choir\",\"label\":\"CH\",\"shape\":\"star\","
                "\"dark\":null,\"light\":null}");
    assert_string_equal(json_string_value(json_array_get(json_object_get(json, "stems"), 0)),
                        "Brass");
    json_decref(json);
}

static void a_body_that_is_no_plan_of_this_production_is_refused(void **state)
{
#define STEM(name, rest) "{\"stem_plan\": [{\"name\": \"" name "\"" rest "}]}"
#define LOOK             ", \"label\": \"CHR\", \"shape\": \"star\", \"dark\": null, \"light\": null"
    static const struct {
        const char *body, *words;
    } cases[] = {
        { STEM("Choir", ""), "label" },
        { STEM("Brass", LOOK), "no stem \"Brass\"" },
        { STEM("Full mix", LOOK), "the full mix or a temp" },
        { STEM("Choir", ", \"label\": \"C\", \"shape\": \"ring\", \"dark\": null, \"light\": null"),
          "no shape \"ring\"" },
        { STEM("Choir", ", \"label\": \"\", \"shape\": \"star\", \"dark\": null, \"light\": null"),
          "label is empty" },
        { STEM("Choir", ", \"label\": \"C\", \"shape\": \"star\", \"dark\": 7, \"light\": null"),
          "a colour of Choir" },
        { STEM("Choir", LOOK ", \"hue\": 1"), "hue" },
        { STEM("Choir", LOOK), "Piano is missing" },
        { "{\"stem_plan\": []}", "1 to 29 stems" },
        { "{\"stem_plan\": {}}", "1 to 29 stems" },
        { "{}", "stem_plan" },
    };

    json_decref(expect(post(*state, "/api/productions",
                            "{\"name\": \"x\", \"frame_rate\": \"24\","
                            " \"stems\": [\"Choir\", \"Piano\"]}"),
                       201));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(put(*state, plan_target, cases[i].body), 400, cases[i].words);
    expect_error(post(*state, "/api/productions",
                      "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": [\"A\"],"
                      " \"stem_plan\": [{\"name\": \"A\"}]}"),
                 400, "not both");
}

static void only_who_manages_chooses_and_the_record_tells(void **state)
{
    static const char body[] =
        "{\"stem_plan\": [{\"name\": \"Choir\", \"label\": \"CHR\", \"shape\": \"star\","
        " \"dark\": \"#a6d895\", \"light\": \"#386d4c\"}]}";
    struct event_filter filter = { .production_id = 1, .limit = 9, .kind = "stem_plan.put" };
    struct fixture *fixture = *state;
    struct events events;
    struct db *db;

    json_decref(expect(post(fixture, "/api/productions",
                            "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": [\"Choir\"]}"),
                       201));
    fixture_join(fixture, 1, AS_STAGE, SIDE_STAGE);
    fixture->as = AS_STAGE;
    expect_error(put(fixture, plan_target, body), 403, "");
    fixture->as = AS_MUSIC;
    json_decref(expect(put(fixture, plan_target, body), 200));
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
    assert_int_equal(events.count, 1);
    assert_non_null(strstr(events.list[0].detail, "\"shape\":\"star\""));
    events_clear(&events);
    app_db_give(fixture->app, db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_five_stems_are_proposed_by_name),
        TEST(other_stems_take_what_no_other_is_known_by),
        TEST(a_plan_from_before_there_were_looks_gets_the_proposals),
        TEST(any_number_of_proposals_stands_side_by_side),
        TEST(a_refusal_names_stems_theme_sight_and_figure),
        TEST(labels_and_shapes_are_each_their_own),
        TEST(a_plan_is_chosen_and_kept_with_its_order),
        TEST(a_body_that_is_no_plan_of_this_production_is_refused),
        TEST(only_who_manages_chooses_and_the_record_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
