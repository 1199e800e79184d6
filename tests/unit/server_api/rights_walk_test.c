/* Every route with every kind of caller: who gets in is what the bits of the route say, and whoever
 * is outside can't tell a production from nothing. */
#include "server/store/people.h"
#include "server/store/sessions.h"
#include "server/store/things.h"
#include "server/store/tokens.h"
#include "tests/unit/server_api/one_of_each.h"

static const char own_name[] = "Tideline", other_name[] = "Marrakesh";

enum outcome { PASSES = 200, HAS_TO_SIGN_IN = 401, IS_FORBIDDEN = 403, SEES_NOTHING = 404 };

/* What somebody is with regard to the first production. */
struct kind {
    const char *name;
    char header[16], value[96]; /* what they send; "" for nothing */
    bool is_person, is_session; /* not a session: a token */
    unsigned scopes;
    bool is_owner, is_member, may_manage;
    bool is_guest, may_note;
    bool bad_token; /* refused wherever a token is looked at */
};

struct walk {
    struct fixture *fixture;
    struct one_of_each own, other;
    struct kind kind[32];
    size_t kinds;
};

static struct kind *kind_add(struct walk *walk, struct kind kind)
{
    assert_true(walk->kinds < sizeof walk->kind / sizeof *walk->kind);
    walk->kind[walk->kinds] = kind;
    return &walk->kind[walk->kinds++];
}

static void send_cookie(struct kind *kind, const char *cookie, const char *secret)
{
    strcpy(kind->header, "Cookie");
    snprintf(kind->value, sizeof kind->value, "%s=%s", cookie, secret);
}

static void send_token(struct kind *kind, const char *token)
{
    strcpy(kind->header, "Authorization");
    snprintf(kind->value, sizeof kind->value, "Bearer %s", token);
}

static int64_t someone_make(struct db *db, const char *name, bool is_owner)
{
    struct person person = { .password = "!", .is_owner = is_owner };

    snprintf(person.name, sizeof person.name, "%s", name);
    assert_int_equal(db_person_add(db, &person, NULL), ERR_NONE);
    return person.id;
}

static void session_make(struct db *db, struct kind *kind, int64_t person_id, int64_t link_id)
{
    struct session session = { .person_id = person_id, .link_id = link_id };
    char secret[SECRET_TEXT];
    struct hash kept;

    if (link_id)
        strcpy(session.guest_name, "Dana");
    secret_make(secret, &kept, "");
    assert_int_equal(db_session_add(db, &session, &kept, NULL), ERR_NONE);
    send_cookie(kind, link_id ? "predub_guest" : "predub", secret);
}

static int64_t token_make(struct db *db, struct kind *kind, int64_t person_id, unsigned scopes)
{
    struct token token = { .person_id = person_id, .name = "script", .scopes = scopes };
    char secret[SECRET_TEXT];
    struct hash kept;

    secret_make(secret, &kept, "pdt_");
    assert_int_equal(db_token_add(db, &token, &kept, NULL), ERR_NONE);
    send_token(kind, secret);
    return token.id;
}

/* A member of the first production with a session. */
static int64_t member_add(struct walk *walk, struct db *db, struct kind kind, enum side side)
{
    struct member member = { .production_id = walk->own.production_id,
                             .side = side,
                             .may_manage = kind.may_manage };

    kind.is_person = kind.is_session = kind.is_member = true;
    kind.scopes = SCOPE_ALL;
    member.person_id = someone_make(db, kind.name, false);
    assert_int_equal(db_member_put(db, &member, NULL), ERR_NONE);
    session_make(db, kind_add(walk, kind), member.person_id, 0);
    return member.person_id;
}

static void add_nobodies(struct walk *walk)
{
    struct kind *kind;

    kind_add(walk, (struct kind){ .name = "nobody" });
    kind = kind_add(walk, (struct kind){ .name = "a stale cookie" });
    send_cookie(kind, "predub", "0123456789012345678901234567890123456789012");
    kind = kind_add(walk, (struct kind){ .name = "a stale guest's cookie" });
    send_cookie(kind, "predub_guest", "0123456789012345678901234567890123456789012");
    kind = kind_add(walk, (struct kind){ .name = "a garbage token", .bad_token = true });
    send_token(kind, "pdt_0123456789012345678901234567890123456789012");
    kind = kind_add(walk, (struct kind){ .name = "an empty token", .bad_token = true });
    send_token(kind, "");
}

