#include "server/http/req.h"

#include <assert.h>
#include <string.h>

#include "server/http/cookie.h"
#include "server/http/exchange.h"
#include "server/http/json_in.h"

const char *req_header(const struct req *req, const char *name)
{
    const struct exchange *exchange = req->connection;

    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *req_query(const struct req *req, const char *name)
{
    const struct exchange *exchange = req->connection;

    return target_query(&exchange->target, name);
}

enum err_code req_json(struct req *req, json_t **out, struct err *err)
{
    struct exchange *exchange = req->connection;
    enum err_code code = ERR_NONE;

    if (!exchange->json)
        code = json_in_parse(&exchange->json, req->body, req->body_bytes, err);
    *out = exchange->json;
    return code;
}

enum err_code req_unpack(struct req *req, struct err *err, const char *format, ...)
{
    json_t *object;
    va_list args;
    enum err_code code;

    if ((code = req_json(req, &object, err)))
        return code;
    va_start(args, format);
    code = json_in_unpack(object, "", err, format, args);
    va_end(args);
    return code;
}

enum err_code req_unpack_part(json_t *object, const char *place, struct err *err,
                              const char *format, ...)
{
    va_list args;
    enum err_code code;

    va_start(args, format);
    code = json_in_unpack(object, place, err, format, args);
    va_end(args);
    return code;
}

static void take_sink(struct exchange *exchange, const struct body_sink *sink)
{
    assert(!exchange->has_sink);
    exchange->sink = *sink;
    exchange->has_sink = true;
}

void req_sink(struct req *req, const struct body_sink *sink)
{
    struct exchange *exchange = req->connection;

    assert(exchange->route->flags & ROUTE_STREAM);
    take_sink(exchange, sink);
}

void req_later(struct req *req, const struct body_sink *sink)
{
    struct exchange *exchange = req->connection;

    assert(!(exchange->route->flags & ROUTE_STREAM));
    take_sink(exchange, sink);
}

bool req_cookie(const struct req *req, const char *name, char *out, size_t bytes)
{
    return cookie_find(req_header(req, "Cookie"), name, out, bytes);
}
