/* The table of routes: one row each. */
#pragma once

#include <stddef.h>

#include "server/http/reply.h"
#include "server/http/req.h"

enum {
    ROUTE_STREAM = 1, /* the body goes to a sink (req_sink), not into memory */
    ROUTE_TUS = 2,    /* an address of tus: tus_admit looks at the request first, and a POST may
                         stand for another method (X-HTTP-Method-Override) */
    ROUTE_RIGHTS = 8, /* bits from here on are what the gate asks for (http_options.gate) */
};

typedef enum err_code (*handler_fn)(struct req *req, struct reply *reply, struct err *err);

struct route {
    const char *method;      /* GET also answers HEAD */
    const char *path;        /* "/api/scenes/{}/notes": {} is one path segment */
    unsigned flags;          /* ROUTE_STREAM, and the gate's own bits */
    size_t body_limit_bytes; /* 0: a body is refused */
    handler_fn handler;
};

/* Finds the row and fills req->param and req->id. ERR_NOT_FOUND, or ERR_INVALID with the methods
 * that the path knows in allowed (comma-separated; the reply is 405). */
enum err_code router_match(const struct route *routes, size_t count, struct req *req,
                           const struct route **out, char allowed[64], struct err *err);
