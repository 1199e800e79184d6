/* Queries: evidence that stays, answers in five steps, and what they are outdated by. */
#include "server/api/query_json.h"
#include "server/store/scene_sounds.h"
#include "tests/unit/server_api/remarks.h"

static const char question[] = "{\"about\": \"lfe\", \"text\": \"Does it hurt?\"}";
static const char could[] = "{\"likelihood\": \"could\", \"advice\": \"trim\", \"trim_db\": -5}";

static bool is_checking(struct fixture *fixture)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct scene scene;
    struct scene_sounds *sounds;
    bool checking;

    assert_int_equal(db_scene(db, 1, &scene, NULL), ERR_NONE);
    assert_int_equal(db_scene_sounds(db, 1, &scene, 1, &sounds, NULL), ERR_NONE);
    checking = sounds->is_checking;
    scene_sounds_free(sounds, 1);
    app_db_give(fixture->app, db);
    return checking;
}

/* The String print of a set, which is published with it, and what it sounds like in scene 1. */
static void print_into(struct fixture *fixture, int64_t set_id, uint64_t seed)
{
    struct wav wav = noise_wav(good_spec(), seed);
    int tries = 0;

    json_decref(
        expect(upload(fixture, path_of("sets", set_id, "/prints/1m1_String.wav"), &wav), 201));
    wav_clear(&wav);
    publish(fixture, set_id);
    while (is_checking(fixture)) {
        assert_true(++tries < 2000);
        usleep(10000);
    }
}

static int64_t ask(struct fixture *fixture)
{
    return id_of(expect(post(fixture, "/api/scenes/1/queries", question), 201));
}

static json_t *answer(struct fixture *fixture, int64_t id, const char *body)
{
    return expect(post(fixture, path_of("queries", id, "/answers"), body), 201);
}

static void expect_state(struct fixture *fixture, int64_t id, const char *state, bool outdated,
                         bool holds)
{
    json_t *json = expect(get(fixture, path_of("queries", id, "")), 200);

    assert_string_equal(text_of(json, "state"), state);
    assert_int_equal(json_is_true(json_object_get(json, "is_outdated")), outdated);
    assert_int_equal(json_is_true(json_object_get(json, "holds_delivery")), holds);
    json_decref(json);
}

static void a_query_freezes_what_it_is_about(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *evidence, *measures, *later, *sound;
    int64_t id;

    film_with_scenes(fixture);
    print_into(fixture, 1, 1);
    json = expect(post(fixture, "/api/scenes/1/queries",
                       "{\"about\": \"lfe\", \"text\": \"Does it hurt?\", \"from_samples\": 0,"
                       " \"recipe\": {\"lfe\": \"plus_4\"}}"),
                  201);
    measures = expect(get(fixture, "/api/scenes/1/measures"), 200);
    evidence = json_object_get(json, "evidence");
    assert_string_equal(text_of(json_object_get(evidence, "picture"), "name"), "Cut 14");
    assert_int_equal(number_of(evidence, "in_samples"), 172800000);
    assert_int_equal(json_array_size(json_object_get(evidence, "sounds")), 1);
    sound = json_array_get(json_object_get(evidence, "sounds"), 0);
    assert_string_equal(text_of(sound, "cue"), "1m1");
    assert_string_equal(text_of(sound, "role"), "String");
    assert_int_equal(number_of(sound, "version"), 1);
    assert_int_equal(strlen(text_of(sound, "sound_sha256")), 64);
    assert_string_equal(text_of(json_object_get(evidence, "recipe"), "lfe"), "plus_4");
    assert_int_equal(
        json_array_size(json_object_get(json_object_get(evidence, "recipe"), "sources")), 7);
    assert_true(json_is_null(json_object_get(evidence, "preview_id")));
    assert_true(json_is_null(json_object_get(evidence, "agreement_version")));
    assert_true(json_equal(json_object_get(json_object_get(evidence, "measures"), "inputs"),
                           json_object_get(measures, "inputs")));
    id = number_of(json, "id");

    print_into(fixture,
               id_of(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201)), 2);
    later = expect(get(fixture, path_of("queries", id, "")), 200);
    assert_true(json_equal(json_object_get(later, "evidence"), evidence));
    json_decref(later);
    json_decref(measures);
    json_decref(json);
    assert_follows_from_events(fixture);
}

