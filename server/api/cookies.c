#include "server/api/cookies.h"

#include <inttypes.h>
#include <stdio.h>

/* The prefixes make a browser refuse the cookie when a page without TLS, or of a neighbour domain,
 * tries to put one there. */
static const struct {
    const char *name, *name_tls, *path;
} cookies[] = {
    [COOKIE_PERSON] = { "predub", "__Host-predub", "/" },
    [COOKIE_GUEST] = { "predub_guest", "__Secure-predub_guest", "/api/guest" },
};

enum err_code cookie_set(struct reply *reply, enum cookie cookie, bool is_tls, const char *secret,
                         int64_t max_age_s, struct err *err)
{
    char value[256];

    snprintf(value, sizeof value,
             "%s=%s; Path=%s; Max-Age=%" PRId64 "; HttpOnly; SameSite=Strict%s",
             is_tls ? cookies[cookie].name_tls : cookies[cookie].name, secret, cookies[cookie].path,
             *secret ? max_age_s : 0, is_tls ? "; Secure" : "");
    return reply_header(reply, "Set-Cookie", value, err);
}

bool cookie_read(const struct req *req, enum cookie cookie, char out[SECRET_TEXT])
{
    return req_cookie(req, req->is_tls ? cookies[cookie].name_tls : cookies[cookie].name, out,
                      SECRET_TEXT);
}
