/* Who is asking, and may they? Answered in one place, before any handler, from two things: the bits
 * of the route and the thing that its address names first. */
#pragma once

#include "server/auth/caller.h"
#include "server/http/router.h"

enum {
    OPEN = 0,                       /* anybody */
    COME = ROUTE_RIGHTS,            /* whoever has signed in, with a session or a token */
    SELF = ROUTE_RIGHTS << 1,       /* a session: what is one's own, and nothing for scripts */
    OWN = ROUTE_RIGHTS << 2,        /* an owner of the machine */
    GUEST = ROUTE_RIGHTS << 3,      /* a guest's link, and nobody else */
    GUEST_NOTE = ROUTE_RIGHTS << 4, /* one with notes */
    /* A member of the thing's production ... */
    MANAGE = ROUTE_RIGHTS << 5,  /* who manages it, with a session */
    LISTEN = SCOPE_LISTEN << 12, /* ... with this scope */
    NOTE = SCOPE_NOTE << 12,
    UPLOAD = SCOPE_UPLOAD << 12,
    SIGN = SCOPE_SIGN << 12,
    DELIVER = SCOPE_DELIVER << 12,
    SCOPED = SCOPE_ALL << 12,
};

/* For handlers whose act only a side may do: ERR_FORBIDDEN for a member who stands on none. */
enum err_code gate_side(const struct req *req, enum side *out, struct err *err);