static void the_recipe_of_a_preview_is_taken_when_none_is_told(void **state)
{
    struct fixture *fixture = *state;
    json_t *preview, *json, *recipe;
    char body[256];

    film_with_scenes(fixture);
    preview = expect(post(fixture, "/api/pictures/1/previews",
                          "{\"scene_id\": 1, \"recipe\": {\"fold\": \"mono\"}}"),
                     201);
    snprintf(body, sizeof body, "{\"about\": \"centre\", \"text\": \"Hm\", \"preview_id\": \"%s\"}",
             text_of(preview, "id"));
    json = expect(post(fixture, "/api/scenes/1/queries", body), 201);
    recipe = json_object_get(json_object_get(json, "evidence"), "recipe");
    assert_true(json_equal(recipe, json_object_get(preview, "recipe")));
    assert_string_equal(text_of(json_object_get(json, "evidence"), "preview_id"),
                        text_of(preview, "id"));
    json_decref(json);
    json_decref(
        expect(post(fixture, "/api/productions/1/pictures", "{\"name\": \"Cut 15\"}"), 201));
    json_decref(expect(put_typed(fixture, "/api/pictures/2/scenes", "text/csv",
                                 "scene,tc_in,tc_out\n1,01:00:00:00,01:00:10:00\n"),
                       200));
    expect_error(post(fixture, "/api/scenes/3/queries", body), 404, "preview");
    json_decref(preview);
}

static void a_question_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *body, *words;
        unsigned status;
    } cases[] = {
        { "{\"about\": \"anything\", \"text\": \"x\"}", "note", 400 },
        { "{\"about\": \"lfe\"}", "text", 400 },
        { "{\"about\": \"lfe\", \"text\": \"\"}", "empty", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"to_samples\": 1}", "from_samples", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"from_samples\": 480001}", "480000", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"evidence\": {}}", "evidence", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"recipe\": 7}", "recipe", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"recipe\": {\"lfe\": \"loud\"}}", "loud", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"recipe\": {\"sources\": [{\"role\": "
          "\"Bell\"}]}}",
          "Bell", 400 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"preview_id\": \"7\"}", "preview", 404 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"preview_id\": "
          "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
          "preview", 404 },
        { "{\"about\": \"lfe\", \"text\": \"x\", \"preview_id\": 7}", "text", 400 },
    };
    char *over = body_with("{\"about\": \"lfe\", \"text\": \"%s\"}", 11000);

    film_with_scenes(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post(*state, "/api/scenes/1/queries", cases[i].body), cases[i].status,
                     cases[i].words);
    expect_error(post(*state, "/api/scenes/1/queries", over), 400, "11000 bytes");
    expect_ids(get(*state, "/api/scenes/1/queries"), "queries", NULL, 0);
    free(over);
}

