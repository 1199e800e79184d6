/* People: the names that sign in. Two names that differ only in ASCII case are one. */
#pragma once

#include "server/store/productions.h"

enum { PERSON_MAIL = 255, PERSON_PASSWORD = 128, PERSON_NAME_CHARACTERS = 64 };

struct person {
    int64_t id;
    char name[STORE_NAME];
    char mail[PERSON_MAIL];         /* "" for none */
    char password[PERSON_PASSWORD]; /* as server/auth/passwords.h keeps it */
    bool is_owner;                  /* of the machine */
    int64_t created_at_ms;
};

/* What a session's or a token's secret opens (sessions.h, tokens.h). */
struct holder {
    int64_t id;                     /* of the session or the token; 0: of nobody */
    int64_t person_id;              /* 0 with a guest's session */
    int64_t link_id, production_id; /* of a guest's session, else 0 */
    char name[STORE_NAME];
    bool is_owner;
    unsigned scopes; /* bits of enum scope (members.h) */
    int64_t seen_at_ms;
};

/* The name without blanks at its ends and with small ASCII letters. */
void person_fold(char out[STORE_NAME], const char *name);

/* For use inside a transaction. Fills id and created_at_ms. ERR_CONFLICT when the name is taken. */
enum err_code db_person_add(struct db *db, struct person *person, struct err *err);

enum err_code db_person(struct db *db, int64_t id, struct person *out, struct err *err);
/* out->id is 0 when nobody has the name. */
enum err_code db_person_by_name(struct db *db, const char *name, struct person *out,
                                struct err *err);
/* By name; the caller frees. */
enum err_code db_people(struct db *db, struct person **out, size_t *count, struct err *err);
/* By id; the caller frees. */
struct person_name {
    int64_t id;
    char name[STORE_NAME];
};
enum err_code db_people_names(struct db *db, struct person_name **out, size_t *count,
                              struct err *err);
enum err_code db_people_any(struct db *db, bool *any, struct err *err);

/* Writes name and mail. ERR_CONFLICT when the name is another's. */
enum err_code db_person_put(struct db *db, const struct person *person, struct err *err);
enum err_code db_person_password_put(struct db *db, int64_t id, const char *password,
                                     struct err *err);
