/* The HTTP server: connections, threads, static files, errors as JSON. Knows no resource. */
#pragma once

#include <stdint.h>

#include "server/http/router.h"

struct http_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks a free one */
    unsigned threads;   /* epoll threads; 0 for a default */
    const struct route *routes;
    size_t route_count;
    const char *static_dir;  /* files of the page under /, or NULL; index.html for unknown paths
                                without a dot, so that the page may use paths of its own */
    const char *private_dir; /* a folder that no answer names; NULL for none */
    struct app *app;
    /* Lends a database connection to one request; called from any thread. */
    struct db *(*db_take)(struct app *app, struct err *err);
    void (*db_give)(struct app *app, struct db *db);
    /* Who is asking, and may they? Called with the headers, before a body is read, with a database
     * connection lent; sets req->caller. NULL: everybody may everything. */
    enum err_code (*gate)(struct req *req, const struct route *route, struct err *err);
    const char *trusted_proxy;      /* the address of a proxy whose X-Forwarded-For and -Proto are
                                       believed, and which has looked at the Host; NULL for none */
    const char *tls_cert, *tls_key; /* PEM files; both NULL: no TLS */
    int64_t idle_timeout_s; /* a connection that moves no byte for so long is closed; 0: default */
};

struct http_server;

enum err_code http_server_start(struct http_server **out, const struct http_options *options,
                                struct err *err);

/* The port in use. */
uint16_t http_server_port(const struct http_server *server);

/* Stops accepting, lets replies under way end for up to grace_s seconds, wakes what is suspended,
 * and frees everything. */
void http_server_stop(struct http_server *server, unsigned grace_s);
