#include "server/http/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/http/answer.h"
#include "server/http/guard.h"
#include "server/http/peer.h"
#include "server/http/static.h"
#include "server/http/tus.h"

enum {
    /* A refused body up to this size is read to its end before the answer, so that the connection
     * can go on; a larger one is answered at once and then dropped. */
    DROP_QUIETLY_BYTES = 256 * 1024,
    /* So much is dropped after an early answer, or the body's limit if that is more. */
    DROP_BYTES = 64 * 1024 * 1024
};

struct waker *exchange_waker(struct exchange *exchange)
{
    if (!exchange->waker)
        exchange->waker = waker_new(exchange->server->waits, exchange->connection);
    return exchange->waker;
}

bool exchange_is_last(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    bool last;

    pthread_mutex_lock(&server->lock);
    last = server->stopping;
    pthread_mutex_unlock(&server->lock);
    return last;
}

void exchange_log(const struct exchange *exchange, unsigned status, const struct err *error)
{
    char path[256];
    size_t i = 0;

    if (status < 500 || error->code == ERR_CANCELLED)
        return;
    for (; i < sizeof path - 1 && exchange->text[i] && exchange->text[i] != '?'; i++)
        path[i] = exchange->text[i] > ' ' && exchange->text[i] < 0x7f ? exchange->text[i] : '_';
    path[i] = 0;
    fprintf(stderr, "predub: %u %s %s: %s: %s\n", status, exchange->req.method, path,
            err_name(error->code), error->text);
}

void *exchange_open(void *cls, const char *text, struct MHD_Connection *connection)
{
    struct http_server *server = cls;
    struct exchange *exchange = calloc(1, sizeof *exchange);

    /* Counted even if out of memory: exchange_close comes in any case. */
    pthread_mutex_lock(&server->lock);
    server->exchanges++;
    pthread_mutex_unlock(&server->lock);
    if (!exchange || !(exchange->text = strdup(text))) {
        free(exchange);
        return NULL;
    }
    exchange->server = server;
    exchange->connection = connection;
    exchange->req.connection = exchange;
    exchange->req.app = server->options.app;
    return exchange;
}

void exchange_close(void *cls, struct MHD_Connection *connection, void **context,
                    enum MHD_RequestTerminationCode how)
{
    struct http_server *server = cls;
    struct exchange *exchange = *context;

    (void)connection;
    (void)how;
    if (exchange) {
        if (exchange->has_sink)
            exchange->sink.abort(exchange->sink.ctx);
        waker_detach(exchange->waker);
        waker_drop(exchange->waker);
        reply_clear(&exchange->reply);
        target_clear(&exchange->target);
        json_decref(exchange->json);
        free(exchange->req.caller);
        free(exchange->body);
        free(exchange->text);
        free(exchange);
    }
    *context = NULL;
    pthread_mutex_lock(&server->lock);
    if (--server->exchanges == 0)
        pthread_cond_signal(&server->idle);
    pthread_mutex_unlock(&server->lock);
}

/* The request fails with exchange->error; where files lie is for the log alone. */
static void fail(struct exchange *exchange, unsigned status)
{
    struct err told;

    exchange->failed = true;
    if (exchange->has_sink)
        exchange->sink.abort(exchange->sink.ctx);
    exchange->has_sink = false;
    told = exchange->error;
    err_leave_out(&told, exchange->server->options.private_dir);
    reply_error(&exchange->reply, &told, status);
    exchange_log(exchange, exchange->reply.status, &exchange->error);
}

static bool has_length(const struct req *req)
{
    return req_header(req, "Content-Length") != NULL;
}

static bool is_chunked(const struct req *req)
{
    return req_header(req, "Transfer-Encoding") != NULL;
}

/* Who may ask at all: RFC 9112's rules, then what guard.h says of browsers. */
static enum err_code admit(const struct exchange *exchange, struct err *err)
{
    const struct http_server *server = exchange->server;
    const struct req *req = &exchange->req;
    const char *host = req_header(req, "Host"), *origin = req_header(req, "Origin");

    if (!host)
        return err_set(err, ERR_INVALID, "the request has no Host header");
    if (has_length(req) && is_chunked(req))
        return err_set(err, ERR_INVALID,
                       "the request has both Content-Length and Transfer-Encoding");
    if (server->loopback && !server->has_proxy && !guard_host_is_loopback(host))
        return err_set(err, ERR_FORBIDDEN,
                       "this server listens on loopback only and answers to localhost, "
                       "127.0.0.1 or [::1]");
    if (!origin || !guard_method_changes(req->method) ||
        guard_origin_is_host(origin, host, req->is_tls))
        return ERR_NONE;
    return err_set(err, ERR_FORBIDDEN, "a page of another site may not change anything here%s",
                   server->has_proxy ? "; if it is this one, the proxy in front has to pass its "
                                       "Host header on"
                                     : "");
}

static bool is_api(const char *path)
{
    return !strncmp(path, "/api", 4) && (path[4] == '/' || !path[4]);
}

