/* Work with passwords off the HTTP threads: two at a time, for each takes 64 MiB, and not too many
 * that wait. */
#pragma once

#include "server/http/reply.h"
#include "server/http/req.h"

struct hashing;
enum err_code hashing_new(struct hashing **out, struct err *err);
void hashing_free(struct hashing *hashing); /* when the HTTP server has stopped; NULL is accepted */

struct hashing_work {
    void *ctx;
    /* On a thread for it, with a connection of its own; no transaction is under way. */
    enum err_code (*run)(void *ctx, struct db *db, struct err *err);
    /* When run has ended well. */
    enum err_code (*answer)(void *ctx, struct db *db, struct reply *reply, struct err *err);
    void (*free)(void *ctx);
};

/* The rest of a handler: its request is answered when the work is done, or with ERR_BUSY when too
 * many wait. ctx is taken, also after a failure, and may outlive the request: it holds no part of
 * it. */
enum err_code hashing_later(struct req *req, const struct hashing_work *work, struct err *err);
