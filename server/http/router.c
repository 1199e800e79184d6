#include "server/http/router.h"

#include <stdio.h>
#include <string.h>

/* "17" is 17; anything else that is not all digits and below 2^63 is -1. */
static int64_t read_id(const char *text)
{
    int64_t id = 0;

    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9' || id > (INT64_MAX - (*at - '0')) / 10)
            return -1;
        id = id * 10 + (*at - '0');
    }
    return *text ? id : -1;
}

struct piece {
    const char *text;
    size_t bytes;
};

static bool next_piece(const char **at, struct piece *out)
{
    if (**at != '/')
        return false;
    out->text = *at + 1;
    out->bytes = strcspn(out->text, "/");
    *at = out->text + out->bytes;
    return true;
}

/* Does the path fit the pattern? Notes what stands in for each {}. */
static bool fits(const char *pattern, const char *path, struct piece params[REQ_PARAMS],
                 unsigned *count)
{
    struct piece want, have;

    *count = 0;
    while (next_piece(&pattern, &want)) {
        if (!next_piece(&path, &have))
            return false;
        if (want.bytes == 2 && !strncmp(want.text, "{}", 2)) {
            if (have.bytes == 0 || *count == REQ_PARAMS)
                return false;
            params[(*count)++] = have;
        } else if (want.bytes != have.bytes || strncmp(want.text, have.text, want.bytes)) {
            return false;
        }
    }
    return !*path;
}

static bool method_fits(const struct route *route, const char *method)
{
    return !strcmp(route->method, method) ||
           (!strcmp(route->method, "GET") && !strcmp(method, "HEAD"));
}

static void allow(char allowed[64], const char *method)
{
    const size_t used = strlen(allowed);

    snprintf(allowed + used, 64 - used, "%s%s%s", used ? ", " : "", method,
             strcmp(method, "GET") ? "" : ", HEAD");
}

static enum err_code fill(struct req *req, const struct piece *params, unsigned count,
                          struct err *err)
{
    req->params = count;
    for (unsigned i = 0; i < count; i++) {
        if (params[i].bytes >= REQ_PARAM_TEXT)
            return err_set(err, ERR_INVALID, "a name in the address is longer than %d bytes",
                           REQ_PARAM_TEXT - 1);
        memcpy(req->param[i], params[i].text, params[i].bytes);
        req->param[i][params[i].bytes] = 0;
        req->id[i] = read_id(req->param[i]);
    }
    return ERR_NONE;
}

enum err_code router_match(const struct route *routes, size_t count, struct req *req,
                           const struct route **out, char allowed[64], struct err *err)
{
    struct piece params[REQ_PARAMS];
    unsigned found;

    *out = NULL;
    *allowed = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fits(routes[i].path, req->path, params, &found))
            continue;
        if (method_fits(&routes[i], req->method)) {
            *out = &routes[i];
            *allowed = 0;
            return fill(req, params, found, err);
        }
        allow(allowed, routes[i].method);
    }
    if (*allowed)
        return err_set(err, ERR_INVALID, "this address takes %s only", allowed);
    return err_set(err, ERR_NOT_FOUND, "there is nothing at this address");
}
