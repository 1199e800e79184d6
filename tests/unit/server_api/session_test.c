/* Signing in and out, and one's own name and password. */
#include "server/api/person_add.h"
#include "server/auth/passwords.h"
#include "tests/unit/server_api/fixture.h"

static const char right[] = "{\"name\": \" anna \", \"password\": \"correct horse\"}";
static const char wrong[] = "{\"name\": \"Anna\", \"password\": \"battery staple\"}";
static const char stranger[] = "{\"name\": \"Zoe\", \"password\": \"battery staple\"}";

enum { ANNA = AS_PEOPLE };

/* Anna, who has a password. */
static enum err_code add_anna(struct db *db, void *ctx, struct err *err)
{
    const struct caller nobody = { 0 };
    struct person anna = { .name = "Anna", .mail = "anna@film.example" };

    assert_int_equal(password_hash(anna.password, ctx, err), ERR_NONE);
    assert_int_equal(person_add(db, &nobody, &anna, err), ERR_NONE);
    assert_int_equal(anna.id, ANNA);
    return ERR_NONE;
}

static int setup(void **state)
{
    struct fixture *fixture;
    struct db *db;

    fixture_setup(state);
    fixture = *state;
    fixture->as = AS_NOBODY;
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_txn(db, add_anna, (void *)"correct horse", NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return 0;
}

/* A request with this Cookie header. */
static struct answer call_as(struct fixture *fixture, const char *cookie, const char *method,
                             const char *target, const char *body)
{
    return fixture_call(fixture, &(struct call){ .method = method,
                                                 .target = target,
                                                 .content_type = "application/json",
                                                 .body = body,
                                                 .body_bytes = strlen(body),
                                                 .content_length = (int64_t)strlen(body),
                                                 .headers = { { "Cookie", cookie },
                                                              { "User-Agent", "Firefox 140" } } });
}

/* Signs in and gives the cookie as it is sent from then on. */
static void sign_in(struct fixture *fixture, const char *before, const char *body, char cookie[128])
{
    struct answer answer = call_as(fixture, before, "POST", "/api/session", body);
    char header[256];

    assert_int_equal(answer.status, 200);
    answer_header(&answer, "Set-Cookie", header, sizeof header);
    snprintf(cookie, 128, "%.*s", (int)strcspn(header, ";"), header);
    answer_clear(&answer);
}

static unsigned status_of(struct answer answer)
{
    const unsigned status = answer.status;

    answer_clear(&answer);
    return status;
}

static unsigned status_as(struct fixture *fixture, const char *cookie)
{
    return status_of(call_as(fixture, cookie, "GET", "/api/sessions", ""));
}

static int64_t count_events(struct fixture *fixture, const char *kind)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct query q = db_query(db, "SELECT COUNT(*) FROM events WHERE kind = :kind");
    int64_t count;

    db_bind_text(&q, ":kind", kind);
    assert_true(db_row(&q));
    count = db_i64(&q, 0);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return count;
}

static void signing_in_gives_a_cookie_that_scripts_and_other_pages_cannot_use(void **state)
{
    struct answer answer = call_as(*state, "", "POST", "/api/session", right);
    char cookie[256];
    json_t *json, *person;

    answer_header(&answer, "Set-Cookie", cookie, sizeof cookie);
    assert_int_equal(strncmp(cookie, "predub=", 7), 0);
    assert_int_equal(strcspn(cookie + 7, ";"), 43);
    assert_string_equal(cookie + 7 + 43, "; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict");
    json = expect(answer, 200);
    person = json_object_get(json, "person");
    assert_int_equal(number_of(person, "id"), ANNA);
    assert_string_equal(text_of(person, "name"), "Anna");
    assert_string_equal(text_of(person, "mail"), "anna@film.example");
    assert_true(json_is_false(json_object_get(person, "is_owner")));
    assert_true(json_is_false(json_object_get(json, "needs_owner")));
    json_decref(json);
    assert_int_equal(count_events(*state, "sign_in"), 1);
}