static void add_members(struct walk *walk, struct db *db)
{
    const int64_t music = member_add(walk, db, (struct kind){ .name = "music" }, SIDE_MUSIC);
    struct kind *kind;
    bool revoked;
    int64_t id;

    member_add(walk, db, (struct kind){ .name = "stage" }, SIDE_STAGE);
    member_add(walk, db, (struct kind){ .name = "of no side" }, SIDE_NONE);
    member_add(walk, db, (struct kind){ .name = "a manager", .may_manage = true }, SIDE_NONE);
    for (unsigned scope = SCOPE_LISTEN; scope <= SCOPE_DELIVER; scope <<= 1) {
        kind = kind_add(walk, (struct kind){ .name = scope_name((enum scope)scope),
                                             .is_person = true,
                                             .is_member = true,
                                             .scopes = scope });
        token_make(db, kind, music, scope);
    }
    kind = kind_add(walk, (struct kind){ .name = "a revoked token", .bad_token = true });
    id = token_make(db, kind, music, SCOPE_ALL);
    assert_int_equal(db_token_revoke(db, music, id, &revoked, NULL), ERR_NONE);
    assert_true(revoked);
}

static void add_outsiders(struct walk *walk, struct db *db)
{
    struct member member = { .production_id = walk->other.production_id,
                             .side = SIDE_MUSIC,
                             .may_manage = true };
    struct kind *kind;

    kind = kind_add(walk, (struct kind){ .name = "owner of the machine",
                                         .is_person = true,
                                         .is_session = true,
                                         .is_owner = true,
                                         .scopes = SCOPE_ALL });
    session_make(db, kind, someone_make(db, kind->name, true), 0);
    kind = kind_add(walk, (struct kind){ .name = "a manager of another production",
                                         .is_person = true,
                                         .is_session = true,
                                         .scopes = SCOPE_ALL });
    member.person_id = someone_make(db, kind->name, false);
    assert_int_equal(db_member_put(db, &member, NULL), ERR_NONE);
    session_make(db, kind, member.person_id, 0);
    kind = kind_add(
        walk,
        (struct kind){ .name = "a token of such a one", .is_person = true, .scopes = SCOPE_ALL });
    token_make(db, kind, member.person_id, SCOPE_ALL);
}

static void guest_add(struct walk *walk, struct db *db, const char *name, int64_t production_id,
                      bool may_note)
{
    struct guest_link guest_link = { .production_id = production_id,
                                     .label = "Director",
                                     .may_note = may_note,
                                     .made_by = AS_MUSIC,
                                     .expires_at_ms = INT64_MAX };
    char secret[SECRET_TEXT];

    secret_make(secret, &guest_link.secret, "");
    assert_int_equal(db_link_add(db, &guest_link, NULL), ERR_NONE);
    session_make(
        db, kind_add(walk, (struct kind){ .name = name, .is_guest = true, .may_note = may_note }),
        0, guest_link.id);
}

/* Mara has made both, so she leaves the second: nobody here is a member of the two. */
static int setup(void **state)
{
    static struct walk walk;
    struct db *db;

    memset(&walk, 0, sizeof walk);
    fixture_setup((void **)&walk.fixture);
    each_build(walk.fixture, &walk.own, own_name);
    each_build(walk.fixture, &walk.other, other_name);
    db = app_db_take(walk.fixture->app, NULL);
    add_nobodies(&walk);
    add_members(&walk, db);
    add_outsiders(&walk, db);
    guest_add(&walk, db, "a guest who listens", walk.own.production_id, false);
    guest_add(&walk, db, "a guest with notes", walk.own.production_id, true);
    guest_add(&walk, db, "a guest of another production", walk.other.production_id, true);
    app_db_give(walk.fixture->app, db);
    walk.fixture->as = AS_NOBODY;
    *state = &walk;
    return 0;
}

static int teardown(void **state)
{
    return fixture_teardown((void **)&((struct walk *)*state)->fixture);
}

static bool is_for_guests(const struct route *route)
{
    return strstr(route->path, "/api/guest") == route->path;
}

/* Addresses whose {} is one's own, or what a link leads to: the handler looks. */
static bool names_a_thing(const struct route *route)
{
    return strstr(route->path, "{}") && !is_for_guests(route) &&
           strcmp(route->path, "/api/tokens/{}") != 0;
}

static enum outcome expected_of_guest(const struct kind *kind, unsigned rights)
{
    if (!(rights & (GUEST | GUEST_NOTE)))
        return PASSES; /* opening a link */
    if (!kind->is_guest)
        return HAS_TO_SIGN_IN;
    return rights & GUEST_NOTE && !kind->may_note ? IS_FORBIDDEN : PASSES;
}

/* By the words of the contract, not by the gate. */
static enum outcome expected(const struct route *route, const struct kind *kind)
{
    const unsigned rights = route->flags & ~(unsigned)(ROUTE_RIGHTS - 1);
    static const struct {
        unsigned right;
        enum scope scope;
    } scopes[] = { { LISTEN, SCOPE_LISTEN },
                   { NOTE, SCOPE_NOTE },
                   { UPLOAD, SCOPE_UPLOAD },
                   { SIGN, SCOPE_SIGN },
                   { DELIVER, SCOPE_DELIVER } };

