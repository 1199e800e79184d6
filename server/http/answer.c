#include "server/http/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "server/http/etag.h"
#include "server/http/guard.h"
#include "server/http/outlet.h"
#include "server/http/range.h"

/* On every answer. The page uses constructed style sheets, so no inline style needs to be let in;
 * blob: is what MediaSource plays from. */
static const struct {
    const char *name, *value;
} guards[] = {
    { "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src "
      "'self'; "
      "img-src 'self' data:; media-src 'self' blob:; base-uri 'none'; form-action 'self'; "
      "frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
};
enum { GUARDS = sizeof guards / sizeof *guards };

/* A browser that came by TLS once must not be led back to plain HTTP. Not for localhost, which all
 * servers of a machine share. NULL: not to be sent. */
static const char *strict_transport(const struct exchange *exchange)
{
    const char *host = req_header(&exchange->req, "Host");

    if (!exchange->req.is_tls || !host || guard_host_is_loopback(host))
        return NULL;
    return "max-age=31536000";
}

/* A response under way: adding a header may fail for want of memory, which is looked at once. */
struct draft {
    struct MHD_Response *response;
    unsigned status;
    bool failed;
};

static void add(struct draft *draft, const char *name, const char *value)
{
    if (value && MHD_add_response_header(draft->response, name, value) != MHD_YES)
        draft->failed = true;
}

static struct MHD_Response *from_json(const json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    struct MHD_Response *response = NULL;

    if (text)
        response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    if (!response)
        free(text);
    return response;
}

static struct MHD_Response *from_memory(const void *data, size_t bytes)
{
    return MHD_create_response_from_buffer(bytes, (void *)data, MHD_RESPMEM_PERSISTENT);
}

/* RFC 6266: a plain name for old clients, and the true one. */
static void add_filename(struct draft *draft, const char *filename)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "._-";
    const size_t length = strlen(filename);
    char *value = malloc(64 + 4 * length), *out = value;

    if (!value) {
        draft->failed = true;
        return;
    }
    out += sprintf(out, "attachment; filename=\"");
    for (size_t i = 0; i < length; i++)
        *out++ = strchr(plain, filename[i]) || filename[i] == ' ' ? filename[i] : '_';
    out += sprintf(out, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < length; i++)
        out += sprintf(out, strchr(plain, filename[i]) ? "%c" : "%%%02X", filename[i] & 0xff);
    *out = 0;
    add(draft, "Content-Disposition", value);
    free(value);
}

static void add_quoted(struct draft *draft, const char *etag)
{
    char quoted[160];

    if (!etag)
        return;
    snprintf(quoted, sizeof quoted, "\"%s\"", etag);
    add(draft, "ETag", quoted);
}

static void outside(struct exchange *exchange, int64_t total, struct draft *draft)
{
    char range[64];
    struct err error;

    err_set(&error, ERR_RANGE, "the range lies outside the %" PRId64 " bytes that there are",
            total);
    reply_error(&exchange->reply, &error, 0);
    draft->response = from_json(exchange->reply.json);
    if (!draft->response)
        return;
    snprintf(range, sizeof range, "bytes */%" PRId64, total);
    add(draft, "Content-Range", range);
    add(draft, "Content-Type", "application/json");
    add(draft, "Cache-Control", "no-store");
}

/* The body's bytes [first, first + bytes), of which HEAD and 304 send the length alone. */
static void open_body(struct exchange *exchange, struct draft *draft, int64_t first, int64_t bytes)
{
    struct body *body = &exchange->reply.body;
    char range[96];

    if (bytes > 0)
        draft->response = outlet_new(exchange, &body->source, first, bytes);
    else
        draft->response = from_memory("", 0);
    if (!draft->response || draft->status != MHD_HTTP_PARTIAL_CONTENT)
        return;
    snprintf(range, sizeof range, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, first,
             first + bytes - 1, body->bytes);
    add(draft, "Content-Range", range);
}

