/* Productions, pictures, scenes, cues and sets, as a client sees them. */
#include "server/store/events.h"
#include "tests/unit/server_api/fixture.h"

static void health_tells_the_version(void **state)
{
    json_t *json = expect(get(*state, "/healthz"), 200);

    assert_string_equal(text_of(json, "status"), "ok");
    assert_string_equal(text_of(json, "version"), PREDUB_VERSION);
    json_decref(json);
}

static void a_production_starts_with_the_five_stems(void **state)
{
    json_t *json = expect(post(*state, "/api/productions",
                               "{\"name\": \" Tideline \", \"frame_rate\": \"24000/1001\"}"),
                          201);
    const json_t *stems = json_object_get(json, "stems");

    assert_string_equal(text_of(json, "name"), "Tideline");
    assert_string_equal(text_of(json, "frame_rate"), "23.976");
    assert_int_equal(json_array_size(stems), 5);
    assert_string_equal(json_string_value(json_array_get(stems, 3)), "FX inst");
    assert_true(json_number_value(json_object_get(json, "headroom_db")) == 0);
    assert_int_equal(json_array_size(json_object_get(json, "cues")), 0);
    json_decref(json);
}

static void a_production_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *body, *words;
    } cases[] = {
        { "{\"frame_rate\": \"24\"}", "name" },
        { "{\"name\": \"x\"}", "frame_rate" },
        { "{\"name\": \"\", \"frame_rate\": \"24\"}", "name is empty" },
        { "{\"name\": \"a\\u0007b\", \"frame_rate\": \"24\"}", "control character" },
        { "{\"name\": \"x\", \"frame_rate\": \"24.5\"}", "24.5" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"headroom_db\": 1}", "headroom_db" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"colour\": 1}", "colour" },
        { "{\"name\": \"x\", \"frame_rate\": 24}", "frame_rate" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": []}", "stems" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": [1]}", "stems" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": [\"A\", \"a\"]}", "twice" },
        { "{\"name\": \"x\", \"frame_rate\": \"24\", \"stems\": [\"Dialogue\"]}", "temp" },
        { "{\"name\": ", "JSON" },
        { "[]", "" },
    };
    json_t *json;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post(*state, "/api/productions", cases[i].body), 400, cases[i].words);
    json = expect(get(*state, "/api/productions"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "productions")), 0);
    json_decref(json);
}

static void what_is_not_there_is_not_found(void **state)
{
    static const char *const targets[] = {
        "/api/productions/7",
        "/api/productions/7/pictures",
        "/api/productions/7/cues",
        "/api/pictures/7/scenes",
        "/api/pictures/7/temps",
        "/api/cues/7/sets",
        "/api/sets/7",
        "/api/prints/7",
        "/api/temps/7",
        "/api/prints/7/files/0",
        "/api/productions/x",
        "/api/previews/7",
        "/api/previews/7/webm",
        "/api/nothing",
        "/api/previews/0000000000000000000000000000000000000000000000000000000000000000/overs",
    };

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        expect_error(get(*state, targets[i]), 404, "");
    expect_error(post(*state, "/api/productions/7/pictures", "{\"name\": \"x\"}"), 404, "");
    expect_error(post(*state, "/api/productions/7/cues", "{\"name\": \"x\"}"), 404, "");
    expect_error(post(*state, "/api/cues/7/sets", "{\"picture_id\": 1}"), 404, "");
    expect_error(post(*state, "/api/pictures/7/previews", "{}"), 404, "");
}

static void names_are_taken_once(void **state)
{
    fixture_film(*state);
    expect_error(post(*state, "/api/productions/1/cues", "{\"name\": \"1m1\"}"), 409, "1m1");
    expect_error(post(*state, "/api/productions/1/pictures", "{\"name\": \"Cut 14\"}"), 409,
                 "Cut 14");
}

