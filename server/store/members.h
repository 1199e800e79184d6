/* Who takes part in a production, on which side, and what a person or a token may do. */
#pragma once

#include "server/store/productions.h"

enum side { SIDE_NONE, SIDE_MUSIC, SIDE_STAGE };

/* What a token may be made for. Somebody who has signed in has all of them. */
enum scope {
    SCOPE_LISTEN = 1 << 0,  /* read and hear */
    SCOPE_NOTE = 1 << 1,    /* notes, queries and answers */
    SCOPE_UPLOAD = 1 << 2,  /* prints, temps, cues, pictures and scene lists */
    SCOPE_SIGN = 1 << 3,    /* sign-offs and the agreement */
    SCOPE_DELIVER = 1 << 4, /* fetch the untouched files */
    SCOPE_ALL = (1 << 5) - 1
};

const char *side_name(enum side side); /* "none", "music", "stage" */
enum err_code side_parse(enum side *out, const char *name, struct err *err);
enum side side_other(enum side side); /* of none: none */

/* "listen", "note", ...; NULL for what is no single scope. */
const char *scope_name(enum scope scope);
enum err_code scope_parse(enum scope *out, const char *name, struct err *err);

struct member {
    int64_t production_id, person_id;
    enum side side;
    bool may_manage;
    int64_t since_at_ms;
    char name[STORE_NAME]; /* the person's; filled by reading */
};

/* *found: is this person a member? */
enum err_code db_member(struct db *db, int64_t production_id, int64_t person_id, struct member *out,
                        bool *found, struct err *err);
/* By name; the caller frees. */
enum err_code db_members(struct db *db, int64_t production_id, struct member **out, size_t *count,
                         struct err *err);
/* For use inside a transaction. Adds or changes. */
enum err_code db_member_put(struct db *db, const struct member *member, struct err *err);
enum err_code db_member_remove(struct db *db, int64_t production_id, int64_t person_id,
                               struct err *err);
/* Productions from before there were people: the first owner becomes a manager of each. */
enum err_code db_members_adopt(struct db *db, int64_t person_id, struct err *err);
