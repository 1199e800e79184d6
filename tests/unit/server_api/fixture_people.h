/* Who asks in the tests of handlers: three people, each with a session and a token. */
#pragma once

#include "server/auth/secret.h"
#include "server/store/members.h"
#include "server/store/sessions.h"
#include "server/store/tokens.h"
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

enum { PERSON_SECRET = SECRET_TEXT };

/* What a person's browser and a person's script send. */
static inline void person_session(char out[PERSON_SECRET], enum as as)
{
    snprintf(out, PERSON_SECRET, "session-of-%s-0123456789-0123456789-0123", person_names[as]);
}

static inline void person_token(char out[PERSON_SECRET], enum as as)
{
    snprintf(out, PERSON_SECRET, "pdt_token-of-%s-0123456789-0123456789-01", person_names[as]);
}

static inline void person_make(struct db *db, enum as as)
{
    struct person person = { .password = "none", .is_owner = as == AS_MUSIC };
    struct session session = { .address = "192.0.2.7", .agent = "a test" };
    struct token token = { .name = "everything", .scopes = SCOPE_ALL };
    char secret[PERSON_SECRET];
    struct hash kept;

    snprintf(person.name, sizeof person.name, "%s", person_names[as]);
    assert_int_equal(db_person_add(db, &person, NULL), ERR_NONE);
    assert_int_equal(person.id, as);
    session.person_id = token.person_id = as;
    person_session(secret, as);
    kept = secret_hash(secret);
    assert_int_equal(db_session_add(db, &session, &kept, NULL), ERR_NONE);
    person_token(secret, as);
    kept = secret_hash(secret);
    assert_int_equal(db_token_add(db, &token, &kept, NULL), ERR_NONE);
}

static inline enum err_code people_add(struct db *db, void *ctx, struct err *err)
{
    (void)ctx;
    (void)err;
    for (enum as as = AS_MUSIC; as < AS_PEOPLE; as++)
        person_make(db, as);
    return ERR_NONE;
}

static inline void people_make(struct db *db)
{
    assert_int_equal(db_txn(db, people_add, NULL, NULL), ERR_NONE);
}
