/* The answer to one request. A handler fills it once. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "codec/core/err.h"
#include "server/http/waker.h"

struct reply;

/* Answers with JSON and takes the reference. NULL json is ERR_NO_MEMORY. */
enum err_code reply_take(struct reply *reply, unsigned status, json_t *json, struct err *err);

/* What the answer of reply_take is known by: an ETag, strong, without quotes. Clients may keep the
 * answer, and must ask whether it still holds. */
enum err_code reply_tag(struct reply *reply, const char *etag, struct err *err);
/* Answers 304, with that tag, to a client that named it (etag.h). */
enum err_code reply_unchanged(struct reply *reply, const char *etag, struct err *err);

/* Answers 204. */
enum err_code reply_empty(struct reply *reply);

/* Lends bytes that live as long as the program. */
enum err_code reply_static(struct reply *reply, const char *media_type, const void *data,
                           size_t bytes);

/* Adds a header; both are copied. */
enum err_code reply_header(struct reply *reply, const char *name, const char *value,
                           struct err *err);

/* Bytes of known length, made or read on demand. */
struct body_source {
    void *ctx;
    /* Writes 1 to max bytes from offset and returns how many. 0 means "wait": waker_wake(waker)
     * will be called once, then read is tried again. -1 fills err; the connection is closed. Never
     * blocks. */
    ssize_t (*read)(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                    struct err *err);
    /* The connection is done or gone. Frees ctx. A wake that is owed must still come, during this
     * call or later (waker.h). Called exactly once, also for HEAD, 304 and 416. */
    void (*close)(void *ctx);
};

struct body {
    const char *media_type; /* copied */
    int64_t bytes;          /* of the whole */
    const char *etag;       /* strong, without quotes; copied; NULL for none */
    const char *cache;      /* Cache-Control, copied; NULL for "no-store" */
    const char *filename;   /* Content-Disposition: attachment; NULL for none; copied */
    struct body_source source;
};

/* Answers with a body and takes its source, also when it fails. Range, If-Range, If-None-Match and
 * HEAD are handled here: 200, 206 (one range), 304 or 416. A request for several ranges gets the
 * whole. */
enum err_code reply_body(struct reply *reply, const struct body *body, struct err *err);

/* Answers 200 with a stream of server-sent events, which ends when the client leaves, the server
 * stops, or read gives ERR_CANCELLED. Takes the source, also when it fails; its read is not told an
 * offset that means anything. */
enum err_code reply_events(struct reply *reply, const struct body_source *source, struct err *err);

/* If the handler, or its sink, fails, the answer has this status instead of the code's own: for
 * statuses that say more than a code. */
void reply_fails_with(struct reply *reply, unsigned status);

/* The error as {"error": {"code", "text"}} with the status that belongs to the code. */
unsigned reply_status_of(enum err_code code);