static void an_answer_has_one_of_five_steps_and_an_advice(void **state)
{
    static const struct {
        const char *body, *words;
    } cases[] = {
        { "{\"likelihood\": \"could\"}", "advice" },
        { "{\"advice\": \"keep\"}", "likelihood" },
        { "{\"likelihood\": \"maybe\", \"advice\": \"keep\"}", "maybe" },
        { "{\"likelihood\": \"could\", \"advice\": \"louder\"}", "louder" },
        { "{\"likelihood\": \"could\", \"advice\": \"trim\"}", "trim_db" },
        { "{\"likelihood\": \"could\", \"advice\": \"trim\", \"trim_db\": 0.5}", "-60 to 0" },
        { "{\"likelihood\": \"could\", \"advice\": \"trim\", \"trim_db\": -60.1}", "-60 to 0" },
        { "{\"likelihood\": \"could\", \"advice\": \"trim\", \"trim_db\": 1e999}", "JSON" },
        { "{\"likelihood\": \"could\", \"advice\": \"trim\", \"trim_db\": \"-5\"}", "number" },
        { "{\"likelihood\": \"could\", \"advice\": \"keep\", \"trim_db\": -5}", "trim alone" },
        { "{\"likelihood\": \"could\", \"advice\": \"keep\", \"text\": \"a\\u0001\"}", "control" },
        { "{\"likelihood\": \"could\", \"advice\": \"keep\", \"side\": \"stage\"}", "side" },
    };
    struct fixture *fixture = *state;
    json_t *json, *newest;
    int64_t id;

    film_with_scenes(fixture);
    id = ask(fixture);
    fixture->as = AS_STAGE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post(fixture, path_of("queries", id, "/answers"), cases[i].body), 400,
                     cases[i].words);
    expect_state(fixture, id, "open", false, true);
    json = answer(fixture, id, could);
    newest = json_object_get(json, "answer");
    assert_string_equal(text_of(newest, "likelihood"), "could");
    assert_string_equal(text_of(newest, "advice"), "trim");
    assert_true(json_real_value(json_object_get(newest, "trim_db")) == -5);
    assert_string_equal(text_of(json_object_get(newest, "by"), "side"), "stage");
    assert_string_equal(text_of(json, "state"), "answered");
    assert_true(json_is_false(json_object_get(json, "holds_delivery")));
    json_decref(json);
    json_decref(answer(fixture, id, "{\"likelihood\": \"will_hurt\", \"advice\": \"mute_lfe\"}"));
    json = expect(get(fixture, path_of("queries", id, "")), 200);
    assert_string_equal(text_of(json_object_get(json, "answer"), "advice"), "mute_lfe");
    assert_true(json_is_null(json_object_get(json_object_get(json, "answer"), "trim_db")));
    assert_int_equal(json_array_size(json_object_get(json, "answers")), 2);
    assert_string_equal(text_of(json_array_get(json_object_get(json, "answers"), 0), "likelihood"),
                        "could");
    json_decref(json);
    assert_follows_from_events(fixture);
}

static void asking_and_answering_are_for_opposite_sides(void **state)
{
    struct fixture *fixture = *state;
    int64_t musics, stages;

    film_with_scenes(fixture);
    film_of_others(fixture);
    musics = ask(fixture);
    expect_error(post(fixture, path_of("queries", musics, "/answers"), could), 403,
                 "the stage answers");
    fixture->as = AS_STAGE;
    stages = ask(fixture);
    expect_error(post(fixture, path_of("queries", stages, "/answers"), could), 403,
                 "the music answers");
    json_decref(answer(fixture, musics, could));
    fixture->as = AS_OTHER;
    expect_error(post(fixture, "/api/scenes/1/queries", question), 404, "");
    expect_error(post(fixture, path_of("queries", musics, "/answers"), could), 404, "");
    expect_error(get(fixture, path_of("queries", musics, "")), 404, "");
    fixture_join(fixture, 1, AS_OTHER, SIDE_NONE);
    expect_error(post(fixture, "/api/scenes/1/queries", question), 403, "two sides");
    expect_error(post(fixture, path_of("queries", musics, "/answers"), could), 403, "two sides");
    json_decref(expect(get(fixture, path_of("queries", musics, "")), 200));
}

