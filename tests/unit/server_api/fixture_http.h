/* Stands in for the parts of http that need a socket: headers, and connections that wait. Include
 * it once in a program. */
#pragma once

#include <pthread.h>
#include <strings.h>
#include <time.h>

#include "server/http/exchange.h"
#include "tests/support/check.h"

enum { CALL_HEADERS = 8 };

struct header {
    const char *name, *value;
};

/* One request. */
struct call {
    const char *method, *target, *content_type;
    const void *body;
    size_t body_bytes;
    int64_t content_length;
    bool break_off; /* the connection is gone after the body's last byte */
    /* More headers. One of the fixture's own (Cookie) gives way to one of its name here; a value of
     * NULL sends none. */
    struct header headers[CALL_HEADERS];
};

/* Takes the place of libmicrohttpd's connection. */
struct sent {
    const struct call *call;
    char cookie[96]; /* of whoever asks; "" for none */
};

static inline const char *sent_header(const struct sent *sent, const char *name)
{
    const struct call *call = sent->call;

    for (unsigned i = 0; i < CALL_HEADERS && call->headers[i].name; i++)
        if (!strcasecmp(call->headers[i].name, name))
            return call->headers[i].value;
    if (!strcasecmp(name, "Content-Type"))
        return call->content_type;
    return !strcasecmp(name, "Cookie") && *sent->cookie ? sent->cookie : NULL;
}

/* The library's own would look into a connection; here it is the call. */
const char *MHD_lookup_connection_value(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                                        const char *key)
{
    assert_int_equal(kind, MHD_HEADER_KIND);
    return sent_header((const struct sent *)connection, key);
}

/* Takes the place of a suspended connection. */
struct waker {
    pthread_mutex_t lock; /* guards woken */
    pthread_cond_t changed;
    int woken;
};

#define WAKER_INIT                                                                                 \
    {                                                                                              \
        .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER                     \
    }

void waker_wake(struct waker *waker)
{
    pthread_mutex_lock(&waker->lock);
    waker->woken++;
    pthread_cond_signal(&waker->changed);
    pthread_mutex_unlock(&waker->lock);
}

static inline void waker_await(struct waker *waker)
{
    struct timespec limit;

    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 20;
    pthread_mutex_lock(&waker->lock);
    while (!waker->woken)
        assert_int_equal(pthread_cond_timedwait(&waker->changed, &waker->lock, &limit), 0);
    waker->woken--;
    pthread_mutex_unlock(&waker->lock);
}
