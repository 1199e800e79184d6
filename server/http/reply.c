#include "server/http/reply.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/exchange.h"

enum err_code reply_take(struct reply *reply, unsigned status, json_t *json, struct err *err)
{
    assert(!reply->status);
    if (!json)
        return err_set(err, ERR_NO_MEMORY, "out of memory for an answer");
    reply->status = status;
    reply->json = json;
    return ERR_NONE;
}

enum err_code reply_tag(struct reply *reply, const char *etag, struct err *err)
{
    char quoted[128];

    snprintf(quoted, sizeof quoted, "\"%s\"", etag);
    reply->is_tagged = true;
    return reply_header(reply, "ETag", quoted, err);
}

enum err_code reply_unchanged(struct reply *reply, const char *etag, struct err *err)
{
    assert(!reply->status);
    reply->status = MHD_HTTP_NOT_MODIFIED;
    return reply_tag(reply, etag, err);
}

enum err_code reply_empty(struct reply *reply)
{
    assert(!reply->status);
    reply->status = MHD_HTTP_NO_CONTENT;
    return ERR_NONE;
}

enum err_code reply_static(struct reply *reply, const char *media_type, const void *data,
                           size_t bytes)
{
    assert(!reply->status);
    reply->status = MHD_HTTP_OK;
    reply->media_type = media_type;
    reply->data = data;
    reply->data_bytes = bytes;
    return ERR_NONE;
}

enum err_code reply_header(struct reply *reply, const char *name, const char *value,
                           struct err *err)
{
    const unsigned i = reply->header_count;

    assert(i < REPLY_HEADERS);
    reply->headers[i].name = strdup(name);
    reply->headers[i].value = strdup(value);
    reply->header_count++;
    if (!reply->headers[i].name || !reply->headers[i].value)
        return err_set(err, ERR_NO_MEMORY, "out of memory for an answer");
    return ERR_NONE;
}

/* Copies text and notes when that failed; NULL stays NULL. */
static const char *copy(const char *text, bool *failed)
{
    char *out = text ? strdup(text) : NULL;

    *failed = *failed || (text && !out);
    return out;
}

enum err_code reply_body(struct reply *reply, const struct body *body, struct err *err)
{
    bool failed = false;

    assert(!reply->status && body->bytes >= 0);
    reply->status = MHD_HTTP_OK;
    reply->body = *body;
    reply->has_body = true;
    reply->body.media_type = copy(body->media_type, &failed);
    reply->body.etag = copy(body->etag, &failed);
    reply->body.cache = copy(body->cache, &failed);
    reply->body.filename = copy(body->filename, &failed);
    if (failed)
        return err_set(err, ERR_NO_MEMORY, "out of memory for an answer");
    return ERR_NONE;
}

enum err_code reply_events(struct reply *reply, const struct body_source *source, struct err *err)
{
    assert(!reply->status);
    reply->status = MHD_HTTP_OK;
    reply->body = (struct body){ .media_type = strdup("text/event-stream"), .source = *source };
    reply->has_body = reply->has_events = true;
    if (!reply->body.media_type)
        return err_set(err, ERR_NO_MEMORY, "out of memory for an answer");
    return reply_header(reply, "X-Accel-Buffering", "no", err);
}

static void headers_clear(struct reply *reply)
{
    for (unsigned i = 0; i < reply->header_count; i++) {
        free(reply->headers[i].name);
        free(reply->headers[i].value);
    }
    reply->header_count = 0;
}

/* All but the headers. */
static void content_clear(struct reply *reply)
{
    json_decref(reply->json);
    if (reply->has_body) {
        free((char *)reply->body.media_type);
        free((char *)reply->body.etag);
        free((char *)reply->body.cache);
        free((char *)reply->body.filename);
        if (reply->body.source.close)
            reply->body.source.close(reply->body.source.ctx);
    }
    reply->status = 0;
    reply->json = NULL;
    reply->media_type = NULL;
    reply->data = NULL;
    reply->data_bytes = 0;
    reply->body = (struct body){ 0 };
    reply->has_body = reply->has_events = reply->is_tagged = false;
}

void reply_clear(struct reply *reply)
{
    content_clear(reply);
    headers_clear(reply);
}

/* Sentences may quote a damaged file. JSON takes UTF-8 only, so then ASCII has to do. */
static json_t *sentence(const char *text)
{
    char ascii[sizeof((struct err *)0)->text];
    size_t i = 0;
    json_t *json = json_string(text);

    if (json)
        return json;
    for (; text[i] && i < sizeof ascii - 1; i++)
        ascii[i] = text[i] & 0x80 ? '?' : text[i];
    ascii[i] = 0;
    return json_string(ascii);
}

/* What the handler has said besides stays: when to try again. */
void reply_error(struct reply *reply, const struct err *error, unsigned status)
{
    content_clear(reply);
    status = status ? status : reply->fails_with;
    reply->status = status ? status : reply_status_of(error->code);
    reply->json = json_pack("{s:{s:s, s:o*}}", "error", "code", err_name(error->code), "text",
                            sentence(error->text));
    if (error->code == ERR_BUSY)
        reply_header(reply, "Retry-After", "1", NULL);
}

void reply_fails_with(struct reply *reply, unsigned status)
{
    reply->fails_with = status;
}

unsigned reply_status_of(enum err_code code)
{
    static const unsigned status[ERR_CODES] = {
        [ERR_NONE] = MHD_HTTP_OK,
        [ERR_INVALID] = MHD_HTTP_BAD_REQUEST,
        [ERR_NOT_FOUND] = MHD_HTTP_NOT_FOUND,
        [ERR_CONFLICT] = MHD_HTTP_CONFLICT,
        [ERR_TOO_BIG] = MHD_HTTP_CONTENT_TOO_LARGE,
        [ERR_DAMAGED] = MHD_HTTP_UNPROCESSABLE_CONTENT,
        [ERR_UNSUPPORTED] = MHD_HTTP_UNPROCESSABLE_CONTENT,
        [ERR_UNKNOWN] = MHD_HTTP_CONFLICT,
        [ERR_RANGE] = MHD_HTTP_RANGE_NOT_SATISFIABLE,
        [ERR_FORBIDDEN] = MHD_HTTP_FORBIDDEN,
        [ERR_SIGN_IN] = MHD_HTTP_UNAUTHORIZED,
        [ERR_TOO_OFTEN] = MHD_HTTP_TOO_MANY_REQUESTS,
        [ERR_IO] = MHD_HTTP_INTERNAL_SERVER_ERROR,
        [ERR_NO_SPACE] = MHD_HTTP_INSUFFICIENT_STORAGE,
        [ERR_NO_MEMORY] = MHD_HTTP_SERVICE_UNAVAILABLE,
        [ERR_BUSY] = MHD_HTTP_SERVICE_UNAVAILABLE,
        [ERR_CANCELLED] = MHD_HTTP_SERVICE_UNAVAILABLE,
        [ERR_INTERNAL] = MHD_HTTP_INTERNAL_SERVER_ERROR,
    };

    return code < ERR_CODES ? status[code] : MHD_HTTP_INTERNAL_SERVER_ERROR;
}