static void the_asker_closes_or_their_side_when_they_have_left(void **state)
{
    struct fixture *fixture = *state;
    struct db *db;
    int64_t id, other;

    film_with_scenes(fixture);
    fixture->as = AS_STAGE;
    id = ask(fixture);
    other = ask(fixture);
    fixture->as = AS_MUSIC;
    expect_error(post(fixture, path_of("queries", id, "/close"), "{}"), 403, "Stan");
    fixture->as = AS_STAGE;
    expect_error(post(fixture, path_of("queries", id, "/close"), "{\"why\": \"x\"}"), 400, "why");
    json_decref(
        expect(post(fixture, path_of("queries", id, "/close"), "{\"text\": \"Heard\"}"), 200));
    expect_error(post(fixture, path_of("queries", id, "/close"), "{}"), 409, "closed");
    expect_state(fixture, id, "closed", false, false);
    fixture->as = AS_MUSIC;
    expect_error(post(fixture, path_of("queries", id, "/answers"), could), 409, "closed");

    fixture_join(fixture, 1, AS_OTHER, SIDE_STAGE);
    fixture->as = AS_OTHER;
    expect_error(post(fixture, path_of("queries", other, "/close"), "{}"), 403, "Stan");
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_member_remove(db, 1, AS_STAGE, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    fixture->as = AS_MUSIC;
    expect_error(post(fixture, path_of("queries", other, "/close"), "{}"), 403, "the stage");
    fixture->as = AS_OTHER;
    json_decref(expect(post(fixture, path_of("queries", other, "/close"), "{}"), 200));
    assert_follows_from_events(fixture);
}

static void another_sound_outdates_a_query_until_it_is_answered_again(void **state)
{
    struct fixture *fixture = *state;
    int64_t open, answered, set_id;

    film_with_scenes(fixture);
    print_into(fixture, 1, 1);
    open = ask(fixture);
    answered = ask(fixture);
    fixture->as = AS_STAGE;
    json_decref(answer(fixture, answered, could));
    expect_state(fixture, open, "open", false, true);
    expect_state(fixture, answered, "answered", false, false);
    fixture->as = AS_MUSIC;
    json_decref(expect(post(fixture, "/api/productions/1/cues", "{\"name\": \"1m2\"}"), 201));
    set_id = id_of(expect(post(fixture, "/api/cues/2/sets", "{\"picture_id\": 1}"), 201));
    print_into(fixture, set_id, 2);
    expect_state(fixture, open, "open", true, true);
    expect_state(fixture, answered, "answered", true, true);
    fixture->as = AS_STAGE;
    json_decref(answer(fixture, answered, could));
    expect_state(fixture, answered, "answered", false, false);
    json_decref(answer(fixture, open, could));
    expect_state(fixture, open, "answered", false, false);
}

static void lists_are_narrowed_as_the_stage_asks_every_morning(void **state)
{
    struct fixture *fixture = *state;
    int64_t lfe, centre, closed;

    film_with_scenes(fixture);
    film_of_others(fixture);
    lfe = ask(fixture);
    centre = id_of(expect(
        post(fixture, "/api/scenes/2/queries", "{\"about\": \"centre\", \"text\": \"x\"}"), 201));
    closed = ask(fixture);
    json_decref(expect(post(fixture, path_of("queries", closed, "/close"), "{}"), 200));
    expect_ids(get(fixture, "/api/productions/1/queries"), "queries",
               (int64_t[]){ closed, centre, lfe }, 3);
    expect_ids(get(fixture, "/api/productions/1/queries?state=unclosed"), "queries",
               (int64_t[]){ centre, lfe }, 2);
    expect_ids(get(fixture, "/api/productions/1/queries?state=open&about=lfe&reel=1"), "queries",
               (int64_t[]){ lfe }, 1);
    expect_ids(get(fixture, "/api/productions/1/queries?reel=2&side=music"), "queries",
               (int64_t[]){ centre }, 1);
    expect_ids(get(fixture, "/api/productions/1/queries?side=stage"), "queries", NULL, 0);
    expect_ids(get(fixture, "/api/scenes/1/queries?limit=1"), "queries", (int64_t[]){ closed }, 1);
    expect_error(get(fixture, "/api/productions/1/queries?about=anything"), 400, "lfe or centre");
    expect_error(get(fixture, "/api/productions/1/queries?state=unresolved"), 400, "unclosed");
    expect_error(get(fixture, "/api/productions/1/queries?picture=2"), 404, "picture");
    assert_follows_from_events(fixture);
}

static void a_query_cannot_be_asked_of_a_scene_that_is_listed_no_more(void **state)
{
    struct fixture *fixture = *state;
    int64_t id;

    film_with_scenes(fixture);
    id = ask(fixture);
    json_decref(expect(put_typed(fixture, "/api/pictures/1/scenes", "text/csv",
                                 "scene,tc_in,tc_out\n2,02:00:00:00,02:00:10:00\n"),
                       200));
    expect_error(post(fixture, "/api/scenes/1/queries", question), 404, "no more");
    expect_state(fixture, id, "open", false, true);
}

/* ---- while prints are being listened to ---- */

static struct query_view view_of(struct scene *scene, struct scene_sounds *sounds)
{
    return (struct query_view){
        .rate = { 24, 1, false }, .scene = scene, .sounds = sounds, .scenes = 1
    };
}

static void nothing_is_called_outdated_while_its_sound_is_not_known(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = app_db_take(fixture->app, NULL);
    struct scene scene = { .id = 7, .out_samples = 48000 };
    struct scene_sounds sounds = { .scene_id = 7, .is_checking = true };
    struct query_view view = view_of(&scene, &sounds);
    struct asked asked = { .remark = { .id = 3, .scene_id = 7, .text = "x", .side = "music" },
                           .sounds = hash_of("a", 1),
                           .state = QUERY_ANSWERED };
    json_t *json;

    assert_int_equal(who_names_new(&view.names, db, NULL), ERR_NONE);
    json = query_json(&asked, &view);
    assert_true(json_is_false(json_object_get(json, "is_outdated")));
    assert_true(json_is_true(json_object_get(json, "holds_delivery")));
    json_decref(json);
    sounds.is_checking = false;
    sounds.digest = asked.sounds;
    json = query_json(&asked, &view);
    assert_true(json_is_false(json_object_get(json, "is_outdated")));
    assert_true(json_is_false(json_object_get(json, "holds_delivery")));
    json_decref(json);
    sounds.digest = hash_of("b", 1);
    json = query_json(&asked, &view);
    assert_true(json_is_true(json_object_get(json, "is_outdated")));
    json_decref(json);
    who_names_free(view.names);
    app_db_give(fixture->app, db);
}

static enum err_code forget(struct db *db, void *ctx, struct err *err)
{
    (void)ctx;
    return db_sounds_drop(db, 1, err);
}

static void evidence_is_never_half(void **state)
{
    struct fixture *fixture = *state;
    struct db *db;
    int64_t id;

    film_with_scenes(fixture);
    print_into(fixture, 1, 1);
    id = ask(fixture);
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_txn(db, forget, NULL, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    expect_error(post(fixture, "/api/scenes/1/queries", question), 409, "again in a moment");
    fixture->as = AS_STAGE;
    expect_error(post(fixture, path_of("queries", id, "/answers"), could), 409,
                 "again in a moment");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_query_freezes_what_it_is_about),
        TEST(the_recipe_of_a_preview_is_taken_when_none_is_told),
        TEST(a_question_says_what_is_wrong_with_it),
        TEST(an_answer_has_one_of_five_steps_and_an_advice),
        TEST(asking_and_answering_are_for_opposite_sides),
        TEST(the_asker_closes_or_their_side_when_they_have_left),
        TEST(another_sound_outdates_a_query_until_it_is_answered_again),
        TEST(lists_are_narrowed_as_the_stage_asks_every_morning),
        TEST(a_query_cannot_be_asked_of_a_scene_that_is_listed_no_more),
        TEST(evidence_is_never_half),
        TEST(nothing_is_called_outdated_while_its_sound_is_not_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
