/* One request and its answer: what the files of http share. */
#pragma once

#include <microhttpd.h>
#include <pthread.h>

#include "server/http/address.h"
#include "server/http/server.h"
#include "server/http/target.h"
#include "server/http/tls.h"
#include "server/http/waits.h"

enum { REPLY_HEADERS = 8 };

struct reply {
    unsigned status;     /* 0: not filled yet */
    unsigned fails_with; /* reply_fails_with; 0: the code's own */
    json_t *json;
    const char *media_type; /* of data or of the body's source */
    const void *data;
    size_t data_bytes;
    struct body body;          /* with copies of its texts */
    bool has_body, has_events; /* events: a body without length */
    bool is_tagged;            /* reply_tag */
    struct {
        char *name, *value;
    } headers[REPLY_HEADERS];
    unsigned header_count;
};

/* Frees what is inside, closes a source that was not taken, and leaves an empty reply. */
void reply_clear(struct reply *reply);

/* Fills an empty reply with an error; status 0 chooses the one of the code. */
void reply_error(struct reply *reply, const struct err *error, unsigned status);

struct exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    char *text; /* the target as sent */
    struct target target;
    struct req req;
    struct reply reply;

    const struct route *route; /* NULL: a static file */
    struct body_sink sink;
    char *body;
    size_t body_room;
    int64_t received;
    json_t *json; /* of the body, once asked for */
    struct waker *waker;

    struct err error;
    unsigned error_status; /* 0: the one that belongs to the code */
    char allowed[64];      /* methods, for 405 */
    bool begun, has_sink, failed, answered_early;
};

struct http_server {
    struct http_options options;
    struct MHD_Daemon *daemon;
    struct waits *waits;
    int listener;
    uint16_t port;
    bool loopback; /* listens where only this machine comes */
    struct tls tls;
    bool has_proxy; /* one whose word is believed */
    struct in6_addr proxy;

    pthread_mutex_t lock; /* guards the three below */
    pthread_cond_t idle;
    unsigned exchanges; /* under way */
    bool stopping;
};

/* The exchange's waker, made when first wanted; NULL when out of memory. */
struct waker *exchange_waker(struct exchange *exchange);

/* Is this the server's last answer on the connection? */
bool exchange_is_last(struct exchange *exchange);

/* One line on stderr, for failures of the server's own only (5xx). */
void exchange_log(const struct exchange *exchange, unsigned status, const struct err *error);

/* libmicrohttpd's callbacks; cls is the server. */
void *exchange_open(void *cls, const char *text, struct MHD_Connection *connection);
enum MHD_Result exchange_run(void *cls, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *bytes, void **exchange);
void exchange_close(void *cls, struct MHD_Connection *connection, void **exchange,
                    enum MHD_RequestTerminationCode how);
