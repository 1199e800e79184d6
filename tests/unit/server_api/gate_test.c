/* The gate: may they? Asked for every row of the table of routes. */
#include "tests/unit/server_api/gate_ask.h"

static const char not_here[] = "there is no such thing, or you are not part of its production";

static void nobody_is_asked_to_sign_in_wherever_it_is_not_open(void **state)
{
    size_t count, closed = 0;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++) {
        char target[256];
        enum err_code code;
        target_of(target, &routes[i]);
        code = ask_as(*state, AS_NOBODY, routes[i].method, target).code;
        assert_int_equal(code, routes[i].flags >= ROUTE_RIGHTS ? ERR_SIGN_IN : ERR_NONE);
        closed += code == ERR_SIGN_IN;
    }
    assert_true(closed > 90);
}

static void only_these_addresses_are_open(void **state)
{
    static const char *const open[] = { "GET /healthz", "GET /api/openapi.json", "GET /api/session",
                                        "POST /api/session", "POST /api/invitations/look",
                                        "POST /api/invitations/accept", "POST /api/guest",
                                        /* what the protocol of uploads is, for anybody */
                                        "OPTIONS /api/sets/{}/uploads",
                                        "OPTIONS /api/pictures/{}/uploads",
                                        "OPTIONS /api/uploads/{}" };
    size_t count, found = 0;
    const struct route *routes = app_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        char line[256];
        if (routes[i].flags >= ROUTE_RIGHTS)
            continue;
        snprintf(line, sizeof line, "%s %s", routes[i].method, routes[i].path);
        assert_true(found < sizeof open / sizeof *open);
        assert_string_equal(line, open[found++]);
    }
    assert_int_equal(found, sizeof open / sizeof *open);
}

/* Otto is a member of nothing, so whatever the gate knows the place of is not there for him. What
 * it can't place would be let through, or be an internal error. */
static void every_address_with_a_thing_leads_to_its_production(void **state)
{
    size_t count, placed = 0;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++) {
        char target[256];
        struct verdict verdict;
        if (!strstr(routes[i].path, "{}") || routes[i].flags < ROUTE_RIGHTS ||
            begins(&routes[i], "/api/tokens/") || begins(&routes[i], "/api/guest/"))
            continue;
        target_of(target, &routes[i]);
        verdict = ask_as(*state, AS_OTHER, routes[i].method, target);
        assert_int_equal(verdict.code, ERR_NOT_FOUND);
        assert_string_equal(verdict.err.text, not_here);
        placed++;
    }
    assert_true(placed > 80);
}

static void what_is_others_looks_as_if_it_were_not_there(void **state)
{
    static const char *const targets[] = {
        "/api/productions/1",
        "/api/productions/99",
        "/api/productions/x",
        "/api/productions/-1",
        "/api/productions/01x",
        "/api/pictures/1/scenes",
        "/api/pictures/2/scenes",
        "/api/cues/1/sets",
        "/api/sets/1",
        "/api/productions/1/events",
        "/api/productions/1/hooks",
        "/api/previews/1",
        "/api/scenes/1/measures",
        "/api/productions/1%20",
        "/api/notes/1",
        "/api/productions/9223372036854775808",
    };

    fixture_film(*state);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const struct verdict verdict = ask_as(*state, AS_OTHER, "GET", targets[i]);
        assert_int_equal(verdict.code, ERR_NOT_FOUND);
        assert_string_equal(verdict.err.text, not_here);
        assert_int_equal(verdict.caller.production_id, 0);
    }
}

static void a_member_is_told_with_side_and_role(void **state)
{
    struct verdict verdict;

    fixture_film(*state);
    verdict = ask_as(*state, AS_MUSIC, "GET", "/api/pictures/1/scenes");
    assert_int_equal(verdict.code, ERR_NONE);
    assert_int_equal(verdict.caller.person_id, AS_MUSIC);
    assert_string_equal(verdict.caller.name, "Mara");
    assert_true(verdict.caller.is_owner && verdict.caller.may_manage);
    assert_int_equal(verdict.caller.production_id, 1);
    assert_int_equal(verdict.caller.side, SIDE_MUSIC);
    assert_int_equal(verdict.caller.scopes, SCOPE_ALL);
    assert_string_equal(verdict.caller.address, "192.0.2.7");
    verdict = ask_as(*state, AS_STAGE, "GET", "/api/cues/1/sets");
    assert_int_equal(verdict.code, ERR_NONE);
    assert_int_equal(verdict.caller.side, SIDE_STAGE);
    assert_false(verdict.caller.is_owner || verdict.caller.may_manage);
}

