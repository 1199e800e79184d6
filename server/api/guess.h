/* Guessing a password is slowed, for an account and for an address (server/store/tries.h). */
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
