/* Making a token, for oneself or from the command line. */
#pragma once

#include <jansson.h>

#include "server/auth/caller.h"
#include "server/auth/secret.h"
#include "server/store/tokens.h"

enum { TOKENS_MAX = 100 }; /* of one person, not counting revoked ones */

struct token_making {
    const struct caller *who;
    struct token token;       /* person_id, name and scopes are filled */
    char secret[SECRET_TEXT]; /* "pdt_...": to be shown this once */
};

/* The body of a transaction (db_txn) with a struct token_making. Adds the event, too. */
enum err_code token_make(struct db *db, void *making, struct err *err);

/* ["listen", ...] */
json_t *scopes_json(unsigned scopes);