/* 200, 206, 304 or 416. A Range counts for GET alone, and not when If-Range knows another file. */
static void from_body(struct exchange *exchange, struct draft *draft)
{
    const struct body *body = &exchange->reply.body;
    const char *if_range = req_header(&exchange->req, "If-Range");
    int64_t first = 0, bytes = body->bytes;
    enum range_kind kind = RANGE_NONE;

    if (etag_listed(req_header(&exchange->req, "If-None-Match"), body->etag))
        draft->status = MHD_HTTP_NOT_MODIFIED;
    else if (!strcmp(exchange->req.method, "GET") && (!if_range || etag_same(if_range, body->etag)))
        kind = range_read(req_header(&exchange->req, "Range"), body->bytes, &first, &bytes);
    if (kind == RANGE_OUTSIDE) {
        draft->status = MHD_HTTP_RANGE_NOT_SATISFIABLE;
        outside(exchange, body->bytes, draft);
        return;
    }
    if (kind == RANGE_PART)
        draft->status = MHD_HTTP_PARTIAL_CONTENT;
    open_body(exchange, draft, first, bytes);
    if (!draft->response)
        return;
    add_quoted(draft, body->etag);
    add(draft, "Cache-Control", body->cache ? body->cache : "no-store");
    add(draft, "Accept-Ranges", "bytes");
    add(draft, "Content-Type", body->media_type);
    if (body->filename)
        add_filename(draft, body->filename);
}

static void from_events(struct exchange *exchange, struct draft *draft)
{
    draft->response = outlet_endless(exchange, &exchange->reply.body.source);
    if (!draft->response)
        return;
    add(draft, "Content-Type", exchange->reply.body.media_type);
    add(draft, "Cache-Control", "no-store");
}

static void from_reply(struct exchange *exchange, struct draft *draft)
{
    const struct reply *reply = &exchange->reply;

    if (reply->has_events) {
        from_events(exchange, draft);
        return;
    }
    if (reply->has_body) {
        from_body(exchange, draft);
        return;
    }
    draft->response =
        reply->json ? from_json(reply->json) : from_memory(reply->data, reply->data_bytes);
    if (!draft->response || reply->status == MHD_HTTP_NO_CONTENT)
        return;
    if (reply->status != MHD_HTTP_NOT_MODIFIED)
        add(draft, "Content-Type", reply->json ? "application/json" : reply->media_type);
    add(draft, "Cache-Control", reply->is_tagged ? "private, no-cache" : "no-store");
}

enum MHD_Result answer_queue(struct exchange *exchange)
{
    struct draft draft = { .status = exchange->reply.status };
    enum MHD_Result result = MHD_NO;

    from_reply(exchange, &draft);
    if (!draft.response)
        return MHD_NO;
    for (unsigned i = 0; i < exchange->reply.header_count; i++)
        add(&draft, exchange->reply.headers[i].name, exchange->reply.headers[i].value);
    for (unsigned i = 0; i < GUARDS; i++)
        add(&draft, guards[i].name, guards[i].value);
    add(&draft, "Strict-Transport-Security", strict_transport(exchange));
    if (*exchange->allowed)
        add(&draft, "Allow", exchange->allowed);
    if (exchange_is_last(exchange))
        add(&draft, "Connection", "close");
    if (!draft.failed)
        result = MHD_queue_response(exchange->connection, draft.status, draft.response);
    MHD_destroy_response(draft.response);
    return result;
}

/* The whole of an error's answer; NULL when out of memory. The caller frees it. */
static char *write_error(const struct exchange *exchange, size_t *bytes)
{
    const struct reply *reply = &exchange->reply;
    const char *strict = strict_transport(exchange);
    char *json = json_dumps(reply->json, JSON_COMPACT), *text = NULL;
    FILE *file = json ? open_memstream(&text, bytes) : NULL;
    bool failed = !file;

    if (file) {
        fprintf(file, "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Type: application/json\r\n",
                reply->status, MHD_get_reason_phrase_for(reply->status));
        fprintf(file, "Cache-Control: no-store\r\nContent-Length: %zu\r\n", strlen(json));
        if (*exchange->allowed)
            fprintf(file, "Allow: %s\r\n", exchange->allowed);
        if (strict)
            fprintf(file, "Strict-Transport-Security: %s\r\n", strict);
        for (unsigned i = 0; i < reply->header_count; i++)
            fprintf(file, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
        for (unsigned i = 0; i < GUARDS; i++)
            fprintf(file, "%s: %s\r\n", guards[i].name, guards[i].value);
        fprintf(file, "\r\n%s", json);
        failed = fclose(file) != 0;
    }
    free(json);
    if (!failed)
        return text;
    free(text);
    return NULL;
}

void answer_early(struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    size_t bytes = 0;
    char *text = write_error(exchange, &bytes);

    if (text && exchange->server->tls.cert)
        tls_send(exchange->connection, text, bytes);
    else if (text)
        (void)!send(info->connect_fd, text, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
    free(text);
    exchange->answered_early = true;
}
