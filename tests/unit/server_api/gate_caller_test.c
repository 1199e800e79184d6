/* The gate: who is asking? Cookies and tokens, good ones and others. */
#include "tests/unit/server_api/gate_ask.h"

static void a_token_beats_a_cookie_and_a_bad_one_does_not_fall_back(void **state)
{
    struct fixture *fixture = *state;
    const struct bearer stans = bearer_of(fixture, AS_STAGE, SCOPE_ALL);
    struct call call = { .method = "GET",
                         .target = "/api/session",
                         .headers = { { "Authorization", stans.value } } };
    struct verdict verdict;

    fixture->as = AS_MUSIC;
    verdict = ask(fixture, &call, false);
    assert_int_equal(verdict.caller.person_id, AS_STAGE);
    assert_int_equal(verdict.caller.token_id, stans.id);
    assert_int_equal(verdict.caller.session_id, 0);
    call.headers[0].value = "Bearer pdt_nobody-has-this-one";
    verdict = ask(fixture, &call, false);
    assert_int_equal(verdict.code, ERR_SIGN_IN);
    assert_int_equal(verdict.caller.person_id, 0);
    assert_null(strstr(verdict.err.text, "nobody-has"));
    call.headers[0].value = "Bearer ";
    assert_int_equal(ask(fixture, &call, false).code, ERR_SIGN_IN);
}

static void another_scheme_is_for_a_proxy_in_front(void **state)
{
    struct fixture *fixture = *state;
    const struct call call = { .method = "GET",
                               .target = "/api/productions",
                               .headers = { { "Authorization", "Basic YTpi" } } };

    fixture->as = AS_MUSIC;
    assert_int_equal(ask(fixture, &call, false).caller.person_id, AS_MUSIC);
}

static void a_revoked_token_is_nobodys(void **state)
{
    struct fixture *fixture = *state;
    const struct bearer bearer = bearer_of(fixture, AS_MUSIC, SCOPE_ALL);
    const struct header header = { "Authorization", bearer.value };
    struct db *db = app_db_take(fixture->app, NULL);
    bool revoked;

    assert_int_equal(ask_with(fixture, "/api/productions", header).code, ERR_NONE);
    assert_int_equal(db_token_revoke(db, AS_MUSIC, bearer.id, &revoked, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    assert_int_equal(ask_with(fixture, "/api/productions", header).code, ERR_SIGN_IN);
}

static void a_cookie_that_is_none_any_more_is_as_good_as_none(void **state)
{
    static const char *const cookies[] = {
        "predub=nobody-has-this-one",
        "predub=",
        "predub",
        "predub=0123456789012345678901234567890123456789012345678901234567890123456789",
        "other=1; ; predub=;",
    };

    for (size_t i = 0; i < sizeof cookies / sizeof *cookies; i++) {
        const struct header header = { "Cookie", cookies[i] };
        assert_int_equal(ask_with(*state, "/api/session", header).code, ERR_NONE);
        assert_int_equal(ask_with(*state, "/api/session", header).caller.person_id, 0);
        assert_int_equal(ask_with(*state, "/api/productions", header).code, ERR_SIGN_IN);
    }
}

static void a_session_is_no_token_and_a_token_no_session(void **state)
{
    char session[PERSON_SECRET], token[PERSON_SECRET], value[128];

    person_session(session, AS_MUSIC);
    person_token(token, AS_MUSIC);
    snprintf(value, sizeof value, "Bearer %s", session);
    assert_int_equal(
        ask_with(*state, "/api/productions", (struct header){ "Authorization", value }).code,
        ERR_SIGN_IN);
    snprintf(value, sizeof value, "predub=%s", token);
    assert_int_equal(ask_with(*state, "/api/productions", (struct header){ "Cookie", value }).code,
                     ERR_SIGN_IN);
}

static void over_tls_only_the_cookie_that_browsers_protect_counts(void **state)
{
    struct fixture *fixture = *state;
    char secret[PERSON_SECRET], plain[128], host[128];
    const struct call with_plain = { .method = "GET",
                                     .target = "/api/productions",
                                     .headers = { { "Cookie", plain } } },
                      with_host = { .method = "GET",
                                    .target = "/api/productions",
                                    .headers = { { "Cookie", host } } };

    fixture->as = AS_NOBODY;
    person_session(secret, AS_MUSIC);
    snprintf(plain, sizeof plain, "predub=%s", secret);
    snprintf(host, sizeof host, "__Host-predub=%s", secret);
    assert_int_equal(ask(fixture, &with_plain, true).code, ERR_SIGN_IN);
    assert_int_equal(ask(fixture, &with_host, true).code, ERR_NONE);
    assert_int_equal(ask(fixture, &with_host, false).code, ERR_SIGN_IN);
}

static int64_t seen_at_ms(struct fixture *fixture)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct query q =
        db_query(db, "SELECT s.seen_at_ms + COALESCE(t.used_at_ms, 0)"
                     "  FROM sessions s JOIN tokens t USING (person_id) WHERE s.person_id = 1");
    int64_t at_ms;

    assert_true(db_row(&q));
    at_ms = db_i64(&q, 0);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return at_ms;
}

static void being_seen_is_written_once_a_minute(void **state)
{
    struct fixture *fixture = *state;
    const int64_t before = seen_at_ms(fixture);
    int64_t after;

    for (int i = 0; i < 10; i++)
        assert_int_equal(ask_as(fixture, AS_MUSIC, "GET", "/api/productions").code, ERR_NONE);
    assert_int_equal(seen_at_ms(fixture), before);
    __atomic_fetch_add(&fixture->folder.now_ms, 60 * 1000, __ATOMIC_RELAXED);
    assert_int_equal(ask_as(fixture, AS_MUSIC, "GET", "/api/productions").code, ERR_NONE);
    after = seen_at_ms(fixture);
    assert_true(after > before);
    assert_int_equal(ask_as(fixture, AS_MUSIC, "GET", "/api/productions").code, ERR_NONE);
    assert_int_equal(seen_at_ms(fixture), after);
}

static void a_tokens_use_is_written_once_a_minute(void **state)
{
    struct fixture *fixture = *state;
    char token[PERSON_SECRET], value[128];
    const struct header header = { "Authorization", value };
    int64_t first;

    __atomic_fetch_add(&fixture->folder.now_ms, 60 * 1000, __ATOMIC_RELAXED);
    person_token(token, AS_MUSIC);
    snprintf(value, sizeof value, "bearer %s", token);
    assert_int_equal(ask_with(fixture, "/api/productions", header).code, ERR_NONE);
    first = seen_at_ms(fixture);
    assert_int_equal(ask_with(fixture, "/api/productions", header).code, ERR_NONE);
    assert_int_equal(seen_at_ms(fixture), first);
    __atomic_fetch_add(&fixture->folder.now_ms, 60 * 1000, __ATOMIC_RELAXED);
    assert_int_equal(ask_with(fixture, "/api/productions", header).code, ERR_NONE);
    assert_true(seen_at_ms(fixture) > first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_token_beats_a_cookie_and_a_bad_one_does_not_fall_back),
        TEST(another_scheme_is_for_a_proxy_in_front),
        TEST(a_revoked_token_is_nobodys),
        TEST(a_cookie_that_is_none_any_more_is_as_good_as_none),
        TEST(a_session_is_no_token_and_a_token_no_session),
        TEST(over_tls_only_the_cookie_that_browsers_protect_counts),
        TEST(being_seen_is_written_once_a_minute),
        TEST(a_tokens_use_is_written_once_a_minute),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