/* The first thing of these is there: the gate comes as far as scopes. */
static bool is_of_the_film(const struct route *route)
{
    static const char *const things[] = { "/api/productions/{}", "/api/pictures/{}", "/api/cues/{}",
                                          "/api/sets/{}" };

    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (begins(route, things[i]))
            return true;
    return false;
}

static enum err_code expected_of(const struct route *route, unsigned scopes)
{
    const unsigned needed = (route->flags & SCOPED) / LISTEN;

    return route->flags & MANAGE || needed & ~scopes ? ERR_FORBIDDEN : ERR_NONE;
}

static void a_token_opens_what_its_scopes_say_and_nothing_else(void **state)
{
    size_t count, asked = 0;
    const struct route *routes = app_routes(&count);

    fixture_film(*state);
    for (unsigned scopes = 1; scopes <= SCOPE_ALL; scopes <<= 1) {
        const struct bearer bearer = bearer_of(*state, AS_MUSIC, scopes);
        for (size_t i = 0; i < count; i++) {
            char target[256];
            struct call call = { .method = routes[i].method,
                                 .target = target,
                                 .headers = { { "Authorization", bearer.value } } };
            if (!is_of_the_film(&routes[i]))
                continue;
            target_of(target, &routes[i]);
            assert_int_equal(ask(*state, &call, false).code, expected_of(&routes[i], scopes));
            asked++;
        }
    }
    assert_true(asked > 200);
}

static void a_missing_scope_is_named(void **state)
{
    const struct bearer bearer = bearer_of(*state, AS_MUSIC, SCOPE_LISTEN);
    const struct call call = { .method = "POST",
                               .target = "/api/productions/1/cues",
                               .headers = { { "Authorization", bearer.value } } };

    fixture_film(*state);
    assert_non_null(strstr(ask(*state, &call, false).err.text, "\"upload\""));
}

static void what_is_ones_own_needs_a_session(void **state)
{
    static const struct {
        const char *method, *target;
    } cases[] = {
        { "GET", "/api/tokens" },
        { "POST", "/api/tokens" },
        { "DELETE", "/api/tokens/1" },
        { "PUT", "/api/password" },
        { "PUT", "/api/person" },
        { "GET", "/api/sessions" },
        { "DELETE", "/api/sessions" },
        { "DELETE", "/api/session" },
        { "GET", "/api/productions/1/invitations" },
        { "GET", "/api/productions/1/hooks" },
    };
    const struct bearer bearer = bearer_of(*state, AS_MUSIC, SCOPE_ALL);

    fixture_film(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct call call = { .method = cases[i].method,
                                   .target = cases[i].target,
                                   .headers = { { "Authorization", bearer.value } } };
        assert_int_equal(ask(*state, &call, false).code, ERR_FORBIDDEN);
        assert_int_equal(ask_as(*state, AS_MUSIC, cases[i].method, cases[i].target).code, ERR_NONE);
    }
}

static void only_managers_manage(void **state)
{
    fixture_film(*state);
    assert_int_equal(ask_as(*state, AS_MUSIC, "POST", "/api/productions/1/links").code, ERR_NONE);
    assert_int_equal(ask_as(*state, AS_STAGE, "POST", "/api/productions/1/links").code,
                     ERR_FORBIDDEN);
    assert_int_equal(ask_as(*state, AS_OTHER, "POST", "/api/productions/1/links").code,
                     ERR_NOT_FOUND);
}

static void only_owners_make_productions_and_a_token_of_theirs_for_uploads(void **state)
{
    const struct {
        struct bearer bearer;
        enum err_code code;
    } cases[] = {
        { bearer_of(*state, AS_MUSIC, SCOPE_UPLOAD), ERR_NONE },
        { bearer_of(*state, AS_MUSIC, SCOPE_ALL & ~SCOPE_UPLOAD), ERR_FORBIDDEN },
        { bearer_of(*state, AS_STAGE, SCOPE_ALL), ERR_FORBIDDEN },
    };

    assert_int_equal(ask_as(*state, AS_MUSIC, "POST", "/api/productions").code, ERR_NONE);
    assert_int_equal(ask_as(*state, AS_STAGE, "POST", "/api/productions").code, ERR_FORBIDDEN);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct call call = { .method = "POST",
                                   .target = "/api/productions",
                                   .headers = { { "Authorization", cases[i].bearer.value } } };
        assert_int_equal(ask(*state, &call, false).code, cases[i].code);
    }
}

