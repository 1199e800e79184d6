/* Recipes saved under a name: whose they are, who sees them, and what the record tells of them. */
#include "server/store/events.h"
#include "tests/unit/server_api/fixture.h"

static const char list_target[] = "/api/productions/1/recipes";
static const char low[] =
    "{\"name\": \"Low end\", \"is_shared\": false, \"recipe\": {\"sources\": "
    "[{\"role\": \"Brass\", \"gain_db\": -2}], \"lfe\": \"plus_4\"},"
    " \"groups\": [{\"name\": \"Low\", \"stems\": [\"Brass\", \"Percussion\"],"
    " \"gain_db\": -3, \"is_muted\": true}]}";

static size_t listed(struct fixture *fixture, enum as as)
{
    json_t *json;
    size_t count;

    fixture->as = as;
    json = expect(get(fixture, list_target), 200);
    count = json_array_size(json_object_get(json, "recipes"));
    json_decref(json);
    return count;
}

static size_t told(struct fixture *fixture, const char *kind)
{
    struct event_filter filter = { .production_id = 1, .limit = 99 };
    struct db *db = app_db_take(fixture->app, NULL);
    struct events events;
    size_t count;

    snprintf(filter.kind, sizeof filter.kind, "%s", kind);
    assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
    count = events.count;
    events_clear(&events);
    app_db_give(fixture->app, db);
    return count;
}

static void what_is_saved_comes_back_complete(void **state)
{
    json_t *json, *recipe, *group;

    fixture_film(*state);
    json_decref(expect(post(*state, list_target, low), 201));
    json = expect(get(*state, list_target), 200);
    recipe = json_array_get(json_object_get(json, "recipes"), 0);
    group = json_array_get(json_object_get(recipe, "groups"), 0);
    assert_string_equal(text_of(recipe, "name"), "Low end");
    assert_string_equal(text_of(json_object_get(recipe, "by"), "name"), "Mara");
    assert_string_equal(text_of(json_object_get(recipe, "by"), "side"), "music");
    assert_string_equal(text_of(json_object_get(recipe, "recipe"), "fold"), "lo_ro");
    assert_string_equal(text_of(json_object_get(recipe, "recipe"), "lfe"), "plus_4");
    assert_string_equal(text_of(group, "name"), "Low");
    assert_int_equal(json_array_size(json_object_get(group, "stems")), 2);
    assert_true(json_is_true(json_object_get(group, "is_muted")));
    json_decref(json);
}

static void only_what_is_shared_is_seen_by_others_and_by_the_record(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    json_decref(expect(post(fixture, list_target, low), 201));
    assert_int_equal(listed(fixture, AS_STAGE), 0);
    expect_error(put(fixture, "/api/recipes/1", "{\"name\": \"x\"}"), 404, "no recipe 1");
    expect_error(del(fixture, "/api/recipes/1"), 404, "no recipe 1");
    assert_int_equal(told(fixture, "recipe.share"), 0);
    fixture->as = AS_MUSIC;
    json_decref(expect(put(fixture, "/api/recipes/1", "{\"is_shared\": true}"), 200));
    json_decref(expect(put(fixture, "/api/recipes/1", "{\"groups\": []}"), 200));
    assert_int_equal(listed(fixture, AS_STAGE), 1);
    expect_error(put(fixture, "/api/recipes/1", "{\"name\": \"x\"}"), 403, "a name of your own");
    expect_error(del(fixture, "/api/recipes/1"), 403, "manages the production");
    fixture->as = AS_MUSIC;
    json_decref(expect(put(fixture, "/api/recipes/1", "{\"is_shared\": false}"), 200));
    assert_int_equal(listed(fixture, AS_STAGE), 0);
    fixture->as = AS_MUSIC;
    assert_int_equal(told(fixture, "recipe.share"), 1);
    assert_int_equal(told(fixture, "recipe.change"), 1);
    assert_int_equal(told(fixture, "recipe.remove"), 1);
}

