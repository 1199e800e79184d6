/* Guessing a password is slowed, for an account and for an address (server/store/tries.h); so is
 * opening guests' links, for an address. */
#pragma once

#include "server/http/reply.h"
#include "server/http/req.h"
#include "server/store/tries.h"

enum { GUESS_ACCOUNT, GUESS_ADDRESS, GUESSES };

struct guess {
    struct tries tries[GUESSES];
};

/* Before a password is looked at: counts the guess. ERR_TOO_OFTEN, with Retry-After, when the
 * account or the address has to wait. */
enum err_code guess_begin(struct guess *out, const char *name, struct req *req, struct reply *reply,
                          struct err *err);

/* Inside a transaction: the password was right. */
enum err_code guess_right(struct db *db, const struct guess *guess, struct err *err);

/* Before a link is looked for: counts the opening. ERR_TOO_OFTEN, with Retry-After, when the
 * address has to wait: after many that were wrong, or very many that were right. */
enum { OPENING_WRONG, OPENING_ANY, OPENINGS };
struct link_guess {
    struct tries tries[OPENINGS];
};
enum err_code link_guess_begin(struct link_guess *out, struct req *req, struct reply *reply,
                               struct err *err);
/* Inside a transaction: the link was right. */
enum err_code link_guess_right(struct db *db, const struct link_guess *guess, struct err *err);