static void a_session_is_told_to_whoever_has_it(void **state)
{
    char cookie[128];
    json_t *json;

    sign_in(*state, "", right, cookie);
    json = expect(call_as(*state, cookie, "GET", "/api/session", ""), 200);
    assert_string_equal(text_of(json_object_get(json, "person"), "name"), "Anna");
    json_decref(json);
    json = expect(get(*state, "/api/session"), 200);
    assert_true(json_is_null(json_object_get(json, "person")));
    json_decref(json);
}

static void a_wrong_password_and_an_unknown_name_get_the_same_answer(void **state)
{
    struct answer known = call_as(*state, "", "POST", "/api/session", wrong),
                  unknown = call_as(*state, "", "POST", "/api/session", stranger);

    assert_int_equal(known.status, 403);
    assert_int_equal(unknown.status, 403);
    assert_string_equal(known.err.text, unknown.err.text);
    assert_string_equal(known.headers, "");
    answer_clear(&known);
    answer_clear(&unknown);
    assert_int_equal(count_events(*state, "sign_in.refuse"), 2);
    assert_int_equal(count_events(*state, "sign_in"), 0);
}

static void a_cookie_from_before_is_ended_and_never_taken_over(void **state)
{
    char first[128], second[128];

    sign_in(*state, "predub=chosen-by-somebody-else-0123456789-01234567", right, first);
    assert_null(strstr(first, "chosen"));
    assert_int_equal(status_as(*state, "predub=chosen-by-somebody-else-0123456789-01234567"), 401);
    sign_in(*state, first, right, second);
    assert_string_not_equal(first, second);
    assert_int_equal(status_as(*state, first), 401);
    assert_int_equal(status_as(*state, second), 200);
}

static void sessions_are_listed_and_this_one_is_marked(void **state)
{
    char one[128], two[128];
    json_t *json, *list, *first;

    sign_in(*state, "", right, one);
    sign_in(*state, "", right, two);
    json = expect(call_as(*state, two, "GET", "/api/sessions", ""), 200);
    list = json_object_get(json, "sessions");
    assert_int_equal(json_array_size(list), 2);
    first = json_array_get(list, 0);
    assert_true(json_is_true(json_object_get(first, "is_this")));
    assert_true(json_is_false(json_object_get(json_array_get(list, 1), "is_this")));
    assert_string_equal(text_of(first, "address"), "192.0.2.7");
    assert_string_equal(text_of(first, "agent"), "Firefox 140");
    assert_int_equal(json_object_size(first), 6);
    json_decref(json);
}

static void signing_out_ends_this_session_and_no_other(void **state)
{
    char one[128], two[128], header[256];
    struct answer answer;

    sign_in(*state, "", right, one);
    sign_in(*state, "", right, two);
    answer = call_as(*state, one, "DELETE", "/api/session", "");
    answer_header(&answer, "Set-Cookie", header, sizeof header);
    assert_string_equal(header, "predub=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    assert_int_equal(status_of(answer), 204);
    assert_int_equal(status_as(*state, one), 401);
    assert_int_equal(status_as(*state, two), 200);
    assert_int_equal(count_events(*state, "sign_out"), 1);
}

static void signing_out_everywhere_ends_all_of_ones_own(void **state)
{
    struct fixture *fixture = *state;
    char one[128], two[128];

    sign_in(fixture, "", right, one);
    sign_in(fixture, "", right, two);
    assert_int_equal(status_of(call_as(fixture, one, "DELETE", "/api/sessions", "")), 204);
    assert_int_equal(status_as(fixture, one), 401);
    assert_int_equal(status_as(fixture, two), 401);
    assert_int_equal(count_events(fixture, "sign_out.everywhere"), 1);
    fixture->as = AS_STAGE;
    assert_int_equal(status_of(get(fixture, "/api/sessions")), 200);
}

static void guessing_is_slowed_and_a_blocked_guess_costs_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;
    char seconds[16], cookie[128];

    for (int i = 0; i < 6; i++)
        assert_int_equal(status_of(call_as(fixture, "", "POST", "/api/session", wrong)), 403);
    answer = call_as(fixture, "", "POST", "/api/session", right);
    answer_header(&answer, "Retry-After", seconds, sizeof seconds);
    assert_string_equal(seconds, "1");
    assert_int_equal(status_of(answer), 429);
    fixture_restart(fixture);
    assert_int_equal(status_of(call_as(fixture, "", "POST", "/api/session", right)), 429);
    assert_int_equal(status_of(call_as(fixture, "", "POST", "/api/session", stranger)), 403);
    assert_int_equal(count_events(fixture, "sign_in.refuse"), 7);
    __atomic_fetch_add(&fixture->folder.now_ms, 1000, __ATOMIC_RELAXED);
    sign_in(fixture, "", right, cookie);
    for (int i = 0; i < 5; i++)
        assert_int_equal(status_of(call_as(fixture, "", "POST", "/api/session", wrong)), 403);
}