/* Clients behind proxies that know no PATCH send a POST instead, where tus is spoken. */
static enum err_code match(struct exchange *exchange, struct err *err)
{
    const struct http_options *options = &exchange->server->options;
    struct req *req = &exchange->req;
    const char *method = req->method;

    req->method = tus_method(req);
    if (req->method != method &&
        !router_match(options->routes, options->route_count, req, &exchange->route,
                      exchange->allowed, NULL) &&
        exchange->route->flags & ROUTE_TUS)
        return ERR_NONE;
    req->method = method;
    *exchange->allowed = 0;
    exchange->route = NULL;
    return router_match(options->routes, options->route_count, req, &exchange->route,
                        exchange->allowed, err);
}

/* Finds the route; NULL stays for files of the page. */
static enum err_code find_route(struct exchange *exchange, unsigned *status, struct err *err)
{
    const struct http_options *options = &exchange->server->options;
    const enum err_code code = match(exchange, err);

    if (code == ERR_INVALID && *exchange->allowed)
        *status = MHD_HTTP_METHOD_NOT_ALLOWED;
    if (code != ERR_NOT_FOUND || !options->static_dir || is_api(exchange->req.path))
        return code;
    if (!guard_method_changes(exchange->req.method))
        return ERR_NONE;
    strcpy(exchange->allowed, "GET, HEAD");
    *status = MHD_HTTP_METHOD_NOT_ALLOWED;
    return err_set(err, ERR_INVALID, "this address takes GET and HEAD only");
}

static enum err_code check_length(const struct exchange *exchange, int64_t bytes, struct err *err)
{
    const size_t limit = exchange->route ? exchange->route->body_limit_bytes : 0;

    if (bytes <= 0 || (uint64_t)bytes <= limit)
        return ERR_NONE;
    if (limit == 0)
        return err_set(err, ERR_TOO_BIG, "%s takes no body at this address", exchange->req.method);
    return err_set(err, ERR_TOO_BIG, "the body is longer than the limit of %zu bytes", limit);
}

static enum err_code take_db(struct exchange *exchange, struct err *err)
{
    const struct http_options *options = &exchange->server->options;

    if (options->db_take && !(exchange->req.db = options->db_take(options->app, err)))
        return err->code;
    return ERR_NONE;
}

static void give_db(struct exchange *exchange)
{
    const struct http_options *options = &exchange->server->options;

    if (options->db_take)
        options->db_give(options->app, exchange->req.db);
    exchange->req.db = NULL;
}

/* Runs the handler, lending it a database connection meanwhile. */
static enum err_code run_handler(struct exchange *exchange, struct err *err)
{
    enum err_code code;

    if ((code = take_db(exchange, err)))
        return code;
    code = exchange->route->handler(&exchange->req, &exchange->reply, err);
    give_db(exchange);
    return code;
}

static enum err_code ask_gate(struct exchange *exchange, struct err *err)
{
    const struct http_options *options = &exchange->server->options;
    enum err_code code;

    if (exchange->route && exchange->route->flags & ROUTE_TUS &&
        (code = tus_admit(&exchange->req, &exchange->reply, err)))
        return code;
    if (!options->gate || !exchange->route)
        return ERR_NONE;
    if ((code = take_db(exchange, err)))
        return code;
    code = options->gate(&exchange->req, exchange->route, err);
    give_db(exchange);
    return code;
}

/* Everything that the headers tell. */
static enum err_code begin(struct exchange *exchange, unsigned *status, struct err *err)
{
    struct req *req = &exchange->req;
    const char *length = req_header(req, "Content-Length");
    enum err_code code;

    peer_read(exchange);
    req->content_length = length && !is_chunked(req) ? strtoll(length, NULL, 10) : -1;
    if ((code = target_init(&exchange->target, exchange->text, err)))
        return code;
    req->path = exchange->target.path;
    if ((code = admit(exchange, err)) || (code = find_route(exchange, status, err)) ||
        (code = ask_gate(exchange, err)) ||
        (code = check_length(exchange, is_chunked(req) ? 1 : req->content_length, err)))
        return code;
    if (exchange->route && exchange->route->flags & ROUTE_STREAM)
        return run_handler(exchange, err);
    return ERR_NONE;
}

/* After a failure: does so much of the body still come that the answer has to go before it? */
static void answer_before_body(struct exchange *exchange)
{
    const int64_t announced = exchange->req.content_length;

    if (!exchange->answered_early && (is_chunked(&exchange->req) || announced > DROP_QUIETLY_BYTES))
        answer_early(exchange);
}

/* After the headers. An answer that needs no body goes out before the client has begun to send. */
static enum MHD_Result on_headers(struct exchange *exchange)
{
    const char *expect = req_header(&exchange->req, "Expect");
    unsigned status = 0;

    if (begin(exchange, &status, &exchange->error))
        fail(exchange, status);
    if (exchange->reply.status && expect && !strcasecmp(expect, "100-continue"))
        return answer_queue(exchange);
    if (exchange->failed)
        answer_before_body(exchange);
    return MHD_YES;
}

