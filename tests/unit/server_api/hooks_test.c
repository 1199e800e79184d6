/* Hooks: made and removed by managers, and what they and mails say of what happened. */
#include "server/store/hooks.h"

#include "server/api/notice_text.h"
#include "server/auth/secret.h"
#include "server/store/digests.h"
#include "tests/unit/server_api/fixture.h"

static int64_t make(struct fixture *fixture)
{
    return id_of(expect(
        post(fixture, "/api/productions/1/hooks", "{\"url\": \"https://example.org/h/s3cret\"}"),
        201));
}

static void a_secret_is_shown_once_and_kept_as_a_hash(void **state)
{
    struct fixture *fixture = *state;
    struct db *db;
    struct hash kept;
    struct hook hook;
    json_t *json, *one;

    fixture_film(fixture);
    json = expect(
        post(fixture, "/api/productions/1/hooks", "{\"url\": \"https://example.org/h/s3cret\"}"),
        201);
    kept = secret_hash(text_of(json, "secret"));
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_hook(db, number_of(json, "id"), &hook, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    assert_int_equal(hash_compare(&kept, &hook.secret), 0);
    json_decref(json);
    json = expect(get(fixture, "/api/productions/1/hooks"), 200);
    one = json_array_get(json_object_get(json, "hooks"), 0);
    assert_null(json_object_get(one, "secret"));
    assert_string_equal(text_of(one, "url"), "https://example.org/h/s3cret");
    assert_string_equal(text_of(one, "state"), "good");
    assert_string_equal(text_of(json_object_get(one, "made_by"), "name"), "Mara");
    assert_true(json_is_null(json_object_get(one, "error")));
    assert_true(json_is_null(json_object_get(one, "failing_since_ms")));
    json_decref(json);
}

static void the_record_holds_no_address(void **state)
{
    struct fixture *fixture = *state;
    char path[64];
    json_t *json;
    char *text;

    fixture_film(fixture);
    snprintf(path, sizeof path, "/api/hooks/%lld", (long long)make(fixture));
    json_decref(expect(del(fixture, path), 204));
    expect_error(del(fixture, path), 404, "");
    json = expect(get(fixture, "/api/productions/1/events"), 200);
    text = json_dumps(json, 0);
    assert_non_null(strstr(text, "hook.add"));
    assert_non_null(strstr(text, "hook.remove"));
    assert_null(strstr(text, "s3cret"));
    free(text);
    json_decref(json);
}

static void a_hook_of_another_production_is_not_there(void **state)
{
    struct fixture *fixture = *state;
    char path[64];

    fixture_film(fixture);
    snprintf(path, sizeof path, "/api/hooks/%lld", (long long)make(fixture));
    fixture->as = AS_OTHER;
    expect_error(del(fixture, path), 404, "");
    fixture->as = AS_STAGE;
    expect_error(del(fixture, path), 403, "");
    expect_error(get(fixture, "/api/productions/1/hooks"), 403, "");
    fixture->as = AS_NOBODY;
    expect_error(del(fixture, path), 401, "");
}

static void an_address_inside_is_refused(void **state)
{
    static const char *const bodies[] = { "{\"url\": \"http://127.0.0.1:8080/\"}",
                                          "{\"url\": \"http://localhost/\"}",
                                          "{\"url\": \"http://[fd00::1]/\"}",
                                          "{\"url\": \"file:///etc/passwd\"}",
                                          "{\"url\": \"\"}",
                                          "{\"url\": 1}",
                                          "{}" };
    struct fixture *fixture = *state;

    fixture_film(fixture);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect_error(post(fixture, "/api/productions/1/hooks", bodies[i]), 400, "");
}

static enum err_code add_event(struct db *db, void *ctx, struct err *err)
{
    return db_event_add(db, ctx, err);
}

/* An event as an act would leave it. */
static struct event event_of(struct fixture *fixture, const char *kind, const char *detail)
{
    struct event event = { .production_id = 1, .person_id = AS_STAGE, .address = "192.0.2.99" };
    struct db *db = app_db_take(fixture->app, NULL);

    snprintf(event.kind, sizeof event.kind, "%s", kind);
    event.detail = strdup(detail);
    assert_int_equal(db_txn(db, add_event, &event, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    free(event.detail);
    return event;
}

static struct notice_text said(struct fixture *fixture, const struct notice *notice)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct notice_text text = { 0 };

    assert_int_equal(notice_write(db, notice, "https://score.example.org", &text, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return text;
}

static void a_hook_is_told_without_addresses_of_people(void **state)
{
    struct fixture *fixture = *state;
    struct notice notice = { .production_id = 1, .hook_id = 1, .production = "Tideline" };
    struct notice_text text;

    fixture_film(fixture);
    notice.upto_event_id =
        event_of(fixture, "listening.done", "{\"side\": \"stage\", \"text\": \"\"}").id;
    notice.told_event_id = notice.upto_event_id - 1;
    text = said(fixture, &notice);
    assert_null(text.subject);
    assert_ptr_equal(strstr(text.body, "{\"production\":{\"id\":1,\"name\":\"Tideline\"},"
                                       "\"events\":[{"),
                     text.body);
    assert_non_null(strstr(text.body, "\"name\":\"Stan\",\"side\":\"stage\""));
    assert_null(strstr(text.body, "192.0.2.99"));
    free(text.body);
}

static void every_kind_that_is_news_has_words(void **state)
{
    struct fixture *fixture = *state;
    struct notice notice = { .production_id = 1, .person_id = AS_MUSIC, .production = "Tideline" };
    struct notice_text text;
    char names[] = NEWS_KINDS;

    fixture_film(fixture);
    for (char *name = strtok(names, "', "); name; name = strtok(NULL, "', ")) {
        notice.upto_event_id = event_of(fixture, name, "{\"side\": \"stage\"}").id;
        notice.told_event_id = notice.upto_event_id - 1;
        text = said(fixture, &notice);
        assert_non_null(text.body);
        if (strstr(text.subject, "other act"))
            fail_msg("%s has no words", name);
        free(text.subject);
        free(text.body);
    }
}

static void a_mail_says_an_answer_in_words(void **state)
{
    struct fixture *fixture = *state;
    struct notice notice = { .production_id = 1, .person_id = AS_MUSIC, .production = "Tideline" };
    struct notice_text text;

    fixture_film(fixture);
    notice.upto_event_id =
        event_of(fixture, "query.answer",
                 "{\"side\": \"stage\", \"likelihood\": \"will_hurt\","
                 " \"advice\": \"trim\", \"trim_db\": -5.5, \"text\": \"a\\nb\"}")
            .id;
    notice.told_event_id = notice.upto_event_id - 1;
    text = said(fixture, &notice);
    assert_string_equal(text.subject, "Tideline: 1 answer");
    assert_non_null(strstr(text.body, "- Stan (stage) answers: will hurt, trim by -5.5 dB\n"
                                      "    a\n    b\n"));
    assert_non_null(strstr(text.body, "https://score.example.org/productions/1\n"));
    free(text.subject);
    free(text.body);
}

static void a_persons_own_acts_are_no_mail(void **state)
{
    struct fixture *fixture = *state;
    struct notice notice = { .production_id = 1, .person_id = AS_STAGE, .production = "Tideline" };
    struct notice_text text;

    fixture_film(fixture);
    notice.upto_event_id = event_of(fixture, "note.add", "{}").id;
    notice.told_event_id = notice.upto_event_id - 1;
    text = said(fixture, &notice);
    assert_null(text.subject);
    assert_null(text.body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_secret_is_shown_once_and_kept_as_a_hash),
        TEST(the_record_holds_no_address),
        TEST(a_hook_of_another_production_is_not_there),
        TEST(an_address_inside_is_refused),
        TEST(a_hook_is_told_without_addresses_of_people),
        TEST(every_kind_that_is_news_has_words),
        TEST(a_mail_says_an_answer_in_words),
        TEST(a_persons_own_acts_are_no_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
