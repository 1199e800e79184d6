/* The stage agreement: proposed, accepted by both, replaced; and what it means for measures. */
#include <math.h>

#include "server/api/agreements.h"
#include "tests/unit/server_api/fixture.h"

static const char terms[] = "{\"lfe_policy\": \"agreed_moments\", \"lfe_moments\": [\"42\"],"
                            " \"centre_policy\": \"empty\", \"start\": \"01:00:00:00\"}";

static json_t *propose(struct fixture *fixture)
{
    return expect(post(fixture, "/api/productions/1/agreements", terms), 201);
}

static json_t *current(struct fixture *fixture, const char *key)
{
    json_t *json = expect(get(fixture, "/api/productions/1/agreement"), 200);
    json_t *one = json_incref(json_object_get(json, key));

    json_decref(json);
    return one;
}

static void it_is_in_force_when_both_sides_have_accepted(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;
    int64_t id;
    char path[64];

    fixture_film(fixture);
    json = propose(fixture);
    assert_true(json_is_false(json_object_get(json, "is_in_force")));
    assert_string_equal(text_of(json, "lfe_policy"), "agreed_moments");
    assert_string_equal(text_of(json, "start"), "01:00:00:00");
    assert_int_equal(json_array_size(json_object_get(json, "stems")), 5);
    assert_true(json_is_null(json_object_get(json_object_get(json, "accepted"), "stage")));
    id = id_of(json);
    json = current(fixture, "in_force");
    assert_true(json_is_null(json));
    json_decref(json);

    snprintf(path, sizeof path, "/api/agreements/%lld/accept", (long long)id);
    expect_error(post(fixture, path, "{}"), 409, "accepted this version already");
    fixture->as = AS_STAGE;
    json = expect(post(fixture, path, "{}"), 200);
    assert_true(json_is_true(json_object_get(json, "is_in_force")));
    json_decref(json);
    json = current(fixture, "in_force");
    assert_int_equal(number_of(json, "version"), 1);
    json_decref(json);
}

static void a_new_version_replaces_one_that_waits_but_not_the_one_in_force(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;
    int64_t first, second;
    char path[64];

    fixture_film(fixture);
    first = id_of(propose(fixture));
    snprintf(path, sizeof path, "/api/agreements/%lld/accept", (long long)first);
    second = id_of(propose(fixture));
    fixture->as = AS_STAGE;
    expect_error(post(fixture, path, "{}"), 409, "newer version");
    snprintf(path, sizeof path, "/api/agreements/%lld/accept", (long long)second);
    json_decref(expect(post(fixture, path, "{}"), 200));
    json_decref(propose(fixture));
    json = current(fixture, "in_force");
    assert_int_equal(number_of(json, "version"), 2);
    json_decref(json);
    json = current(fixture, "proposed");
    assert_int_equal(number_of(json, "version"), 3);
    json_decref(json);
}

static void refuse(struct fixture *fixture, const char *body, const char *words)
{
    expect_error(post(fixture, "/api/productions/1/agreements", body), 400, words);
}

static void terms_that_mean_nothing_are_refused(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    refuse(fixture, "{\"lfe_policy\": \"some\", \"centre_policy\": \"free\"}", "LFE policy");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"full\"}", "Centre policy");
    refuse(fixture, "{\"lfe_policy\": \"none\"}", "centre_policy");
    refuse(fixture, "{\"lfe_policy\": \"agreed_moments\", \"centre_policy\": \"free\"}",
           "lfe_moments");
    refuse(fixture,
           "{\"lfe_policy\": \"none\", \"lfe_moments\": [\"1\"], \"centre_policy\": \"free\"}",
           "agreed_moments alone");
    refuse(fixture,
           "{\"lfe_policy\": \"agreed_moments\", \"lfe_moments\": [7], \"centre_policy\": "
           "\"free\"}",
           "lfe_moments[0]");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"rate_hz\": 47999}",
           "rate_hz");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"bits\": 20}",
           "bits");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"start\": \"25:0\"}",
           "25:0");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"start\": 4}",
           "timecode");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"pops\": \"three\"}",
           "two_pop");
    refuse(fixture, "{\"lfe_policy\": \"none\", \"centre_policy\": \"free\", \"more\": 1}", "more");
}

static struct policy policy_of(struct fixture *fixture)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct policy policy;

    assert_int_equal(policy_load(&policy, db, 1, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return policy;
}

static size_t broken(const struct policy *policy, const struct policy_facts facts)
{
    json_t *json = policy_json(policy, &facts);
    const size_t count = json_array_size(json_object_get(json, "broken"));

    json_decref(json);
    return count;
}

static void measures_say_what_breaks_the_agreement(void **state)
{
    struct fixture *fixture = *state;
    struct policy policy;
    json_t *json;
    char path[64];

    fixture_film(fixture);
    policy = policy_of(fixture);
    json = policy_json(&policy, &(struct policy_facts){ "1", 1, 1 });
    assert_true(json_is_null(json)); /* nothing was agreed */
    json_decref(json);
    policy_clear(&policy);

    snprintf(path, sizeof path, "/api/agreements/%lld/accept", (long long)id_of(propose(fixture)));
    fixture->as = AS_STAGE;
    json_decref(expect(post(fixture, path, "{}"), 200));
    policy = policy_of(fixture);
    assert_int_equal(broken(&policy, (struct policy_facts){ "42", 0.5, 0 }), 0);
    assert_int_equal(broken(&policy, (struct policy_facts){ "43", 0.5, 0 }), 1);
    assert_int_equal(broken(&policy, (struct policy_facts){ "43", 0, 0.1 }), 1);
    assert_int_equal(broken(&policy, (struct policy_facts){ "43", 0.5, 0.1 }), 2);
    assert_int_equal(broken(&policy, (struct policy_facts){ "43", NAN, NAN }), 0);
    policy_clear(&policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_in_force_when_both_sides_have_accepted),
        TEST(a_new_version_replaces_one_that_waits_but_not_the_one_in_force),
        TEST(terms_that_mean_nothing_are_refused),
        TEST(measures_say_what_breaks_the_agreement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
