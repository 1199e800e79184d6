/* Invitations: made by managers, accepted once. */
#include "server/store/invitations.h"

#include "server/auth/secret.h"
#include "tests/unit/server_api/fixture.h"

static const char sql_secret_in_record[] =
    "SELECT COUNT(*) FROM events WHERE instr(detail, :secret) > 0";
static const char sql_people[] = "SELECT COUNT(*) FROM people WHERE :secret <> ''";

struct invite {
    int64_t id;
    char secret[SECRET_TEXT];
};

static struct invite invite(struct fixture *fixture, const char *body)
{
    json_t *json = expect(post(fixture, "/api/productions/1/invitations", body), 201);
    struct invite out = { .id = number_of(json, "id") };
    char url[SECRET_TEXT + 16];

    snprintf(out.secret, sizeof out.secret, "%s", text_of(json, "secret"));
    snprintf(url, sizeof url, "/invite#%s", out.secret);
    assert_int_equal(strlen(out.secret), 43);
    assert_string_equal(text_of(json, "url"), url);
    json_decref(json);
    return out;
}

static struct answer ask(struct fixture *fixture, enum as as, const char *what, json_t *body)
{
    const enum as before = fixture->as;
    char target[64], *text = json_dumps(body, 0);
    struct answer answer;

    snprintf(target, sizeof target, "/api/invitations/%s", what);
    fixture->as = as;
    answer = post(fixture, target, text);
    fixture->as = before;
    free(text);
    json_decref(body);
    return answer;
}

static json_t *newcomer(const char *secret, const char *name)
{
    return json_pack("{s:s, s:s, s:s}", "secret", secret, "name", name, "password",
                     "quite a long password");
}

static int64_t count(struct fixture *fixture, const char *sql, const char *secret)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct query q = db_query(db, sql);
    int64_t found;

    db_bind_text(&q, ":secret", secret);
    assert_true(db_row(&q));
    found = db_i64(&q, 0);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return found;
}

/* Can it still be used? */
static bool is_open(struct fixture *fixture, const struct invite *made)
{
    struct answer answer =
        ask(fixture, AS_NOBODY, "look", json_pack("{s:s}", "secret", made->secret));
    const bool open = answer.status == 200;

    answer_clear(&answer);
    return open;
}

static void an_invitation_tells_what_it_is_for(void **state)
{
    struct fixture *fixture = *state;
    struct invite made;
    json_t *json;

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"stage\", \"may_manage\": true, \"days\": 1}");
    json = expect(ask(fixture, AS_NOBODY, "look", json_pack("{s:s}", "secret", made.secret)), 200);
    assert_string_equal(text_of(json, "production"), "Tideline");
    assert_string_equal(text_of(json, "side"), "stage");
    assert_string_equal(text_of(json, "made_by"), "Mara");
    assert_true(json_is_true(json_object_get(json, "may_manage")));
    assert_true(json_is_false(json_object_get(json, "makes_owner")));
    json_decref(json);
}

static void its_secret_is_shown_once_and_stands_nowhere(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;
    struct invite made;
    char *text;

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"stage\"}");
    answer = get(fixture, "/api/productions/1/invitations");
    assert_int_equal(answer.status, 200);
    text = json_dumps(answer.json, 0);
    assert_non_null(strstr(text, "\"person_id\": 1"));
    assert_null(strstr(text, made.secret));
    free(text);
    answer_clear(&answer);
    assert_int_equal(count(fixture, sql_secret_in_record, made.secret), 0);
    assert_null(strstr(fixture->log, made.secret));
}

static void somebody_new_becomes_a_person_and_a_member_and_is_signed_in(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;
    struct invite made;
    char cookie[128];
    struct call call = { .method = "GET", .target = "/api/productions/1" };
    json_t *json;

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"stage\"}");
    answer = ask(fixture, AS_NOBODY, "accept", newcomer(made.secret, "Nora"));
    answer_header(&answer, "Set-Cookie", cookie, sizeof cookie);
    json = expect(answer, 201);
    assert_string_equal(text_of(json_object_get(json, "person"), "name"), "Nora");
    assert_int_equal(number_of(json, "production_id"), 1);
    json_decref(json);
    assert_non_null(strstr(cookie, "HttpOnly"));
    *strchr(cookie, ';') = '\0';
    call.headers[0] = (struct header){ "Cookie", cookie };
    json = expect(fixture_call(fixture, &call), 200);
    assert_string_equal(text_of(json, "side"), "stage");
    json_decref(json);
    assert_false(is_open(fixture, &made));
}

static void a_name_that_is_taken_does_not_use_it_up(void **state)
{
    struct fixture *fixture = *state;
    struct invite made;

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"stage\"}");
    expect_error(ask(fixture, AS_NOBODY, "accept", newcomer(made.secret, "mara")), 409, "taken");
    expect_error(ask(fixture, AS_NOBODY, "accept",
                     json_pack("{s:s, s:s, s:s}", "secret", made.secret, "name", "Nora", "password",
                               "short")),
                 400, "");
    expect_error(ask(fixture, AS_NOBODY, "accept", json_pack("{s:s}", "secret", made.secret)), 400,
                 "name");
    assert_true(is_open(fixture, &made));
    assert_int_equal(count(fixture, sql_people, made.secret), 3);
}

