/* The end of every way to sign in, by password or by invitation: a new session with its cookie. */
#pragma once

#include "server/api/cookies.h"
#include "server/auth/caller.h"
#include "server/store/sessions.h"

/* What it needs of a request, copied: the work may outlive that (hashing.h). */
struct sign_in {
    struct caller who; /* whoever asked, and from where */
    char agent[SESSION_AGENT];
    bool is_tls;
    char secret[SECRET_TEXT]; /* of the new session */
};

void sign_in_init(struct sign_in *out, const struct req *req);

/* Inside a transaction: ends the session that the request came with, begins one of the person
 * under a secret that nobody has seen, and adds the event `sign_in`. */
enum err_code sign_in_add(struct sign_in *in, struct db *db, int64_t person_id, struct err *err);

/* The cookie of it. */
enum err_code sign_in_cookie(const struct sign_in *in, struct reply *reply, struct err *err);

/* What GET /api/session says of a person, or with 0 of nobody: {"person", "needs_owner"}. */
enum err_code session_json(json_t **out, struct db *db, int64_t person_id, struct err *err);