    if (is_for_guests(route))
        return expected_of_guest(kind, rights);
    if (kind->bad_token)
        return HAS_TO_SIGN_IN;
    if (rights == OPEN)
        return PASSES;
    if (!kind->is_person)
        return HAS_TO_SIGN_IN;
    if (names_a_thing(route) && !kind->is_member)
        return SEES_NOTHING;
    if ((rights & (SELF | MANAGE)) && !kind->is_session)
        return IS_FORBIDDEN;
    if ((rights & OWN && !kind->is_owner) || (rights & MANAGE && !kind->may_manage))
        return IS_FORBIDDEN;
    for (size_t i = 0; i < 5; i++)
        if (rights & scopes[i].right && !(kind->scopes & scopes[i].scope))
            return IS_FORBIDDEN;
    return PASSES;
}

static struct call call_of(const struct route *route, const struct kind *kind, const char *target)
{
    struct call call = { .method = route->method, .target = target };

    if (*kind->header)
        call.headers[0] = (struct header){ kind->header, kind->value };
    if (route->flags & ROUTE_TUS)
        call.headers[1] = (struct header){ "Tus-Resumable", "1.0.0" };
    if (route->body_limit_bytes) {
        call.content_type = "application/json";
        call.body = "{}";
        call.body_bytes = 2;
        call.content_length = 2;
    }
    return call;
}

/* Finds the route by the address, as a request would, and asks the gate alone: what a handler then
 * does with an empty body is of no interest. */
static enum outcome knock(struct walk *walk, const struct route *route, const struct call *call,
                          struct err *err)
{
    struct exchange *exchange = malloc(sizeof *exchange);
    struct sent sent;
    size_t count;
    const struct route *routes = app_routes(&count);
    enum err_code code;

    prepare(exchange, walk->fixture, call, &sent);
    assert_int_equal(
        router_match(routes, count, &exchange->req, &exchange->route, exchange->allowed, NULL),
        ERR_NONE);
    assert_ptr_equal(exchange->route, route);
    code = app_gate(&exchange->req, route, err);
    app_db_give(walk->fixture->app, exchange->req.db);
    exchange_clear(exchange);
    return (enum outcome)reply_status_of(code);
}

static const char *id_for(const struct one_of_each *each, const struct route *route)
{
    char plural[16];

    route_thing(route, plural);
    if (!*plural || !names_a_thing(route))
        return "1";
    if (!*each_id(each, plural))
        fail_msg("the walk has no \"%s\" for %s: add one to one_of_each.h", plural, route->path);
    return each_id(each, plural);
}

static void every_cell_is_what_the_bits_of_the_route_say(void **state)
{
    struct walk *walk = *state;
    size_t count, wrong = 0;
    const struct route *routes = app_routes(&count);
    char target[256] = "";

    for (size_t i = 0; i < count; i++) {
        route_target(&routes[i], id_for(&walk->own, &routes[i]), target);
        for (size_t k = 0; k < walk->kinds; k++) {
            const struct kind *kind = &walk->kind[k];
            const struct call call = call_of(&routes[i], kind, target);
            struct err err = { 0 };
            const enum outcome got = knock(walk, &routes[i], &call, &err),
                               want = expected(&routes[i], kind);
            if (got == want)
                continue;
            print_error("%s %s as %s: %d, not %d: %s\n", routes[i].method, target, kind->name,
                        (int)got, (int)want, err.text);
            wrong++;
        }
    }
    assert_true(count > 100 && walk->kinds > 15);
    assert_int_equal(wrong, 0);
}

/* Nothing that an address names is left without a production to look up. What OPTIONS answers is
 * the same for all addresses: it looks at none. */
static void every_first_name_in_an_address_leads_to_a_production(void **state)
{
    size_t count;
    const struct route *routes = app_routes(&count);
    char plural[16];

    (void)state;
    for (size_t i = 0; i < count; i++) {
        route_thing(&routes[i], plural);
        if (!names_a_thing(&routes[i]))
            continue;
        if (!thing_is_known(plural))
            fail_msg("%s: \"%s\" is no thing", routes[i].path, plural);
        if (strcmp(routes[i].method, "OPTIONS") && !(routes[i].flags & (SCOPED | MANAGE)))
            fail_msg("%s asks for no right in the production", routes[i].path);
    }
}

/* What changes something for others is not for whoever may only listen; these change nothing but
 * what is one's own, and the last asks who manages. */
