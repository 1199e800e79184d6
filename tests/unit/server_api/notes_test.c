/* Notes, as members see them. */
#include "tests/unit/server_api/remarks.h"

static int64_t add(struct fixture *fixture, const char *body)
{
    return id_of(expect(post(fixture, "/api/scenes/1/notes", body), 201));
}

static void a_note_says_who_where_and_what(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *by;

    film_with_scenes(fixture);
    fixture->as = AS_STAGE;
    json = expect(post(fixture, "/api/scenes/2/notes",
                       "{\"about\": \"lfe\", \"text\": \" \\n Two lines,\\nno more \\n\","
                       " \"from_samples\": 48000, \"to_samples\": 96000}"),
                  201);
    by = json_object_get(json, "by");
    assert_int_equal(number_of(by, "person_id"), AS_STAGE);
    assert_string_equal(text_of(by, "name"), "Stan");
    assert_string_equal(text_of(by, "side"), "stage");
    assert_true(json_is_false(json_object_get(by, "guest")));
    assert_int_equal(number_of(json, "production_id"), 1);
    assert_int_equal(number_of(json, "scene_id"), 2);
    assert_string_equal(text_of(json, "scene_number"), "2");
    assert_string_equal(text_of(json, "about"), "lfe");
    assert_string_equal(text_of(json, "text"), "Two lines,\nno more");
    assert_string_equal(text_of(json, "state"), "open");
    assert_int_equal(number_of(json, "from_samples"), 48000);
    assert_string_equal(text_of(json, "tc_from"), "02:00:01:00");
    assert_string_equal(text_of(json, "tc_to"), "02:00:02:00");
    assert_int_equal(number_of(json, "replies"), 0);
    assert_int_equal(number_of(json, "created_at_ms"), number_of(json, "changed_at_ms"));
    json_decref(json);
    assert_follows_from_events(fixture);
}

static void a_note_without_a_place_is_about_the_whole_scene(void **state)
{
    json_t *json;

    film_with_scenes(*state);
    json = expect(
        post(*state, "/api/scenes/1/notes", "{\"about\": \"anything\", \"text\": \"Good\"}"), 201);
    assert_true(json_is_null(json_object_get(json, "from_samples")));
    assert_true(json_is_null(json_object_get(json, "tc_from")));
    assert_true(json_is_null(json_object_get(json, "tc_to")));
    json_decref(json);
    json = expect(post(*state, "/api/scenes/1/notes",
                       "{\"about\": \"centre\", \"text\": \"Here\", \"from_samples\": 480000}"),
                  201);
    assert_string_equal(text_of(json, "tc_from"), "01:00:10:00");
    assert_true(json_is_null(json_object_get(json, "to_samples")));
    json_decref(json);
}

/* What people and programs get wrong, or try. */
static void a_note_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *body, *words;
    } cases[] = {
        { "{\"about\": \"lfe\"}", "\"text\" is missing" },
        { "{\"text\": \"x\"}", "\"about\" is missing" },
        { "{\"about\": \"bass\", \"text\": \"x\"}", "bass" },
        { "{\"about\": \"LFE\", \"text\": \"x\"}", "LFE" },
        { "{\"about\": \"lfe\", \"text\": \" \\n \"}", "text is empty" },
        { "{\"about\": \"lfe\", \"text\": 7}", "must be text" },
        { "{\"about\": \"lfe\", \"text\": \"a\\u0007b\"}", "control character" },
        { "{\"about\": \"lfe\", \"text\": \"a\\tb\"}", "control character" },
        { "{\"about\": \"lfe\", \"text\": \"a\\u0000b\"}", "JSON" },
        { "{\"about\": \"lfe\", \"text\": \"a\xff\xfe\"}", "JSON" },
        { "{\"about\": \"lfe\", \"text\": \"\xc0\xaf\"}", "JSON" },
        { "{\"about\": \"lfe\", \"text\": \"\xed\xa0\x80\"}", "JSON" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"state\": \"resolved\"}", "state" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"guest_name\": \"Eve\"}", "guest_name" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"text\": \"y\"}", "JSON" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": -1}", "0 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": -2}", "0 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 480001}", "0 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": -9223372036854775808}",
          "0 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 1.5}", "whole number" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": null}", "whole number" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"to_samples\": 10}", "from_samples" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 9, \"to_samples\": 9}",
          "10 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 9, \"to_samples\": 480001}",
          "480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 9223372036854775807}",
          "0 to 480000" },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 9223372036854775808}", "JSON" },
        { "[]", "" },
        { "", "" },
    };

    film_with_scenes(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post(*state, "/api/scenes/1/notes", cases[i].body), 400, cases[i].words);
    expect_ids(get(*state, "/api/scenes/1/notes"), "notes", NULL, 0);
}