static void a_guest_comes_nowhere_but_to_the_guests_space(void **state)
{
    struct fixture *fixture = *state;
    size_t count, closed = 0;
    const struct route *routes = app_routes(&count);
    char cookie[128], as_person[128];
    struct verdict verdict;

    fixture_film(fixture);
    guest_of(fixture, false, cookie);
    snprintf(as_person, sizeof as_person, "predub=%s", strchr(cookie, '=') + 1);
    for (size_t i = 0; i < count; i++) {
        char target[256];
        struct call call = { .method = routes[i].method,
                             .target = target,
                             .headers = { { "Cookie", cookie } } };
        if (begins(&routes[i], "/api/guest") || routes[i].flags < ROUTE_RIGHTS)
            continue;
        target_of(target, &routes[i]);
        assert_int_equal(ask(fixture, &call, false).code, ERR_SIGN_IN);
        call.headers[0].value = as_person;
        assert_int_equal(ask(fixture, &call, false).code, ERR_SIGN_IN);
        closed++;
    }
    assert_true(closed > 80);
    verdict = ask_with(fixture, "/api/guest", (struct header){ "Cookie", cookie });
    assert_int_equal(verdict.code, ERR_NONE);
    assert_int_equal(verdict.caller.person_id, 0);
    assert_true(verdict.caller.link_id > 0);
    assert_int_equal(verdict.caller.production_id, 1);
    assert_string_equal(verdict.caller.name, "Dana");
}

static void a_member_is_no_guest(void **state)
{
    const struct bearer bearer = bearer_of(*state, AS_MUSIC, SCOPE_ALL);

    fixture_film(*state);
    assert_int_equal(ask_as(*state, AS_MUSIC, "GET", "/api/guest").code, ERR_SIGN_IN);
    assert_int_equal(
        ask_with(*state, "/api/guest", (struct header){ "Authorization", bearer.value }).code,
        ERR_SIGN_IN);
}

static void a_guest_writes_notes_where_the_link_says_so(void **state)
{
    char listening[128], noting[128];
    struct call call = { .method = "POST", .target = "/api/guest/scenes/1/notes" };

    fixture_film(*state);
    guest_of(*state, false, listening);
    guest_of(*state, true, noting);
    call.headers[0] = (struct header){ "Cookie", listening };
    assert_int_equal(ask(*state, &call, false).code, ERR_FORBIDDEN);
    call.headers[0].value = noting;
    assert_int_equal(ask(*state, &call, false).code, ERR_NONE);
}

static void who_stands_on_no_side_is_told_so(void **state)
{
    struct caller caller = { .side = SIDE_NONE };
    const struct req req = { .caller = &caller };
    enum side side;

    (void)state;
    assert_int_equal(gate_side(&req, &side, NULL), ERR_FORBIDDEN);
    caller.side = SIDE_STAGE;
    assert_int_equal(gate_side(&req, &side, NULL), ERR_NONE);
    assert_int_equal(side, SIDE_STAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_is_asked_to_sign_in_wherever_it_is_not_open),
        TEST(only_these_addresses_are_open),
        TEST(every_address_with_a_thing_leads_to_its_production),
        TEST(what_is_others_looks_as_if_it_were_not_there),
        TEST(a_member_is_told_with_side_and_role),
        TEST(a_token_opens_what_its_scopes_say_and_nothing_else),
        TEST(a_missing_scope_is_named),
        TEST(what_is_ones_own_needs_a_session),
        TEST(only_managers_manage),
        TEST(only_owners_make_productions_and_a_token_of_theirs_for_uploads),
        TEST(a_guest_comes_nowhere_but_to_the_guests_space),
        TEST(a_member_is_no_guest),
        TEST(a_guest_writes_notes_where_the_link_says_so),
        TEST(who_stands_on_no_side_is_told_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
