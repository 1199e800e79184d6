/* How the scenes of a picture stand, and which of them a side has to look at. */
#include "tests/unit/server_api/sounding.h"

/* The numbers of the scenes that pass, "12" for both. */
static void expect_scenes(struct fixture *fixture, const char *query, const char *numbers)
{
    char target[128], said[64] = "";
    json_t *json, *scene;
    size_t i;

    snprintf(target, sizeof target, "/api/pictures/1/states%s", query);
    json = expect(get(fixture, target), 200);
    json_array_foreach (json_object_get(json, "states"), i, scene)
        strcat(said, text_of(scene, "number"));
    if (strcmp(said, numbers) != 0)
        print_error("%s gives \"%s\"\n", query, said);
    assert_string_equal(said, numbers);
    json_decref(json);
}

static void a_state_tells_where_a_scene_is_and_what_sounds(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *scene;

    sounding_score(fixture);
    json = expect(get(fixture, "/api/pictures/1/states"), 200);
    assert_int_equal(number_of(json, "picture_id"), 1);
    scene = json_array_get(json_object_get(json, "states"), 1);
    assert_int_equal(number_of(scene, "scene_id"), 2);
    assert_string_equal(text_of(scene, "tc_in"), "01:00:10:00");
    assert_int_equal(number_of(scene, "out_samples"), SCENE_2_IN + SCENE_SAMPLES);
    assert_int_equal(json_array_size(json_object_get(scene, "reels")), 1);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(scene, "reels"), 0)), 1);
    assert_int_equal(json_array_size(json_object_get(scene, "cues")), 1);
    assert_string_equal(json_string_value(json_array_get(json_object_get(scene, "cues"), 0)),
                        "1m1");
    assert_true(json_is_false(json_object_get(scene, "is_checking")));
    assert_null(json_object_get(scene, "sounds"));
    assert_true(json_is_null(json_object_get(scene, "lfe")));
    json_decref(json);
    json = scene_state(fixture, 2);
    assert_int_equal(json_array_size(json_object_get(json, "sounds")), 2);
    assert_true(json_is_false(json_object_get(json, "is_gone")));
    json_decref(json);
}

static void scenes_are_found_by_who_has_signed_them(void **state)
{
    struct fixture *fixture = *state;
    int64_t id;
    char target[64];

    sounding_score(fixture);
    expect_scenes(fixture, "", "12");
    expect_scenes(fixture, "?unsigned=stage", "12");
    id = id_of(expect(sign(fixture, AS_MUSIC, 1), 201));
    json_decref(expect(sign(fixture, AS_STAGE, 2), 201));
    expect_scenes(fixture, "?unsigned=music", "2");
    expect_scenes(fixture, "?signed=music", "1");
    expect_scenes(fixture, "?signed=stage", "2");
    expect_scenes(fixture, "?signed=stage&unsigned=music", "2");
    expect_scenes(fixture, "?stale=stage", "");
    sounding_range(fixture, sounding_print(fixture, 1, "Percussion"), SCENE_2_IN,
                   SCENE_2_IN + SCENE_SAMPLES, "drums");
    expect_scenes(fixture, "?stale=stage", "2");
    expect_scenes(fixture, "?unsigned=stage", "12");
    snprintf(target, sizeof target, "/api/signoffs/%lld/revoke", (long long)id);
    json_decref(expect(post(fixture, target, "{\"reason\": \"wrong mix\"}"), 200));
    expect_scenes(fixture, "?unsigned=music", "12");
}

static void scenes_are_found_by_reel(void **state)
{
    struct fixture *fixture = *state;

    sounding_score(fixture);
    expect_scenes(fixture, "?reel=1", "12");
    expect_scenes(fixture, "?reel=2", "");
}

static void the_word_about_the_lfe_goes_stale_with_the_sound(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    sounding_score(fixture);
    expect_scenes(fixture, "?lfe_complete=unsaid", "12");
    json = expect(
        post_bound(fixture, 1, "lfe", "\"complete_without\": true, \"text\": \"weight only\""),
        201);
    assert_true(json_is_true(json_object_get(json, "complete_without")));
    assert_true(json_is_false(json_object_get(json, "is_stale")));
    assert_string_equal(text_of(json_object_get(json, "by"), "side"), "music");
    json_decref(json);
    expect_scenes(fixture, "?lfe_complete=yes", "1");
    expect_scenes(fixture, "?lfe_complete=unsaid", "2");
    fixture->as = AS_STAGE;
    json_decref(expect(post_bound(fixture, 1, "lfe", "\"complete_without\": false"), 201));
    expect_scenes(fixture, "?lfe_complete=yes", "");
    expect_scenes(fixture, "?lfe_complete=no", "1");
    sounding_stem(fixture, 1, "Percussion", "drums", "");
    expect_scenes(fixture, "?lfe_complete=no", "");
    expect_scenes(fixture, "?lfe_complete=stale", "1");
    json = scene_state(fixture, 1);
    assert_true(json_is_true(json_object_get(json_object_get(json, "lfe"), "is_stale")));
    assert_true(json_is_false(json_object_get(json_object_get(json, "lfe"), "complete")));
    json_decref(json);
    expect_error(post_bound(fixture, 1, "lfe", "\"complete_without\": 1"), 400, "complete_without");
    fixture_join(fixture, 1, AS_OTHER, SIDE_NONE);
    fixture->as = AS_OTHER;
    expect_error(post_bound(fixture, 1, "lfe", "\"complete_without\": true"), 403, "");
}

static int64_t ask(struct fixture *fixture, int64_t scene_id, const char *about)
{
    char target[64], body[128];

    snprintf(target, sizeof target, "/api/scenes/%lld/queries", (long long)scene_id);
    snprintf(body, sizeof body, "{\"about\": \"%s\", \"text\": \"too much?\"}", about);
    return id_of(expect(post(fixture, target, body), 201));
}