static void a_text_has_up_to_10000_bytes(void **state)
{
    const char *format = "{\"about\": \"lfe\", \"text\": \"%s\"}";
    char *fits = body_with(format, 10000), *over = body_with(format, 10001);
    json_t *json;

    film_with_scenes(*state);
    json = expect(post(*state, "/api/scenes/1/notes", fits), 201);
    assert_int_equal(strlen(text_of(json, "text")), 10000);
    json_decref(json);
    expect_error(post(*state, "/api/scenes/1/notes", over), 400, "10001 bytes");
    free(fits);
    free(over);
}

static void markup_and_other_writing_come_back_as_they_were(void **state)
{
    json_t *json;

    film_with_scenes(*state);
    json = expect(post(*state, "/api/scenes/1/notes",
                       "{\"about\": \"anything\","
                       " \"text\": \"<img src=x onerror=alert(1)> '; DROP TABLE notes; -- "
                       "\u2028 \xf0\x9f\x8e\xbb \xe2\x80\xae\"}"),
                  201);
    assert_non_null(strstr(text_of(json, "text"), "<img src=x onerror=alert(1)> '; DROP TABLE"));
    assert_non_null(strstr(text_of(json, "text"), "\xf0\x9f\x8e\xbb"));
    json_decref(json);
    assert_follows_from_events(*state);
}

static void a_thread_tells_what_was_said_and_done(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *thread;
    int64_t id;

    film_with_scenes(fixture);
    id = add(fixture, "{\"about\": \"lfe\", \"text\": \"Is that so?\"}");
    fixture->as = AS_STAGE;
    json = expect(post(fixture, path_of("notes", id, "/replies"), "{\"text\": \" It is \"}"), 201);
    assert_string_equal(text_of(json, "text"), "It is");
    assert_string_equal(text_of(json_object_get(json, "by"), "name"), "Stan");
    assert_true(json_is_null(json_object_get(json, "state")));
    json_decref(json);
    json =
        expect(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"acknowledged\"}"), 200);
    assert_string_equal(text_of(json, "state"), "acknowledged");
    assert_int_equal(number_of(json, "replies"), 1);
    json_decref(json);
    fixture->as = AS_MUSIC;
    json_decref(expect(post(fixture, path_of("notes", id, "/state"),
                            "{\"state\": \"resolved\", \"text\": \"Trimmed by 3 dB\"}"),
                       200));
    json = expect(get(fixture, path_of("notes", id, "")), 200);
    thread = json_object_get(json, "thread");
    assert_int_equal(json_array_size(thread), 3);
    assert_string_equal(text_of(json_array_get(thread, 0), "text"), "It is");
    assert_string_equal(text_of(json_array_get(thread, 1), "state"), "acknowledged");
    assert_string_equal(text_of(json_array_get(thread, 2), "text"), "Trimmed by 3 dB");
    assert_string_equal(text_of(json_object_get(json_array_get(thread, 2), "by"), "name"), "Mara");
    assert_int_equal(number_of(json, "replies"), 2);
    assert_true(number_of(json, "changed_at_ms") > number_of(json, "created_at_ms"));
    json_decref(json);
    assert_follows_from_events(fixture);
}