static void a_member_keeps_it_for_somebody_else(void **state)
{
    struct fixture *fixture = *state;
    struct invite made;
    json_t *json;

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"music\"}");
    expect_error(ask(fixture, AS_STAGE, "accept", json_pack("{s:s}", "secret", made.secret)), 409,
                 "already");
    expect_error(ask(fixture, AS_OTHER, "accept", newcomer(made.secret, "Nora")), 400,
                 "you have signed in");
    assert_true(is_open(fixture, &made));
    json = expect(ask(fixture, AS_OTHER, "accept", json_pack("{s:s}", "secret", made.secret)), 201);
    assert_string_equal(text_of(json_object_get(json, "person"), "name"), "Otto");
    json_decref(json);
    assert_false(is_open(fixture, &made));
    fixture->as = AS_OTHER;
    json_decref(expect(get(fixture, "/api/productions/1"), 200));
}

static void a_token_accepts_nothing(void **state)
{
    struct fixture *fixture = *state;
    char token[PERSON_SECRET], value[PERSON_SECRET + 8], body[96];
    struct invite made;
    struct call call = { .method = "POST",
                         .target = "/api/invitations/accept",
                         .content_type = "application/json",
                         .body = body };

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"music\"}");
    person_token(token, AS_OTHER);
    snprintf(value, sizeof value, "Bearer %s", token);
    snprintf(body, sizeof body, "{\"secret\": \"%s\"}", made.secret);
    call.body_bytes = strlen(body);
    call.content_length = (int64_t)call.body_bytes;
    call.headers[0] = (struct header){ "Authorization", value };
    expect_error(fixture_call(fixture, &call), 403, "token");
    assert_true(is_open(fixture, &made));
}

static void one_that_is_over_looks_like_one_that_never_was(void **state)
{
    struct fixture *fixture = *state;
    struct answer unknown, gone;
    struct invite made;
    char target[64];

    fixture_film(fixture);
    made = invite(fixture, "{\"side\": \"music\", \"days\": 1}");
    unknown = ask(fixture, AS_NOBODY, "accept", newcomer("not a secret", "Nora"));
    assert_int_equal(unknown.status, 404);
    snprintf(target, sizeof target, "/api/invitations/%lld", (long long)made.id);
    expect(del(fixture, target), 204);
    expect_error(del(fixture, target), 404, "");
    gone = ask(fixture, AS_NOBODY, "accept", newcomer(made.secret, "Nora"));
    assert_int_equal(gone.status, 404);
    assert_string_equal(gone.err.text, unknown.err.text);
    made = invite(fixture, "{\"side\": \"music\", \"days\": 1}");
    /* other threads look at the clock, too */
    __atomic_fetch_add(&fixture->folder.now_ms, 86400000, __ATOMIC_RELAXED);
    gone = ask(fixture, AS_NOBODY, "look", json_pack("{s:s}", "secret", made.secret));
    assert_int_equal(gone.status, 404);
    assert_string_equal(gone.err.text, unknown.err.text);
}

static void numbers_of_days_have_their_limits(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    expect_error(
        post(fixture, "/api/productions/1/invitations", "{\"side\": \"music\", \"days\": 0}"), 400,
        "1 to 90");
    expect_error(
        post(fixture, "/api/productions/1/invitations", "{\"side\": \"music\", \"days\": 91}"), 400,
        "1 to 90");
    expect_error(post(fixture, "/api/productions/1/invitations", "{\"days\": 9}"), 400, "side");
    expect_error(post(fixture, "/api/productions/1/invitations",
                      "{\"side\": \"music\", \"days\": 9223372036854775807}"),
                 400, "1 to 90");
}

static void one_for_the_machine_makes_an_owner_of_somebody_new_alone(void **state)
{
    struct fixture *fixture = *state;
    struct db *db = app_db_take(fixture->app, NULL);
    struct invite made = { 0 };
    struct invitation invitation = { .side = SIDE_NONE, .expires_at_ms = INT64_MAX };
    json_t *json;

    secret_make(made.secret, &invitation.secret, "");
    assert_int_equal(db_invitation_add(db, &invitation, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    expect_error(ask(fixture, AS_OTHER, "accept", json_pack("{s:s}", "secret", made.secret)), 409,
                 "sign out");
    json = expect(ask(fixture, AS_NOBODY, "accept", newcomer(made.secret, "Olga")), 201);
    assert_true(json_is_true(json_object_get(json_object_get(json, "person"), "is_owner")));
    assert_true(json_is_null(json_object_get(json, "production_id")));
    json_decref(json);
    assert_false(is_open(fixture, &made));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_invitation_tells_what_it_is_for),
        TEST(its_secret_is_shown_once_and_stands_nowhere),
        TEST(somebody_new_becomes_a_person_and_a_member_and_is_signed_in),
        TEST(a_name_that_is_taken_does_not_use_it_up),
        TEST(a_member_keeps_it_for_somebody_else),
        TEST(a_token_accepts_nothing),
        TEST(one_that_is_over_looks_like_one_that_never_was),
        TEST(numbers_of_days_have_their_limits),
        TEST(one_for_the_machine_makes_an_owner_of_somebody_new_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