static enum err_code collect(struct exchange *exchange, const char *data, size_t bytes,
                             struct err *err)
{
    struct req *req = &exchange->req;
    const size_t need = req->body_bytes + bytes + 1;

    if (need > exchange->body_room) {
        const size_t room = need < 4096 ? 4096 : need + need / 2;
        char *body = realloc(exchange->body, room);
        if (!body)
            return err_set(err, ERR_NO_MEMORY, "out of memory for the body of a request");
        exchange->body = body;
        exchange->body_room = room;
    }
    memcpy(exchange->body + req->body_bytes, data, bytes);
    req->body_bytes += bytes;
    exchange->body[req->body_bytes] = 0;
    req->body = exchange->body;
    return ERR_NONE;
}

static enum err_code take(struct exchange *exchange, const char *data, size_t bytes,
                          struct err *err)
{
    const enum err_code code = check_length(exchange, exchange->received, err);

    if (code)
        return code;
    if (exchange->has_sink)
        return exchange->sink.write(exchange->sink.ctx, data, bytes, err);
    if (exchange->reply.status)
        return ERR_NONE; /* a streaming handler answered without wanting the body */
    return collect(exchange, data, bytes, err);
}

/* What still comes of a refused body is dropped, unless it is too much. */
static enum MHD_Result on_bytes(struct exchange *exchange, const char *data, size_t bytes)
{
    const size_t limit = exchange->route ? exchange->route->body_limit_bytes : 0;
    const uint64_t most = limit > DROP_BYTES ? limit : DROP_BYTES;

    exchange->received += (int64_t)bytes;
    if (!exchange->failed && take(exchange, data, bytes, &exchange->error)) {
        fail(exchange, 0);
        answer_before_body(exchange);
    }
    return exchange->failed && (uint64_t)exchange->received > most ? MHD_NO : MHD_YES;
}

static enum err_code finish_once(struct exchange *exchange, bool *wait, struct err *err)
{
    const struct http_options *options = &exchange->server->options;
    struct db *db = NULL;
    enum err_code code;

    if (options->db_take && !(db = options->db_take(options->app, err)))
        return err->code;
    waker_expect(exchange->waker);
    code =
        exchange->sink.finish(exchange->sink.ctx, db, exchange->waker, wait, &exchange->reply, err);
    if (code || !*wait) {
        waker_forget(exchange->waker);
        exchange->has_sink = false;
        *wait = false;
    }
    if (options->db_take)
        options->db_give(options->app, db);
    return code;
}

static enum err_code finish(struct exchange *exchange, enum wait *state, struct err *err)
{
    enum err_code code = ERR_NONE;
    bool wait = true;

    if (!exchange_waker(exchange))
        return err_set(err, ERR_NO_MEMORY, "out of memory for the end of an upload");
    *state = waker_is_over(exchange->waker) ? WAIT_OVER : WAIT_AGAIN;
    while (*state == WAIT_AGAIN && wait) {
        wait = false;
        code = finish_once(exchange, &wait, err);
        if (wait)
            *state = waker_wait(exchange->waker, false);
    }
    return code;
}

/* The request is whole: makes the reply. */
static enum err_code run(struct exchange *exchange, enum wait *state, struct err *err)
{
    enum err_code code;

    if (exchange->has_sink)
        return finish(exchange, state, err);
    if (exchange->reply.status)
        return ERR_NONE;
    if (!exchange->route)
        return static_reply(&exchange->reply, exchange->server->options.static_dir,
                            exchange->req.path, req_header(&exchange->req, "Accept-Encoding"), err);
    if (!exchange->req.body)
        exchange->req.body = "";
    if ((code = run_handler(exchange, err)))
        return code;
    return exchange->has_sink ? finish(exchange, state, err) : ERR_NONE;
}

static enum MHD_Result on_end(struct exchange *exchange)
{
    enum wait state = WAIT_AGAIN;

    if (exchange->answered_early)
        return MHD_NO;
    if (!exchange->failed && run(exchange, &state, &exchange->error))
        fail(exchange, 0);
    if (state != WAIT_AGAIN)
        return state == WAIT_SUSPENDED ? MHD_YES : MHD_NO;
    if (!exchange->reply.status) {
        err_set(&exchange->error, ERR_INTERNAL, "the handler of this address gave no answer");
        fail(exchange, 0);
    }
    return answer_queue(exchange);
}

enum MHD_Result exchange_run(void *cls, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *bytes, void **context)
{
    struct exchange *exchange = *context;
    const size_t got = *bytes;

    (void)cls;
    (void)connection;
    (void)url;
    (void)version;
    if (!exchange)
        return MHD_NO;
    *bytes = 0;
    if (!exchange->begun) {
        exchange->begun = true;
        exchange->req.method = method;
        return on_headers(exchange);
    }
    return got ? on_bytes(exchange, data, got) : on_end(exchange);
}