static void a_state_is_changed_along_its_ways_alone(void **state)
{
    struct fixture *fixture = *state;
    int64_t id;

    film_with_scenes(fixture);
    id = add(fixture, "{\"about\": \"lfe\", \"text\": \"x\"}");
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"open\"}"), 409,
                 "open already");
    json_decref(
        expect(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"resolved\"}"), 200));
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"resolved\"}"), 409,
                 "resolved already");
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"acknowledged\"}"),
                 409, "open it again");
    json_decref(
        expect(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"open\"}"), 200));
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"closed\"}"), 400,
                 "closed");
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"text\": \"x\"}"), 400, "state");
    expect_error(post(fixture, path_of("notes", id, "/replies"), "{\"text\": \"\"}"), 400, "empty");
    expect_error(
        post(fixture, path_of("notes", id, "/replies"), "{\"text\": \"x\", \"side\": \"stage\"}"),
        400, "side");
    assert_follows_from_events(fixture);
}

/* What is refused leaves no event behind. */
static void a_refused_change_is_not_in_the_record(void **state)
{
    struct fixture *fixture = *state;
    json_t *before, *after;
    int64_t id;

    film_with_scenes(fixture);
    id = add(fixture, "{\"about\": \"lfe\", \"text\": \"x\"}");
    before = expect(get(fixture, "/api/scenes/1/events"), 200);
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"open\"}"), 409, "");
    after = expect(get(fixture, "/api/scenes/1/events"), 200);
    assert_true(json_equal(before, after));
    json_decref(before);
    json_decref(after);
}

static void lists_are_paged_and_narrowed(void **state)
{
    struct fixture *fixture = *state;
    int64_t id[3];
    char path[128];
    json_t *json;

    film_with_scenes(fixture);
    id[0] = add(fixture, "{\"about\": \"lfe\", \"text\": \"a\"}");
    id[1] = id_of(expect(
        post(fixture, "/api/scenes/2/notes", "{\"about\": \"centre\", \"text\": \"b\"}"), 201));
    fixture->as = AS_STAGE;
    id[2] = add(fixture, "{\"about\": \"lfe\", \"text\": \"c\"}");
    json_decref(
        expect(post(fixture, path_of("notes", id[0], "/state"), "{\"state\": \"resolved\"}"), 200));

    expect_ids(get(fixture, "/api/productions/1/notes"), "notes",
               (int64_t[]){ id[2], id[1], id[0] }, 3);
    json = expect(get(fixture, "/api/productions/1/notes?limit=2"), 200);
    snprintf(path, sizeof path, "/api/productions/1/notes?limit=2&after=%s", text_of(json, "next"));
    json_decref(json);
    json = expect(get(fixture, path), 200);
    assert_int_equal(json_array_size(json_object_get(json, "notes")), 1);
    assert_true(json_is_null(json_object_get(json, "next")));
    json_decref(json);

    expect_ids(get(fixture, "/api/productions/1/notes?state=unresolved"), "notes",
               (int64_t[]){ id[2], id[1] }, 2);
    expect_ids(get(fixture, "/api/productions/1/notes?state=resolved&about=lfe"), "notes",
               (int64_t[]){ id[0] }, 1);
    expect_ids(get(fixture, "/api/productions/1/notes?side=stage"), "notes", (int64_t[]){ id[2] },
               1);
    expect_ids(get(fixture, "/api/productions/1/notes?reel=2&picture=1"), "notes",
               (int64_t[]){ id[1] }, 1);
    expect_ids(get(fixture, "/api/scenes/1/notes"), "notes", (int64_t[]){ id[2], id[0] }, 2);
}

static void a_list_says_what_is_wrong_with_what_is_asked_for(void **state)
{
    static const struct {
        const char *query, *words;
        unsigned status;
    } cases[] = { { "state=closed", "state", 400 },   { "state=", "state", 400 },
                  { "about=bass", "about", 400 },     { "side=left", "left", 400 },
                  { "reel=0", "reel", 400 },          { "reel=100", "reel", 400 },
                  { "reel=2%20", "reel", 400 },       { "reel=-1", "reel", 400 },
                  { "picture=3", "picture", 404 },    { "picture=x", "picture", 404 },
                  { "picture=2", "picture", 404 },    { "limit=0", "limit", 400 },
                  { "limit=501", "limit", 400 },      { "after=x", "after", 400 },
                  { "after=-5", "after", 400 },       { "limit=1e2", "limit", 400 },
                  { "picture=1%3B1", "picture", 404 } };
    char path[128];

    film_with_scenes(*state);
    film_of_others(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(path, sizeof path, "/api/productions/1/notes?%s", cases[i].query);
        expect_error(get(*state, path), cases[i].status, cases[i].words);
    }
}