static void a_manager_removes_what_is_shared(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;

    fixture_film(fixture);
    fixture->as = AS_STAGE;
    json_decref(expect(
        post(fixture, list_target, "{\"name\": \"Dub\", \"recipe\": {}, \"is_shared\": true}"),
        201));
    json_decref(expect(
        post(fixture, list_target, "{\"name\": \"Own\", \"recipe\": {}, \"is_shared\": false}"),
        201));
    fixture->as = AS_MUSIC;
    answer = del(fixture, "/api/recipes/1");
    assert_int_equal(answer.status, 204);
    answer_clear(&answer);
    expect_error(del(fixture, "/api/recipes/2"), 404, "no recipe 2");
    assert_int_equal(listed(fixture, AS_STAGE), 1);
    assert_int_equal(told(fixture, "recipe.remove"), 1);
}

static void a_name_is_ones_own_once_and_shared_once(void **state)
{
    static const char own[] = "{\"name\": \"Dub\", \"recipe\": {}, \"is_shared\": false}";
    static const char shared[] = "{\"name\": \"DUB\", \"recipe\": {}, \"is_shared\": true}";
    struct fixture *fixture = *state;

    fixture_film(fixture);
    json_decref(expect(post(fixture, list_target, own), 201));
    expect_error(post(fixture, list_target, shared), 409, "you have a recipe \"DUB\" already");
    fixture->as = AS_STAGE;
    json_decref(expect(post(fixture, list_target, shared), 201));
    fixture->as = AS_MUSIC;
    assert_int_equal(listed(fixture, AS_MUSIC), 2);
    expect_error(put(fixture, "/api/recipes/1", "{\"is_shared\": true}"), 409,
                 "somebody has shared a recipe \"Dub\" already");
    json_decref(expect(
        put(fixture, "/api/recipes/1", "{\"is_shared\": true, \"name\": \"Dub, quiet\"}"), 200));
}

static void what_is_no_recipe_is_refused_with_a_sentence(void **state)
{
#define WITH(rest)  "{\"name\": \"x\", \"is_shared\": false, " rest "}"
#define GROUP(rest) WITH("\"recipe\": {}, \"groups\": [" rest "]")
    static const struct {
        const char *body, *words;
    } cases[] = {
        { "{\"name\": \"x\", \"recipe\": {}}", "is_shared" },
        { WITH("\"recipe\": {\"sources\": [{\"role\": \"Kazoo\"}]}"), "Kazoo" },
        { WITH("\"recipe\": {\"hue\": 1}"), "hue" },
        { "{\"name\": \" \", \"is_shared\": false, \"recipe\": {}}", "name is empty" },
        { WITH("\"recipe\": {}, \"groups\": {}"), "at most 16" },
        { GROUP("{\"name\": \"a\", \"stems\": [], \"gain_db\": 0, \"is_muted\": false}"),
          "1 to 5 stems" },
        { GROUP(
              "{\"name\": \"a\", \"stems\": [\"Full mix\"], \"gain_db\": 0, \"is_muted\": false}"),
          "\"Full mix\" is no stem" },
        { GROUP("{\"name\": \"a\", \"stems\": [\"Brass\", \"Brass\"], \"gain_db\": 0,"
                " \"is_muted\": false}"),
          "Brass is in a group twice" },
        { GROUP("{\"name\": \"a\", \"stems\": [\"Brass\"], \"gain_db\": 21, \"is_muted\": false}"),
          "-60 to 20" },
        { GROUP("{\"name\": \"a\", \"stems\": [\"Brass\"], \"gain_db\": 0}"), "is_muted" },
        { GROUP("{\"name\": \"a\", \"stems\": [\"Brass\"], \"gain_db\": 0, \"is_muted\": false},"
                "{\"name\": \"A\", \"stems\": [\"Brass\"], \"gain_db\": 0, \"is_muted\": false}"),
          "two called A" },
    };

    fixture_film(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post(*state, list_target, cases[i].body), 400, cases[i].words);
    assert_int_equal(listed(*state, AS_MUSIC), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_saved_comes_back_complete),
        TEST(only_what_is_shared_is_seen_by_others_and_by_the_record),
        TEST(a_manager_removes_what_is_shared),
        TEST(a_name_is_ones_own_once_and_shared_once),
        TEST(what_is_no_recipe_is_refused_with_a_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
