/* Asks the gate alone, with every kind of caller. Include it once in a program. */
#pragma once

#include "server/api/gate.h"
#include "server/store/links.h"
#include "tests/unit/server_api/fixture.h"

/* What the gate alone says; the handler does not run. */
struct verdict {
    enum err_code code;
    struct err err;
    struct caller caller;
};

static inline struct verdict ask(struct fixture *fixture, const struct call *call, bool is_tls)
{
    struct exchange *exchange = malloc(sizeof *exchange);
    struct verdict verdict = { 0 };
    struct sent sent;
    size_t count;
    const struct route *routes = app_routes(&count);

    prepare(exchange, fixture, call, &sent);
    exchange->req.is_tls = is_tls;
    assert_int_equal(router_match(routes, count, &exchange->req, &exchange->route,
                                  exchange->allowed, &verdict.err),
                     ERR_NONE);
    verdict.code = app_gate(&exchange->req, exchange->route, &verdict.err);
    assert_int_equal(verdict.code, verdict.err.code);
    verdict.caller = *exchange->req.caller;
    app_db_give(fixture->app, exchange->req.db);
    exchange_clear(exchange);
    return verdict;
}

static inline struct verdict ask_as(struct fixture *fixture, enum as as, const char *method,
                                    const char *target)
{
    fixture->as = as;
    return ask(fixture, &(struct call){ .method = method, .target = target }, false);
}

static inline struct verdict ask_with(struct fixture *fixture, const char *target,
                                      struct header header)
{
    const struct call call = { .method = "GET", .target = target, .headers = { header } };

    fixture->as = AS_NOBODY;
    return ask(fixture, &call, false);
}

/* A token of a person's with these scopes alone, as the header that says it. */
struct bearer {
    int64_t id;
    char value[128];
};

static inline struct bearer bearer_of(struct fixture *fixture, enum as as, unsigned scopes)
{
    struct token token = { .person_id = as, .name = "a test", .scopes = scopes };
    struct db *db = app_db_take(fixture->app, NULL);
    char secret[SECRET_TEXT];
    struct bearer bearer;
    struct hash kept;

    secret_make(secret, &kept, "pdt_");
    assert_int_equal(db_token_add(db, &token, &kept, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    bearer.id = token.id;
    snprintf(bearer.value, sizeof bearer.value, "Bearer %s", secret);
    return bearer;
}

/* Opens a guest's session of production 1; gives the cookie. */
static inline void guest_of(struct fixture *fixture, bool may_note, char cookie[128])
{
    struct guest_link guest_link = { .production_id = 1,
                                     .label = "Guests",
                                     .may_note = may_note,
                                     .made_by = AS_MUSIC,
                                     .expires_at_ms = INT64_MAX };
    struct session session = { .guest_name = "Dana" };
    struct db *db = app_db_take(fixture->app, NULL);
    char secret[SECRET_TEXT];
    struct hash kept;

    secret_make(secret, &guest_link.secret, "");
    assert_int_equal(db_link_add(db, &guest_link, NULL), ERR_NONE);
    session.link_id = guest_link.id;
    secret_make(secret, &kept, "");
    assert_int_equal(db_session_add(db, &session, &kept, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    snprintf(cookie, 128, "predub_guest=%s", secret);
}

/* The address of a route, every {} of which is 1. */
static inline void target_of(char out[256], const struct route *route)
{
    size_t used = 0;

    for (const char *at = route->path; *at && used < 255; at++) {
        const bool hole = at[0] == '{' && at[1] == '}';
        out[used++] = hole ? '1' : *at;
        at += hole;
    }
    out[used] = '\0';
}

static inline bool begins(const struct route *route, const char *with)
{
    return !strncmp(route->path, with, strlen(with));
}