static void answer(struct fixture *fixture, int64_t query_id)
{
    char target[64];

    fixture->as = AS_STAGE;
    snprintf(target, sizeof target, "/api/queries/%lld/answers", (long long)query_id);
    json_decref(
        expect(post(fixture, target, "{\"likelihood\": \"unlikely\", \"advice\": \"keep\"}"), 201));
    fixture->as = AS_MUSIC;
}

static void expect_counts(struct fixture *fixture, int64_t scene_id, const char *what,
                          const char *counts)
{
    json_t *json = scene_state(fixture, scene_id), *value;
    char said[128] = "";
    const char *key;

    json_object_foreach (json_object_get(json, what), key, value)
        snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s %lld", *said ? ", " : "",
                 key, (long long)json_integer_value(value));
    assert_string_equal(said, counts);
    json_decref(json);
}

static void queries_are_counted_and_found(void **state)
{
    struct fixture *fixture = *state;
    int64_t id;

    sounding_score(fixture);
    id = ask(fixture, 1, "lfe");
    ask(fixture, 1, "centre");
    ask(fixture, 2, "centre");
    expect_counts(fixture, 1, "queries",
                  "open 2, answered 0, outdated 0, open_lfe 1, open_centre 1");
    expect_scenes(fixture, "?query=open&about=lfe", "1");
    expect_scenes(fixture, "?about=centre", "12");
    expect_scenes(fixture, "?query=answered", "");
    answer(fixture, id);
    expect_counts(fixture, 1, "queries",
                  "open 1, answered 1, outdated 0, open_lfe 0, open_centre 1");
    expect_scenes(fixture, "?query=answered&about=lfe", "1");
    expect_scenes(fixture, "?query=open&about=lfe", "");
    expect_scenes(fixture, "?query=any&about=lfe", "1");
    sounding_stem(fixture, 1, "Percussion", "drums", "");
    expect_counts(fixture, 1, "queries",
                  "open 1, answered 1, outdated 2, open_lfe 0, open_centre 1");
    expect_counts(fixture, 2, "queries",
                  "open 1, answered 0, outdated 0, open_lfe 0, open_centre 1");
    answer(fixture, id);
    expect_counts(fixture, 1, "queries",
                  "open 1, answered 1, outdated 1, open_lfe 0, open_centre 1");
}

static void notes_count_until_they_are_resolved(void **state)
{
    struct fixture *fixture = *state;
    char target[64];
    int64_t id;

    sounding_score(fixture);
    id = id_of(expect(
        post(fixture, "/api/scenes/1/notes", "{\"about\": \"anything\", \"text\": \"late\"}"),
        201));
    expect_counts(fixture, 1, "notes", "unresolved 1");
    expect_counts(fixture, 2, "notes", "unresolved 0");
    snprintf(target, sizeof target, "/api/notes/%lld/state", (long long)id);
    json_decref(expect(post(fixture, target, "{\"state\": \"resolved\"}"), 200));
    expect_counts(fixture, 1, "notes", "unresolved 0");
}

static void fill_set(struct fixture *fixture)
{
    static const char *const roles[] = { "Atmospheric", "FX inst", "Percussion", "Full mix" };

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        sounding_stem(fixture, 1, roles[i], "", "");
}

static const char sql_draft[] = "UPDATE sets SET published_at_ms = NULL WHERE id = 2";

static void a_newer_set_on_its_way_is_told_and_does_not_count(void **state)
{
    struct fixture *fixture = *state;
    const json_t *arriving;
    struct query q;
    struct db *db;
    int64_t set_id;
    json_t *json;

    sounding_score(fixture);
    fill_set(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    json = scene_state(fixture, 1);
    assert_int_equal(json_array_size(json_object_get(json, "arriving")), 0);
    json_decref(json);
    set_id = sounding_set(fixture);
    sounding_stem(fixture, set_id, "Brass", "other brass", "other brass");
    db = app_db_take(fixture->app, NULL);
    q = db_query(db, sql_draft);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    expect_side(fixture, 1, "music", "signed", "");
    json = scene_state(fixture, 1);
    arriving = json_array_get(json_object_get(json, "arriving"), 0);
    assert_string_equal(text_of(arriving, "cue"), "1m1");
    assert_int_equal(number_of(arriving, "version"), 2);
    assert_int_equal(number_of(arriving, "prints"), 1);
    assert_int_equal(number_of(arriving, "of"), 6);
    json_decref(json);
}

static void a_filter_says_what_is_wrong_with_it(void **state)
{
    static const char *const queries[] = {
        "unsigned=none", "signed=1",           "stale=x", "query=closed",
        "about=x",       "lfe_complete=maybe", "reel=0",  "reel=x",
        "reel=",         "reel=100000000000",  "reel=-1", "reel=1x"
    };
    char target[128];

    fixture_film(*state);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        snprintf(target, sizeof target, "/api/pictures/1/states?%s", queries[i]);
        expect_error(get(*state, target), 400, "?");
    }
    expect_error(get(*state, "/api/pictures/9/states"), 404, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_state_tells_where_a_scene_is_and_what_sounds),
        TEST(scenes_are_found_by_who_has_signed_them),
        TEST(scenes_are_found_by_reel),
        TEST(the_word_about_the_lfe_goes_stale_with_the_sound),
        TEST(queries_are_counted_and_found),
        TEST(notes_count_until_they_are_resolved),
        TEST(a_newer_set_on_its_way_is_told_and_does_not_count),
        TEST(a_filter_says_what_is_wrong_with_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
