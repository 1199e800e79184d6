/* The cookies of a session: HttpOnly, SameSite=Strict, Secure when the client speaks TLS. */
#pragma once

#include "server/auth/secret.h"
#include "server/http/reply.h"
#include "server/http/req.h"

enum cookie {
    COOKIE_PERSON, /* "predub", over TLS "__Host-predub"; everywhere */
    COOKIE_GUEST,  /* "predub_guest", over TLS "__Secure-predub_guest"; under /api/guest alone */
};

/* secret lives for max_age_s seconds; "" takes the cookie away. */
enum err_code cookie_set(struct reply *reply, enum cookie cookie, bool is_tls, const char *secret,
                         int64_t max_age_s, struct err *err);

/* false when none was sent. */
bool cookie_read(const struct req *req, enum cookie cookie, char out[SECRET_TEXT]);