static void an_address_that_tries_many_names_is_slowed_too(void **state)
{
    char body[128];

    for (int i = 0; i < 21; i++) {
        snprintf(body, sizeof body, "{\"name\": \"name %d\", \"password\": \"a wrong one\"}", i);
        assert_int_equal(status_of(call_as(*state, "", "POST", "/api/session", body)), 403);
    }
    assert_int_equal(status_of(call_as(*state, "", "POST", "/api/session", right)), 429);
}

static void who_signs_in_often_is_not_slowed(void **state)
{
    char cookie[128];

    for (int i = 0; i < 25; i++)
        sign_in(*state, "", right, cookie);
}

static void what_is_no_sign_in_is_refused_before_it_counts(void **state)
{
    static const char *const bodies[] = {
        "",
        "[]",
        "{",
        "{\"name\": \"Anna\"}",
        "{\"name\": \"\", \"password\": \"x\"}",
        "{\"name\": 1, \"password\": \"x\"}",
        "{\"name\": \"Anna\", \"password\": null}",
        "{\"name\": \"Anna\", \"password\": \"x\", \"admin\": true}",
        "{\"name\": \"A\\u0000\", \"password\": \"x\"}",
        "{\"name\": \"A\\u001b[1m\", \"password\": \"x\"}",
    };
    char longest[512] = "{\"name\": \"Anna\", \"password\": \"";
    char cookie[128];

    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
            assert_int_equal(status_of(call_as(*state, "", "POST", "/api/session", bodies[i])),
                             400);
    memset(longest + strlen(longest), 'x', 201);
    strcat(longest, "\"}");
    assert_int_equal(status_of(call_as(*state, "", "POST", "/api/session", longest)), 400);
    sign_in(*state, "", right, cookie);
}

static void a_connection_that_breaks_off_leaves_nothing_behind(void **state)
{
    struct call call = { .method = "POST",
                         .target = "/api/session",
                         .content_type = "application/json",
                         .body = right,
                         .body_bytes = strlen(right),
                         .content_length = (int64_t)strlen(right) };
    struct exchange *exchange = malloc(sizeof *exchange);
    struct fixture *fixture = *state;
    struct sent sent;
    size_t count;
    const struct route *routes = app_routes(&count);

    prepare(exchange, fixture, &call, &sent);
    assert_int_equal(
        router_match(routes, count, &exchange->req, &exchange->route, exchange->allowed, NULL),
        ERR_NONE);
    assert_int_equal(app_gate(&exchange->req, exchange->route, NULL), ERR_NONE);
    assert_int_equal(exchange->route->handler(&exchange->req, &exchange->reply, NULL), ERR_NONE);
    assert_true(exchange->has_sink);
    exchange->sink.abort(exchange->sink.ctx);
    app_db_give(fixture->app, exchange->req.db);
    exchange_clear(exchange);
    assert_int_equal(count_events(fixture, "sign_in"), 0);
}

