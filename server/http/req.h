/* One request, as a handler sees it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "codec/core/err.h"
#include "server/http/waker.h"

struct db;
struct reply;
struct app;    /* what the server is made of (server/api/app.h); http only hands it on */
struct caller; /* who asks (server/auth/caller.h); likewise */

enum { REQ_PARAMS = 4, REQ_PARAM_TEXT = 256, REQ_ADDRESS = 64 };

struct req {
    const char *method, *path; /* as sent; path percent-decoded, without the query */
    unsigned params;
    char param[REQ_PARAMS][REQ_PARAM_TEXT]; /* what stands in for each {} of the route, decoded */
    int64_t id[REQ_PARAMS];                 /* the same as a number where it is one, else -1 */
    struct db *db;                          /* a connection of its own while the handler runs */
    struct app *app;
    const char *body; /* whole body of routes that do not stream; 0-terminated */
    size_t body_bytes;
    int64_t content_length;    /* -1 when not told */
    char address[REQ_ADDRESS]; /* of the client, as text; what a trusted proxy says of it */
    bool is_tls;               /* the client speaks TLS, to us or to a trusted proxy */
    struct caller *caller;     /* who asks, set by the gate; http frees it with free() */
    void *connection;          /* http's own */
};

/* NULL when not sent. Lent until the request ends. */
const char *req_header(const struct req *req, const char *name);
const char *req_query(const struct req *req, const char *name);

/* Parses the body as one JSON object and unpacks it, strictly: a missing, unknown or mistyped key
 * is ERR_INVALID and the sentence names it. The format is json_unpack's for one flat object, "{s:s,
 * s?:I}": s text, i int, I json_int_t, F double, b int, o any value as json_t; a key after "s?" may
 * be missing and then leaves its variable alone. Strings and `o` values are borrowed and live as
 * long as the request. After a failure some variables may be set. */
enum err_code req_unpack(struct req *req, struct err *err, const char *format, ...);

/* The same for an object inside the body; place ("scenes[3]") begins the sentence. */
enum err_code req_unpack_part(json_t *object, const char *place, struct err *err,
                              const char *format, ...);

/* The body as JSON (object or array), borrowed; ERR_INVALID names line and column. */
enum err_code req_json(struct req *req, json_t **out, struct err *err);

/* The value of a cookie, or false when none of that name was sent or it is too long for out. */
bool req_cookie(const struct req *req, const char *name, char *out, size_t bytes);

/* For ROUTE_STREAM: the handler runs when the headers are there, and says where the body goes by
 * filling a sink. If it fails, the body is not read. */
struct body_sink {
    void *ctx;
    /* Takes the next bytes. After a failure nothing more is written and abort is called. */
    enum err_code (*write)(void *ctx, const void *data, size_t bytes, struct err *err);
    /* The body is complete: work that blocks (fsync, decoding) goes to another thread. Sets *wait
     * and returns 0 to be called again after waker_wake; otherwise it fills reply or err and the
     * sink is over (abort is not called). db is this call's own. */
    enum err_code (*finish)(void *ctx, struct db *db, struct waker *waker, bool *wait,
                            struct reply *reply, struct err *err);
    /* The connection broke, a write failed, the body is over the limit, or the server stops, also
     * while a wake is owed: it must still come (waker.h). Frees ctx. */
    void (*abort)(void *ctx);
};
void req_sink(struct req *req, const struct body_sink *sink);

/* For all other routes: a handler that has work for another thread gives the rest of its answer to
 * a sink of which only finish and abort are called. */
void req_later(struct req *req, const struct body_sink *sink);