static void listening_alone_changes_nothing(void **state)
{
    static const char *const own[] = { "/api/pictures/{}/previews", "/api/scenes/{}/heard",
                                       "/api/productions/{}/digest", "/api/productions/{}/notices",
                                       "/api/productions/{}/members/{}" };
    size_t count;
    const struct route *routes = app_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool known = !strcmp(routes[i].method, "GET") || !(routes[i].flags & LISTEN);
        for (size_t k = 0; k < sizeof own / sizeof *own; k++)
            known = known || !strcmp(routes[i].path, own[k]);
        if (!known)
            fail_msg("%s %s is open to whoever may listen", routes[i].method, routes[i].path);
    }
}

/* Ids that are none: beyond all, not numbers, too long. */
static const char zeros[] = "00000000000000000000000000000000"
                            "00000000000000000000000000000000";
static const char *const no_ids[] = { "999999", "0",   "-1", "x", "9223372036854775808",
                                      "1%20",   "1;1", zeros };

static void check_the_same(struct walk *walk, const struct route *route, const struct kind *kind)
{
    char target[256] = "";
    struct call call = call_of(route, kind, target);
    struct answer real;

    route_target(route, id_for(&walk->own, route), target);
    real = fixture_call(walk->fixture, &call);
    assert_int_equal(real.status, 404);
    assert_string_equal(real.headers, route->flags & ROUTE_TUS ? "Tus-Resumable: 1.0.0\n" : "");
    for (size_t i = 0; i < sizeof no_ids / sizeof *no_ids; i++) {
        struct answer none;
        route_target(route, no_ids[i], target);
        none = fixture_call(walk->fixture, &call);
        if (none.status != real.status || none.err.code != real.err.code ||
            strcmp(none.err.text, real.err.text) != 0 || strcmp(none.headers, real.headers) != 0)
            fail_msg("%s %s as %s tells more than nothing: %s", route->method, target, kind->name,
                     none.err.text);
        answer_clear(&none);
    }
    answer_clear(&real);
}

static void what_is_foreign_answers_like_what_does_not_exist(void **state)
{
    struct walk *walk = *state;
    size_t count, checked = 0;
    const struct route *routes = app_routes(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < walk->kinds; k++)
            if (expected(&routes[i], &walk->kind[k]) == SEES_NOTHING) {
                check_the_same(walk, &routes[i], &walk->kind[k]);
                checked++;
            }
    assert_true(checked > 200);
}

static bool tells(const struct answer *answer, const char *name)
{
    char *text = json_dumps(answer->json, JSON_ENCODE_ANY);
    const bool found = strstr(answer->err.text, name) || strstr(answer->headers, name) ||
                       (text && strstr(text, name)) ||
                       (answer->data && memmem(answer->data, answer->bytes, name, strlen(name)));

    free(text);
    return found;
}

/* Whatever is answered to somebody outside, handlers included. Those that change who asks are left
 * out when they pass: the next would be another caller. */
static void no_answer_to_an_outsider_tells_its_name(void **state)
{
    struct walk *walk = *state;
    size_t count;
    const struct route *routes = app_routes(&count);
    char target[256] = "";

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < walk->kinds; k++) {
            const struct kind *kind = &walk->kind[k];
            const struct call call = call_of(&routes[i], kind, target);
            struct answer answer;
            if (kind->is_member || kind->is_guest ||
                (!strcmp(routes[i].method, "DELETE") && expected(&routes[i], kind) == PASSES))
                continue;
            route_target(&routes[i], id_for(&walk->own, &routes[i]), target);
            answer = fixture_call(walk->fixture, &call);
            if (tells(&answer, own_name))
                fail_msg("%s %s as %s tells the name", call.method, target, kind->name);
            answer_clear(&answer);
        }
}

/* A guest of another production passes the gate where a link is enough: there the handlers look. */
static void a_guest_of_another_production_gets_nothing_of_this_one(void **state)
{
    struct walk *walk = *state;
    const struct kind *kind = &walk->kind[walk->kinds - 1];
    size_t count;
    const struct route *routes = app_routes(&count);
    char target[256] = "", plural[16];

    for (size_t i = 0; i < count; i++) {
        const struct call call = call_of(&routes[i], kind, target);
        struct answer answer;
        if (!is_for_guests(&routes[i]))
            continue;
        route_thing(&routes[i], plural);
        route_target(&routes[i], each_id(&walk->own, plural), target);
        answer = fixture_call(walk->fixture, &call);
        if (*plural && answer.status != 404)
            fail_msg("%s %s: %u", call.method, target, answer.status);
        assert_false(tells(&answer, own_name));
        answer_clear(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_is_what_the_bits_of_the_route_say),
        cmocka_unit_test(every_first_name_in_an_address_leads_to_a_production),
        cmocka_unit_test(listening_alone_changes_nothing),
        cmocka_unit_test(what_is_foreign_answers_like_what_does_not_exist),
        cmocka_unit_test(no_answer_to_an_outsider_tells_its_name),
        cmocka_unit_test(a_guest_of_another_production_gets_nothing_of_this_one),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