static void a_new_password_ends_the_other_sessions_and_keeps_this_one(void **state)
{
    static const char body[] = "{\"old\": \"correct horse\", \"new\": \"quite another\"}";
    static const char later[] = "{\"name\": \"Anna\", \"password\": \"quite another\"}";
    char one[128], two[128], three[128];

    sign_in(*state, "", right, one);
    sign_in(*state, "", right, two);
    assert_int_equal(status_of(call_as(*state, one, "PUT", "/api/password", body)), 204);
    assert_int_equal(status_as(*state, one), 200);
    assert_int_equal(status_as(*state, two), 401);
    assert_int_equal(status_of(call_as(*state, "", "POST", "/api/session", right)), 403);
    sign_in(*state, "", later, three);
    assert_int_equal(count_events(*state, "password.change"), 1);
}

static void a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(void **state)
{
    static const struct {
        const char *body;
        unsigned status;
    } cases[] = {
        { "{\"old\": \"battery staple\", \"new\": \"quite another\"}", 403 },
        { "{\"old\": \"correct horse\", \"new\": \"short\"}", 400 },
        { "{\"old\": \"correct horse\", \"new\": \"1234567890\"}", 400 },
        { "{\"old\": \"correct horse\"}", 400 },
        { "{\"old\": \"correct horse\", \"new\": 1234567890}", 400 },
    };
    char cookie[128], again[128];

    sign_in(*state, "", right, cookie);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(status_of(call_as(*state, cookie, "PUT", "/api/password", cases[i].body)),
                         cases[i].status);
    sign_in(*state, "", right, again);
    assert_int_equal(count_events(*state, "password.change"), 0);
}

static void guessing_the_old_password_is_slowed_as_well(void **state)
{
    static const char body[] = "{\"old\": \"battery staple\", \"new\": \"quite another\"}";
    char cookie[128];

    sign_in(*state, "", right, cookie);
    for (int i = 0; i < 6; i++)
        assert_int_equal(status_of(call_as(*state, cookie, "PUT", "/api/password", body)), 403);
    assert_int_equal(status_of(call_as(*state, cookie, "PUT", "/api/password", body)), 429);
}

static void a_person_changes_name_and_mail(void **state)
{
    char cookie[128];
    json_t *json;

    sign_in(*state, "", right, cookie);
    json = expect(call_as(*state, cookie, "PUT", "/api/person", "{\"name\": \" Anne \"}"), 200);
    assert_string_equal(text_of(json, "name"), "Anne");
    assert_string_equal(text_of(json, "mail"), "anna@film.example");
    json_decref(json);
    json = expect(call_as(*state, cookie, "PUT", "/api/person", "{\"mail\": \"\"}"), 200);
    assert_string_equal(text_of(json, "name"), "Anne");
    assert_string_equal(text_of(json, "mail"), "");
    json_decref(json);
    expect_error(call_as(*state, cookie, "PUT", "/api/person", "{\"name\": \"stan\"}"), 409,
                 "stan");
    expect_error(call_as(*state, cookie, "PUT", "/api/person", "{\"mail\": \"no address\"}"), 400,
                 "mail");
    expect_error(call_as(*state, cookie, "PUT", "/api/person", "{\"is_owner\": true}"), 400,
                 "is_owner");
}

static void a_name_has_at_most_64_characters_of_any_script(void **state)
{
    char text[STORE_NAME + 64] = "", out[STORE_NAME];

    (void)state;
    for (int i = 0; i < 64; i++)
        strcat(text, "\xc3\xa9");
    assert_int_equal(person_name_read(out, text, NULL), ERR_NONE);
    strcat(text, "e");
    assert_int_equal(person_name_read(out, text, NULL), ERR_INVALID);
    assert_int_equal(person_name_read(out, "  ", NULL), ERR_INVALID);
    assert_int_equal(person_name_read(out, "a\tb", NULL), ERR_INVALID);
    assert_int_equal(person_name_read(out, "a\xff", NULL), ERR_INVALID);
}