static void a_note_moves_with_its_scene_and_survives_it(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;
    int64_t id;

    film_with_scenes(fixture);
    id = add(fixture, "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 240000,"
                      " \"to_samples\": 480000}");
    json_decref(expect(put_typed(fixture, "/api/pictures/1/scenes", "text/csv",
                                 "scene,name,tc_in,tc_out\n1,Quay,01:30:00:12,01:30:08:12\n"),
                       200));
    json = expect(get(fixture, path_of("notes", id, "")), 200);
    assert_string_equal(text_of(json, "tc_from"), "01:30:05:12");
    assert_string_equal(text_of(json, "tc_to"), "01:30:08:12");
    assert_int_equal(number_of(json, "to_samples"), 480000);
    json_decref(json);
    json_decref(expect(put_typed(fixture, "/api/pictures/1/scenes", "text/csv",
                                 "scene,name,tc_in,tc_out\n7,Pier,01:00:00:00,01:00:10:00\n"),
                       200));
    expect_ids(get(fixture, "/api/productions/1/notes"), "notes", (int64_t[]){ id }, 1);
    json = expect(get(fixture, path_of("notes", id, "")), 200);
    assert_string_equal(text_of(json, "scene_number"), "1");
    assert_string_equal(text_of(json, "tc_from"), "01:30:05:12");
    json_decref(json);
}

static void nobody_else_sees_or_makes_notes(void **state)
{
    struct fixture *fixture = *state;
    const char *body = "{\"about\": \"lfe\", \"text\": \"x\"}";
    int64_t id;

    film_with_scenes(fixture);
    film_of_others(fixture);
    id = add(fixture, body);
    expect_error(post(fixture, "/api/scenes/3/notes", body), 404, "");
    fixture->as = AS_OTHER;
    json_decref(expect(post(fixture, "/api/scenes/3/notes", body), 201));
    expect_error(post(fixture, "/api/scenes/1/notes", body), 404, "");
    expect_error(get(fixture, path_of("notes", id, "")), 404, "");
    expect_error(post(fixture, path_of("notes", id, "/replies"), "{\"text\": \"x\"}"), 404, "");
    expect_error(post(fixture, path_of("notes", id, "/state"), "{\"state\": \"resolved\"}"), 404,
                 "");
    fixture->as = AS_NOBODY;
    expect_error(post(fixture, "/api/scenes/1/notes", body), 401, "");
    expect_error(get(fixture, "/api/productions/1/notes"), 401, "");
    fixture->as = AS_MUSIC;
    expect_ids(get(fixture, "/api/productions/1/notes"), "notes", (int64_t[]){ id }, 1);
    expect_error(get(fixture, "/api/notes/99999"), 404, "");
    expect_error(get(fixture, "/api/notes/x"), 404, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_note_says_who_where_and_what),
        TEST(a_note_without_a_place_is_about_the_whole_scene),
        TEST(a_note_says_what_is_wrong_with_it),
        TEST(a_text_has_up_to_10000_bytes),
        TEST(markup_and_other_writing_come_back_as_they_were),
        TEST(a_thread_tells_what_was_said_and_done),
        TEST(a_state_is_changed_along_its_ways_alone),
        TEST(a_refused_change_is_not_in_the_record),
        TEST(lists_are_paged_and_narrowed),
        TEST(a_list_says_what_is_wrong_with_what_is_asked_for),
        TEST(a_note_moves_with_its_scene_and_survives_it),
        TEST(nobody_else_sees_or_makes_notes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
