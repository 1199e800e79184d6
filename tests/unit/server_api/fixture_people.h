/* Who asks in the tests of handlers: three people, each with a session and a token. */
#pragma once

#include "server/store/members.h"
#include "tests/support/wav.h"
#include "tests/unit/server_store/folder.h"

enum as {
    AS_NOBODY, /* has not signed in */
    AS_MUSIC,  /* Mara: owner of the machine; manages production 1 on the music side */
    AS_STAGE,  /* Stan: on the stage side of production 1 */
    AS_OTHER,  /* Otto: signed in, but a member of nothing */
    AS_PEOPLE
};

/* The id of each is its number. Their passwords open nothing: tests of signing in make people of
 * their own. */
static const char *const person_names[AS_PEOPLE] = { "", "Mara", "Stan", "Otto" };

static const char sql_fixture_person[] =
    "INSERT INTO people(id, name, name_folded, mail, password, is_owner, created_at_ms)"
    "  VALUES(:id, :name, lower(:name), '', '!', :id = 1, 1)";
static const char sql_fixture_session[] =
    "INSERT INTO sessions(id, secret, person_id, guest_name, address, agent, created_at_ms,"
    "  seen_at_ms, expires_at_ms) VALUES(:id, :secret, :id, '', '192.0.2.7', 'test', 1, 1, :end)";
static const char sql_fixture_token[] =
    "INSERT INTO tokens(id, secret, person_id, name, scopes, created_at_ms)"
    "  VALUES(:id, :secret, :id, 'all', :scopes, 1)";
static const char sql_fixture_member[] =
    "INSERT INTO members(production_id, person_id, side, may_manage, since_at_ms)"
    "  VALUES(:production, :person, :side, 0, 1)";

enum { PERSON_SECRET = 48 };

/* What a person's browser and a person's script send. */
static inline void person_session(char out[PERSON_SECRET], enum as as)
{
    snprintf(out, PERSON_SECRET, "session-of-%s-0123456789-0123456789-0123", person_names[as]);
}

static inline void person_token(char out[PERSON_SECRET], enum as as)
{
    snprintf(out, PERSON_SECRET, "pdt_token-of-%s-0123456789-0123456789-01", person_names[as]);
}

/* A secret is kept as its SHA-256. */
static inline void person_secret_add(struct query *q, enum as as, const char *secret)
{
    const struct hash kept = hash_of(secret, strlen(secret));

    db_bind_i64(q, ":id", as);
    db_bind_hash(q, ":secret", &kept);
    assert_int_equal(db_insert(q, NULL, NULL), ERR_NONE);
}

static inline void people_make(struct db *db)
{
    char secret[PERSON_SECRET];

    for (enum as as = AS_MUSIC; as < AS_PEOPLE; as++) {
        struct query person = db_query(db, sql_fixture_person), session, token;
        db_bind_i64(&person, ":id", as);
        db_bind_text(&person, ":name", person_names[as]);
        assert_int_equal(db_insert(&person, NULL, NULL), ERR_NONE);
        session = db_query(db, sql_fixture_session);
        db_bind_i64(&session, ":end", INT64_MAX);
        person_session(secret, as);
        person_secret_add(&session, as, secret);
        token = db_query(db, sql_fixture_token);
        db_bind_i64(&token, ":scopes", 31);
        person_token(secret, as);
        person_secret_add(&token, as, secret);
    }
}

static inline void member_make(struct db *db, int64_t production_id, enum as as, enum side side)
{
    static const char *const names[] = { "none", "music", "stage" };
    struct query q = db_query(db, sql_fixture_member);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", as);
    db_bind_text(&q, ":side", names[side]);
    assert_int_equal(db_insert(&q, NULL, NULL), ERR_NONE);
}