static void a_token_is_made_listed_and_revoked(void **state)
{
    char cookie[128], target[64], secret[64];
    json_t *json, *list;
    int64_t id;

    sign_in(*state, "", right, cookie);
    json = expect(call_as(*state, cookie, "POST", "/api/tokens",
                          "{\"name\": \"uploads\", \"scopes\": [\"upload\", \"listen\"]}"),
                  201);
    id = number_of(json, "id");
    snprintf(secret, sizeof secret, "%s", text_of(json, "token"));
    assert_int_equal(strncmp(secret, "pdt_", 4), 0);
    assert_true(json_is_null(json_object_get(json, "used_at_ms")));
    json_decref(json);
    json = expect(call_as(*state, cookie, "GET", "/api/tokens", ""), 200);
    list = json_object_get(json, "tokens");
    assert_int_equal(json_array_size(list), 1);
    assert_null(json_object_get(json_array_get(list, 0), "token"));
    list = json_object_get(json_array_get(list, 0), "scopes");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(json_string_value(json_array_get(list, 0)), "listen");
    json_decref(json);
    snprintf(target, sizeof target, "/api/tokens/%lld", (long long)id);
    assert_int_equal(status_of(call_as(*state, cookie, "DELETE", target, "")), 204);
    assert_int_equal(status_of(call_as(*state, cookie, "DELETE", target, "")), 404);
    assert_int_equal(status_of(call_as(*state, cookie, "DELETE", "/api/tokens/1", "")), 404);
    assert_int_equal(count_events(*state, "token.add"), 1);
    assert_int_equal(count_events(*state, "token.revoke"), 1);
}

static void a_token_needs_a_name_and_scopes_that_there_are(void **state)
{
    static const char *const bodies[] = {
        "{\"name\": \"x\"}",
        "{\"name\": \"x\", \"scopes\": []}",
        "{\"name\": \"x\", \"scopes\": \"listen\"}",
        "{\"name\": \"x\", \"scopes\": [1]}",
        "{\"name\": \"x\", \"scopes\": [\"manage\"]}",
        "{\"name\": \"\", \"scopes\": [\"listen\"]}",
        "{\"name\": \"x\", \"scopes\": [\"listen\"], \"person_id\": 1}",
    };
    char cookie[128];

    sign_in(*state, "", right, cookie);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_int_equal(status_of(call_as(*state, cookie, "POST", "/api/tokens", bodies[i])), 400);
    assert_int_equal(count_events(*state, "token.add"), 0);
}

static void nobody_has_more_than_a_hundred_tokens(void **state)
{
    static const char body[] = "{\"name\": \"x\", \"scopes\": [\"listen\"]}";
    char cookie[128];

    sign_in(*state, "", right, cookie);
    for (int i = 0; i < 100; i++)
        assert_int_equal(status_of(call_as(*state, cookie, "POST", "/api/tokens", body)), 201);
    expect_error(call_as(*state, cookie, "POST", "/api/tokens", body), 409, "revoke");
}

#undef TEST
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(signing_in_gives_a_cookie_that_scripts_and_other_pages_cannot_use),
        TEST(a_session_is_told_to_whoever_has_it),
        TEST(a_wrong_password_and_an_unknown_name_get_the_same_answer),
        TEST(a_cookie_from_before_is_ended_and_never_taken_over),
        TEST(sessions_are_listed_and_this_one_is_marked),
        TEST(signing_out_ends_this_session_and_no_other),
        TEST(signing_out_everywhere_ends_all_of_ones_own),
        TEST(guessing_is_slowed_and_a_blocked_guess_costs_nothing),
        TEST(an_address_that_tries_many_names_is_slowed_too),
        TEST(who_signs_in_often_is_not_slowed),
        TEST(what_is_no_sign_in_is_refused_before_it_counts),
        TEST(a_connection_that_breaks_off_leaves_nothing_behind),
        TEST(a_new_password_ends_the_other_sessions_and_keeps_this_one),
        TEST(a_password_is_not_changed_without_the_old_one_or_to_a_bad_one),
        TEST(guessing_the_old_password_is_slowed_as_well),
        TEST(a_person_changes_name_and_mail),
        TEST(a_name_has_at_most_64_characters_of_any_script),
        TEST(a_token_is_made_listed_and_revoked),
        TEST(a_token_needs_a_name_and_scopes_that_there_are),
        TEST(nobody_has_more_than_a_hundred_tokens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
