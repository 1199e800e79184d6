/* Digests: what others did, for each person; and the sign that somebody has finished listening. */
#include "server/store/digests.h"

#include "server/api/acts.h"
#include "tests/unit/server_api/fixture.h"

static void done(struct fixture *fixture, enum as as, const char *body)
{
    fixture->as = as;
    json_decref(expect(post(fixture, "/api/productions/1/done", body), 201));
}

static void who_has_finished_listening_is_told_to_the_others(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *who, *first;

    fixture_film(fixture);
    done(fixture, AS_STAGE, "{\"text\": \" for today\\n\"}");
    fixture->as = AS_MUSIC;
    json = expect(get(fixture, "/api/productions/1/digest"), 200);
    who = json_array_get(json_object_get(json, "done"), 0);
    assert_string_equal(text_of(who, "name"), "Stan");
    assert_string_equal(text_of(who, "side"), "stage");
    first = json_array_get(json_object_get(json, "events"), 0);
    assert_string_equal(text_of(first, "kind"), "listening.done");
    assert_string_equal(text_of(json_object_get(first, "detail"), "text"), "for today");
    assert_int_equal(number_of(json_object_get(json, "counts"), "other"), 1);
    assert_int_equal(number_of(json_object_get(json, "counts"), "note"), 0);
    json_decref(json);
    fixture->as = AS_STAGE;
    json = expect(get(fixture, "/api/productions/1/digest"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "events")), 0);
    assert_int_equal(json_array_size(json_object_get(json, "done")), 0);
    json_decref(json);
}

static void a_mark_hides_what_was_seen(void **state)
{
    struct fixture *fixture = *state;
    char body[64];
    json_t *json;

    fixture_film(fixture);
    done(fixture, AS_STAGE, "{}");
    fixture->as = AS_MUSIC;
    json = expect(get(fixture, "/api/productions/1/digest"), 200);
    snprintf(body, sizeof body, "{\"upto_id\": %lld}", (long long)number_of(json, "upto_id"));
    json_decref(json);
    answer_clear(
        &(struct answer){ .json = expect(put(fixture, "/api/productions/1/digest", body), 204) });
    done(fixture, AS_STAGE, "{}");
    fixture->as = AS_MUSIC;
    json = expect(get(fixture, "/api/productions/1/digest"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "events")), 1);
    json_decref(json);
}

static void a_mark_that_is_none_is_refused(void **state)
{
    static const char *const bodies[] = { "{}",
                                          "{\"upto_id\": -1}",
                                          "{\"upto_id\": 1000}",
                                          "{\"upto_id\": \"1\"}",
                                          "{\"upto_id\": 1.5}",
                                          "{\"upto_id\": 1, \"more\": 1}",
                                          "[]" };
    struct fixture *fixture = *state;

    fixture_film(fixture);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect_error(put(fixture, "/api/productions/1/digest", bodies[i]), 400, "");
    expect_error(post(fixture, "/api/productions/1/done", "{\"text\": 1}"), 400, "text");
    expect_error(post(fixture, "/api/productions/1/done", "{\"text\": \"a\\u0007b\"}"), 400,
                 "control character");
}

static void mail_is_not_promised_by_a_server_that_sends_none(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    expect_error(put(fixture, "/api/productions/1/notices", "{\"mail\": true}"), 409,
                 "sends no mail");
    expect_error(put(fixture, "/api/productions/1/notices", "{\"mail\": 1}"), 400, "mail");
    json = expect(put(fixture, "/api/productions/1/notices", "{\"mail\": false}"), 200);
    assert_true(json_is_false(json_object_get(json, "mail")));
    json_decref(json);
}

/* Every kind that is news is one that the record knows. */
static void news_are_made_of_acts_that_there_are(void **state)
{
    char names[] = NEWS_KINDS;
    size_t count;
    const struct act_kind *kinds = act_kinds(&count);

    (void)state;
    for (char *name = strtok(names, "', "); name; name = strtok(NULL, "', ")) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known |= !strcmp(kinds[i].name, name);
        if (!known)
            fail_msg("%s is no kind of act", name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_has_finished_listening_is_told_to_the_others),
        TEST(a_mark_hides_what_was_seen),
        TEST(a_mark_that_is_none_is_refused),
        TEST(mail_is_not_promised_by_a_server_that_sends_none),
        cmocka_unit_test(news_are_made_of_acts_that_there_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