static void a_production_shows_each_cue_with_its_latest_published_set(void **state)
{
    json_t *json, *cue, *set;
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(*state);
    for (int i = 2; i <= 3; i++)
        json_decref(expect(post(*state, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    json_decref(expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    json_decref(expect(upload(*state, "/api/sets/2/prints/1m1_Brass.wav", &wav), 201));
    json_decref(expect(upload(*state, "/api/sets/3/prints/1m1_Brass.wav", &wav), 201));
    wav_clear(&wav);
    publish(*state, 1);
    publish(*state, 2);
    json = expect(get(*state, "/api/productions/1"), 200);
    cue = json_array_get(json_object_get(json, "cues"), 0);
    assert_int_equal(json_array_size(json_object_get(cue, "sets")), 1);
    set = json_array_get(json_object_get(cue, "sets"), 0);
    assert_int_equal(number_of(set, "version"), 2);
    assert_true(json_is_false(json_object_get(set, "complete")));
    assert_true(json_is_true(json_object_get(set, "is_incomplete")));
    assert_int_equal(json_array_size(json_object_get(set, "lacks")), 5);
    json_decref(json);
    json = expect(get(*state, "/api/productions/1/cues"), 200);
    cue = json_array_get(json_object_get(json, "cues"), 0);
    assert_int_equal(json_array_size(json_object_get(cue, "sets")), 1);
    json_decref(json);
    json = expect(get(*state, "/api/cues/1/sets"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "sets")), 2);
    json_decref(json);
}

static void assert_list(struct fixture *fixture, enum as as, size_t count)
{
    json_t *json;

    fixture->as = as;
    json = expect(get(fixture, "/api/productions"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "productions")), count);
    json_decref(json);
}

static void productions_are_listed_for_their_members_alone(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *line;

    fixture_film(fixture);
    json_decref(expect(
        post(fixture, "/api/productions", "{\"name\": \"Mine\", \"frame_rate\": \"25\"}"), 201));
    assert_list(fixture, AS_MUSIC, 2);
    assert_list(fixture, AS_OTHER, 0);
    assert_list(fixture, AS_STAGE, 1);
    json = expect(get(fixture, "/api/productions"), 200);
    line = json_array_get(json_object_get(json, "productions"), 0);
    assert_string_equal(text_of(line, "name"), "Tideline");
    assert_string_equal(text_of(line, "side"), "stage");
    assert_true(json_is_false(json_object_get(line, "may_manage")));
    assert_int_equal(number_of(line, "picture_count"), 1);
    assert_int_equal(number_of(line, "cue_count"), 1);
    json_decref(json);
}

static void whoever_makes_a_production_manages_it(void **state)
{
    json_t *json = expect(post(*state, "/api/productions",
                               "{\"name\": \"Mine\", \"frame_rate\": \"25\", \"side\": \"stage\"}"),
                          201);

    assert_string_equal(text_of(json, "side"), "stage");
    assert_true(json_is_true(json_object_get(json, "may_manage")));
    json_decref(json);
    json = expect(get(*state, "/api/productions/1"), 200);
    assert_string_equal(text_of(json, "side"), "stage");
    json_decref(json);
    expect_error(post(*state, "/api/productions",
                      "{\"name\": \"x\", \"frame_rate\": \"25\", \"side\": \"both\"}"),
                 400, "both");
}

static void what_is_made_stands_in_the_record(void **state)
{
    static const struct {
        const char *kind, *detail;
    } made[] = {
        { "production.add", "\"name\":\"Tideline\"" },
        { "picture.add", "{\"picture_id\":1,\"name\":\"Cut 14\",\"side\":\"music\"}" },
        { "cue.add", "{\"cue_id\":1,\"name\":\"1m1\",\"title\":\"\",\"side\":\"music\"}" },
        { "thresholds.put", "{\"thresholds\":{\"pumping_red\":3.0},\"side\":\"music\"}" },
    };
    struct fixture *fixture = *state;
    struct events events;
    struct db *db;

    fixture_film(fixture);
    json_decref(expect(
        put(fixture, "/api/productions/1/thresholds", "{\"thresholds\": {\"pumping_red\": 3}}"),
        200));
    expect_error(post(fixture, "/api/productions/1/cues", "{\"name\": \"1m1\"}"), 409, "");
    db = app_db_take(fixture->app, NULL);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        struct event_filter filter = { .production_id = 1, .limit = 9 };
        snprintf(filter.kind, sizeof filter.kind, "%s", made[i].kind);
        assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
        assert_int_equal(events.count, 1);
        assert_int_equal(events.list[0].person_id, AS_MUSIC);
        assert_string_equal(events.list[0].address, "192.0.2.7");
        assert_non_null(strstr(events.list[0].detail, made[i].detail));
        events_clear(&events);
    }
    app_db_give(fixture->app, db);
}

static void a_set_is_for_a_picture_of_its_own_production(void **state)
{
    fixture_film(*state);
    json_decref(
        expect(post(*state, "/api/productions", "{\"name\": \"B\", \"frame_rate\": \"25\"}"), 201));
    json_decref(expect(post(*state, "/api/productions/2/pictures", "{\"name\": \"Cut 1\"}"), 201));
    expect_error(post(*state, "/api/cues/1/sets", "{\"picture_id\": 2}"), 400,
                 "no picture version 2");
    expect_error(post(*state, "/api/cues/1/sets", "{\"picture_id\": 9}"), 400,
                 "no picture version 9");
}

static void scenes_come_as_csv_and_as_json_alike(void **state)
{
    json_t *csv, *json;

    fixture_film(*state);
    csv = expect(put_typed(*state, "/api/pictures/1/scenes", "text/csv; charset=utf-8",
                           "scene,name,tc_in,tc_out,fps\n"
                           "2,Crane yard,01:00:36:00,01:00:42:12,24\n"
                           "1,\"Pier, dawn\",01:00:28:00,01:00:36:00,24\n"),
                 200);
    json = expect(put_typed(*state, "/api/pictures/1/scenes", "application/json",
                            "{\"scenes\": [{\"number\": \"1\", \"name\": \"Pier, dawn\","
                            " \"tc_in\": \"01:00:28:00\", \"tc_out\": \"01:00:36:00\"},"
                            " {\"number\": \"2\", \"name\": \"Crane yard\","
                            " \"tc_in\": \"01:00:36:00\", \"tc_out\": \"01:00:42:12\"}]}"),
                  200);
    assert_true(json_equal(csv, json));
    json_decref(csv);
    csv = json_array_get(json_object_get(json, "scenes"), 0);
    assert_string_equal(text_of(csv, "number"), "1");
    assert_string_equal(text_of(csv, "tc_out"), "01:00:36:00");
    assert_int_equal(number_of(csv, "in_samples"), (3600 + 28) * 48000LL);
    json_decref(json);
}

static void a_bad_scene_list_is_refused_whole(void **state)
{
    static const struct {
        const char *type, *body, *words;
        unsigned status;
    } cases[] = {
        { "text/csv", "scene,name,tc_in,tc_out\n1,a,00:00:01:00,00:00:01:00\n", "line 2", 400 },
        { "text/csv", "scene,tc_in,tc_out,fps\n1,00:00:01:00,00:00:02:00,25\n", "fps is 25", 400 },
        { "application/json", "{\"scenes\": [{\"number\": \"1\", \"name\": \"\"}]}", "scenes[0]",
          400 },
        { "application/json",
          "{\"scenes\": [{\"number\": \"1\", \"name\": \"\", \"tc_in\": \"00:00:01:24\","
          " \"tc_out\": \"00:00:03:00\"}]}",
          "scenes[0]", 400 },
        { "application/json",
          "{\"scenes\": [{\"number\": \"1\", \"name\": \"\", \"tc_in\": \"00:00:02:00\","
          " \"tc_out\": \"00:00:01:00\"}]}",
          "not after", 400 },
        { "application/json", "{\"scenes\": 4}", "list", 400 },
        { "text/plain", "1", "Content-Type", 422 },
        { NULL, "1", "Content-Type", 422 },
    };
    json_t *json;

    fixture_film(*state);
    json_decref(expect(put_typed(*state, "/api/pictures/1/scenes", "text/csv",
                                 "number;in;out\n12A;01:00:00:00;01:00:01:00\n"),
                       200));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(put_typed(*state, "/api/pictures/1/scenes", cases[i].type, cases[i].body),
                     cases[i].status, cases[i].words);
    json = expect(get(*state, "/api/pictures/1/scenes"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "scenes")), 1);
    json_decref(json);
}

static void an_empty_list_takes_all_scenes_away(void **state)
{
    json_t *json;

    fixture_film(*state);
    json_decref(expect(put_typed(*state, "/api/pictures/1/scenes", "text/csv",
                                 "scene,in,out\n1,01:00:00:00,01:00:01:00\n"),
                       200));
    json = expect(
        put_typed(*state, "/api/pictures/1/scenes", "application/json", "{\"scenes\": []}"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "scenes")), 0);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(health_tells_the_version),
        TEST(a_production_starts_with_the_five_stems),
        TEST(a_production_says_what_is_wrong_with_it),
        TEST(what_is_not_there_is_not_found),
        TEST(names_are_taken_once),
        TEST(a_production_shows_each_cue_with_its_latest_published_set),
        TEST(productions_are_listed_for_their_members_alone),
        TEST(whoever_makes_a_production_manages_it),
        TEST(what_is_made_stands_in_the_record),
        TEST(a_set_is_for_a_picture_of_its_own_production),
        TEST(scenes_come_as_csv_and_as_json_alike),
        TEST(a_bad_scene_list_is_refused_whole),
        TEST(an_empty_list_takes_all_scenes_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
